// What every store has to do: each case runs on each kind of store.
#include <atomic>
#include <thread>

#include "tests/native/each_store.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

TEST_CASE_METHOD(EachStore, "a stream keeps the bytes of its events, in order, also after it was closed", "[store]") {
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

TEST_CASE_METHOD(EachStore, "an append to a stream that has moved on writes nothing and tells the head", "[store]") {
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

TEST_CASE_METHOD(EachStore, "an answer is stored with its events, and the first one stays", "[store]") {
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
  CHECK_FALSE(store->forget_answers(later(kMorning, 86'400'000)));
  CHECK_FALSE(store->answer("maria", "k1").value().has_value());
}

TEST_CASE_METHOD(EachStore, "of many appends at the same head exactly one is carried out", "[store]") {
  constexpr int kThreads = 8;
  constexpr int kRounds = 25;
  std::atomic<int> appended{0};
  const auto other = opened();
  on_threads(kThreads, [&](int thread) {
    Store& mine = thread % 2 == 0 ? *store : *other;
    for (int head = 0; head < kRounds; ++head) {
      const auto result = mine.append(append_of("r1", head, {std::to_string(thread)}));
      if (result.ok() && result.value().outcome == AppendOutcome::appended) ++appended;
      while (mine.head("r1").value() <= head) std::this_thread::yield();
    }
  });
  CHECK(appended == kRounds);
  CHECK(store->head("r1").value() == kRounds);
}

TEST_CASE_METHOD(EachStore, "a failing append leaves those that were committed with it alone", "[store]") {
  std::atomic<int> appended{0};
  std::atomic<int> failed{0};
  on_threads(8, [&](int thread) {
    for (int round = 0; round < 20; ++round) {
      // A stream without events would have the head 0, which breaks a rule of every store.
      auto append = append_of("r" + std::to_string(thread) + "-" + std::to_string(round), 0, {"one"});
      if (thread % 2 == 1) append.events.clear();
      const auto result = store->append(append);
      ++(result.ok() ? appended : failed);
    }
  });
  CHECK(appended == 80);
  CHECK(failed == 80);
  CHECK(store->head("r0-0").value() == 1);
  CHECK(store->head("r1-0").value() == 0);
}

TEST_CASE_METHOD(EachStore, "lists are newest first, filtered, and go on where the page before ended", "[store]") {
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

TEST_CASE_METHOD(EachStore, "a list shows what the last append said", "[store]") {
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

TEST_CASE_METHOD(EachStore, "the same key in many calls at once is taken by one of them", "[store]") {
  const auto other = opened();
  std::atomic<int> appended{0};
  std::atomic<int> taken{0};
  on_threads(8, [&](int thread) {
    Store& mine = thread % 2 == 0 ? *store : *other;
    for (int round = 0; round < 15; ++round) {
      const std::string stream = "r" + std::to_string(round) + "-" + std::to_string(thread);
      auto append = append_of(stream, 0, {"one"});
      append.answer = StoredAnswer{"maria", std::to_string(round), "f", 200, stream, 1, stream, kMorning};
      // What is refused is remembered the same way, at the same time.
      if (thread >= 6) {
        append.answer->body = "refused";
        if (!mine.remember(*append.answer)) continue;
      }
      const auto result = mine.append(append);
      if (!result.ok()) continue;
      ++(result.value().outcome == AppendOutcome::appended ? appended : taken);
    }
  });
  int refused = 0;
  for (int round = 0; round < 15; ++round) {
    const auto answer = store->answer("maria", std::to_string(round)).value();
    REQUIRE(answer);
    if (answer->body == "refused") ++refused;
    else CHECK(store->head(answer->body).value() == 1);
  }
  CHECK(appended + taken == 6 * 15);
  CHECK(appended + refused == 15);
  CHECK(store->log_entries(0, 100).value().size() == static_cast<std::size_t>(appended));
}

TEST_CASE_METHOD(EachStore, "streams are woken when their time has come, those that have waited longest first", "[store][timers]") {
  for (int number = 0; number < 5; ++number) {
    auto append = append_of("r" + std::to_string(number), 0, {"one"});
    if (number != 3) append.summary.wakes_at = later(kMorning, (5 - number) * 1000);
    REQUIRE(outcome_of(*store, append) == AppendOutcome::appended);
  }
  const auto awake = [&](int seconds, std::size_t limit = 10) { return store->streams_to_wake(later(kMorning, seconds * 1000), limit).value(); };
  CHECK(awake(0).empty());
  CHECK(awake(3) == std::vector<std::string>{"r4", "r2"});
  CHECK(awake(60) == std::vector<std::string>{"r4", "r2", "r1", "r0"});
  CHECK(awake(60, 1) == std::vector<std::string>{"r4"});
  REQUIRE_FALSE(store->set_wake("r4", 2, std::nullopt));  // it does not stand there
  CHECK(awake(60, 1) == std::vector<std::string>{"r4"});
  REQUIRE_FALSE(store->set_wake("r4", 1, std::nullopt));
  REQUIRE_FALSE(store->set_wake("r2", std::nullopt, later(kMorning, 30'000)));
  REQUIRE_FALSE(store->set_wake("nothing", std::nullopt, kMorning));
  CHECK(awake(60) == std::vector<std::string>{"r1", "r0", "r2"});
  auto next = append_of("r1", 1, {"two"});  // an append says it anew
  REQUIRE(outcome_of(*store, next) == AppendOutcome::appended);
  CHECK(awake(60) == std::vector<std::string>{"r0", "r2"});
}

TEST_CASE_METHOD(EachStore, "a summary keeps until when it holds, its age, and people as they are now", "[store]") {
  auto append = append_of("r1", 0, {"one"});
  append.summary.people = {"maria", "jonas"};
  append.summary.holds_until = later(kMorning, 7000);
  append.summary.bytes = std::string("{\0}", 3);
  REQUIRE(outcome_of(*store, append) == AppendOutcome::appended);
  auto row = store->list({}).value().at(0);
  CHECK(row.holds_until == later(kMorning, 7000));
  CHECK(row.created_at == kMorning);
  CHECK(row.bytes == std::string("{\0}", 3));
  auto next = append_of("r1", 1, {"two"});
  next.summary.people = {"jonas", "dana"};
  next.summary.project = "Brücke ✓";
  REQUIRE(outcome_of(*store, next) == AppendOutcome::appended);
  const auto listed = [&](const std::string& person) {
    SummaryQuery query;
    query.person = person;
    query.project = "Brücke ✓";
    return store->list(query).value().size();
  };
  CHECK(listed("maria") == 0);
  CHECK(listed("jonas") == 1);
  CHECK(listed("dana") == 1);
  CHECK_FALSE(store->list({}).value().at(0).holds_until);
}

TEST_CASE_METHOD(EachStore, "lists are in the order of the bytes of ids, in every language", "[store]") {
  const std::vector<std::string> ids = {"A", "B", "a", "b", "ä"};
  for (const std::string& id : ids) REQUIRE(outcome_of(*store, append_of(id, 0, {"one"})) == AppendOutcome::appended);
  std::vector<std::string> listed;
  const auto rows = store->list({}).value();
  for (const SummaryRow& row : rows) listed.insert(listed.begin(), row.stream);
  CHECK(listed == ids);
}

TEST_CASE_METHOD(EachStore, "an event may be as large as an entry can be, and a batch of them as large as any", "[store]") {
  std::vector<std::string> events;
  for (int i = 0; i < 60; ++i) events.emplace_back(65'535, static_cast<char>(i));
  REQUIRE(outcome_of(*store, append_of("r1", 0, events)) == AppendOutcome::appended);
  CHECK(store->events("r1", 0, 100).value().events == events);
  CHECK(store->log_indexes("r1").value().size() == 60);
}

TEST_CASE_METHOD(EachStore, "what one server writes another sees at once", "[store]") {
  const auto other = opened();
  REQUIRE(outcome_of(*store, append_of("r1", 0, {"one"})) == AppendOutcome::appended);
  CHECK(other->head("r1").value() == 1);
  StoredSession made;
  made.token_hash = "hash";
  made.actor = "{}";
  made.expires = later(kMorning, 1000);
  REQUIRE(other->put_session(made, kMorning, std::nullopt).value() == PutSession::put);
  const auto session = store->session("hash").value();
  REQUIRE(session);
  CHECK_FALSE(session->stream);
  CHECK(session->origins.empty());
  CHECK(store->meta_or_put("m", "mine").value() == "mine");
  CHECK(other->meta_or_put("m", "theirs").value() == "mine");
  CHECK_FALSE(other->meta("n").value());
}

TEST_CASE_METHOD(EachStore, "a value that many write at once is one value", "[store]") {
  const auto other = opened();
  std::vector<std::string> kept(6);
  on_threads(6, [&](int thread) {
    kept[static_cast<std::size_t>(thread)] = (thread % 2 == 0 ? *store : *other).meta_or_put("m", "value " + std::to_string(thread)).value();
  });
  for (const std::string& each : kept) CHECK(each == kept[0]);
  CHECK(store->meta("m").value() == kept[0]);
}

TEST_CASE_METHOD(EachStore, "events and the head are of one moment, also where there is nothing new", "[store]") {
  constexpr std::int64_t kAppends = 150;
  REQUIRE(outcome_of(*store, append_of("r1", 0, {"one"})) == AppendOutcome::appended);
  std::atomic<int> torn{0};
  on_threads(3, [&](int thread) {
    for (std::int64_t known = 1; thread == 0 && known < kAppends; ++known) (void)store->append(append_of("r1", known, {"more"}));
    for (std::int64_t known = 1; thread != 0 && known < kAppends;) {
      const auto read = store->events("r1", known, 100).value();
      if (read.head != known + static_cast<std::int64_t>(read.events.size())) ++torn;
      known = read.head;
    }
  });
  CHECK(torn == 0);
}
