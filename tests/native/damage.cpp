#include "tests/native/damage.h"

#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>

#include "core/json/verification.h"
#include "core/record/checkpoint.h"
#include "native/log/fsck.h"
#include "native/log/log_service.h"
#include "native/log/proven_tiles.h"
#include "native/store/sqlite_guard.h"
#include "native/store/sqlite_log.h"
#include "native/store/sqlite_snapshot.h"
#include "tests/native/faulty_store.h"
#include "tests/native/fixture.h"

namespace countersign::test {
namespace {

constexpr std::size_t kFailuresKept = 10;
constexpr std::uint64_t kServedAlways = 256;  // of so many flips that no reader notices, for one the server is asked all the same

// Reads the log out of a damaged image, as the store does; the rest out of a store that is well.
class DamagedStore final : public FaultyStore {
 public:
  DamagedStore() : FaultyStore(nullptr) {}

  void look_at(std::shared_ptr<SqliteConnection> connection) { connection_ = std::move(connection); }

  Result<StoredEvents> events(std::string_view stream, std::int64_t after, std::size_t limit) override {
    return flat(guarded([&] { return sqlite_events(*connection_, stream, after, limit); }));
  }
  Result<std::optional<std::string>> tenant_of(std::string_view stream) override {
    return guarded([&] { return sqlite_tenant_of(*connection_, stream); });
  }
  Result<std::vector<StoredEntry>> log_entries(std::uint64_t from, std::size_t limit) override {
    return flat(guarded([&] { return sqlite_log_entries(*connection_, from, limit); }));
  }
  Result<std::vector<std::uint64_t>> log_indexes(std::string_view stream) override {
    return guarded([&] { return sqlite_log_indexes(*connection_, stream); });
  }
  Result<std::optional<StoredCheckpoint>> checkpoint() override {
    return guarded([&] { return sqlite_checkpoint(*connection_); });
  }
  Result<std::optional<std::string>> tile(unsigned level, std::uint64_t index) override {
    return guarded([&] { return sqlite_tile(*connection_, level, index); });
  }

 private:
  std::shared_ptr<SqliteConnection> connection_;
};

// Somebody who may read everything.
Caller reader() {
  Caller caller;
  caller.tenant = kDefaultTenant;
  caller.scopes = Scopes::all();
  return caller;
}

// What somebody gets; nothing for a refusal.
using Readings = std::vector<std::optional<std::string>>;

class Damage {
 public:
  Damage(TestServer& server, std::vector<RequestId> requests, const char* tables) : keeper_(server.log_keeper()), requests_(std::move(requests)) {
    take_image(server.store_file(), tables);
    const auto size = static_cast<std::uint64_t>(keeper_.size());
    for (unsigned level = 0; tile_count(level, size) > 0; ++level) {
      for (std::uint64_t index = 0; index < tile_count(level, size); ++index) tiles_.push_back({level, index, tile_width(level, index, size)});
    }
    store_.look_at(open());
    read_before_ = read();
    served_before_ = served(read_before_);
    for (const auto& answer : served_before_) {
      if (!answer) throw std::runtime_error("a log without damage is refused");
    }
    if (!fsck_holds()) throw std::runtime_error("fsck finds something in a log without damage");
  }

  DamageFigures run(std::uint64_t flips, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    for (; figures_.flips < flips; ++figures_.flips) {
      const std::uint64_t at = pages_[random() % pages_.size()] + random() % page_size_;
      const auto bit = static_cast<unsigned char>(1U << (random() % 8));
      image_[at] ^= bit;
      flip(at, bit);
      image_[at] ^= bit;
    }
    return std::move(figures_);
  }

 private:
  // The bytes of the store, and where its pages with these tables are.
  void take_image(const std::string& file, const char* tables) {
    sqlite3* database = nullptr;
    sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr);
    SqliteConnection connection(database);
    sqlite3_int64 size = 0;
    unsigned char* bytes = sqlite3_serialize(database, "main", &size, 0);
    image_.assign(bytes, bytes + size);
    sqlite3_free(bytes);
    // Not in WAL mode: a database in memory has none.
    image_[18] = image_[19] = 1;
    page_size_ = static_cast<std::uint64_t>(connection.integer("PRAGMA page_size"));
    SqliteStatement pages(database, "SELECT pageno FROM dbstat WHERE name IN (" + std::string(tables) + ")");
    while (pages.step()) pages_.push_back(static_cast<std::uint64_t>(pages.integer(0) - 1) * page_size_);
    if (pages_.empty()) throw std::runtime_error("the log has no pages");
  }

  std::shared_ptr<SqliteConnection> open() {
    sqlite3* database = nullptr;
    sqlite3_open_v2(":memory:", &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    auto connection = std::make_shared<SqliteConnection>(database);
    const auto size = static_cast<sqlite3_int64>(image_.size());
    sqlite3_deserialize(database, "main", image_.data(), size, size, SQLITE_DESERIALIZE_READONLY);
    return connection;
  }

  void flip(std::uint64_t at, unsigned bit) {
    connection_ = open();
    store_.look_at(connection_);
    const Readings now = read();
    const bool is_as_before = now == read_before_;
    if (is_as_before) ++figures_.without_effect;
    if (is_as_before && figures_.flips % kServedAlways != 0) return;
    judge_served(at, bit, now);
    if (is_as_before) return;
    const auto holds = fsck_result();
    if (!holds) {
      ++figures_.refused;
    } else if (!*holds) {
      ++figures_.found;
    } else {
      fail(at, bit, "not noticed by fsck");
    }
  }

  // Everything that a log is read through: two for each request, the entries, then what all requests are proved with.
  Readings read() {
    Readings readings;
    for (const RequestId& request : requests_) {
      const auto events = store_.events(request.text(), 0, limits::kEvents);
      std::string text = events.ok() ? std::to_string(events.value().head) : "";
      for (std::size_t i = 0; events.ok() && i < events.value().events.size(); ++i) text += '\n' + events.value().events[i];
      readings.push_back(events.ok() ? std::optional(text) : std::nullopt);
      const auto indexes = store_.log_indexes(request.text());
      text.clear();
      for (std::size_t i = 0; indexes.ok() && i < indexes.value().size(); ++i) text += std::to_string(indexes.value()[i]) + ' ';
      readings.push_back(indexes.ok() ? std::optional(text) : std::nullopt);
    }
    const auto entries = store_.log_entries(0, static_cast<std::size_t>(keeper_.size()) + 1);
    std::string text;
    for (std::size_t i = 0; entries.ok() && i < entries.value().size(); ++i) text += entries.value()[i].bytes + '\n' + entries.value()[i].leaf;
    readings.push_back(entries.ok() ? std::optional(text) : std::nullopt);
    const auto checkpoint = store_.checkpoint();
    const bool is_there = checkpoint.ok() && checkpoint.value();
    readings.push_back(is_there ? std::optional(size_text(checkpoint.value()->size) + checkpoint.value()->note) : std::nullopt);
    for (const TileName& name : tiles_) {
      const auto tile = store_.tile(name.level, name.index);
      readings.push_back(tile.ok() ? tile.value() : std::nullopt);
    }
    return readings;
  }

  // Everything that the server answers of it: checkpoint, tiles and entries; then what is JSON. What is made of readings that are
  // as before is as before, and not asked for again.
  Readings served(const Readings& now) {
    LogService service(store_, keeper_);
    Readings answers;
    const auto add = [&](Result<std::string> answer) { answers.push_back(answer.ok() ? std::optional(std::move(answer).value()) : std::nullopt); };
    const auto add_document = [&](const ServiceAnswer& answer) { answers.push_back(answer.status == 200 ? std::optional(answer.body) : std::nullopt); };
    add(service.checkpoint());
    for (const TileName& name : tiles_) {
      add(service.tile(name));
      if (name.level == 0) add(service.entries(reader(), name));
    }
    documents_from_ = answers.size();
    for (std::size_t i = 0; i < requests_.size(); ++i) {
      if (is_untouched(now, i)) {
        answers.insert(answers.end(), served_before_.begin() + static_cast<std::ptrdiff_t>(answers.size()),
                       served_before_.begin() + static_cast<std::ptrdiff_t>(answers.size()) + 2);
        continue;
      }
      add_document(service.receipt(reader(), requests_[i], std::nullopt));
      add_document(service.bundle(reader(), requests_[i]));
    }
    return answers;
  }

  bool is_untouched(const Readings& now, std::size_t request) const {
    if (served_before_.empty() || now == read_before_) return false;
    const auto same = [&](std::size_t from, std::size_t to) {
      return std::equal(now.begin() + static_cast<std::ptrdiff_t>(from), now.begin() + static_cast<std::ptrdiff_t>(to), read_before_.begin() + static_cast<std::ptrdiff_t>(from));
    };
    return same(2 * request, 2 * request + 2) && same(2 * requests_.size() + 1, now.size());
  }

  void judge_served(std::uint64_t at, unsigned bit, const Readings& now) {
    const Readings answers = served(now);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (!answers[i] || answers[i] == served_before_[i]) continue;
      const bool holds = i == 0 ? signed_head(*answers[i], keys_).has_value() : i >= documents_from_ && verify_text(*answers[i], {keys_, {}}).holds();
      if (!holds) fail(at, bit, "answer " + std::to_string(i) + " is served and is wrong");
    }
  }

  bool fsck_holds() {
    connection_ = open();
    return fsck_result().value_or(false);
  }

  // Nothing when the store cannot be opened.
  std::optional<bool> fsck_result() {
    try {
      SqliteLogSnapshot snapshot(connection_, "nowhere");
      return fsck(snapshot, {keys_, 0, {}}).holds();
    } catch (const SqliteFailure&) {
      return std::nullopt;
    }
  }

  void fail(std::uint64_t at, unsigned bit, const std::string& what) {
    if (figures_.failures.size() < kFailuresKept) figures_.failures.push_back("byte " + std::to_string(at) + " xor " + std::to_string(bit) + ": " + what);
  }

  LogKeeper& keeper_;
  std::vector<RequestId> requests_;
  std::vector<TileName> tiles_;
  const List<VerifierKey> keys_{test_log_key()->verifier()};
  std::vector<unsigned char> image_;
  std::vector<std::uint64_t> pages_;
  std::uint64_t page_size_ = 0;
  DamagedStore store_;
  std::shared_ptr<SqliteConnection> connection_;
  Readings read_before_;
  Readings served_before_;
  std::size_t documents_from_ = 0;
  DamageFigures figures_;
};

void wait_until_signed(TestServer& server, const std::string& request) {
  const auto indexes = server.store().log_indexes(request);
  if (!server.log_keeper().wait_for(indexes.value().back(), std::chrono::seconds(20))) throw std::runtime_error("the log is not signed");
}

RequestId id_of(const std::string& request) { return RequestId::from(request).value(); }

}  // namespace

DamageFigures damage_small_log(std::uint64_t flips, std::uint64_t seed) {
  TestServer server;
  const std::string first = server.submitted_request();
  server.approve(first, "maria", "customer");
  server.approve(first, "jonas", "legal");
  const std::string second = server.submitted_request();
  server.approve(second, "maria", "customer");
  wait_until_signed(server, second);
  return Damage(server, {id_of(first), id_of(second)},
                "'events','sqlite_autoindex_events_1','streams','sqlite_autoindex_streams_1','tiles','checkpoints','sqlite_schema'")
      .run(flips, seed);
}

DamageFigures damage_tiles(std::uint64_t flips, std::uint64_t seed) {
  TestServer server;
  const std::string request = server.submitted_request();
  const std::string token = server.session("dana");
  auto head = server.get("/v1/requests/" + request, token).json().at("head").get<std::int64_t>();
  for (int i = 0; i < 280; ++i, ++head) {
    const Reply reply = server.command(request, token, "say-" + std::to_string(i), head, R"({"command":"comment","text":"Yes."})");
    if (reply.status != 200) throw std::runtime_error("no comment: " + reply.body);
  }
  server.approve(request, "maria", "customer");
  wait_until_signed(server, request);
  return Damage(server, {id_of(request)}, "'tiles','checkpoints'").run(flips, seed);
}

}  // namespace countersign::test
