#include "core/metrics/statistics.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/limits.h"

namespace countersign {

std::int64_t nearest_rank(const List<std::int64_t>& ordered, std::int64_t percent) {
  check(!ordered.empty() && percent >= 1 && percent <= 100);
  const auto count = static_cast<std::int64_t>(ordered.size());
  const std::int64_t rank = (percent * count + 99) / 100;
  return ordered[static_cast<std::size_t>(rank - 1)];
}

Durations durations_of(List<std::int64_t> milliseconds) {
  check(!milliseconds.empty());
  std::sort(milliseconds.begin(), milliseconds.end());
  Durations durations;
  durations.count = static_cast<std::int64_t>(milliseconds.size());
  for (const std::int64_t each : milliseconds) {
    durations.total += std::min(each, limits::kInteger - durations.total);
  }
  durations.mean = durations.total / durations.count;
  durations.median = nearest_rank(milliseconds, 50);
  durations.p90 = nearest_rank(milliseconds, 90);
  durations.longest = milliseconds.back();
  return durations;
}

std::int64_t permille(std::int64_t count, std::int64_t of) {
  check(of > 0 && count >= 0 && count <= of);
  return count * 1000 / of;
}

}  // namespace countersign
