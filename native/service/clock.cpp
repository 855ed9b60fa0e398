#include "native/service/clock.h"

#include <chrono>

namespace countersign {

Instant SystemClock::now() {
  using namespace std::chrono;
  const auto since = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  const auto instant = Instant::from_milliseconds(since);
  check(instant.ok());  // the machine's clock stands before 1970 or after 9999
  return instant.value();
}

Instant later(Instant instant, std::int64_t milliseconds) {
  constexpr std::int64_t kLastMoment = 253'402'300'799'999;
  const std::int64_t sum =
      instant.milliseconds() > kLastMoment - milliseconds ? kLastMoment : instant.milliseconds() + milliseconds;
  const auto moved = Instant::from_milliseconds(sum);
  return moved.ok() ? moved.value() : instant;
}

}  // namespace countersign
