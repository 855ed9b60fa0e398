#include "tests/native/fixture.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "core/base/digest.h"

namespace countersign::test {
namespace {

constexpr int kPatienceMilliseconds = 20'000;

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
  });
  return text;
}

Json person_json(const std::string& person) {
  static const std::map<std::string, Json> kPeople = {
      {"dana", {{"id", "dana"}, {"kind", "human"}, {"name", "Dana Ruiz"}, {"party", "delivery"}}},
      {"bot", {{"id", "bot"}, {"kind", "agent"}, {"name", "Intake bot"}, {"party", "delivery"}}},
      {"maria", {{"id", "maria"}, {"kind", "human"}, {"name", "Maria Keller"}, {"party", "customer"}}},
      {"jonas", {{"id", "jonas"}, {"kind", "human"}, {"name", "Jonas Weber"}, {"party", "customer"}}},
  };
  return kPeople.at(person);
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "countersign-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Instant ManualClock::now() {
  const std::lock_guard lock(mutex_);
  return now_;
}

void ManualClock::set(const std::string& text) {
  const std::lock_guard lock(mutex_);
  now_ = Instant::from_text(text).value();
}

void ManualClock::advance(std::int64_t milliseconds) {
  const std::lock_guard lock(mutex_);
  now_ = later(now_, milliseconds);
}

Json Reply::json() const {
  const Result<Json> parsed = read_json(body);
  return parsed.ok() ? parsed.value() : Json();
}

std::string Reply::code() const { return json().value("code", std::string()); }

std::string Reply::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

Connection::Connection(std::uint16_t port) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) close();
}

Connection::~Connection() { close(); }

void Connection::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

bool Connection::send(const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t size = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (size <= 0) return false;
    sent += static_cast<std::size_t>(size);
  }
  return true;
}

bool Connection::fill() {
  pollfd waiting{socket_, POLLIN, 0};
  if (::poll(&waiting, 1, kPatienceMilliseconds) <= 0) return false;
  char bytes[65536];
  const ssize_t size = ::recv(socket_, bytes, sizeof bytes, 0);
  if (size <= 0) return false;
  buffer_.append(bytes, static_cast<std::size_t>(size));
  return true;
}

std::string Connection::read_through(const std::string& text) {
  std::size_t at = 0;
  while ((at = buffer_.find(text)) == std::string::npos) {
    if (!fill()) return std::exchange(buffer_, "");
  }
  const std::string read = buffer_.substr(0, at + text.size());
  buffer_.erase(0, read.size());
  return read;
}

bool Connection::stirs_within(int milliseconds) {
  pollfd waiting{socket_, POLLIN, 0};
  return ::poll(&waiting, 1, milliseconds) > 0;
}

bool Connection::is_closed_within(int milliseconds) {
  pollfd waiting{socket_, POLLIN, 0};
  if (::poll(&waiting, 1, milliseconds) <= 0) return false;
  char byte;
  return ::recv(socket_, &byte, 1, MSG_PEEK) <= 0;
}

Reply Connection::receive(bool has_body) {
  Reply reply;
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return reply;
  }
  std::string head = buffer_.substr(0, end + 2);
  buffer_.erase(0, end + 4);
  reply.status = std::stoi(head.substr(9, 3));
  for (std::size_t line = head.find("\r\n") + 2; line < head.size();) {
    const std::size_t next = head.find("\r\n", line);
    const std::size_t colon = head.find(':', line);
    reply.headers[lower_case(head.substr(line, colon - line))] = head.substr(colon + 2, next - colon - 2);
    line = next + 2;
  }
  const std::size_t size =
      has_body && reply.headers.count("content-length") ? std::stoul(reply.headers["content-length"]) : 0;
  while (buffer_.size() < size) {
    if (!fill()) break;
  }
  reply.body = buffer_.substr(0, size);
  buffer_.erase(0, size);
  reply.closed = lower_case(reply.header("connection")) == "close";
  return reply;
}

std::string request_text(const std::string& method, const std::string& target, const Headers& headers,
                         const std::string& body) {
  std::string text = method + " " + target + " HTTP/1.1\r\n";
  bool has_host = false;
  for (const auto& [name, value] : headers) {
    text += name + ": " + value + "\r\n";
    has_host = has_host || lower_case(name) == "host";
  }
  if (!has_host) text += "Host: 127.0.0.1\r\n";
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + body;
}

Trust test_trust() { return {{test_log_key()->verifier()}, {}}; }

std::unique_ptr<LogKey> test_log_key() {
  SigningKey::Seed seed{};
  seed.fill(7);
  return std::make_unique<LogKey>("log.example/tests", seed);
}

TestServer::TestServer(ServerSettings settings) : settings_(std::move(settings)) {
  store_ = std::move(open_sqlite_store(store_file())).value();
  if (settings_.around_store) store_ = settings_.around_store(std::move(store_));
  key_ = KeyService(*store_, clock_, random_).make({std::string(kDefaultTenant), "portal", Role::lead, Scopes::all(), {}}).value().token;
  start();
}

std::string TestServer::make_key(const NewKey& key) {
  if (!store_->tenant(key.tenant).value()) store_->put_tenant({key.tenant, clock_.now(), {}}).value();
  return KeyService(*store_, clock_, random_).make(key).value().token;
}

void TestServer::start() {
  AppOptions options;
  options.allow_origins = settings_.allow_origins;
  options.www = settings_.www;
  options.widget = settings_.widget;
  options.demo = settings_.demo;
  options.passkeys = settings_.passkeys;
  options.listen = {"127.0.0.1", 0};
  options.log = LogLevel::silent;
  options.limits = settings_.limits;
  options.rates = settings_.rates;
  options.notices = settings_.notices;
  auto log = Log::open(*store_, test_log_key());
  if (!log.ok()) throw std::runtime_error(log.error().detail);
  log_ = std::move(log).value();
  auto app = App::make(*store_, log_->service(), clock_, random_, options);
  if (!app.ok()) throw std::runtime_error(app.error().detail);
  app_ = std::move(app).value();
  start_signing();
  server_ = std::make_unique<HttpServer>(*app_, settings_.limits, settings_.workers);
  port_ = server_->listen(options.listen).value();
  thread_ = std::thread([this] { server_->run(); });
}

void TestServer::start_signing() {
  signing_.emplace(log_->keeper(), [this](const std::string& what) {
    const std::lock_guard lock(complaining_);
    complaints_.push_back(what);
  });
}

void TestServer::follow_log() {
  for (;;) {
    const Result<bool> advanced = metrics().advance();
    if (!advanced.ok()) throw std::runtime_error(advanced.error().detail);
    if (!advanced.value()) return;
  }
}

std::vector<std::string> TestServer::complaints() {
  const std::lock_guard lock(complaining_);
  return complaints_;
}

TestServer::~TestServer() { stop(); }

void TestServer::stop() {
  if (!thread_.joinable()) return;
  server_->stop();
  thread_.join();
}

void TestServer::restart() {
  stop();
  server_.reset();
  app_.reset();
  signing_.reset();
  log_.reset();
  start();
}

Reply TestServer::call(const std::string& method, const std::string& target, const Headers& headers,
                       const std::string& body) {
  Connection connection(port_);
  connection.send(request_text(method, target, headers, body));
  return connection.receive(method != "HEAD");
}

Reply TestServer::post(const std::string& target, const std::string& token, const std::string& body, Headers more) {
  more.emplace_back("Authorization", "Bearer " + token);
  more.emplace_back("Content-Type", "application/json");
  more.emplace_back("Countersign-Protocol", "1");
  return call("POST", target, more, body);
}

Reply TestServer::get(const std::string& target, const std::string& token, Headers more) {
  more.emplace_back("Authorization", "Bearer " + token);
  return call("GET", target, more);
}

Reply TestServer::remove(const std::string& target, const std::string& token) {
  return call("DELETE", target, {{"Authorization", "Bearer " + token}, {"Countersign-Protocol", "1"}});
}

std::string TestServer::session(const std::string& person, const std::string& request, const std::string& more) {
  const std::string target = request.empty() ? "/v1/sessions" : "/v1/requests/" + request + "/sessions";
  const Reply reply = post(target, key_, "{\"actor\":" + actor_json(person) + more + "}");
  if (reply.status != 201) throw std::runtime_error("no session: " + reply.body);
  return reply.json().at("token").get<std::string>();
}

std::string TestServer::upload(const std::string& bytes) {
  const std::string digest = sha256_hex(bytes);
  const Reply reply =
      call("PUT", "/v1/blobs/" + digest, {{"Authorization", "Bearer " + key_}, {"Countersign-Protocol", "1"}}, bytes);
  if (reply.status != 201 && reply.status != 200) throw std::runtime_error("no upload: " + reply.body);
  return digest;
}

Reply TestServer::command(const std::string& request, const std::string& token, const std::string& key,
                          std::int64_t head, const std::string& body) {
  return post("/v1/requests/" + request + "/commands", token, body,
              {{"Idempotency-Key", key}, {"If-Match", "\"" + std::to_string(head) + "\""}});
}

std::string TestServer::submitted_request(const std::string& more) {
  static std::atomic<int> counter{0};
  const std::string key = "setup-" + std::to_string(++counter) + "-";
  const std::string dana = session("dana");
  const Reply created = post("/v1/requests", dana, "{" + more + R"json("command":"create","kind":"deliverable","title":"Homepage",
      "ask":"Is it final?","due":"2026-12-24T16:00:00.000Z","stages":[
      {"id":"customer","name":"Customer","order":1,"rule":{"type":"all"},
       "members":[{"id":"maria","name":"Maria Keller","obligation":"approver"}]},
      {"id":"legal","name":"Legal","order":2,"rule":{"type":"all"},
       "members":[{"id":"jonas","name":"Jonas Weber","obligation":"approver"}]}]})json",
                             {{"Idempotency-Key", key + "create"}});
  if (created.status != 201) throw std::runtime_error("no request: " + created.body);
  const auto id = created.json().at("request").at("id").get<std::string>();
  const std::string bytes = "the homepage";
  const std::string digest = upload(bytes);
  const Reply added = command(id, dana, key + "add", 1,
                              R"({"command":"add-version","parts":[{"id":"page","name":"page.txt",)"
                              R"("media_type":"text/plain","size":)" +
                                  std::to_string(bytes.size()) + R"(,"sha256":")" + digest + "\"}]}");
  if (added.status != 200) throw std::runtime_error("no version: " + added.body);
  const auto displayed = added.json().at("request").at("versions").at(0).at("digest").get<std::string>();
  command(id, dana, key + "ready", 2, R"({"command":"confirm-ready","displayed_digest":")" + displayed + "\"}");
  const Reply submitted = command(id, dana, key + "submit", 3, R"({"command":"submit"})");
  if (submitted.status != 200) throw std::runtime_error("not submitted: " + submitted.body);
  return id;
}

void TestServer::approve(const std::string& request, const std::string& person, const std::string& stage) {
  const std::string token = session(person, request);
  const Json view = get("/v1/requests/" + request, token).json();
  const Reply reply = command(request, token, "approve-" + person + request, view.at("head").get<std::int64_t>(),
                              R"({"command":"decide","stage":")" + stage + R"(","version":1,"displayed_digest":")" +
                                  view.at("request").at("versions").back().at("digest").get<std::string>() +
                                  R"(","decision":"approve","challenge":")" + view.at("challenge").at("value").get<std::string>() + "\"}");
  if (reply.status != 200) throw std::runtime_error("not approved: " + reply.body);
}

std::string actor_json(const std::string& person) { return person_json(person).dump(); }

std::string sha256_hex(const std::string& bytes) { return Digest::of(bytes).hex(); }

}  // namespace countersign::test
