// When something that did not get through is sent again.
#pragma once

#include <cstdint>
#include <optional>

namespace countersign {

// What is waited after so many attempts, in milliseconds, without chance: from five seconds to a day, a little more than three
// days in all (the schedule that Standard Webhooks recommends). Nothing when it is given up.
std::optional<std::int64_t> retry_pause_milliseconds(std::int64_t attempts);

// The same, three quarters to five quarters of it by `chance`: those that failed together do not come back together. What the
// receiver asked for (Retry-After) counts when it is more, up to a day; it takes no chance that would come earlier.
std::optional<std::int64_t> next_retry_milliseconds(std::int64_t attempts, std::uint8_t chance, std::optional<std::int64_t> retry_after_seconds);

}  // namespace countersign
