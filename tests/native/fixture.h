// What the tests of native/ share: a store in a folder of its own, a clock that is told the time, and a server on a
// free port with a client that can also send what no decent client would.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/json/reader.h"
#include "core/json/verification.h"
#include "native/http/app.h"
#include "native/http/http_server.h"
#include "native/log/log.h"
#include "native/service/access.h"
#include "native/service/keys.h"
#include "native/store/open_store.h"
#include "native/store/sqlite_store.h"

namespace countersign::test {

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string file(const std::string& name) const { return (path_ / name).string(); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

class ManualClock final : public Clock {
 public:
  Instant now() override;
  void set(const std::string& text);
  void advance(std::int64_t milliseconds);

 private:
  std::mutex mutex_;
  Instant now_ = Instant::from_text("2026-11-21T09:00:00.000Z").value();
};

struct Reply {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  bool closed = false;  // the server has closed the connection after it

  Json json() const;
  std::string code() const;
  std::string header(const std::string& name) const;
};

// One TCP connection to 127.0.0.1.
class Connection {
 public:
  explicit Connection(std::uint16_t port);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // False when the server has closed the connection.
  bool send(const std::string& bytes);
  // A reply with status 0 when the connection ends first.
  Reply receive(bool has_body = true);
  // Everything up to and with this text; what came, when the connection ends first.
  std::string read_through(const std::string& text);
  // Whether something comes, or the connection ends, within that time.
  bool stirs_within(int milliseconds);
  // Whether the server closes within that time.
  bool is_closed_within(int milliseconds);
  void close();

 private:
  bool fill();

  int socket_ = -1;
  std::string buffer_;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

std::string request_text(const std::string& method, const std::string& target, const Headers& headers,
                         const std::string& body);

struct ServerSettings {
  std::vector<std::string> allow_origins;
  std::string www;
  std::string widget;
  bool demo = false;
  std::optional<RelyingParty> passkeys;
  HttpLimits limits;
  CallLimits rates;
  ApiNotices notices;
  std::size_t workers = 4;
  // Puts another store around the one of the file.
  std::function<std::unique_ptr<Store>(std::unique_ptr<Store>)> around_store;
};

class TestServer {
 public:
  explicit TestServer(ServerSettings settings = {});
  ~TestServer();

  // One request on a connection of its own.
  Reply call(const std::string& method, const std::string& target, const Headers& headers = {},
             const std::string& body = "");
  // With Content-Type, Countersign-Protocol and the token.
  Reply post(const std::string& target, const std::string& token, const std::string& body, Headers more = {});
  Reply get(const std::string& target, const std::string& token, Headers more = {});

  // The token of a session.
  std::string session(const std::string& person, const std::string& request = "", const std::string& more = "");

  // The id of a request under review by maria, and by jonas after her, with one part. `more` members of `create`, each with a
  // comma behind it.
  std::string submitted_request(const std::string& more = "");
  Reply command(const std::string& request, const std::string& token, const std::string& key, std::int64_t head,
                const std::string& body);
  std::string upload(const std::string& bytes);
  // As the person, of version 1.
  void approve(const std::string& request, const std::string& person, const std::string& stage);

  void stop();
  // Another process on the same store: nothing is remembered but what is stored. The port changes.
  void restart();
  // The thread that signs the log, which runs unless it is stopped; what it complained about.
  void stop_signing() { signing_.reset(); }
  void start_signing();
  std::vector<std::string> complaints();

  const std::string& key() const { return key_; }
  std::uint16_t port() const { return port_; }
  ManualClock& clock() { return clock_; }
  LogKeeper& log_keeper() { return log_->keeper(); }
  // Reads all that the log has into the metrics, which no thread does here.
  void follow_log();
  MetricsModel& metrics() { return app_->metrics(); }
  RequestService& requests() { return app_->requests(); }
  KeyUses& key_uses() { return app_->key_uses(); }
  const std::vector<Route>& routes() const { return app_->routes(); }
  // Another API key. A tenant that is not there yet is made.
  std::string make_key(const NewKey& key);
  Reply remove(const std::string& target, const std::string& token);
  Store& store() { return *store_; }
  std::string store_file() const { return folder_.file("store.sqlite"); }

 private:
  void start();

  ServerSettings settings_;
  TemporaryFolder folder_;
  ManualClock clock_;
  SystemRandom random_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Log> log_;
  std::mutex complaining_;
  std::vector<std::string> complaints_;
  std::optional<LogThread> signing_;
  std::unique_ptr<App> app_;
  std::unique_ptr<HttpServer> server_;
  std::string key_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

// The key of every log in tests.
std::unique_ptr<LogKey> test_log_key();

// Trusts that key.
Trust test_trust();

// A new request, as one command.
inline const std::string kCreate = R"({"command":"create","kind":"document","title":"A"})";

std::string actor_json(const std::string& person);
std::string sha256_hex(const std::string& bytes);

}  // namespace countersign::test
