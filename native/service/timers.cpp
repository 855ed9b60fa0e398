#include "native/service/timers.h"

#include <chrono>
#include <exception>

namespace countersign {
namespace {

// A request that cannot be served does not stand in front of the others every second: after a fault of the store, which may
// pass; and after a refusal or an exception, which should not be.
constexpr std::int64_t kPauseAfterFault = 60 * 1000;
constexpr std::int64_t kPauseAfterRefusal = std::int64_t{60} * 60 * 1000;

Refusal serve(RequestService& requests, const std::string& stream, Instant now) {
  const auto id = RequestId::from(stream);
  if (!id.ok()) return id.error();
  try {
    return requests.carry_out_due(id.value(), now);
  } catch (const std::exception& exception) {
    return Error{ErrorCode::internal, "", exception.what()};
  }
}

}  // namespace

Result<bool> run_timers(Store& store, RequestService& requests, Instant now, const std::function<void(const std::string&)>& complain,
                        TimerFigures* figures) {
  TimerFigures uncounted;
  TimerFigures& counted = figures != nullptr ? *figures : uncounted;
  const auto waiting = store.streams_to_wake(now, kTimersAtOnce);
  if (!waiting.ok()) return waiting.error();
  counted.due = waiting.value().size();
  Refusal fault;
  std::size_t served = 0;
  for (const std::string& stream : waiting.value()) {
    const auto head = store.head(stream);
    const Refusal refusal = head.ok() ? serve(requests, stream, now) : Refusal(head.error());
    if (!refusal) {
      ++served;
      ++counted.carried_out;
      continue;
    }
    const bool is_fault = refusal->code == ErrorCode::store_unavailable;
    const std::string said = "timers: " + stream + ": " + std::string(error_row(refusal->code).word) + " " + refusal->detail;
    ++(is_fault ? counted.failed : counted.refused);
    if (is_fault) fault = Error{refusal->code, "", said};
    if (!is_fault) complain(said);
    // Only where it stands as it did: what was recorded meanwhile has noted its own time. A failure shows at the next look.
    if (head.ok()) (void)store.set_wake(stream, head.value(), later(now, is_fault ? kPauseAfterFault : kPauseAfterRefusal));
  }
  if (fault) return *std::move(fault);
  return waiting.value().size() == kTimersAtOnce && served > 0;
}

Timers::Timers(Store& store, RequestService& requests, Clock& clock, std::function<void(const std::string&)> complain)
    : repeater_([this, &store, &requests, &clock, complain = std::move(complain), is_failing = false]() mutable -> std::chrono::milliseconds {
        const Result<bool> ran = run_timers(store, requests, clock.now(), complain, &figures_);
        if (!ran.ok() && !is_failing) complain(ran.error().detail);
        is_failing = !ran.ok();
        return std::chrono::seconds(ran.ok() && ran.value() ? 0 : 1);
      }) {}

}  // namespace countersign
