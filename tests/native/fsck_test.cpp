// countersign log fsck: what is wrong is named, and where; and nothing is written.
#include "native/log/fsck.h"

#include <filesystem>
#include <fstream>
#include <functional>

#include "core/record/tile.h"
#include "native/log/log.h"
#include "native/log/proven_tiles.h"
#include "native/store/sqlite.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

// Two requests that went on side by side, 300 entries together, all signed; then one more that is not.
class SignedStore {
 public:
  SignedStore() {
    const auto store = std::move(open_sqlite_store(file())).value();
    const auto log = std::move(Log::open(*store, test_log_key())).value();
    for (int i = 0; i < 150; ++i) {
      append(*store, "req_a", "");
      append(*store, "req_b", "");
    }
    while (log->keeper().advance().value() > 0) {
    }
    middle_ = store->checkpoint().value()->note;
    append(*store, "req_a", "");
  }

  std::string file() const { return folder_.file("store.sqlite"); }
  std::string folder() const { return folder_.path(); }
  // The checkpoint over all but the last entry.
  const std::string& checkpoint() const { return middle_; }

  void change(const std::string& sql) const { SqliteConnection(file(), SqliteAccess::read_write).execute(sql.c_str()); }

  // An entry that says what it has to, and what the columns are said to be.
  void append(Store& store, const std::string& request, const std::string& members) {
    StreamAppend append;
    append.stream = request;
    append.expected_head = heads_[request]++;
    const std::string entry = R"({"event":"commented",)" + members + previous_[request] + R"("request":")" + request + R"(","seq":)" + std::to_string(heads_[request]) + "}";
    previous_[request] = R"("previous":")" + leaf_hash(entry).hex() + "\",";
    append.events = {{entry, std::string(leaf_hash(entry).view())}};
    append.summary.state = "draft";
    REQUIRE(store.append(append).value().outcome == AppendOutcome::appended);
  }

  void append(const std::string& entry) {
    const auto store = std::move(open_sqlite_store(file())).value();
    StreamAppend append;
    append.stream = "req_other";
    append.events = {{entry, std::string(leaf_hash(entry).view())}};
    append.summary.state = "draft";
    REQUIRE(store->append(append).value().outcome == AppendOutcome::appended);
  }

  FsckReport check(std::uint64_t at_least = 0, std::optional<TreeHead> since = {}) const {
    const auto snapshot = open_log_snapshot("sqlite:" + file());
    REQUIRE(snapshot.ok());
    return fsck(*snapshot.value(), {keys(), at_least, since});
  }

  static List<VerifierKey> keys() { return {test_log_key()->verifier()}; }

 private:
  TemporaryFolder folder_;
  std::map<std::string, std::int64_t> heads_;
  std::map<std::string, std::string> previous_;
  std::string middle_;
};

bool finds(const FsckReport& report, const std::string& what) {
  for (const std::string& finding : report.findings) {
    UNSCOPED_INFO(finding);
    if (finding.find(what) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("fsck says what is there, and what no checkpoint covers yet", "[log]") {
  const SignedStore store;
  const FsckReport report = store.check(300, signed_head(store.checkpoint(), SignedStore::keys()));
  CHECK(report.holds());
  CHECK(report.entries == 301);
  CHECK(report.signed_entries == 300);
}

TEST_CASE("fsck names everything that does not agree", "[log]") {
  const auto [sql, finding] = GENERATE(table<const char*, const char*>({
      {"UPDATE events SET bytes = CAST('{}' AS BLOB) WHERE position = 6", "Entry 5 is not what it was when it was stored."},
      {"UPDATE events SET leaf = zeroblob(32) WHERE position = 6", "Entry 5 is not what it was when it was stored."},
      {"UPDATE events SET leaf = zeroblob(3) WHERE position = 6", "Entry 5 is not what it was when it was stored."},
      {"UPDATE events SET seq = 1000 WHERE position = 300", "Entry 299 is stored as event 1000 of its request; it says 150."},
      {"UPDATE events SET seq = 1000 WHERE position = 4", "Entry 5 has no entry before it in its request."},
      {"UPDATE events SET stream = 2, seq = 1000 WHERE position = 3", "Entry 2 is stored under the request 'req_b'; it says 'req_a'."},
      {"UPDATE streams SET id = 'req_c' WHERE id = 'req_b'", "Entry 1 is stored under the request 'req_c'; it says 'req_b'."},
      {"UPDATE streams SET head = 7 WHERE id = 'req_b'", "The stream req_b is said to end with entry 7 of it; the last that is there is 150."},
      {"PRAGMA foreign_keys = OFF; DELETE FROM streams WHERE id = 'req_b'", "Entry 1 is stored under the request of nobody; it says 'req_b'."},
      {"DELETE FROM events WHERE position = 10", "Before entry 10, entry 9 is missing."},
      {"DELETE FROM events WHERE position BETWEEN 10 AND 12", "Before entry 12, entries from 9 on are missing."},
      {"DELETE FROM events WHERE position > 290", "A checkpoint is over 300 entries; there are 290."},
      {"UPDATE tiles SET hashes = zeroblob(8192) WHERE level = 0 AND tile = 0", "Tile 0/000 does not hold the hashes of its entries."},
      {"UPDATE tiles SET hashes = zeroblob(44 * 32) WHERE level = 0 AND tile = 1", "Tile 0/001.p/44 does not hold the hashes of its entries."},
      {"UPDATE tiles SET hashes = CAST(hashes || zeroblob(32) AS BLOB) WHERE level = 1", "Tile 1/000.p/1 does not hold the hashes of its entries."},
      {"DELETE FROM tiles WHERE level = 0 AND tile = 0", "Tile 0/000 is missing."},
      {"DELETE FROM tiles WHERE level = 1", "Tile 1/000.p/1 is missing."},
      {"INSERT INTO tiles VALUES (0, 2, zeroblob(32))", "There is a tile of level 0 with the number 2 that the tree does not have."},
      {"INSERT INTO tiles VALUES (9, 0, zeroblob(32))", "There is a tile of level 9 with the number 0 that the tree does not have."},
      {"INSERT INTO tiles VALUES (0, -1, zeroblob(32))", "There is a tile of level 0 with the number -1 that the tree does not have."},
      {"UPDATE checkpoints SET note = CAST('no note' AS BLOB) WHERE size = 300", "The checkpoint over 300 entries was not signed with a key that you gave."},
      {"UPDATE checkpoints SET size = 299 WHERE size = 300", "The checkpoint over 299 entries is over 300."},
      {"DELETE FROM checkpoints", "There are 301 entries, and nothing of it is signed."},
  }));
  CAPTURE(sql, finding);
  const SignedStore store;
  store.change(sql);
  CHECK(finds(store.check(), finding));
}

TEST_CASE("fsck rebuilds the tree from the entries alone: who stores another history has not signed it", "[log]") {
  const SignedStore store;
  const std::string entry = R"({"event":"commented","request":"req_a","seq":1,"text":"No."})";
  const std::string leaf = leaf_hash(entry).hex();
  store.change("UPDATE events SET bytes = CAST('" + entry + "' AS BLOB), leaf = x'" + leaf + "' WHERE position = 1");
  const FsckReport report = store.check();
  CHECK(finds(report, "The first 300 entries do not lead to the root that was signed over them."));
  CHECK(finds(report, "Entry 2 does not name the entry before it in its request."));
}

TEST_CASE("fsck finds out that the end was cut off when its reader knows of it", "[log]") {
  const SignedStore store;
  const auto kept = signed_head(store.checkpoint(), SignedStore::keys());
  store.change("DELETE FROM events WHERE position > 0; DELETE FROM checkpoints WHERE size > 0; DELETE FROM tiles; UPDATE streams SET head = 1; DELETE FROM streams WHERE 0");
  CHECK(finds(store.check(300), "You know of 300 entries, and 0 are signed here: the others were cut off."));
  CHECK(finds(store.check(0, kept), "The checkpoint that you keep is over 300 entries, and 0 are signed here: the others were cut off."));
  const SignedStore whole;
  CHECK(finds(whole.check(0, TreeHead{7, Digest::of("other")}), "The log does not begin with the 7 entries of the checkpoint that you keep."));
  CHECK(whole.check(300).holds());
  CHECK(finds(whole.check(301), "You know of 301 entries"));
}

TEST_CASE("the kind of an entry decides what is compared", "[log]") {
  const auto [entry, finding] = GENERATE(table<const char*, const char*>({
      {R"({"type":"countersign/passkey/v1"})", ""},
      {R"({"type":"countersign/other/v1"})", "Entry 301 is none that this program knows"},
      {R"({"event":"created","request":"req_other","seq":1} )", "It is not written canonically."},
      {R"({"event":"created","request":"req_other"})", "Entry 301 is none that this program knows"},
      {R"({"event":"created","request":7,"seq":1})", "Entry 301 is none that this program knows"},
      {"nonsense", "Entry 301 is none that this program knows"},
      {"[]", "Entry 301 is none that this program knows"},
      {R"({"event":"created","previous":"0000000000000000000000000000000000000000000000000000000000000000","request":"req_other","seq":1})",
       "Entry 301 is the first of its request, and names one before it."},
  }));
  CAPTURE(entry);
  SignedStore store;
  store.append(entry);
  const FsckReport report = store.check();
  CHECK(report.holds() == std::string(finding).empty());
  if (!report.holds()) CHECK(finds(report, finding));
}

TEST_CASE("fsck tells the first findings and counts the others", "[log]") {
  const SignedStore store;
  store.change("UPDATE events SET bytes = CAST('x' AS BLOB)");
  const FsckReport report = store.check();
  CHECK(report.findings.size() == FsckReport::kMost);
  CHECK(report.more > 300);
}

TEST_CASE("a store is checked without a trace, under any name", "[log]") {
  const SignedStore store;
  const std::string copy = store.folder() + "/100%20 a?b#c.sqlite";
  std::filesystem::copy_file(store.file(), copy);
  std::filesystem::permissions(copy, std::filesystem::perms::owner_read);
  const auto before = std::filesystem::last_write_time(copy);
  const auto count = [&] { return std::distance(std::filesystem::directory_iterator(store.folder()), {}); };
  const auto files = count();
  {
    const auto snapshot = open_log_snapshot("sqlite:" + copy);
    REQUIRE(snapshot.ok());
    CHECK(fsck(*snapshot.value(), {SignedStore::keys(), 0, {}}).holds());
    CHECK(count() == files);
  }
  CHECK(count() == files);
  CHECK(std::filesystem::last_write_time(copy) == before);
  CHECK(!open_log_snapshot("sqlite:" + store.folder() + "/absent").ok());
  CHECK(!open_log_snapshot(copy).ok());
  std::ofstream(store.folder() + "/text") << std::string(5000, 'x');
  CHECK(!open_log_snapshot("sqlite:" + store.folder() + "/text").ok());
}

TEST_CASE("a store that a server has open is checked as it stood at one moment", "[log]") {
  TestServer server;
  const std::string id = server.submitted_request();
  REQUIRE(server.log_keeper().wait_for(3, std::chrono::seconds(5)));
  const auto snapshot = open_log_snapshot("sqlite:" + server.store_file());
  REQUIRE(snapshot.ok());
  REQUIRE(snapshot.value()->signed_size().ok());
  server.approve(id, "maria", "customer");
  REQUIRE(server.log_keeper().wait_for(5, std::chrono::seconds(5)));
  const FsckReport earlier = fsck(*snapshot.value(), {SignedStore::keys(), 0, {}});
  CHECK(earlier.holds());
  const auto later = open_log_snapshot("sqlite:" + server.store_file());
  const FsckReport now = fsck(*later.value(), {SignedStore::keys(), 0, {}});
  CHECK(now.holds());
  CHECK(now.entries > earlier.entries);
}

TEST_CASE("what has changed in the store is refused by the server, and no error is cached", "[log]") {
  TestServer server;
  const std::string id = server.submitted_request();
  server.approve(id, "maria", "customer");
  REQUIRE(server.log_keeper().wait_for(5, std::chrono::seconds(5)));
  const std::string width = ".p/5";
  const auto refused = [&](const std::string& path) {
    const Reply reply = server.get(path, server.key());
    CAPTURE(path, reply.body);
    CHECK(reply.status == 500);
    CHECK(reply.code() == "log-broken");
    CHECK(reply.header("cache-control").find("immutable") == std::string::npos);
  };
  const auto change = [&](const char* sql) { SqliteConnection(server.store_file(), SqliteAccess::read_write).execute(sql); };

  change("UPDATE events SET bytes = CAST(replace(CAST(bytes AS TEXT), 'Is it final?', 'Is it Final?') AS BLOB) WHERE position = 1");
  refused("/v1/log/entries/000" + width);
  refused("/v1/requests/" + id + "/receipt");
  refused("/v1/requests/" + id + "/bundle");
  refused("/v1/requests/" + id + "/events");
  CHECK(server.get("/v1/log/tile/0/000" + width, server.key()).status == 200);
  change("UPDATE events SET bytes = CAST(replace(CAST(bytes AS TEXT), 'Is it Final?', 'Is it final?') AS BLOB) WHERE position = 1");
  CHECK(server.get("/v1/log/entries/000" + width, server.key()).status == 200);

  change("CREATE TABLE kept AS SELECT * FROM tiles; UPDATE tiles SET hashes = CAST(zeroblob(32) || substr(hashes, 33) AS BLOB)");
  refused("/v1/log/tile/0/000" + width);
  refused("/v1/log/entries/000" + width);
  refused("/v1/requests/" + id + "/receipt");
  change("UPDATE tiles SET hashes = (SELECT hashes FROM kept)");
  CHECK(server.get("/v1/log/tile/0/000" + width, server.key()).status == 200);

  change("UPDATE events SET seq = seq + 100 WHERE position = (SELECT max(position) FROM events)");
  change("DELETE FROM events WHERE position = (SELECT max(position) FROM events)");
  refused("/v1/requests/" + id + "/bundle");
  change("UPDATE checkpoints SET note = CAST('no note' AS BLOB)");
  refused("/v1/log/checkpoint");
  refused("/v1/log/tile/0/000" + width);
}
