// What every store has to do with what is told to others.
#include <map>
#include <mutex>
#include <set>

#include "core/record/tree.h"
#include "tests/native/each_store.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

Instant second(std::int64_t number) { return Instant::from_milliseconds(1'800'000'000'000 + number * 1000).value(); }

OutgoingMessage message_to(const std::string& route, const std::string& receiver, const std::string& id) {
  return {std::string(kDefaultTenant), route, receiver, id, "a-kind", "{\"is\":\"" + id + "\"}", second(0)};
}

StoredWebhook hook(const std::string& id) {
  StoredWebhook webhook;
  webhook.id = id;
  webhook.created_at = second(0);
  webhook.url = "https://receiver.example/" + id;
  webhook.types = {"countersign.request.decided", "countersign.request.created"};
  webhook.secret = "whsec_AAAA";
  return webhook;
}

struct OutboxFixture : EachStore {
  std::map<std::string, std::int64_t> heads;

  void append(const std::string& stream, std::vector<OutgoingMessage> messages) {
    StreamAppend append;
    append.stream = stream;
    append.expected_head = heads[stream];
    append.events.push_back({"an event", std::string(leaf_hash("an event").view())});
    append.summary.created_at = second(0);
    append.summary.bytes = "{}";
    append.outbox = std::move(messages);
    REQUIRE(store->append(append).value().outcome == AppendOutcome::appended);
    heads[stream] += 1;
  }

  std::vector<StoredDelivery> claim(Instant now, std::vector<std::string> without = {}, const std::string& claimer = "one") {
    return store->claim_deliveries({now, later(now, 30'000), claimer, 4, 32, std::move(without)}).value();
  }
  std::vector<std::string> claimed(Instant now, const std::string& claimer = "one") {
    std::vector<std::string> ids;
    for (const StoredDelivery& delivery : claim(now, {}, claimer)) ids.push_back(delivery.message.message_id);
    return ids;
  }
  bool note(const StoredDelivery& delivery, DeliveryStatus status, Instant at, Instant next = Instant(), const std::string& claimer = "one") {
    return store->note_deliveries({{delivery.number, claimer, DeliveryAttempt{at, 200, "said so"}, status, next, ""}}).value() == 1;
  }
  std::vector<StoredDelivery> all(const std::string& route) {
    DeliveryQuery query;
    query.route = route;
    return store->deliveries(query).value();
  }
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE_METHOD(OutboxFixture, "a message is there if its event is, and not if it is not", "[outbox]") {
  append("r1", {message_to("mail", "maria", "m1")});
  StreamAppend late;
  late.stream = "r1";
  late.expected_head = 0;
  late.events.push_back({"an event", std::string(leaf_hash("an event").view())});
  late.outbox = {message_to("mail", "maria", "m2")};
  CHECK(store->append(late).value().outcome == AppendOutcome::head_moved);
  const auto found = all("mail");
  REQUIRE(found.size() == 1);
  CHECK(found[0].message.message_id == "m1");
  CHECK(found[0].message.body == "{\"is\":\"m1\"}");
  CHECK(found[0].stream == "r1");
  CHECK(found[0].status == DeliveryStatus::waiting);
  CHECK(found[0].tried.empty());
}

TEST_CASE_METHOD(OutboxFixture, "messages of one request to one receiver go one after the other, others side by side", "[outbox]") {
  append("r1", {message_to("mail", "maria", "m1"), message_to("mail", "jonas", "j1")});
  append("r1", {message_to("mail", "maria", "m2")});
  append("r2", {message_to("mail", "maria", "other")});
  const auto first = claim(second(1));
  REQUIRE(first.size() == 3);
  CHECK(claim(second(2)).empty());  // m1 is being sent, and m2 waits for it
  REQUIRE(note(first[0], DeliveryStatus::delivered, second(2)));
  CHECK(claimed(second(3)) == Ids{"m2"});
}

TEST_CASE_METHOD(OutboxFixture, "what is to be tried again holds up what comes behind it, what has failed does not", "[outbox]") {
  append("r1", {message_to("w1", "w1", "a")});
  append("r1", {message_to("w1", "w1", "b")});
  auto first = claim(second(1));
  REQUIRE(first.size() == 1);
  REQUIRE(note(first[0], DeliveryStatus::waiting, second(2), second(100)));
  append("r1", {message_to("w1", "w1", "c")});
  CHECK(claim(second(99)).empty());
  first = claim(second(100));
  REQUIRE(first.size() == 1);
  CHECK(first[0].message.message_id == "a");
  CHECK(first[0].attempts == 1);
  REQUIRE(note(first[0], DeliveryStatus::failed, second(101)));
  CHECK(claimed(second(102)) == Ids{"b"});
  const auto found = all("w1");
  REQUIRE(found.size() == 3);
  CHECK(found[2].status == DeliveryStatus::failed);
  REQUIRE(found[2].tried.size() == 2);
  CHECK(found[2].tried[1].at == second(101));
  CHECK(found[2].tried[1].reason == "said so");
}

TEST_CASE_METHOD(OutboxFixture, "a lease keeps others out, and ends", "[outbox]") {
  append("r1", {message_to("w1", "w1", "a")});
  const auto mine = claim(second(1));
  REQUIRE(mine.size() == 1);
  CHECK(claimed(second(30), "two").empty());
  CHECK(claimed(second(31), "two") == Ids{"a"});
  // It is theirs now. That it got through is true all the same.
  CHECK_FALSE(note(mine[0], DeliveryStatus::failed, second(32)));
  CHECK(all("w1")[0].tried.empty());
  CHECK(note(mine[0], DeliveryStatus::delivered, second(33)));
  CHECK_FALSE(note(mine[0], DeliveryStatus::waiting, second(34), second(40), "two"));
  CHECK(all("w1")[0].status == DeliveryStatus::delivered);
}

TEST_CASE_METHOD(OutboxFixture, "what was not tried after all may be claimed again at once", "[outbox]") {
  append("r1", {message_to("w1", "w1", "a")});
  const auto mine = claim(second(1));
  REQUIRE(store->note_deliveries({{mine[0].number, "one", std::nullopt, DeliveryStatus::waiting, second(1), ""}}).value() == 1);
  const auto again = claim(second(2));
  REQUIRE(again.size() == 1);
  CHECK(again[0].attempts == 0);
}

TEST_CASE_METHOD(OutboxFixture, "no route takes more than its share, and one can be left out", "[outbox]") {
  for (int i = 0; i < 10; ++i) {
    append("r" + std::to_string(i), {message_to("slow", "slow", "s" + std::to_string(i)), message_to("quick", "quick", "q" + std::to_string(i))});
  }
  CHECK(claim(second(1)).size() == 8);
  const auto others = claim(second(1), {"slow"});
  REQUIRE(others.size() == 4);
  for (const StoredDelivery& delivery : others) CHECK(delivery.message.route == "quick");
  CHECK(store->claim_deliveries({second(1), second(9), "one", 4, 3, {}}).value().size() == 3);
}

TEST_CASE_METHOD(OutboxFixture, "by hand a message is sent once more, whatever waits, and holds nothing up", "[outbox]") {
  append("r1", {message_to("w1", "w1", "a")});
  append("r1", {message_to("w1", "w1", "b")});
  const auto first = claim(second(1));
  REQUIRE(note(first[0], DeliveryStatus::delivered, second(1)));
  CHECK_FALSE(store->redeliver(kDefaultTenant, "w2", first[0].number, second(2)).value());
  CHECK_FALSE(store->redeliver("another", "w1", first[0].number, second(2)).value());
  REQUIRE(store->redeliver(kDefaultTenant, "w1", first[0].number, second(2)).value());
  const auto both = claim(second(3));
  REQUIRE(both.size() == 2);
  const bool is_first = both[0].message.message_id == "a";
  CHECK(both[is_first ? 0 : 1].is_by_hand);
  CHECK_FALSE(both[is_first ? 1 : 0].is_by_hand);
}

TEST_CASE_METHOD(OutboxFixture, "deliveries are listed from the newest on, page by page and by status", "[outbox]") {
  for (int i = 0; i < 5; ++i) append("r" + std::to_string(i), {message_to("mail", "maria", "m" + std::to_string(i))});
  const auto some = claim(second(1));
  REQUIRE(note(some[0], DeliveryStatus::skipped, second(2)));
  DeliveryQuery query;
  query.route = "mail";
  query.limit = 2;
  auto page = store->deliveries(query).value();
  REQUIRE(page.size() == 2);
  CHECK(page[0].message.message_id == "m4");
  query.before = page[1].number;
  page = store->deliveries(query).value();
  CHECK(page[0].message.message_id == "m2");
  query = {};
  query.route = "mail";
  query.status = DeliveryStatus::skipped;
  page = store->deliveries(query).value();
  REQUIRE(page.size() == 1);
  CHECK(page[0].message.message_id == "m0");
  query.tenant = "another";
  CHECK(store->deliveries(query).value().empty());
  REQUIRE_FALSE(store->forget_deliveries(second(1)));
  CHECK(all("mail").size() == 4);
}

TEST_CASE_METHOD(OutboxFixture, "a webhook is changed from the revision that was read, and goes with its messages", "[outbox]") {
  REQUIRE(store->put_webhook(hook("w1")).value());
  CHECK_FALSE(store->put_webhook(hook("w1")).value());
  StoredWebhook read = store->webhook(kDefaultTenant, "w1").value().value();
  CHECK(read.revision == 1);
  CHECK(read.types == hook("w1").types);
  CHECK_FALSE(read.disabled_at);
  read.previous_secret = read.secret;
  read.previous_until = second(60);
  REQUIRE(store->put_webhook(read).value());
  CHECK_FALSE(store->put_webhook(read).value());
  CHECK(store->webhook(kDefaultTenant, "w1").value()->previous_until == second(60));
  CHECK_FALSE(store->webhook("another", "w1").value());
  REQUIRE(store->put_webhook(hook("w2")).value());
  CHECK(store->webhooks(kDefaultTenant).value().size() == 2);
  append("r1", {message_to("w1", "w1", "a"), message_to("w2", "w2", "a")});
  CHECK_FALSE(store->remove_webhook("another", "w1").value());
  REQUIRE(store->remove_webhook(kDefaultTenant, "w1").value());
  CHECK(all("w1").empty());
  CHECK(all("w2").size() == 1);
}

TEST_CASE_METHOD(OutboxFixture, "a webhook knows since when nothing gets through; disabled, nothing waits for it", "[outbox]") {
  REQUIRE(store->put_webhook(hook("w1")).value());
  append("r1", {message_to("w1", "w1", "a")});
  append("r2", {message_to("w1", "w1", "b")});
  const auto failing_since = [&] { return store->webhook(kDefaultTenant, "w1").value()->failing_since; };
  auto both = claim(second(1));
  REQUIRE(note(both[0], DeliveryStatus::waiting, second(1), second(5)));
  REQUIRE(note(both[1], DeliveryStatus::waiting, second(2), second(5)));
  CHECK(failing_since() == second(1));
  both = claim(second(5));
  REQUIRE(note(both[0], DeliveryStatus::delivered, second(6)));
  CHECK_FALSE(failing_since());
  append("r3", {message_to("w1", "w1", "c")});
  REQUIRE(store->note_deliveries({{both[1].number, "one", DeliveryAttempt{second(7), 410, "gone"}, DeliveryStatus::failed, {}, "gone"}}).value() == 1);
  StoredWebhook disabled = store->webhook(kDefaultTenant, "w1").value().value();
  CHECK(disabled.disabled_at == second(7));
  CHECK(disabled.disabled_because == "gone");
  CHECK(failing_since() == second(7));
  CHECK(claim(second(8)).empty());
  CHECK(all("w1")[0].status == DeliveryStatus::failed);
  disabled.disabled_at.reset();
  REQUIRE(store->put_webhook(disabled).value());
  CHECK_FALSE(failing_since());
}

TEST_CASE_METHOD(OutboxFixture, "a contact can be put, changed and removed, and is its tenant's", "[outbox]") {
  REQUIRE_FALSE(store->put_contact({std::string(kDefaultTenant), "maria", "maria@example.com", "en", true, ""}));
  REQUIRE_FALSE(store->put_contact({std::string(kDefaultTenant), "maria", "m@example.com", "de", false, "customer"}));
  const auto maria = store->contact(kDefaultTenant, "maria").value();
  REQUIRE(maria);
  CHECK(maria->email == "m@example.com");
  CHECK(maria->language == "de");
  CHECK_FALSE(maria->takes_mail);
  CHECK(maria->party == "customer");
  CHECK_FALSE(store->contact("another", "maria").value());
  CHECK(store->remove_contact(kDefaultTenant, "maria").value());
  CHECK_FALSE(store->remove_contact(kDefaultTenant, "maria").value());
}

TEST_CASE_METHOD(OutboxFixture, "servers that claim at the same time never hold the same message", "[outbox]") {
  constexpr int kRequests = 40;
  constexpr int kServers = 4;
  for (int i = 0; i < kRequests; ++i) append("r" + std::to_string(i), {message_to("w1", "w1", "m" + std::to_string(i))});
  std::mutex mutex;
  std::multiset<std::string> claims;
  on_threads(kServers, [&](int number) {
    const auto mine = opened();
    for (int round = 0; round < 4 * kRequests; ++round) {
      const auto got = mine->claim_deliveries({second(1), second(31), "server-" + std::to_string(number), 4, 4, {}});
      const std::lock_guard lock(mutex);
      if (got.ok()) {
        for (const StoredDelivery& delivery : got.value()) claims.insert(delivery.message.message_id);
      } else {
        claims.insert(got.error().detail);
      }
    }
  });
  CHECK(claims.size() == kRequests);
  CHECK(std::set<std::string>(claims.begin(), claims.end()).size() == kRequests);
}

TEST_CASE_METHOD(OutboxFixture, "messages of one request have the order of its events, whichever server wrote them", "[outbox]") {
  constexpr int kEvents = 24;
  on_threads(3, [&](int) {
    const auto mine = opened();
    for (int event = 0; event < kEvents; ++event) {
      for (const char* stream : {"r1", "r2"}) {
        StreamAppend next = append_of(stream, event, {"an event"});
        next.outbox = {message_to("w1", "w1", std::to_string(event)), message_to("w2", "w2", std::to_string(event))};
        (void)mine->append(next);  // one of the three is first; the head tells
      }
    }
  });
  for (const std::string route : {"w1", "w2"}) {
    std::map<std::string, Ids> found;
    DeliveryQuery query;
    query.route = route;
    query.limit = 100;
    const auto newest_first = store->deliveries(query).value();
    for (auto delivery = newest_first.rbegin(); delivery != newest_first.rend(); ++delivery) found[delivery->stream].push_back(delivery->message.message_id);
    Ids expected;
    for (int event = 0; event < kEvents; ++event) expected.push_back(std::to_string(event));
    CHECK(found["r1"] == expected);
    CHECK(found["r2"] == expected);
  }
}

TEST_CASE_METHOD(OutboxFixture, "a message that comes behind one that waits is not looked at before it", "[outbox]") {
  append("r1", {message_to("w1", "w1", "a")});
  append("r1", {message_to("w1", "w1", "b")});
  const auto first = claim(second(1));
  REQUIRE(note(first[0], DeliveryStatus::waiting, second(2), second(100)));
  append("r1", {message_to("w1", "w1", "c"), message_to("w1", "another", "d")});
  std::map<std::string, Instant> next;
  for (const StoredDelivery& delivery : all("w1")) next[delivery.message.message_id] = delivery.next;
  CHECK(next["b"] == second(100));
  CHECK(next["c"] == second(100));
  CHECK(next["d"] == second(0));
}

TEST_CASE_METHOD(OutboxFixture, "what is forgotten takes its attempts along", "[outbox]") {
  append("r1", {message_to("w1", "w1", "a")});
  append("r2", {message_to("w1", "w1", "b")});
  REQUIRE(store->put_webhook(hook("w1")).value());
  const auto both = claim(second(1));
  REQUIRE(both.size() == 2);
  for (const StoredDelivery& delivery : both) REQUIRE(note(delivery, DeliveryStatus::delivered, second(2)));
  CHECK(place->rows("outbox_attempts") == 2);
  REQUIRE(store->remove_webhook(kDefaultTenant, "w1").value());
  CHECK(place->rows("outbox_attempts") == 0);
  append("r3", {message_to("mail", "maria", "m")});
  REQUIRE(note(claim(second(3)).at(0), DeliveryStatus::delivered, second(4)));
  REQUIRE_FALSE(store->forget_deliveries(second(1)));
  CHECK(place->rows("outbox") == 0);
  CHECK(place->rows("outbox_attempts") == 0);
}
