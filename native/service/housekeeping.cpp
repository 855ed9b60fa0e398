#include "native/service/housekeeping.h"

#include <chrono>

#include "native/service/access.h"

namespace countersign {

Refusal keep_house(Store& store, Instant now) {
  const auto forgotten = Instant::from_milliseconds(std::max<std::int64_t>(now.milliseconds() - kDeliveriesKeptMilliseconds, 0));
  if (Refusal refusal = store.forget_deliveries(forgotten.value())) return refusal;
  if (Refusal refusal = store.forget_sessions(later(now, -kSessionRenewalMilliseconds))) return refusal;
  if (Refusal refusal = store.forget_links(later(now, -kLinksKeptMilliseconds))) return refusal;
  const auto before =
      Instant::from_milliseconds(std::max<std::int64_t>(now.milliseconds() - kAnswersKeptMilliseconds, 0));
  return store.forget_answers(before.value());
}

Housekeeping::Housekeeping(Store& store, Clock& clock, std::function<void(const std::string&)> complain)
    : repeater_([&store, &clock, complain = std::move(complain)]() -> std::chrono::milliseconds {
        if (const Refusal refusal = keep_house(store, clock.now())) complain("housekeeping: " + refusal->detail);
        return std::chrono::hours(1);
      }) {}

}  // namespace countersign
