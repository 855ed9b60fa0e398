// What is particular to the store in PostgreSQL: several servers, lost connections, what is said of failures, and the check of
// its log.
#include <condition_variable>
#include <mutex>

#include "native/log/fsck.h"
#include "native/store/postgres.h"
#include "native/store/postgres_append.h"
#include "native/store/postgres_pool.h"
#include "tests/native/each_store.h"
#include "tests/native/fixture.h"
#include "tests/native/postgres_cluster.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

struct OnPostgres {
  const std::string address = new_postgres_database();
  std::unique_ptr<Store> store = server();

  std::unique_ptr<Store> server() const { return std::move(open_store(address)).value(); }
  void execute(const std::string& sql) const { PostgresConnection(address).execute(sql); }
};

}  // namespace

TEST_CASE("servers that start at once on an empty database make its tables once", "[store][postgres]") {
  const std::string address = new_postgres_database();
  std::atomic<int> opened{0};
  on_threads(6, [&](int) {
    if (open_store(address).ok()) ++opened;
  });
  CHECK(opened == 6);
  PostgresConnection connection(address);
  CHECK(connection.run("SELECT version FROM schema_version").integer(0, 0) == 6);
  CHECK(connection.run("SELECT count(*) FROM counters").integer(0, 0) == 4);
}

TEST_CASE_METHOD(OnPostgres, "a database of a newer program is not opened", "[store][postgres]") {
  execute("UPDATE schema_version SET version = 1000");
  const auto refused = open_store(address);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::store_unavailable);
  CHECK(refused.error().detail.find("schema 1000") != std::string::npos);
  CHECK_FALSE(open_log_snapshot(address).ok());
  CHECK_FALSE(open_log_snapshot(new_postgres_database()).ok());
}

TEST_CASE_METHOD(OnPostgres, "a database in which one person stands twice in a request is brought up to date, and the person stands there once", "[store][postgres]") {
  auto append = append_of("r1", 0, {"one"});
  append.summary.people = {"maria", "jonas"};
  REQUIRE(outcome_of(*store, append) == AppendOutcome::appended);
  store.reset();
  // As schema 5 had it.
  execute("ALTER TABLE summary_approvers DROP CONSTRAINT summary_approvers_pkey, ADD CONSTRAINT summary_approvers_pkey PRIMARY KEY (tenant, person, created_at, stream);"
          "CREATE INDEX summary_approvers_by_stream ON summary_approvers (stream);"
          "INSERT INTO summary_approvers (tenant, person, created_at, stream) SELECT tenant, person, created_at + 1, stream FROM summary_approvers WHERE person = 'maria';"
          "UPDATE schema_version SET version = 5");
  store = server();
  auto next = append_of("r1", 1, {"two"});
  next.summary.people = {"maria", "eve"};
  REQUIRE(outcome_of(*store, next) == AppendOutcome::appended);
  SummaryQuery query;
  for (const auto& [person, rows] : {std::pair("maria", 1U), std::pair("eve", 1U), std::pair("jonas", 0U)}) {
    INFO(person);
    query.person = person;
    CHECK(store->list(query).value().size() == rows);
  }
  CHECK(PostgresConnection(address).run("SELECT 1 FROM summary_approvers WHERE person = 'maria'").count() == 1);
}

TEST_CASE("what is said of a database that cannot be opened says nothing of its address", "[store][postgres]") {
  const std::string there = new_postgres_database();
  const std::vector<std::string> addresses = {
      "postgres://someone:geheim@127.0.0.1:1/secretbase",
      "postgresql://someone:geheim@127.0.0.1:1/secretbase?sslmode=geheim",
      "postgres://someone:geheim@/secretbase?host=" + there.substr(there.find("host=") + 5, there.find("&user") - there.find("host=") - 5),
      "postgres://someone:geheim@%zz/secretbase",
  };
  for (const std::string& address : addresses) {
    INFO(address);
    const auto refused = open_store(address);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == ErrorCode::store_unavailable);
    CHECK_FALSE(refused.error().detail.empty());
    for (const char* secret : {"geheim", "someone", "secretbase", "127.0.0.1"}) CHECK(refused.error().detail.find(secret) == std::string::npos);
  }
}

TEST_CASE_METHOD(OnPostgres, "connections that the database has ended are replaced, and nothing is lost or doubled", "[store][postgres]") {
  std::int64_t head = 0;
  for (int round = 0; round < 5; ++round) {
    // What was answered with a failure may be there or not: the head tells, and it is sent again, as a client does.
    for (int attempt = 0; head == round && attempt < 10; ++attempt) {
      const auto result = store->append(append_of("r1", head, {std::to_string(round)}));
      if (result.ok()) CHECK(result.value().outcome == AppendOutcome::appended);
      const auto stands = store->head("r1");
      if (stands.ok()) head = stands.value();
    }
    REQUIRE(head == round + 1);
    execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()");
  }
  CHECK(store->log_entries(0, 100).value().size() == 5);
}

TEST_CASE_METHOD(OnPostgres, "appends go on while connections are being ended, and what was answered is there once", "[store][postgres]") {
  constexpr int kStreams = 6;
  std::atomic<bool> done{false};
  std::vector<std::int64_t> acknowledged(kStreams, 0);
  std::atomic<int> failures{0};
  std::thread killer([&] {
    while (!done) {
      execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()");
      std::this_thread::sleep_for(std::chrono::milliseconds(15));
    }
  });
  on_threads(kStreams, [&](int thread) {
    const std::string stream = "r" + std::to_string(thread);
    std::int64_t& mine = acknowledged[static_cast<std::size_t>(thread)];
    for (int round = 0; round < 60;) {
      const std::string key = std::to_string(mine);
      auto append = append_of(stream, mine, {stream + "/" + key});
      append.answer = StoredAnswer{stream, key, "f", 200, stream, mine + 1, "body", kMorning};
      const auto result = store->append(append);
      if (!result.ok()) {
        ++failures;
        continue;  // it is sent again, as a client does
      }
      // Taken: it was carried out, and the answer to it was lost.
      const bool is_there = result.value().outcome != AppendOutcome::head_moved;
      if (!is_there) return;
      ++mine;
      ++round;
    }
  });
  done = true;
  killer.join();
  const auto other = server();
  for (int thread = 0; thread < kStreams; ++thread) {
    const std::string stream = "r" + std::to_string(thread);
    const auto events = other->events(stream, 0, 1000).value();
    REQUIRE(events.head == 60);
    for (std::size_t i = 0; i < events.events.size(); ++i) CHECK(events.events[i] == stream + "/" + std::to_string(i));
  }
  CHECK(other->log_entries(0, 1000).value().size() == 60 * kStreams);
}

TEST_CASE_METHOD(OnPostgres, "commits are durable also in a database that is set up otherwise", "[store][postgres]") {
  execute("ALTER DATABASE " + address.substr(address.rfind('=') + 1) + " SET synchronous_commit = off");
  PostgresConnection connection(address);
  CHECK(connection.run("SELECT current_setting('synchronous_commit')").bytes(0, 0) == "on");
}

TEST_CASE_METHOD(OnPostgres, "the streams that one server appends to are told to the others, and not to itself", "[store][postgres]") {
  const auto other = server();
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> told;
  std::vector<std::string> told_itself;
  const auto noting = [&](std::vector<std::string>& where) {
    return [&](const std::string& stream) {
      const std::lock_guard lock(mutex);
      where.push_back(stream);
      changed.notify_all();
    };
  };
  other->on_appends(noting(told));
  store->on_appends(noting(told_itself));
  // The first may come before the other listens.
  std::int64_t head = 0;
  const auto append_until = [&](const std::string& stream) {
    for (int i = 0; i < 200; ++i) {
      REQUIRE(outcome_of(*store, append_of(stream, head++, {"x"})) == AppendOutcome::appended);
      std::unique_lock lock(mutex);
      if (changed.wait_for(lock, std::chrono::milliseconds(100), [&] { return !told.empty() && told.back() == stream; })) return true;
    }
    return false;
  };
  REQUIRE(append_until("r1"));
  head = 0;
  execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'");
  CHECK(append_until("r2"));
  other->on_appends({});
  store->on_appends({});
  CHECK(told_itself.empty());
}

TEST_CASE_METHOD(OnPostgres, "the log in a database is checked as one in a file is", "[store][postgres][log]") {
  ServerSettings settings;
  settings.around_store = [&](std::unique_ptr<Store>) { return server(); };
  TestServer http(settings);
  std::string id;
  for (int i = 0; i < 80; ++i) id = http.submitted_request();
  http.approve(id, "maria", "customer");
  http.stop_signing();
  while (http.log_keeper().advance().value() > 0) {
  }
  const auto findings = [&] {
    const auto snapshot = open_log_snapshot(address);
    REQUIRE(snapshot.ok());
    const FsckReport report = fsck(*snapshot.value(), {{test_log_key()->verifier()}, 0, {}});
    std::string all;
    for (const std::string& each : report.findings) all += each + "\n";
    CHECK(report.holds() == all.empty());
    CHECK(report.checkpoints > 0);
    return all;
  };
  CHECK(findings() == "");
  execute("UPDATE streams SET head = head + 1 WHERE id = '" + id + "'");
  const std::string wrong = findings();
  CAPTURE(wrong);
  CHECK(wrong.find("The stream " + id + " is said to end with entry " + std::to_string(http.store().head(id).value())) != std::string::npos);
  execute("UPDATE streams SET head = head - 1 WHERE id = '" + id + "'");
  CHECK(findings() == "");
  execute("UPDATE tiles SET hashes = substring(hashes FROM 1 FOR 32) WHERE level = 0 AND tile = 0");
  CHECK(findings() != "");
  execute("DELETE FROM events WHERE position = 100");
  CHECK(findings().find("100") != std::string::npos);
}

TEST_CASE("who waits too long for a connection is told that the store is busy, and the next one is served", "[store][postgres]") {
  PostgresPool pool(new_postgres_database(), 1, std::chrono::milliseconds(50));
  const auto one = [](PostgresConnection& connection) { return connection.run("SELECT CAST(1 AS BIGINT)").integer(0, 0); };
  {
    const PostgresPool::Lease held = pool.borrow();
    const auto refused = pool.read(one);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == ErrorCode::store_unavailable);
    CHECK(refused.error().detail.find("in use") != std::string::npos);
    CHECK(pool.write([&](PostgresConnection& connection) { one(connection); }).has_value());
  }
  CHECK(pool.read(one).value() == 1);
}

TEST_CASE_METHOD(OnPostgres, "a database that goes away under load is said to be away, and when it comes back all goes on", "[store][postgres]") {
  constexpr int kStreams = 12;
  const std::size_t name = address.rfind("&dbname=");
  PostgresConnection beside(address.substr(0, name) + "&dbname=postgres");
  const std::string database = address.substr(name + 8);
  std::atomic<int> away{0};
  std::atomic<bool> is_back{false};
  std::vector<std::int64_t> acknowledged(kStreams, 0);
  std::thread outage([&] {
    while (beside.run("SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND query = 'COMMIT'", PostgresValues().text(database)).empty()) std::this_thread::yield();
    beside.execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS false");
    // Again and again: one that was about to be let in may have got in.
    while (away < 2 * kStreams) {
      beside.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", PostgresValues().text(database));
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    beside.execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS true");
    is_back = true;
  });
  on_threads(kStreams, [&](int thread) {
    const std::string stream = "r" + std::to_string(thread);
    std::int64_t& mine = acknowledged[static_cast<std::size_t>(thread)];
    for (int after = 0; after < 10;) {
      auto append = append_of(stream, mine, {stream + "/" + std::to_string(mine)});
      append.answer = StoredAnswer{stream, std::to_string(mine), "f", 200, stream, mine + 1, "body", kMorning};
      const auto result = store->append(append);
      const auto answer = store->answer(stream, std::to_string(mine));
      if (!result.ok() || !answer.ok()) ++away;
      // What was lost may have been carried out: then its answer is there.
      if (!answer.ok() || !answer.value()) continue;
      ++mine;
      if (is_back) ++after;
    }
  });
  outage.join();
  std::size_t all = 0;
  for (int thread = 0; thread < kStreams; ++thread) {
    const auto events = store->events("r" + std::to_string(thread), 0, 100'000).value();
    CHECK(events.head == acknowledged[static_cast<std::size_t>(thread)]);
    all += events.events.size();
  }
  std::size_t entries = 0;
  while (true) {
    const auto page = store->log_entries(entries, 1000).value();
    if (page.empty()) break;
    entries += page.size();
  }
  CHECK(entries == all);
}

TEST_CASE_METHOD(OnPostgres, "appends of one batch that touch each other are carried out one after the other", "[store][postgres]") {
  PostgresConnection connection(address);
  REQUIRE(outcome_of(*store, append_of("there", 0, {"one"})) == AppendOutcome::appended);
  const auto keyed = [](StreamAppend append, const std::string& key) {
    append.answer = StoredAnswer{"maria", key, "f", 200, append.stream, append.expected_head + 1, "of " + append.stream, kMorning};
    return append;
  };
  auto registered = append_of("keys", 0, {"passkey"});
  registered.passkey = PasskeyUse{"id", 1, false, std::nullopt};
  auto used = append_of("used", 0, {"one"});
  used.passkey = PasskeyUse{"id", 2, false, 1};
  auto used_late = append_of("used-late", 0, {"one"});
  used_late.passkey = PasskeyUse{"id", 3, false, 1};
  auto told = append_of("told", 0, {"one", "two"});
  for (const char* id : {"m1", "m2"}) told.outbox.push_back({"default", "hook", "", id, "kind", "body", kMorning});
  const std::vector<StreamAppend> batch = {
      keyed(append_of("a", 0, {"one", "two"}), "k1"), append_of("a", 2, {"three"}), append_of("a", 2, {"late"}), keyed(append_of("b", 0, {"one"}), "k1"),
      append_of("there", 0, {"late"}), append_of("there", 1, {"two"}), registered, used, used_late, told, keyed(append_of("b", 0, {"one"}), "k2")};
  std::vector<const StreamAppend*> all;
  for (const StreamAppend& append : batch) all.push_back(&append);
  using enum AppendOutcome;
  const std::vector<std::pair<AppendOutcome, std::int64_t>> expected = {{appended, 2}, {appended, 3}, {head_moved, 3}, {key_taken, 0}, {head_moved, 1}, {appended, 2},
                                                                        {appended, 1}, {appended, 1}, {passkey_moved, 0}, {appended, 2}, {appended, 1}};
  const auto results = postgres_append(connection, all, Telling::nobody);
  REQUIRE(results.size() == expected.size());
  for (std::size_t i = 0; i < results.size(); ++i) {
    INFO("append " << i);
    CHECK(results[i].outcome == expected[i].first);
    CHECK(results[i].head == expected[i].second);
  }
  CHECK(store->events("a", 0, 10).value().events == std::vector<std::string>{"one", "two", "three"});
  CHECK(store->log_entries(0, 100).value().size() == 10);
  CHECK(store->answer("maria", "k1").value()->body == "of a");
  CHECK(store->answer("maria", "k2").value()->body == "of b");
  CHECK(store->passkey("id").value()->counter == 2);
  CHECK(store->passkey("id").value()->registration.bytes == "passkey");
  CHECK(connection.run("SELECT value FROM counters WHERE name = 'messages'").integer(0, 0) == 2);
}

TEST_CASE_METHOD(OnPostgres, "a server that does not know yet what another has recorded answers by what stands in the store", "[postgres][http]") {
  ServerSettings settings;
  settings.around_store = [&](std::unique_ptr<Store>) { return server(); };
  TestServer here(settings);
  execute("UPDATE api_keys SET name = 'first'");  // each makes one of this name
  TestServer there(settings);
  const std::string id = here.submitted_request();
  const std::string maria = here.session("maria", id);
  const Json view = there.get("/v1/requests/" + id, maria).json();
  const std::int64_t head = view.at("head").get<std::int64_t>();
  const std::string decision = R"({"command":"decide","stage":"customer","version":1,"displayed_digest":")" +
                               view.at("request").at("versions").back().at("digest").get<std::string>() +
                               R"(","decision":"approve","challenge":")" + view.at("challenge").at("value").get<std::string>() + "\"}";
  const Reply first = here.command(id, maria, "k1", head, decision);
  REQUIRE(first.status == 200);
  // The other one remembers the request as it stood before.
  const Reply again = there.command(id, maria, "k1", head, decision);
  CHECK(again.status == 200);
  CHECK(again.body == first.body);
  const Reply late = there.command(id, maria, "k2", head, decision);
  CHECK(late.status == 412);
  CHECK(late.json().at("head").get<std::int64_t>() > head);
  CHECK(store->head(id).value() == late.json().at("head").get<std::int64_t>());
}

TEST_CASE_METHOD(OnPostgres, "a key that another server has answered under is taken, also for a request that is remembered as it stands", "[postgres][http]") {
  ServerSettings settings;
  settings.around_store = [&](std::unique_ptr<Store>) { return server(); };
  TestServer here(settings);
  execute("UPDATE api_keys SET name = 'first'");  // each makes one of this name
  TestServer there(settings);
  const std::string other = there.submitted_request();
  const std::string id = here.submitted_request();
  const std::string comment = R"({"command":"comment","text":"Nice."})";
  const std::string dana = there.session("dana");
  const Reply first = there.command(other, dana, "k1", there.store().head(other).value(), comment);
  REQUIRE(first.status == 200);
  const std::int64_t head = here.store().head(id).value();
  const Reply reused = here.command(id, dana, "k1", head, comment);
  CHECK(reused.status == 422);
  CHECK(reused.code() == "idempotency-key-reused");
  CHECK(store->head(id).value() == head);
}
