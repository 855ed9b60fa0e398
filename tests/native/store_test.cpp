// What every store has to do. A second kind of store runs the same cases.
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "native/store/sqlite.h"
#include "native/store/sqlite_schema.h"
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
  REQUIRE_FALSE(upload->commit("default", sha256_hex(bytes)));
  return sha256_hex(bytes);
}

std::string whole_blob(Store& store, const std::string& digest) {
  std::string bytes;
  const std::int64_t size = store.blob_size("default", digest).value().value();
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
    CHECK(store->blob_size("default", digest).value() == static_cast<std::int64_t>(size));
    CHECK(whole_blob(*store, digest) == bytes);
    CHECK(put_blob(*store, bytes) == digest);
  }
  CHECK_FALSE(store->blob_size("default", std::string(64, '0')).value().has_value());
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
  REQUIRE_FALSE(second->commit("default", sha256_hex(bytes)));
  REQUIRE_FALSE(first->commit("default", sha256_hex(bytes)));
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
  StoredSession session;
  session.token_hash = "hash";
  session.tenant = "default";
  session.actor = "{}";
  session.role = "viewer";
  session.stream = "r1";
  session.origins = {"https://a.example", "https://b.example"};
  session.expires = later(kMorning, 1000);
  REQUIRE(store->put_session(session, kMorning, std::nullopt).value() == PutSession::put);
  const auto found = store->session("hash").value().value();
  CHECK(found.actor == "{}");
  CHECK(found.stream == "r1");
  CHECK(found.origins == session.origins);
  CHECK(found.expires == session.expires);
  CHECK_FALSE(store->session("other").value().has_value());
  CHECK(store->knows_origin("https://a.example", kMorning).value());
  CHECK_FALSE(store->knows_origin("https://a.example", later(kMorning, 1000)).value());
  CHECK_FALSE(store->knows_origin("https://c.example", kMorning).value());
  CHECK_FALSE(store->forget_sessions(later(kMorning, 5000)));
  CHECK_FALSE(store->session("hash").value().has_value());
  CHECK_FALSE(store->knows_origin("https://a.example", kMorning).value());
}

namespace {

StoredKey key_of(const std::string& hash, const std::string& name, const std::string& tenant = "default") {
  return {hash, tenant, name, "lead", "sessions", "", kMorning, std::nullopt, std::nullopt};
}

StoredSession session_of(const std::string& hash, const std::string& parent) {
  StoredSession session;
  session.token_hash = hash;
  session.tenant = "default";
  session.actor = "{}";
  session.role = "lead";
  session.parent = parent;
  session.family = parent.empty() ? hash : parent;
  session.expires = later(kMorning, 1000);
  return session;
}

StoredLink link_of(const std::string& hash, const std::string& id, const std::string& made_by) {
  return {hash, id, "default", "r1", "{}", made_by, kMorning, later(kMorning, 5000), std::nullopt, 0, std::nullopt};
}

}  // namespace

TEST_CASE_METHOD(StoreFixture, "a tenant is there once, with its sites", "[store][access]") {
  CHECK(store->tenant("default").value().has_value());
  CHECK(store->put_tenant({"acme", kMorning, {"https://b.example", "https://a.example"}}).value());
  CHECK_FALSE(store->put_tenant({"acme", later(kMorning, 1), {"https://evil.example"}}).value());
  CHECK(store->tenant("acme").value()->origins == std::vector<std::string>{"https://a.example", "https://b.example"});
  CHECK(store->knows_origin("https://a.example", kMorning).value());
  CHECK_FALSE(store->knows_origin("https://evil.example", kMorning).value());
  CHECK(store->set_tenant_origins("acme", {"https://c.example"}).value());
  CHECK_FALSE(store->set_tenant_origins("nobody", {"https://c.example"}).value());
  reopen();
  CHECK(store->tenant("acme").value()->origins == std::vector<std::string>{"https://c.example"});
  CHECK_FALSE(store->knows_origin("https://a.example", kMorning).value());
  CHECK(store->tenants().value().size() == 2);
  CHECK_FALSE(store->tenant("nobody").value().has_value());
}

TEST_CASE_METHOD(StoreFixture, "streams, lists and blobs are one tenant's", "[store][access]") {
  REQUIRE(store->put_tenant({"acme", kMorning, {}}).value());
  StreamAppend theirs = append_of("r2", 0, {"one"});
  theirs.tenant = "acme";
  theirs.summary.people = {"maria"};
  StreamAppend ours = append_of("r1", 0, {"one"});
  ours.summary.people = {"maria"};
  REQUIRE(outcome_of(*store, ours) == AppendOutcome::appended);
  REQUIRE(outcome_of(*store, theirs) == AppendOutcome::appended);
  CHECK(store->tenant_of("r1").value() == "default");
  CHECK(store->tenant_of("r2").value() == "acme");
  CHECK_FALSE(store->tenant_of("r3").value().has_value());
  CHECK(store->events("r2", 0, 9).value().tenant == "acme");
  CHECK(store->events("r2", 1, 9).value().tenant == "acme");  // also when there is nothing new
  SummaryQuery query;
  query.tenant = "acme";
  REQUIRE(store->list(query).value().size() == 1);
  CHECK(store->list(query).value().front().stream == "r2");
  query.person = "maria";
  REQUIRE(store->list(query).value().size() == 1);
  CHECK(store->list(query).value().front().stream == "r2");
  const std::string digest = put_blob(*store, "bytes");
  CHECK(store->blob_size("default", digest).value() == 5);
  CHECK_FALSE(store->blob_size("acme", digest).value().has_value());
  const auto again = std::move(store->upload()).value();
  REQUIRE_FALSE(again->write("bytes"));
  REQUIRE_FALSE(again->commit("acme", digest));
  CHECK(store->blob_size("acme", digest).value() == 5);
}

TEST_CASE_METHOD(StoreFixture, "a key has a name of its own within its tenant, also after it was revoked", "[store][access]") {
  REQUIRE(store->put_tenant({"acme", kMorning, {}}).value());
  CHECK(store->put_key(key_of("h1", "portal")).value() == PutKey::put);
  CHECK(store->put_key(key_of("h2", "portal")).value() == PutKey::name_taken);
  CHECK(store->put_key(key_of("h3", "portal", "acme")).value() == PutKey::put);
  StoredKey made = key_of("h5", "made");
  made.made_by = "h3";
  CHECK(store->put_key(made).value() == PutKey::put);
  CHECK(store->key("h5").value()->made_by == "h3");
  REQUIRE(store->revoke_key("acme", "portal", kMorning).value());
  made.name = "made later";
  CHECK(store->put_key(made).value() == PutKey::maker_ended);
  CHECK_FALSE(store->key("h5").value()->revoked_at.has_value());  // what it made stays
  CHECK(store->key("h1").value()->name == "portal");
  CHECK_FALSE(store->key("h2").value().has_value());
  CHECK_FALSE(store->note_key_use("h1", later(kMorning, 10)));
  CHECK_FALSE(store->note_key_use("h1", later(kMorning, 5)));  // a clock was set back
  CHECK(store->key("h1").value()->used_at == later(kMorning, 10));
  CHECK(store->revoke_key("default", "portal", later(kMorning, 20)).value());
  CHECK_FALSE(store->revoke_key("default", "portal", later(kMorning, 30)).value());
  CHECK_FALSE(store->revoke_key("default", "nobody", later(kMorning, 30)).value());
  CHECK(store->key("h1").value()->revoked_at == later(kMorning, 20));
  CHECK(store->put_key(key_of("h4", "portal")).value() == PutKey::name_taken);
  CHECK(store->keys("default").value().size() == 2);
  CHECK(store->keys("acme").value().size() == 1);
}

TEST_CASE_METHOD(StoreFixture, "what was made with a key or a link ends with it, and nothing is made with it afterwards", "[store][access]") {
  REQUIRE(store->put_key(key_of("key", "portal")).value() == PutKey::put);
  REQUIRE(store->put_key(key_of("other", "other")).value() == PutKey::put);
  REQUIRE(store->put_link(link_of("link", "lnk_1", "key")).value());
  REQUIRE(store->put_link(link_of("link2", "lnk_2", "other")).value());
  for (const auto& [hash, parent] : {std::pair("s1", "key"), std::pair("s2", "link"), std::pair("s3", "link2"), std::pair("s4", "")}) {
    REQUIRE(store->put_session(session_of(hash, parent), kMorning, std::nullopt).value() == PutSession::put);
  }
  REQUIRE(store->revoke_key("default", "portal", kMorning).value());
  CHECK_FALSE(store->session("s1").value().has_value());
  CHECK_FALSE(store->session("s2").value().has_value());
  CHECK(store->session("s3").value().has_value());
  CHECK(store->session("s4").value().has_value());
  CHECK(store->link("link").value()->revoked_at == kMorning);
  CHECK_FALSE(store->put_link(link_of("link3", "lnk_3", "key")).value());
  CHECK(store->put_session(session_of("s5", "key"), kMorning, std::nullopt).value() == PutSession::parent_ended);
  CHECK(store->put_session(session_of("s5", "link"), kMorning, std::nullopt).value() == PutSession::parent_ended);
  CHECK(store->put_session(session_of("s5", "nothing"), kMorning, std::nullopt).value() == PutSession::parent_ended);
  CHECK_FALSE(store->revoke_link("r2", "lnk_2", kMorning).value());  // it leads elsewhere
  CHECK(store->revoke_link("r1", "lnk_2", kMorning).value());
  CHECK_FALSE(store->revoke_link("r1", "lnk_2", kMorning).value());
  CHECK_FALSE(store->session("s3").value().has_value());
}

TEST_CASE_METHOD(StoreFixture, "a link has so many sessions at a time, and is forgotten when it ended long ago", "[store][access]") {
  REQUIRE(store->put_link(link_of("link", "lnk_1", "")).value());
  REQUIRE(store->put_session(session_of("s1", "link"), kMorning, 2).value() == PutSession::put);
  REQUIRE(store->put_session(session_of("s2", "link"), kMorning, 2).value() == PutSession::put);
  CHECK(store->put_session(session_of("s3", "link"), kMorning, 2).value() == PutSession::too_many);
  CHECK(store->put_session(session_of("s3", "link"), later(kMorning, 1000), 2).value() == PutSession::put);  // the others have ended
  REQUIRE_FALSE(store->note_link_use("link", later(kMorning, 7)));
  REQUIRE_FALSE(store->note_link_use("link", later(kMorning, 8)));
  const StoredLink found = store->links("r1", 10).value().front();
  CHECK(found.uses == 2);
  CHECK(found.used_at == later(kMorning, 8));
  CHECK(found.id == "lnk_1");
  REQUIRE_FALSE(store->forget_links(later(kMorning, 5000)));
  CHECK(store->link("link").value().has_value());
  REQUIRE_FALSE(store->forget_links(later(kMorning, 5001)));
  CHECK_FALSE(store->link("link").value().has_value());
}

TEST_CASE_METHOD(StoreFixture, "a value written once stays", "[store]") {
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
  CHECK(connection.integer("PRAGMA user_version") == 7);
  CHECK(connection.text("PRAGMA integrity_check") == "ok");
}

TEST_CASE("a store of a newer program, of another program, or of no program at all is not opened", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("store.sqlite");
  SECTION("newer") {
    REQUIRE(open_sqlite_store(path).ok());
    SqliteConnection(path, SqliteAccess::read_write).execute("PRAGMA user_version = 8");
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
