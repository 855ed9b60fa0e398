// What every store has to do. A second kind of store runs the same cases.
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "native/store/sqlite.h"
#include "core/record/tree.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

Instant at(const std::string& text) { return Instant::from_text(text).value(); }

const Instant kMorning = at("2026-11-21T09:00:00.000Z");

StreamAppend append_of(const std::string& stream, std::int64_t head, std::vector<std::string> events) {
  StreamAppend append;
  append.stream = stream;
  append.expected_head = head;
  for (std::string& event : events) append.events.push_back({event, std::string(leaf_hash(event).view())});
  append.summary.created_at = kMorning;
  append.summary.state = "draft";
  append.summary.bytes = "{\"id\":\"" + stream + "\"}";
  return append;
}

AppendOutcome outcome_of(Store& store, const StreamAppend& append) { return store.append(append).value().outcome; }

std::string put_blob(Store& store, const std::string& bytes) {
  auto upload = std::move(store.upload()).value();
  REQUIRE_FALSE(upload->write(bytes));
  REQUIRE_FALSE(upload->commit(sha256_hex(bytes)));
  return sha256_hex(bytes);
}

std::string whole_blob(Store& store, const std::string& digest) {
  std::string bytes;
  const std::int64_t size = store.blob_size(digest).value().value();
  while (static_cast<std::int64_t>(bytes.size()) < size) {
    const auto piece = store.blob_bytes(digest, static_cast<std::int64_t>(bytes.size()), 100'000).value();
    REQUIRE_FALSE(piece.empty());
    bytes += piece;
  }
  return bytes;
}

struct StoreFixture {
  TemporaryFolder folder;
  std::unique_ptr<Store> store = std::move(open_sqlite_store(folder.file("store.sqlite"))).value();

  void reopen() {
    store.reset();
    store = std::move(open_sqlite_store(folder.file("store.sqlite"))).value();
  }
};

}  // namespace

TEST_CASE_METHOD(StoreFixture, "a stream keeps the bytes of its events, in order, also after it was closed",
                 "[store]") {
  CHECK(outcome_of(*store, append_of("r1", 0, {"{\"a\":1}", std::string("b\0c", 3)})) == AppendOutcome::appended);
  CHECK(outcome_of(*store, append_of("r1", 2, {"third"})) == AppendOutcome::appended);
  reopen();
  const auto all = store->events("r1", 0, 100).value();
  CHECK(all.events == std::vector<std::string>{"{\"a\":1}", std::string("b\0c", 3), "third"});
  CHECK(all.head == 3);
  CHECK(store->events("r1", 1, 1).value().events == std::vector<std::string>{std::string("b\0c", 3)});
  CHECK(store->events("r1", 3, 1).value().events.empty());
  CHECK(store->head("r1").value() == 3);
  CHECK(store->head("r2").value() == 0);
}

TEST_CASE_METHOD(StoreFixture, "an append to a stream that has moved on writes nothing and tells the head", "[store]") {
  REQUIRE(outcome_of(*store, append_of("r1", 0, {"one"})) == AppendOutcome::appended);
  for (const std::int64_t head : {0, 2, 7}) {
    auto late = append_of("r1", head, {"late"});
    late.blobs = {std::string(64, 'a')};
    late.answer = StoredAnswer{"maria", "k1", "f", 200, "r1", head + 1, "body", kMorning};
    const AppendResult result = store->append(late).value();
    CHECK(result.outcome == AppendOutcome::head_moved);
    CHECK(result.head == 1);
  }
  CHECK(store->events("r1", 0, 10).value().events == std::vector<std::string>{"one"});
  CHECK_FALSE(store->answer("maria", "k1").value().has_value());
  CHECK_FALSE(store->stream_has_blob("r1", std::string(64, 'a')).value());
}

TEST_CASE_METHOD(StoreFixture, "an answer is stored with its events, and the first one stays", "[store]") {
  auto append = append_of("r1", 0, {"one"});
  append.answer = StoredAnswer{"maria", "k1", "print", 201, "r1", 1, "first", kMorning};
  REQUIRE(outcome_of(*store, append) == AppendOutcome::appended);
  auto again = append_of("r1", 1, {"two"});
  again.answer = StoredAnswer{"maria", "k1", "other", 200, "r1", 2, "second", kMorning};
  CHECK(outcome_of(*store, again) == AppendOutcome::key_taken);
  CHECK(store->head("r1").value() == 1);
  CHECK_FALSE(store->remember(*again.answer));
  const auto kept = store->answer("maria", "k1").value().value();
  CHECK(kept.body == "first");
  CHECK(kept.fingerprint == "print");
  CHECK(kept.status == 201);
  CHECK(kept.head == 1);
  CHECK_FALSE(store->answer("jonas", "k1").value().has_value());
  CHECK_FALSE(store->forget_answers(at("2026-11-22T09:00:00.000Z")));
  CHECK_FALSE(store->answer("maria", "k1").value().has_value());
}

TEST_CASE_METHOD(StoreFixture, "of many appends at the same head exactly one is carried out", "[store]") {
  constexpr int kThreads = 8;
  constexpr int kRounds = 25;
  std::atomic<int> appended{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int head = 0; head < kRounds; ++head) {
        const auto result = store->append(append_of("r1", head, {std::to_string(thread)}));
        if (result.ok() && result.value().outcome == AppendOutcome::appended) ++appended;
        while (store->head("r1").value() <= head) std::this_thread::yield();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(appended == kRounds);
  CHECK(store->head("r1").value() == kRounds);
}

TEST_CASE_METHOD(StoreFixture, "a failing append leaves those that were committed with it alone", "[store]") {
  std::vector<std::thread> threads;
  std::atomic<int> appended{0};
  std::atomic<int> failed{0};
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      for (int round = 0; round < 20; ++round) {
        // A stream without an id breaks no rule of SQLite's; one without events would have the head 0, which does.
        auto append = append_of("r" + std::to_string(thread) + "-" + std::to_string(round), 0, {"one"});
        if (thread % 2 == 1) append.events.clear();
        const auto result = store->append(append);
        ++(result.ok() ? appended : failed);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(appended == 80);
  CHECK(failed == 80);
  CHECK(store->head("r0-0").value() == 1);
  CHECK(store->head("r1-0").value() == 0);
}

TEST_CASE_METHOD(StoreFixture, "lists are newest first, filtered, and go on where the page before ended", "[store]") {
  for (int number = 0; number < 25; ++number) {
    auto append = append_of("r" + std::to_string(100 + number), 0, {"one"});
    // Two at a time have the same age: then the id decides.
    append.summary.created_at = later(kMorning, number / 2 * 1000);
    append.summary.state = number % 2 == 0 ? "draft" : "in-review";
    if (number % 5 == 0) append.summary.project = "Website";
    if (number % 3 == 0) append.summary.people = {"maria", "jonas", "maria"};
    if (number < 10) append.summary.due = later(kMorning, number * 1000);
    REQUIRE(outcome_of(*store, append) == AppendOutcome::appended);
  }
  SummaryQuery query;
  query.limit = 4;
  std::vector<std::string> seen;
  while (true) {
    const auto page = store->list(query).value();
    if (page.empty()) break;
    for (const SummaryRow& row : page) seen.push_back(row.stream);
    query.after = SummaryQuery::Position{page.back().created_at, page.back().stream};
  }
  std::vector<std::string> expected;
  for (int number = 24; number >= 0; --number) expected.push_back("r" + std::to_string(100 + number));
  CHECK(seen == expected);

  const auto count = [&](SummaryQuery filters) {
    filters.limit = 100;
    return store->list(filters).value().size();
  };
  SummaryQuery filters;
  filters.state = "in-review";
  CHECK(count(filters) == 12);
  filters.person = "maria";
  CHECK(count(filters) == 4);
  filters = {};
  filters.project = "Website";
  CHECK(count(filters) == 5);
  filters.person = "jonas";
  filters.state = "draft";
  CHECK(count(filters) == 1);
  filters = {};
  filters.due_before = later(kMorning, 4000);
  CHECK(count(filters) == 4);
  filters.person = "nobody";
  CHECK(count(filters) == 0);
}

TEST_CASE_METHOD(StoreFixture, "a list shows what the last append said", "[store]") {
  REQUIRE(outcome_of(*store, append_of("r1", 0, {"one"})) == AppendOutcome::appended);
  auto next = append_of("r1", 1, {"two"});
  next.summary.state = "ready";
  next.summary.people = {"maria"};
  next.summary.bytes = "{\"new\":true}";
  REQUIRE(outcome_of(*store, next) == AppendOutcome::appended);
  SummaryQuery query;
  query.person = "maria";
  query.state = "ready";
  const auto rows = store->list(query).value();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].bytes == "{\"new\":true}");
}

TEST_CASE_METHOD(StoreFixture, "blobs come back as they went in, whatever their size", "[store]") {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{1048575}, std::size_t{1048576},
                                 std::size_t{1048577}, std::size_t{3500000}}) {
    std::string bytes(size, '\0');
    for (std::size_t index = 0; index < size; ++index) bytes[index] = static_cast<char>(index * 31 >> 3);
    const std::string digest = put_blob(*store, bytes);
    CHECK(store->blob_size(digest).value() == static_cast<std::int64_t>(size));
    CHECK(whole_blob(*store, digest) == bytes);
    CHECK(put_blob(*store, bytes) == digest);
  }
  CHECK_FALSE(store->blob_size(std::string(64, '0')).value().has_value());
}

TEST_CASE_METHOD(StoreFixture, "an upload that was given up leaves nothing behind", "[store]") {
  {
    auto upload = std::move(store->upload()).value();
    REQUIRE_FALSE(upload->write(std::string(2'500'000, 'x')));
  }
  store.reset();
  SqliteConnection connection(folder.file("store.sqlite"), SqliteAccess::read_write);
  CHECK(connection.integer("SELECT count(*) FROM blobs") == 0);
  CHECK(connection.integer("SELECT count(*) FROM blob_chunks") == 0);
}

TEST_CASE_METHOD(StoreFixture, "the same blob may arrive twice at once", "[store]") {
  const std::string bytes(3'000'000, 'y');
  auto first = std::move(store->upload()).value();
  auto second = std::move(store->upload()).value();
  REQUIRE_FALSE(first->write(bytes));
  REQUIRE_FALSE(second->write(bytes));
  REQUIRE_FALSE(second->commit(sha256_hex(bytes)));
  REQUIRE_FALSE(first->commit(sha256_hex(bytes)));
  CHECK(whole_blob(*store, sha256_hex(bytes)) == bytes);
  store.reset();
  SqliteConnection connection(folder.file("store.sqlite"), SqliteAccess::read_write);
  CHECK(connection.integer("SELECT count(*) FROM blobs") == 1);
}

TEST_CASE_METHOD(StoreFixture, "a stream serves the blobs that were linked to it, and no others", "[store]") {
  auto append = append_of("r1", 0, {"one"});
  append.blobs = {std::string(64, 'a'), std::string(64, 'b'), std::string(64, 'a')};
  REQUIRE(outcome_of(*store, append) == AppendOutcome::appended);
  CHECK(store->stream_has_blob("r1", std::string(64, 'a')).value());
  CHECK_FALSE(store->stream_has_blob("r1", std::string(64, 'c')).value());
  CHECK_FALSE(store->stream_has_blob("r2", std::string(64, 'a')).value());
}

TEST_CASE_METHOD(StoreFixture, "sessions are found by their hash until they are forgotten", "[store]") {
  const StoredSession session{"hash", "{}", "r1", {"https://a.example", "https://b.example"}, later(kMorning, 1000)};
  REQUIRE_FALSE(store->put_session(session));
  const auto found = store->session("hash").value().value();
  CHECK(found.actor == "{}");
  CHECK(found.stream == "r1");
  CHECK(found.origins == session.origins);
  CHECK(found.expires == session.expires);
  CHECK_FALSE(store->session("other").value().has_value());
  CHECK(store->origin_has_session("https://a.example", kMorning).value());
  CHECK_FALSE(store->origin_has_session("https://a.example", later(kMorning, 1000)).value());
  CHECK_FALSE(store->origin_has_session("https://c.example", kMorning).value());
  CHECK_FALSE(store->forget_sessions(later(kMorning, 5000)));
  CHECK_FALSE(store->session("hash").value().has_value());
  CHECK_FALSE(store->origin_has_session("https://a.example", kMorning).value());
}

TEST_CASE_METHOD(StoreFixture, "a key has a name of its own, and a value written once stays", "[store]") {
  CHECK(store->put_key("h1", "portal", kMorning).value());
  CHECK_FALSE(store->put_key("h2", "portal", kMorning).value());
  CHECK(store->key("h1").value() == "portal");
  CHECK_FALSE(store->key("h2").value().has_value());
  CHECK(store->meta_or_put("m", "first").value() == "first");
  CHECK(store->meta_or_put("m", "second").value() == "first");
  reopen();
  CHECK(store->meta("m").value() == "first");
}

TEST_CASE("the file is written as it was promised: WAL, flushed at every commit, with foreign keys", "[store]") {
  const TemporaryFolder folder;
  const auto store = std::move(open_store("sqlite:" + folder.file("new/folder/store.sqlite"))).value();
  SqliteConnection connection(folder.file("new/folder/store.sqlite"), SqliteAccess::read_only);
  CHECK(connection.text("PRAGMA journal_mode") == "wal");
  CHECK(connection.integer("PRAGMA user_version") == 5);
  CHECK(connection.text("PRAGMA integrity_check") == "ok");
}

TEST_CASE("a store of a newer program, of another program, or of no program at all is not opened", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("store.sqlite");
  SECTION("newer") {
    REQUIRE(open_sqlite_store(path).ok());
    SqliteConnection(path, SqliteAccess::read_write).execute("PRAGMA user_version = 6");
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

TEST_CASE("of a store of before the timers every request is looked at once", "[store][timers]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("store.sqlite");
  {
    const auto store = std::move(open_sqlite_store(path)).value();
    REQUIRE(outcome_of(*store, append_of("r1", 0, {"one"})) == AppendOutcome::appended);
    REQUIRE(outcome_of(*store, append_of("r2", 0, {"one"})) == AppendOutcome::appended);
    CHECK(store->streams_to_wake(Instant::latest(), 10).value().empty());
  }
  SqliteConnection(path, SqliteAccess::read_write)
      .execute("DROP INDEX summaries_by_wake; ALTER TABLE summaries DROP COLUMN wakes_at; PRAGMA user_version = 4");
  const auto store = std::move(open_sqlite_store(path)).value();
  CHECK(store->streams_to_wake(Instant(), 10).value().size() == 2);
  REQUIRE_FALSE(store->set_wake("r1", 1, std::nullopt));
  REQUIRE_FALSE(store->set_wake("r2", 2, std::nullopt));  // it does not stand there
  CHECK(store->streams_to_wake(Instant(), 10).value() == std::vector<std::string>{"r2"});
}

TEST_CASE("a store of before the passkeys goes on with its log, and takes passkeys", "[store][passkey]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("store.sqlite");
  {
    const auto store = std::move(open_sqlite_store(path)).value();
    REQUIRE(outcome_of(*store, append_of("r1", 0, {"one"})) == AppendOutcome::appended);
  }
  SqliteConnection(path, SqliteAccess::read_write)
      .execute("DROP TABLE passkeys; DROP INDEX summaries_by_wake; ALTER TABLE summaries DROP COLUMN wakes_at; PRAGMA user_version = 3");
  const auto store = std::move(open_sqlite_store(path)).value();
  CHECK(store->head("r1").value() == 1);
  StreamAppend append = append_of("passkey/1", 0, {"a registration"});
  append.is_listed = false;
  append.passkey = PasskeyUse{"an id", 0, false, std::nullopt};
  append.passkey_owner = "maria";
  REQUIRE(outcome_of(*store, append) == AppendOutcome::appended);
  CHECK(store->passkeys("maria").value().front().index == 1);
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
  CHECK(open_store("postgres://x").error().code == ErrorCode::invalid_format);
  CHECK(open_store("sqlite:").error().code == ErrorCode::invalid_format);
}

TEST_CASE_METHOD(StoreFixture, "a full disk is an error, changes nothing, and passes", "[store]") {
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
