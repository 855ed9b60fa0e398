// What happens while nobody answers: the system's commands, each once, at their time.
#include "core/json/command_codec.h"
#include "core/json/entries.h"
#include "core/json/event_codec.h"
#include "core/json/fold.h"
#include "core/json/object_text.h"
#include "core/record/tree.h"
#include "core/request/decide.h"
#include "native/service/summary.h"
#include "native/service/timers.h"
#include "tests/native/faulty_store.h"
#include "tests/native/fixture.h"
#include "tests/native/store_places.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

constexpr std::int64_t kHour = 60 * kMinuteMs;

// Reminded after a day, escalated after three, ended after forty (the due date is in 33 days).
const std::string kPolicy = R"("policy":{"response":{"amount":2,"unit":"days"},"reminders":[{"amount":1,"unit":"days"}],
  "escalation":{"after":{"amount":3,"unit":"days"},"to":{"id":"eva","name":"Eva Kern"}},"end":{"after":{"amount":40,"unit":"days"},"action":"expire"}},)";

struct Timed {
  TestServer server;
  std::vector<std::string> complaints;

  // As long as there is more to do; how often that was asked.
  int run() {
    int rounds = 0;
    while (true) {
      const Result<bool> more = run_timers(server.store(), server.requests(), server.clock().now(), [this](const std::string& what) { complaints.push_back(what); });
      REQUIRE(more.ok());
      ++rounds;
      if (!more.value()) return rounds;
    }
  }

  // What the timer did, in order.
  std::string deeds(const std::string& id) {
    std::string words;
    const Json listed = server.get("/v1/requests/" + id + "/events?limit=200", server.key()).json();
    for (const Json& event : listed.at("events")) {
      if (event.at("actor").at("kind") != "system") continue;
      CHECK(event.at("actor").at("id") == "timer");
      words += (words.empty() ? "" : " ") + event.at("event").get<std::string>();
    }
    return words;
  }
  std::vector<std::string> waking(std::int64_t milliseconds) { return server.store().streams_to_wake(later(server.clock().now(), milliseconds), 1000).value(); }
};

}  // namespace

TEST_CASE("the system does what is due, once, and what comes of it can be proved", "[timers]") {
  Timed timed;
  const std::string id = timed.server.submitted_request(kPolicy);
  const std::string without = timed.server.submitted_request();
  timed.run();
  CHECK(timed.deeds(id).empty());
  CHECK(timed.waking(kDayMs - 1).empty());
  CHECK(timed.waking(kDayMs) == std::vector{id});
  timed.server.clock().advance(kDayMs);
  timed.run();
  timed.run();
  CHECK(timed.deeds(id) == "reminded");
  timed.server.clock().advance(2 * kDayMs);
  timed.run();
  CHECK(timed.deeds(id) == "reminded escalated");
  timed.server.clock().advance(37 * kDayMs);
  timed.run();
  CHECK(timed.deeds(id) == "reminded escalated expired");
  CHECK(timed.server.get("/v1/requests/" + id, timed.server.key()).json().at("request").at("state") == "expired");
  CHECK(timed.waking(1000 * kDayMs).empty());
  CHECK(timed.deeds(without).empty());
  CHECK(timed.complaints.empty());
  const Reply bundle = timed.server.get("/v1/requests/" + id + "/bundle", timed.server.key());
  REQUIRE(bundle.status == 200);
  CHECK(verify_text(bundle.body, test_trust()).holds());
}

TEST_CASE("a clock that jumps makes nothing happen twice, and nothing that was not due", "[timers]") {
  Timed timed;
  const std::string id = timed.server.submitted_request(kPolicy);
  timed.server.clock().advance(kDayMs + kHour);
  timed.run();
  timed.server.clock().advance(-kDayMs);
  timed.run();
  timed.server.clock().advance(kDayMs);
  timed.run();
  CHECK(timed.deeds(id) == "reminded");
  timed.server.clock().advance(365 * kDayMs);
  timed.run();
  CHECK(timed.deeds(id) == "reminded escalated expired");
  CHECK(timed.complaints.empty());
}

TEST_CASE("what was answered in time is left alone", "[timers]") {
  Timed timed;
  const std::string id = timed.server.submitted_request(kPolicy);
  timed.server.approve(id, "maria", "customer");
  timed.server.approve(id, "jonas", "legal");
  CHECK(timed.waking(1000 * kDayMs).empty());
  timed.server.clock().advance(365 * kDayMs);
  timed.run();
  CHECK(timed.deeds(id).empty());
}

TEST_CASE("two servers on one store do each thing once", "[timers][store]") {
  const std::string kind = GENERATE(from_range(kStoreKinds));
  INFO("store: " << kind);
  const auto place = new_store_place(kind);
  ServerSettings settings;
  settings.around_store = [&](std::unique_ptr<Store>) { return std::move(place->open()).value(); };
  Timed timed{TestServer(settings), {}};
  std::vector<std::string> ids;
  for (int i = 0; i < 30; ++i) ids.push_back(timed.server.submitted_request(kPolicy));
  const auto other = place->open();
  REQUIRE(other.ok());
  SystemRandom random;
  PasskeyService passkeys(*other.value(), timed.server.clock(), std::nullopt);
  LiveNews news;
  RequestService requests(*other.value(), timed.server.clock(), random, Challenges::open(*other.value(), random).value(), passkeys, news);
  for (int round = 0; round < 2; ++round) {
    timed.server.clock().advance(3 * kDayMs);
    const Instant now = timed.server.clock().now();
    std::atomic<int> complaints = 0;
    const auto work = [&](Store& store, RequestService& service) {
      for (int i = 0; i < 3; ++i) {
        if (!run_timers(store, service, now, [&](const std::string&) { ++complaints; }).ok()) ++complaints;
      }
    };
    std::thread beside([&] { work(*other.value(), requests); });
    work(timed.server.store(), timed.server.requests());
    beside.join();
    CHECK(complaints == 0);
  }
  for (const std::string& id : ids) CHECK(timed.deeds(id) == "reminded escalated");
}

TEST_CASE("many that are overdue are done in turns, and others are served in between", "[timers]") {
  Timed timed;
  constexpr int kMany = 2 * static_cast<int>(kTimersAtOnce) + 5;
  std::vector<std::string> ids;
  for (int i = 0; i < kMany; ++i) ids.push_back(timed.server.submitted_request(kPolicy));
  timed.server.clock().advance(kDayMs);
  CHECK(timed.waking(0).size() == static_cast<std::size_t>(kMany));
  const Result<bool> more = run_timers(timed.server.store(), timed.server.requests(), timed.server.clock().now(), [](const std::string&) {});
  REQUIRE(more.ok());
  CHECK(more.value());
  CHECK(timed.waking(0).size() == static_cast<std::size_t>(kMany) - kTimersAtOnce);
  CHECK(timed.server.get("/v1/requests/" + ids.back(), timed.server.key()).status == 200);
  CHECK(timed.run() == 2);
  for (const std::string& id : ids) CHECK(timed.deeds(id) == "reminded");
}

TEST_CASE("a request of which nobody knows when to look is looked at, and left as it is", "[timers]") {
  Timed timed;
  const std::string id = timed.server.submitted_request(kPolicy);
  const std::string without = timed.server.submitted_request();
  for (const std::string& each : {id, without}) REQUIRE_FALSE(timed.server.store().set_wake(each, std::nullopt, Instant()));
  CHECK(timed.waking(0).size() == 2);
  timed.run();
  CHECK(timed.waking(0).empty());
  CHECK(timed.waking(kDayMs) == std::vector{id});
  CHECK(timed.deeds(id).empty());
  // Whoever looked at an older head does not move the time.
  REQUIRE_FALSE(timed.server.store().set_wake(id, 1, Instant()));
  CHECK(timed.waking(0).empty());
  CHECK(timed.complaints.empty());
}

namespace {

// Remarks of the largest size, recorded past HTTP until the record has more bytes than remarks and reminders may use.
void fill(TestServer& server, const std::string& id) {
  const StoredEvents stored = server.store().events(id, 0, 200).value();
  ArrayText texts;
  for (const std::string& event : stored.events) texts.json(event);
  HistoryEnd end{fold(Request(), read_events(read_json(texts.take()).value()).value()).value(), leaf_hash(stored.events.back())};
  const Actor maria = read_actor(read_json(actor_json("maria")).value()).value();
  std::string text;
  for (int i = 0; i < 4000; ++i) text += "\xF0\x9F\x98\x80";
  StreamAppend append;
  append.stream = id;
  append.expected_head = stored.head;
  for (std::size_t bytes = 0; bytes < limits::kRecordBytes;) {
    Context context;
    context.now = server.clock().now();
    context.actor = maria;
    context.command_id = CommandId::from("fill-" + std::to_string(append.events.size())).value();
    context.request = end.state.id;
    const List<Event> events = decide(end.state, CommentCommand{Statement::from(text).value(), {}}, context).value();
    const List<std::string> entries = entries_of(events, end).value();
    for (const std::string& entry : entries) {
      bytes += entry.size();
      append.events.push_back({entry, std::string(leaf_hash(entry).view())});
    }
  }
  append.summary = summarize(end.state, server.clock().now());
  REQUIRE(server.store().append(append).value().outcome == AppendOutcome::appended);
}

}  // namespace

TEST_CASE("a record with room for no reminder still has room for its end", "[timers]") {
  Timed timed;
  const std::string id = timed.server.submitted_request(kPolicy);
  fill(timed.server, id);
  timed.server.clock().advance(kDayMs);
  timed.run();
  CHECK(timed.complaints.empty());
  CHECK(timed.waking(0).empty());
  timed.server.clock().advance(39 * kDayMs);
  timed.run();
  CHECK(timed.complaints.empty());
  CHECK(timed.server.get("/v1/requests/" + id, timed.server.key()).json().at("request").at("state") == "expired");
  CHECK(timed.waking(1000 * kDayMs).empty());
}

TEST_CASE("a request that cannot be served does not keep others waiting, and gets its turn again", "[timers]") {
  FaultyStore* faults = nullptr;
  ServerSettings settings;
  settings.around_store = [&](std::unique_ptr<Store> store) {
    auto made = std::make_unique<FaultyStore>(std::move(store));
    faults = made.get();
    return made;
  };
  TestServer server(std::move(settings));
  const std::string first = server.submitted_request(kPolicy);
  const std::string second = server.submitted_request(kPolicy);
  const auto reminded = [&](const std::string& id) {
    return server.get("/v1/requests/" + id + "/events", server.key()).body.find(R"("event":"reminded")") != std::string::npos;
  };
  const auto run = [&] { return run_timers(server.store(), server.requests(), server.clock().now(), [](const std::string& what) { FAIL(what); }); };
  server.clock().advance(kDayMs);
  int appends = 0;
  faults->before_append = [&] { return ++appends == 1 ? Refusal(Error{ErrorCode::store_unavailable, "", "The disk is full."}) : Refusal(); };
  const Result<bool> faulty = run();
  REQUIRE_FALSE(faulty.ok());
  CHECK(faulty.error().detail.find("The disk is full.") != std::string::npos);
  CHECK(reminded(first) != reminded(second));
  CHECK(run().ok());
  CHECK(reminded(first) != reminded(second));
  server.clock().advance(kMinuteMs);
  CHECK(run().ok());
  CHECK((reminded(first) && reminded(second)));
}

TEST_CASE("the thread looks by itself, and ends at once", "[timers]") {
  Timed timed;
  const std::string id = timed.server.submitted_request(kPolicy);
  const auto started = std::chrono::steady_clock::now();
  {
    const Timers timers(timed.server.store(), timed.server.requests(), timed.server.clock(), [](const std::string&) {});
    timed.server.clock().advance(kDayMs);
    while (timed.deeds(id).empty() && std::chrono::steady_clock::now() - started < std::chrono::seconds(10)) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    CHECK(timed.deeds(id) == "reminded");
  }
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(9));
}
