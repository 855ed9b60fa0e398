// The commands of the system that time calls for: reminders, escalation, pause, expiry, and what chases questions and
// conditions. The core says what is due (clock.h) and judges each command; here somebody looks at the clock.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "native/service/repeater.h"
#include "native/service/requests.h"

namespace countersign {

// So many requests are looked at before others get their turn at the store.
inline constexpr std::size_t kTimersAtOnce = 64;

// Requests, counted since the process began. Any thread may read them.
struct TimerFigures {
  std::atomic<std::uint64_t> due = 0;  // at the last look, at most kTimersAtOnce
  std::atomic<std::uint64_t> carried_out = 0;
  std::atomic<std::uint64_t> refused = 0;
  std::atomic<std::uint64_t> failed = 0;  // the store did; it is tried again
};

// Everything that is due at this moment, at most kTimersAtOnce requests. Each command is carried out once, however many servers
// share the store: an append holds only for the head that it was judged for. True when there is more to do.
// Errors: store-unavailable, after all of them were tried. `complain` is told of requests that were refused. What could not be served is
// looked at again later, and does not keep the others waiting.
Result<bool> run_timers(Store& store, RequestService& requests, Instant now, const std::function<void(const std::string&)>& complain,
                        TimerFigures* figures = nullptr);

// Looks every second, on a thread of its own. A clock that jumps forward makes more due, one that is set back makes it wait.
class Timers {
 public:
  Timers(Store& store, RequestService& requests, Clock& clock, std::function<void(const std::string&)> complain);
  const TimerFigures& figures() const { return figures_; }

 private:
  TimerFigures figures_;
  Repeater repeater_;
};

}  // namespace countersign
