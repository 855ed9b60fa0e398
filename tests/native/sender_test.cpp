// The thread that empties the outbox, over days, by a clock that is told the time; and whom time itself makes it tell.
#include <chrono>
#include <thread>

#include "native/notify/backoff.h"
#include "native/notify/mail_note.h"
#include "native/send/sender.h"
#include "native/service/timers.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

// A server that is its own receiver: an address of its own that says 404 to whatever comes.
struct Sent {
  TestServer server{settings()};
  SystemRandom random;
  std::vector<std::string> complaints;
  std::string webhook = add_webhook();
  std::optional<Sender> sender;

  static ServerSettings settings() {
    ServerSettings settings;
    settings.notices = {MailNotices::on, Reach::anywhere};
    return settings;
  }
  std::string add_webhook() {
    const std::string url = "http://127.0.0.1:" + std::to_string(server.port()) + "/v1/nothing";
    const Reply made = server.post("/v1/webhooks", server.key(), R"({"types":["countersign.request.created"],"url":")" + url + "\"}");
    REQUIRE(made.status == 201);
    return made.json().at("id").get<std::string>();
  }
  void start() {
    SenderSettings settings;
    settings.webhooks = Reach::anywhere;
    sender.emplace(server.store(), server.clock(), random, settings, [this](const std::string& what) { complaints.push_back(what); });
  }
  StoredDelivery first() {
    DeliveryQuery query;
    query.route = webhook;
    auto found = server.store().deliveries(query).value();
    REQUIRE_FALSE(found.empty());
    return found.back();
  }
  // Waits until it was tried so often.
  StoredDelivery tried(std::size_t times) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (first().tried.size() < times && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    REQUIRE(first().tried.size() == times);
    return first();
  }
  std::vector<std::string> mails_of(const std::string& kind) {
    DeliveryQuery query;
    query.route = kMailRoute;
    query.limit = 200;
    std::vector<std::string> receivers;
    const auto found = server.store().deliveries(query).value();
    for (const StoredDelivery& delivery : found) {
      if (delivery.message.kind == kind) receivers.push_back(delivery.message.receiver);
    }
    std::sort(receivers.begin(), receivers.end());
    return receivers;
  }
};

using Names = std::vector<std::string>;

const std::string kSilencePolicy = R"("policy":{"response":{"amount":2,"unit":"days"},"reminders":[{"amount":1,"unit":"days"}],
  "escalation":{"after":{"amount":3,"unit":"days"},"to":{"id":"eva","name":"Eva Kern"}},"end":{"after":{"amount":40,"unit":"days"},"action":"expire"},
  "questions":{"amount":1,"unit":"days"}},)";

}  // namespace

TEST_CASE("what never gets through is tried for three days, given up, and its webhook disabled", "[send]") {
  Sent sent;
  sent.server.submitted_request();
  sent.start();
  std::size_t attempts = 1;
  for (; retry_pause_milliseconds(static_cast<std::int64_t>(attempts)); ++attempts) {
    const StoredDelivery delivery = sent.tried(attempts);
    CHECK(delivery.status == DeliveryStatus::waiting);
    CHECK(delivery.tried.back().status == 404);
    CHECK(delivery.next > sent.server.clock().now());
    sent.server.clock().advance(delivery.next.milliseconds() - sent.server.clock().now().milliseconds());
  }
  const StoredDelivery delivery = sent.tried(attempts);
  CHECK(delivery.status == DeliveryStatus::failed);
  CHECK(delivery.tried.back().at.milliseconds() - delivery.tried.front().at.milliseconds() >= kDayMs * 9 / 4);
  const StoredWebhook webhook = sent.server.store().webhook(kDefaultTenant, sent.webhook).value().value();
  if (delivery.tried.back().at.milliseconds() - delivery.tried.front().at.milliseconds() >= kFailingMilliseconds) {
    CHECK(webhook.disabled_because == "Nothing got through for three days.");
  } else {
    CHECK_FALSE(webhook.disabled_at);  // by chance it was a little less than three days
  }
}

TEST_CASE("by hand it is tried once, and then it has failed again", "[send]") {
  Sent sent;
  sent.server.submitted_request();
  const std::int64_t number = sent.first().number;
  sent.start();
  sent.tried(1);
  REQUIRE(sent.server.store().note_deliveries({{number, "", DeliveryAttempt{sent.server.clock().now(), 200, ""}, DeliveryStatus::delivered, Instant(), ""}}).value() == 1);
  REQUIRE(sent.server.store().redeliver(kDefaultTenant, sent.webhook, number, sent.server.clock().now()).value());
  CHECK(sent.tried(3).status == DeliveryStatus::failed);
}

TEST_CASE("two senders on one store send each message once", "[send]") {
  Sent sent;
  for (int i = 0; i < 20; ++i) sent.server.submitted_request();
  const auto other = open_store("sqlite:" + sent.server.store_file());
  REQUIRE(other.ok());
  SenderSettings settings;
  settings.webhooks = Reach::anywhere;
  {
    sent.start();
    Sender beside(*other.value(), sent.server.clock(), sent.random, settings, [](const std::string&) {});
    DeliveryQuery query;
    query.route = sent.webhook;
    const auto is_done = [&] {
      const auto found = sent.server.store().deliveries(query).value();
      return std::all_of(found.begin(), found.end(), [](const StoredDelivery& delivery) { return !delivery.tried.empty(); });
    };
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!is_done() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const auto found = sent.server.store().deliveries(query).value();
    REQUIRE(found.size() == 20);
    for (const StoredDelivery& delivery : found) CHECK(delivery.tried.size() == 1);
  }
}

TEST_CASE("a sender stops at once, also while somebody keeps it waiting", "[send]") {
  Sent sent;
  sent.server.submitted_request();
  sent.start();
  sent.tried(1);
  const auto begun = std::chrono::steady_clock::now();
  sent.sender.reset();
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));
}

TEST_CASE("what time does is told to those whom it concerns", "[send][timers]") {
  Sent sent;
  const std::string id = sent.server.submitted_request(kSilencePolicy);
  const auto pass = [&](std::int64_t days) {
    sent.server.clock().advance(days * kDayMs);
    REQUIRE(run_timers(sent.server.store(), sent.server.requests(), sent.server.clock().now(), [](const std::string&) {}).ok());
  };
  const Reply asked = sent.server.command(id, sent.server.session("maria", id), "ask-1", sent.server.store().head(id).value(), R"({"command":"ask","text":"When?"})");
  REQUIRE(asked.status == 200);
  pass(1);
  CHECK(sent.mails_of("reminder") == Names{"maria"});
  CHECK(sent.mails_of("question-overdue") == Names{"dana"});
  pass(2);
  CHECK(sent.mails_of("escalation") == Names{"eva"});
  pass(37);
  CHECK(sent.mails_of("expired") == Names{"dana", "maria"});
  CHECK(sent.mails_of("paused").empty());
}

TEST_CASE("a withdrawn request is told to those who were to decide, a taken back decision to those who asked for it", "[send]") {
  Sent sent;
  const std::string id = sent.server.submitted_request();
  sent.server.approve(id, "maria", "customer");
  const auto command = [&](const std::string& person, const std::string& key, const std::string& body) {
    const Reply reply = sent.server.command(id, sent.server.session(person, id), key, sent.server.store().head(id).value(), body);
    INFO(reply.body);
    CHECK(reply.status == 200);
  };
  CHECK(sent.mails_of("invitation") == Names{"jonas", "maria"});
  command("dana", "withdraw-1", R"({"command":"withdraw","reason":"No longer needed."})");
  CHECK(sent.mails_of("withdrawn") == Names{"jonas"});  // dana did it herself, and maria has nothing more to do
}
