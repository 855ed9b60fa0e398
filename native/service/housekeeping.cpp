#include "native/service/housekeeping.h"

#include <chrono>

#include "native/service/access.h"

namespace countersign {

Refusal keep_house(Store& store, Instant now, std::chrono::seconds orphans_kept) {
  const auto forgotten = Instant::from_milliseconds(std::max<std::int64_t>(now.milliseconds() - kDeliveriesKeptMilliseconds, 0));
  if (Refusal refusal = store.forget_deliveries(forgotten.value())) return refusal;
  if (Refusal refusal = store.forget_sessions(later(now, -kSessionRenewalMilliseconds))) return refusal;
  if (Refusal refusal = store.forget_links(later(now, -kLinksKeptMilliseconds))) return refusal;
  const auto before =
      Instant::from_milliseconds(std::max<std::int64_t>(now.milliseconds() - kAnswersKeptMilliseconds, 0));
  if (Refusal refusal = store.forget_answers(before.value())) return refusal;
  const auto swept = store.sweep_blobs(orphans_kept, SweepMode::remove);
  return swept.ok() ? Refusal() : Refusal(swept.error());
}

Housekeeping::Housekeeping(Store& store, Clock& clock, std::chrono::seconds orphans_kept, std::function<void(const std::string&)> complain)
    : repeater_([&store, &clock, orphans_kept, complain = std::move(complain)]() -> std::chrono::milliseconds {
        if (const Refusal refusal = keep_house(store, clock.now(), orphans_kept)) complain("housekeeping: " + refusal->detail);
        return std::chrono::hours(1);
      }) {}

}  // namespace countersign
