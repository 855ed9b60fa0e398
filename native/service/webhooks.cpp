#include "native/service/webhooks.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/text.h"
#include "core/json/object_text.h"
#include "native/net/http_status.h"
#include "native/notify/plan.h"
#include "native/notify/webhook_signature.h"
#include "native/service/message_reader.h"

namespace countersign {
namespace {

constexpr int kAccepted = 202;
constexpr std::size_t kSecretEnd = 4;  // characters of a secret that lists show

constexpr auto kDeliveryWords = std::to_array<std::string_view>({"waiting", "delivered", "failed", "skipped"});

bool is_description(std::string_view text) { return !check_text(text, kLongestDescription, Blank::allowed); }
bool is_any_text(std::string_view) { return true; }

std::string texts_json(const std::vector<std::string>& texts) {
  ArrayText list;
  for (const std::string& text : texts) list.text(text);
  return list.take();
}

enum class Secret { shown, hidden };

std::string webhook_json(const StoredWebhook& webhook, Instant now, Secret secret) {
  ObjectText json;
  json.text("created_at", webhook.created_at.text()).text("description", webhook.description);
  if (webhook.disabled_at) json.text("disabled_at", webhook.disabled_at->text()).text("disabled_because", webhook.disabled_because);
  if (webhook.failing_since) json.text("failing_since", webhook.failing_since->text());
  json.text("id", webhook.id);
  if (!webhook.previous_secret.empty() && now < webhook.previous_until) json.text("previous_secret_until", webhook.previous_until.text());
  json.text("public_key", webhook_public_key(webhook.secret));
  if (secret == Secret::shown) json.text("secret", webhook.secret);
  json.text("secret_end", webhook.secret.substr(webhook.secret.size() - std::min(webhook.secret.size(), kSecretEnd)));
  json.text("state", webhook.disabled_at ? "disabled" : "enabled").json("types", texts_json(webhook.types)).text("url", webhook.url);
  return json.take();
}

std::string delivery_json(const StoredDelivery& delivery) {
  ArrayText attempts;
  for (const DeliveryAttempt& attempt : delivery.tried) {
    attempts.json(ObjectText().text("at", attempt.at.text()).text("reason", attempt.reason).integer("status", attempt.status).take());
  }
  ObjectText json;
  json.text("at", delivery.message.at.text()).json("attempts", attempts.take()).text("id", std::to_string(delivery.number));
  json.text("message_id", delivery.message.message_id);
  if (delivery.status == DeliveryStatus::waiting) json.text("next_attempt", delivery.next.text());
  json.text("receiver", delivery.message.receiver).text("request", delivery.stream);
  json.text("status", kDeliveryWords[static_cast<std::size_t>(delivery.status)]).text("type", delivery.message.kind);
  return json.take();
}

ServiceAnswer answered(int status, std::string body) {
  ServiceAnswer answer;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

Refusal managers_only(const Caller& caller) {
  const bool manages = caller.kind == CallerKind::api_key && caller.scopes.has(Scope::manage);
  return manages ? Refusal() : Refusal(Error{ErrorCode::forbidden});
}

Error no_webhook() { return {ErrorCode::route_unknown, "", "There is no such webhook."}; }
Error no_delivery() { return {ErrorCode::route_unknown, "", "There is no such delivery."}; }

// For calls that say everything with their address.
Refusal check_empty_object(std::string_view body) { return MessageReader(body).finish(); }

std::optional<std::int64_t> delivery_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = error == std::errc() && end == text.data() + text.size() && number > 0;
  return is_number ? std::optional(number) : std::nullopt;
}

std::string new_secret(Random& random) {
  std::array<std::uint8_t, kWebhookSecretBytes> bytes{};
  random.fill(bytes);
  return webhook_secret({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

Result<DeliveryStatus> read_delivery_status(std::string_view text) {
  const auto* found = std::find(kDeliveryWords.begin(), kDeliveryWords.end(), text);
  if (found == kDeliveryWords.end()) return Error{ErrorCode::unknown_word};
  return static_cast<DeliveryStatus>(found - kDeliveryWords.begin());
}

Result<StoredWebhook> WebhookService::find(const Caller& caller, const std::string& id) {
  if (const Refusal refusal = managers_only(caller)) return *refusal;
  auto found = store_.webhook(caller.tenant, id);
  if (!found.ok()) return found.error();
  if (!found.value()) return no_webhook();
  return *std::move(found).value();
}

ServiceAnswer WebhookService::put(StoredWebhook webhook, bool shows_secret) {
  const auto put = store_.put_webhook(webhook);
  if (!put.ok()) return refuse(put.error());
  if (!put.value()) return refuse(Error{ErrorCode::wrong_state, "", "The webhook was changed at the same moment; look at it again."});
  const bool is_new = webhook.revision == 0;
  return answered(is_new ? http_status::kCreated : http_status::kOk, webhook_json(webhook, clock_.now(), shows_secret ? Secret::shown : Secret::hidden));
}

ServiceAnswer WebhookService::add(const Caller& caller, std::string_view body) {
  if (const Refusal refusal = managers_only(caller)) return refuse(*refusal);
  MessageReader reader(body);
  const auto url = reader.text("url", is_any_text);
  reader.require(url.has_value(), "url");
  auto types = reader.texts("types", kEventWords.size(), is_cloud_event_type);
  const auto description = reader.text("description", is_description);
  if (const Refusal refusal = reader.finish()) return refuse(*refusal);
  if (const Refusal refusal = check_webhook_url(*url, reach_)) return refuse(Error{refusal->code, "/url", refusal->detail});
  std::sort(types.begin(), types.end());
  if (std::adjacent_find(types.begin(), types.end()) != types.end()) return refuse(Error{ErrorCode::duplicate_id, "/types"});
  const auto others = store_.webhooks(caller.tenant);
  if (!others.ok()) return refuse(others.error());
  if (others.value().size() >= kMostWebhooks) {
    return refuse(Error{ErrorCode::too_many_items, "", "There are no more than " + std::to_string(kMostWebhooks) + " webhooks."});
  }
  StoredWebhook webhook;
  webhook.tenant = caller.tenant;
  webhook.id = new_token(random_, "wh_").substr(0, 25);  // 132 random bits
  webhook.created_at = clock_.now();
  webhook.url = *url;
  webhook.types = std::move(types);
  webhook.description = description.value_or("");
  webhook.secret = new_secret(random_);
  return put(std::move(webhook), true);
}

ServiceAnswer WebhookService::list(const Caller& caller) {
  if (const Refusal refusal = managers_only(caller)) return refuse(*refusal);
  const auto stored = store_.webhooks(caller.tenant);
  if (!stored.ok()) return refuse(stored.error());
  ArrayText webhooks;
  for (const StoredWebhook& webhook : stored.value()) webhooks.json(webhook_json(webhook, clock_.now(), Secret::hidden));
  return answered(http_status::kOk, ObjectText().json("webhooks", webhooks.take()).take());
}

ServiceAnswer WebhookService::view(const Caller& caller, const std::string& id) {
  const auto webhook = find(caller, id);
  return webhook.ok() ? answered(http_status::kOk, webhook_json(webhook.value(), clock_.now(), Secret::hidden)) : refuse(webhook.error());
}

ServiceAnswer WebhookService::remove(const Caller& caller, const std::string& id) {
  if (const Refusal refusal = managers_only(caller)) return refuse(*refusal);
  const auto removed = store_.remove_webhook(caller.tenant, id);
  if (!removed.ok()) return refuse(removed.error());
  return removed.value() ? answered(http_status::kNoContent, "") : refuse(no_webhook());
}

ServiceAnswer WebhookService::replace_secret(const Caller& caller, const std::string& id, std::string_view body) {
  auto found = find(caller, id);
  if (!found.ok()) return refuse(found.error());
  if (const Refusal refusal = check_empty_object(body)) return refuse(*refusal);
  StoredWebhook webhook = std::move(found).value();
  webhook.previous_secret = webhook.secret;
  webhook.previous_until = later(clock_.now(), kSecretOverlapMilliseconds);
  webhook.secret = new_secret(random_);
  return put(std::move(webhook), true);
}

ServiceAnswer WebhookService::enable(const Caller& caller, const std::string& id, std::string_view body) {
  auto found = find(caller, id);
  if (!found.ok()) return refuse(found.error());
  if (const Refusal refusal = check_empty_object(body)) return refuse(*refusal);
  StoredWebhook webhook = std::move(found).value();
  if (!webhook.disabled_at) return answered(http_status::kOk, webhook_json(webhook, clock_.now(), Secret::hidden));
  webhook.disabled_at.reset();
  webhook.disabled_because.clear();
  webhook.failing_since.reset();
  return put(std::move(webhook), false);
}

Refusal WebhookService::check_route(const Caller& caller, const std::string& route) {
  if (route == kMailRoute) return managers_only(caller);
  const auto webhook = find(caller, route);
  return webhook.ok() ? Refusal() : Refusal(webhook.error());
}

ServiceAnswer WebhookService::deliveries(const Caller& caller, const std::string& route, const DeliveryPage& page) {
  if (const Refusal refusal = check_route(caller, route)) return refuse(*refusal);
  DeliveryQuery query;
  query.tenant = caller.tenant;
  query.route = route;
  query.status = page.status;
  query.before = page.before;
  query.limit = page.limit + 1;  // one more, to know whether there is a next page
  auto found = store_.deliveries(query);
  if (!found.ok()) return refuse(found.error());
  std::vector<StoredDelivery> rows = std::move(found).value();
  const bool has_more = rows.size() > page.limit;
  if (has_more) rows.resize(page.limit);
  ArrayText list;
  for (const StoredDelivery& delivery : rows) list.json(delivery_json(delivery));
  ObjectText body;
  if (has_more) body.text("cursor", std::to_string(rows.back().number));
  return answered(http_status::kOk, body.json("deliveries", list.take()).take());
}

ServiceAnswer WebhookService::retry(const Caller& caller, const std::string& route, std::string_view number, std::string_view body) {
  if (const Refusal refusal = check_route(caller, route)) return refuse(*refusal);
  if (const Refusal refusal = check_empty_object(body)) return refuse(*refusal);
  const auto wanted = delivery_number(number);
  if (!wanted) return refuse(no_delivery());
  const auto asked = store_.redeliver(caller.tenant, route, *wanted, clock_.now());
  if (!asked.ok()) return refuse(asked.error());
  if (!asked.value()) return refuse(no_delivery());
  DeliveryQuery query;
  query.tenant = caller.tenant;
  query.route = route;
  query.number = *wanted;
  const auto found = store_.deliveries(query);
  if (!found.ok()) return refuse(found.error());
  return found.value().empty() ? refuse(no_delivery()) : answered(kAccepted, delivery_json(found.value().front()));
}

}  // namespace countersign
