// What is particular to the store in an SQLite file: the file, its rights, and the files of earlier programs.
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "core/record/tree.h"
#include "native/store/sqlite.h"
#include "native/store/sqlite_schema.h"
#include "tests/native/fixture.h"
#include "tests/native/store_places.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

TEST_CASE("the file is written as it was promised: WAL, flushed at every commit, with foreign keys", "[store]") {
  const TemporaryFolder folder;
  const auto store = std::move(open_store("sqlite:" + folder.file("new/folder/store.sqlite"))).value();
  SqliteConnection connection(folder.file("new/folder/store.sqlite"), SqliteAccess::read_only);
  CHECK(connection.text("PRAGMA journal_mode") == "wal");
  CHECK(connection.integer("PRAGMA user_version") == 12);
  CHECK(connection.text("PRAGMA integrity_check") == "ok");
}

TEST_CASE("a store of a newer program, of another program, or of no program at all is not opened", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("store.sqlite");
  SECTION("newer") {
    REQUIRE(open_sqlite_store(path).ok());
    SqliteConnection(path, SqliteAccess::read_write).execute("PRAGMA user_version = 13");
  }
  SECTION("another program's") {
    SqliteConnection(path, SqliteAccess::read_write).execute("CREATE TABLE cookies (name TEXT)");
  }
  SECTION("no database") { std::ofstream(path) << std::string(8192, 'x'); }
  SECTION("a folder") { std::filesystem::create_directories(path); }
  const auto opened = open_sqlite_store(path);
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().code == ErrorCode::store_unavailable);
  CHECK_FALSE(opened.error().detail.empty());
  CHECK(opened.error().detail.find(folder.path()) == std::string::npos);
}

namespace {

// A store as the program with this schema left it: one request of one event, seen by maria, and a key and a session.
void make_earlier_store(const std::string& path, std::size_t schema) {
  SqliteConnection connection(path, SqliteAccess::read_write);
  REQUIRE_FALSE(migrate_schema(connection, schema));
  connection.execute(
      "INSERT INTO streams (id, head) VALUES ('r1', 1);"
      "INSERT INTO summaries (stream, id, created_at, state, bytes) VALUES (1, 'r1', 5, 'draft', x'7b7d');"
      "INSERT INTO summary_approvers (person, created_at, id, stream) VALUES ('maria', 5, 'r1', 1);"
      "INSERT INTO blobs (sha256, size, started) VALUES ('aa', 0, 0);"
      "INSERT INTO api_keys (key_hash, name, created_at) VALUES ('key', 'portal', 5);"
      "INSERT INTO sessions (token_hash, actor, stream, expires) VALUES ('session', x'7b7d', NULL, 5000)");
  auto insert = connection.prepared("INSERT INTO events (stream, seq, bytes, leaf) VALUES (1, 1, ?, ?)");
  const Digest leaf = leaf_hash("one");
  insert->bind_blob(1, "one").bind_blob(2, leaf.view()).run();
}

}  // namespace

TEST_CASE("a store of an earlier program goes on, and what is in it is the first tenant's", "[store]") {
  const std::size_t schema = GENERATE(std::size_t{3}, std::size_t{4}, std::size_t{5});
  INFO(schema);
  const TemporaryFolder folder;
  const std::string path = folder.file("store.sqlite");
  make_earlier_store(path, schema);
  const auto store = std::move(open_sqlite_store(path)).value();
  CHECK(store->events("r1", 0, 10).value().events == std::vector<std::string>{"one"});
  CHECK(store->tenant_of("r1").value() == "default");
  SummaryQuery of_maria;
  of_maria.person = "maria";
  CHECK(store->list(of_maria).value().size() == 1);
  CHECK(store->blob_size("default", "aa").value() == 0);
  // What nothing is linked to counts as new.
  CHECK(store->sweep_blobs(std::chrono::hours(24), SweepMode::remove).value().blobs == 0);
  CHECK(store->sweep_blobs(std::chrono::hours(0), SweepMode::tell).value().blobs == 1);
  const StoredKey key = store->key("key").value().value();
  CHECK(key.tenant == "default");
  CHECK(key.role == "lead");
  CHECK(key.scopes == "sessions");
  CHECK_FALSE(store->session("session").value().has_value());  // nobody knows what it was made with
  // Before schema 5 nothing was noted of what is due: every request is looked at once.
  CHECK(store->streams_to_wake(Instant(), 10).value().size() == (schema < 5 ? 1 : 0));
  REQUIRE_FALSE(store->set_wake("r1", 2, std::nullopt));  // it does not stand there
  CHECK(store->streams_to_wake(Instant(), 10).value().size() == (schema < 5 ? 1 : 0));
  REQUIRE_FALSE(store->set_wake("r1", 1, std::nullopt));
  CHECK(store->streams_to_wake(Instant(), 10).value().empty());
  StreamAppend append = append_of("passkey/1", 0, {"a registration"});
  append.is_listed = false;
  append.passkey = PasskeyUse{"an id", 0, false, std::nullopt};
  append.passkey_owner = "maria";
  REQUIRE(outcome_of(*store, append) == AppendOutcome::appended);
  CHECK(store->passkeys("default", "maria").value().front().index == 1);
  CHECK(store->list({}).value().size() == 1);
}

TEST_CASE("a new store can be read by its owner only, and one that is there keeps its rights", "[store]") {
  using std::filesystem::perms;
  const TemporaryFolder folder;
  const std::string path = folder.file("store.sqlite");
  const auto rights = [](const std::string& file) { return std::filesystem::status(file).permissions(); };
  const mode_t before = umask(0);
  auto store = std::move(open_sqlite_store(path)).value();
  umask(before);
  REQUIRE(outcome_of(*store, append_of("r1", 0, {"one"})) == AppendOutcome::appended);
  for (const char* end : {"", "-wal", "-shm"}) {
    INFO(end);
    CHECK(rights(path + end) == (perms::owner_read | perms::owner_write));
  }
  store.reset();
  const perms shared = perms::owner_read | perms::owner_write | perms::group_read;
  std::filesystem::permissions(path, shared);
  store = std::move(open_sqlite_store(path)).value();
  REQUIRE(outcome_of(*store, append_of("r1", 1, {"two"})) == AppendOutcome::appended);
  CHECK(rights(path) == shared);
  CHECK(rights(path + "-wal") == shared);
}

TEST_CASE("a store is named by its kind and path", "[store]") {
  for (const char* address : {"sqlite:", "mysql://x", "store.sqlite", "postgres:x", ""}) {
    INFO(address);
    CHECK(open_store(address).error().code == ErrorCode::invalid_format);
  }
}

TEST_CASE("a full disk is an error, changes nothing, and passes", "[store]") {
  const TemporaryFolder folder;
  auto store = std::move(open_sqlite_store(folder.file("store.sqlite"))).value();
  REQUIRE(outcome_of(*store, append_of("r1", 0, {"one"})) == AppendOutcome::appended);
  // The file's largest size is a property of the connection that writes: reach it by a limit on the process's files.
  store.reset();
  const auto limited = std::move(open_sqlite_store(folder.file("store.sqlite"))).value();
  rlimit unlimited{};
  getrlimit(RLIMIT_FSIZE, &unlimited);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit tight = unlimited;
  tight.rlim_cur = 200'000;
  setrlimit(RLIMIT_FSIZE, &tight);
  const auto refused = limited->append(append_of("r1", 1, {std::string(1'000'000, 'x')}));
  auto upload = std::move(limited->upload()).value();
  const Refusal upload_refused = upload->write(std::string(2'000'000, 'z'));
  upload.reset();
  setrlimit(RLIMIT_FSIZE, &unlimited);
  std::signal(SIGXFSZ, old_handler);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::store_unavailable);
  REQUIRE(upload_refused);
  CHECK(limited->head("r1").value() == 1);
  CHECK(limited->events("r1", 0, 10).value().events.size() == 1);
  CHECK(outcome_of(*limited, append_of("r1", 1, {"two"})) == AppendOutcome::appended);
}
