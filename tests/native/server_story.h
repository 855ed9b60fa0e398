// A story that a server goes through, with every kind of call that changes what is stored: tenants, keys, sessions that are renewed,
// links, contacts, webhooks and the messages to them, files, a request from its first draft to its last decision, another that only time
// moves, the log that signs it all, and a restart in between. Told again on a new store it makes the same bytes.
#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/json/reader.h"
#include "native/log/fsck.h"
#include "tests/native/quiet_server.h"

namespace countersign::test {

enum class DeedKind {
  open,  // the server starts, again or for the first time
  make_key,
  mint,
  mint_short,  // a session that is forgotten in the course of the story
  call,
  sign,
  time,  // passes, and the timer looks
  checkpoint,  // SQLite takes its write-ahead log into the file, and begins it anew
  forget,
  make_tenant,
  change,   // a call that is not made twice; `shows` says whether it was carried out
  deliver,  // whatever waits in the outbox
};

struct Deed {
  DeedKind kind = DeedKind::call;
  Instant at;
  std::uint64_t seed = 0;
  QuietCall call;
  std::string token;  // of the key or the session that was made
  QuietAnswer answer;
  std::uint64_t entries = 0;      // of the log, afterwards
  std::uint64_t signed_size = 0;  // of it
  std::uint64_t messages = 0;     // in the outbox, afterwards
  std::uint64_t delivered = 0;    // of these
  std::string tenant = std::string(kDefaultTenant);  // that is made, or whose key is
  // What is answered with this status, and this text in it, once it was carried out.
  QuietCall shows = {};
  int shown_status = 200;
  std::string shown_text = {};
  std::size_t until = std::numeric_limits<std::size_t>::max();  // the number of the deed that ends what this one made
};

// A GET with a token.
QuietCall look(const std::string& token, const std::string& target);

// The store, the head of the log's key beside it, and the server on them, in memory where there is such a folder.
class World {
 public:
  World();
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  std::string store_file() const { return folder_ + "/store.sqlite"; }
  std::string head_file() const { return folder_ + "/log-key.head"; }
  QuietServer& server() { return *server_; }
  bool is_open() const { return server_ != nullptr; }
  void close() { server_.reset(); }

  std::string head() const;
  void put_head(const std::string& head) const;

  // What the deed is answered; deeds without an answer have an empty one. Throws when it cannot be done.
  QuietAnswer perform(Deed& deed);

  // All entries of the log, in order.
  std::vector<std::string> entries();
  // What others are told, in order, and how much of it has got through.
  std::vector<std::string> messages() const;
  std::uint64_t delivered() const;
  std::uint64_t signed_size() { return server().log_keeper().size(); }
  FsckReport check(std::uint64_t at_least) const;

 private:
  const std::string folder_;
  std::unique_ptr<QuietServer> server_;
};

// Tells it once, and notes each deed with what came of it.
class Teller {
 public:
  explicit Teller(World& world);

  // How a deed is done; another way to do it must come to the same end.
  std::function<QuietAnswer(Deed&)> perform;
  std::function<void()> before_first_decision = [] {};
  std::size_t large_file_bytes = 1'100'000;  // of a file that the store takes in more than one transaction
  const std::vector<Deed>& deeds() const { return deeds_; }

  // Throws when it does not go as it should.
  void tell();

 private:
  void pass(std::int64_t milliseconds);
  const Deed& deed(DeedKind kind, QuietCall call = {});
  const Deed& record(Deed deed);
  // Who may come in, and who is told; then what they are good for, and their end.
  void let_others_in(const std::string& request, const std::string& dana);
  // Refused with 404 when it had been done, and only the answer was lost.
  Deed change(QuietCall call, const std::function<void(Deed&, const Json& answer)>& shows);
  QuietCall minting(const std::string& id, const std::string& party, const std::string& request, const std::string& more) const;
  std::string mint(const std::string& id, const std::string& party, const std::string& request);
  Json view(const std::string& request, const std::string& token);
  Json command(const std::string& request, const std::string& token, const std::string& key, const std::string& body, int status = 200);
  std::string part(const std::string& token, const std::string& id, const std::string& bytes);
  // The id of a request in review.
  std::string submitted(const std::string& token, const std::string& name, const std::string& policy);
  void decide(const std::string& request, const std::string& token, const std::string& stage);

  World& world_;
  Instant now_;
  std::string key_;
  std::vector<Deed> deeds_;
};

}  // namespace countersign::test
