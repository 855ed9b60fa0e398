// The webhooks of a tenant: where events are sent to, with which secrets, and what became of each delivery. For API keys with the
// scope `manage`: a webhook says what happens in every request of the tenant.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "native/net/transfers.h"
#include "native/service/answer.h"
#include "native/service/caller.h"
#include "native/service/clock.h"
#include "native/service/random.h"
#include "native/store/outbox.h"

namespace countersign {

inline constexpr std::size_t kMostWebhooks = 20;
inline constexpr std::size_t kLongestDescription = 200;                          // code points
inline constexpr std::int64_t kSecretOverlapMilliseconds = 24LL * 60 * 60 * 1000;  // a secret that was replaced signs so long

struct DeliveryPage {
  std::optional<DeliveryStatus> status;
  std::optional<std::int64_t> before;
  std::size_t limit = 50;
};

// Of the words in which deliveries are listed. Errors: unknown-word.
Result<DeliveryStatus> read_delivery_status(std::string_view text);

class WebhookService {
 public:
  // `reach`: whether addresses of this machine may be named.
  WebhookService(OutboxStore& store, Clock& clock, Random& random, Reach reach) : store_(store), clock_(clock), random_(random), reach_(reach) {}

  // 201 with the secret, which is shown here and never again. Errors: forbidden, invalid-format, too-many-items, duplicate-id.
  ServiceAnswer add(const Caller& caller, std::string_view body);
  ServiceAnswer list(const Caller& caller);
  // 200. Errors: forbidden, route-unknown; as those below.
  ServiceAnswer view(const Caller& caller, const std::string& id);
  // 204
  ServiceAnswer remove(const Caller& caller, const std::string& id);
  // 200 with a new secret; the one before signs as well for a day. Errors also: wrong-state, when it was changed at the same moment.
  ServiceAnswer replace_secret(const Caller& caller, const std::string& id, std::string_view body);
  // 200; one that is enabled stays it.
  ServiceAnswer enable(const Caller& caller, const std::string& id, std::string_view body);

  // 200 {deliveries, cursor?}. `route` is a webhook's id or kMailRoute.
  ServiceAnswer deliveries(const Caller& caller, const std::string& route, const DeliveryPage& page);
  // 202 with the delivery, which is sent again soon.
  ServiceAnswer retry(const Caller& caller, const std::string& route, std::string_view number, std::string_view body);

 private:
  Result<StoredWebhook> find(const Caller& caller, const std::string& id);
  Refusal check_route(const Caller& caller, const std::string& route);
  ServiceAnswer put(StoredWebhook webhook, bool shows_secret);

  OutboxStore& store_;
  Clock& clock_;
  Random& random_;
  const Reach reach_;
};

}  // namespace countersign
