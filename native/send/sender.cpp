#include "native/send/sender.h"

#include <algorithm>
#include <array>

#include "native/net/http_status.h"
#include "native/notify/backoff.h"
#include "native/notify/mail_note.h"
#include "native/notify/mail_text.h"
#include "native/notify/webhook_signature.h"

namespace countersign {
namespace {

constexpr std::size_t kAtOnce = 64;
constexpr std::size_t kAtOncePerRoute = 8;
constexpr std::chrono::milliseconds kLook{100};  // how soon somebody who stops the server is heard
constexpr std::chrono::milliseconds kIdle{250};
constexpr int kGone = 410;

bool is_success(int status) { return status >= 200 && status < 300; }
bool is_redirect(int status) { return status >= 300 && status < 400; }

std::string reason_of_answer(int status) {
  if (is_redirect(status)) return "The receiver answered " + std::to_string(status) + ": redirects are not followed.";
  return "The receiver answered " + std::to_string(status) + ".";
}

}  // namespace

Sender::Sender(Store& store, Clock& clock, Random& random, SenderSettings settings, std::function<void(const std::string&)> complain)
    : store_(store),
      clock_(clock),
      random_(random),
      settings_(std::move(settings)),
      complain_(std::move(complain)),
      name_(new_token(random, "")),
      links_(store, clock, random),
      transfers_(settings_.longest),
      repeater_([this] { return round(); }) {}

std::chrono::milliseconds Sender::round() {
  if (on_their_way_.size() < kAtOnce) claim();
  const bool is_idle = on_their_way_.empty() && notes_.empty();
  if (!on_their_way_.empty()) {
    for (const TransferEnd& end : transfers_.proceed(kLook)) finish(end);
  }
  note_all();
  return is_idle ? kIdle : std::chrono::milliseconds(0);
}

std::vector<std::string> Sender::busy_routes() const {
  std::map<std::string, std::size_t> counts;
  for (const auto& [number, sent] : on_their_way_) ++counts[sent.delivery.message.route];
  std::vector<std::string> busy;
  for (const auto& [route, count] : counts) {
    if (count >= kAtOncePerRoute) busy.push_back(route);
  }
  if (!settings_.mail) busy.emplace_back(kMailRoute);
  return busy;
}

void Sender::claim() {
  const Instant now = clock_.now();
  // Twice as long as it may take: whoever has it is done, or dead.
  const Instant until = later(now, 2 * settings_.longest.count() + 5000);
  const auto claimed = store_.claim_deliveries({now, until, name_, kAtOncePerRoute, kAtOnce - on_their_way_.size(), busy_routes()});
  if (!claimed.ok()) return complain_once("outbox: " + claimed.error().detail);
  complaint_.clear();
  for (const StoredDelivery& delivery : claimed.value()) start(delivery);
}

void Sender::start(const StoredDelivery& delivery) {
  if (delivery.message.route == kMailRoute) return start_mail(delivery);
  start_webhook(delivery);
}

void Sender::start_webhook(const StoredDelivery& delivery) {
  const auto found = store_.webhook(delivery.message.tenant, delivery.message.route);
  if (!found.ok()) return complain_once("outbox: " + found.error().detail);  // its lease ends
  if (!found.value()) return give_up(delivery, DeliveryStatus::failed, "The webhook was removed.");
  const StoredWebhook& webhook = *found.value();
  if (webhook.disabled_at) return give_up(delivery, DeliveryStatus::failed, "The webhook is disabled.");
  const Instant now = clock_.now();
  std::vector<std::string> secrets{webhook.secret};
  if (!webhook.previous_secret.empty() && now < webhook.previous_until) secrets.push_back(webhook.previous_secret);
  const std::int64_t seconds = now.milliseconds() / 1000;
  const std::string& id = delivery.message.message_id;
  WebhookCall call{webhook.url,
                   {"content-type: application/cloudevents+json; charset=utf-8", "webhook-id: " + id, "webhook-timestamp: " + std::to_string(seconds),
                    "webhook-signature: " + webhook_signatures({id, seconds, delivery.message.body}, secrets)},
                   delivery.message.body,
                   settings_.webhooks};
  const bool is_failing_long = webhook.failing_since && later(*webhook.failing_since, kFailingMilliseconds) <= now;
  on_their_way_.insert_or_assign(delivery.number, OnItsWay{delivery, is_failing_long});
  transfers_.start(delivery.number, std::move(call));
}

void Sender::start_mail(const StoredDelivery& delivery) {
  const auto mail = read_mail_note(delivery.message.body);
  const auto request = RequestId::from(delivery.stream);
  const auto actor = mail.ok() ? customer_in(mail.value()) : Result<Actor>(mail.error());
  if (!request.ok() || !actor.ok()) return give_up(delivery, DeliveryStatus::failed, "The message cannot be read.");
  const auto contact = store_.contact(delivery.message.tenant, delivery.message.receiver);
  if (!contact.ok()) return complain_once("outbox: " + contact.error().detail);
  if (!contact.value()) return give_up(delivery, DeliveryStatus::skipped, "There is no address for this person.");
  if (!contact.value()->takes_mail) return give_up(delivery, DeliveryStatus::skipped, "This person takes no mail.");
  const MailPages& pages = settings_.mail->pages;
  const bool is_customer = contact.value()->party == word(Party::customer);
  const auto link = is_customer ? links_.personal(pages, delivery, {delivery.message.tenant, request.value(), actor.value(), ""})
                                : Result<std::string>(page_link(pages.team, request.value()));
  if (!link.ok()) return complain_once("mail: no link can be made: " + link.error().detail);
  const MailText text = write_mail_text(mail.value(), mail_language(contact.value()->language), link.value());
  const Mailbox to{mail.value().name, contact.value()->email};
  MailCall call{settings_.mail->from.address, to.address,
                mime_message({settings_.mail->from, to, delivery.message.message_id, delivery.message.at}, text)};
  on_their_way_.insert_or_assign(delivery.number, OnItsWay{delivery, false});
  transfers_.start(delivery.number, settings_.mail->server, std::move(call));
}

void Sender::give_up(const StoredDelivery& delivery, DeliveryStatus status, const std::string& reason) {
  links_.forget(delivery.number);
  notes_.push_back({delivery.number, name_, DeliveryAttempt{clock_.now(), 0, reason}, status, Instant(), ""});
}

void Sender::finish(const TransferEnd& end) {
  const auto found = on_their_way_.find(end.id);
  if (found == on_their_way_.end()) return;
  const OnItsWay sent = std::move(found->second);
  on_their_way_.erase(found);
  const bool is_mail = sent.delivery.message.route == kMailRoute;
  const bool is_through = end.reason.empty() && (is_mail || is_success(end.status));
  DeliveryNote result{end.id, name_, DeliveryAttempt{clock_.now(), end.status, end.reason}, DeliveryStatus::delivered, Instant(), ""};
  if (is_mail) note_mail_health(end);
  if (!is_through) {
    if (end.reason.empty()) result.attempt->reason = reason_of_answer(end.status);
    if (!is_mail && end.status == kGone) {
      result.status = DeliveryStatus::failed;
      result.disable_webhook = "The receiver answered 410: it is gone.";
    } else {
      try_again(result, sent, end);
    }
  }
  if (!result.disable_webhook.empty()) complain_("webhook " + sent.delivery.message.route + " is disabled: " + result.disable_webhook);
  if (result.status != DeliveryStatus::waiting) links_.forget(end.id);
  notes_.push_back(std::move(result));
}

// What is wrong with one mail stands in the delivery log; what is wrong with the server concerns all of them.
void Sender::note_mail_health(const TransferEnd& end) {
  const std::string complaint = end.reason.empty() || end.is_refused ? std::string() : "mail: " + end.reason;
  if (!complaint.empty() && complaint != mail_complaint_) complain_(complaint);
  if (complaint.empty() && !mail_complaint_.empty()) complain_("mail goes out again");
  mail_complaint_ = complaint;
}

void Sender::try_again(DeliveryNote& note, const OnItsWay& sent, const TransferEnd& end) {
  std::array<std::uint8_t, 1> chance{};
  random_.fill(chance);
  const auto pause = next_retry_milliseconds(sent.delivery.attempts + 1, chance[0], end.retry_after_seconds);
  if (pause && !sent.delivery.is_by_hand && !end.is_refused) {
    note.status = DeliveryStatus::waiting;
    note.next = later(note.attempt->at, *pause);
    return;
  }
  note.status = DeliveryStatus::failed;
  if (sent.is_failing_long) note.disable_webhook = "Nothing got through for three days.";
}

void Sender::note_all() {
  if (notes_.empty()) return;
  // What cannot be noted is sent again when its lease has ended.
  const auto noted = store_.note_deliveries(notes_);
  notes_.clear();
  if (!noted.ok()) complain_once("outbox: " + noted.error().detail);
}

void Sender::complain_once(const std::string& what) {
  if (what != complaint_) complain_(what);
  complaint_ = what;
}

}  // namespace countersign
