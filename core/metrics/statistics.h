// The few figures that say how a set of durations lies, in whole numbers only.
#pragma once

#include <cstdint>

namespace countersign {

// Of working time, in milliseconds. Percentiles are by nearest rank: the value at place ceil(percent / 100 * count) of the
// values in order. So each is one of the values; the median of an even number of them is the lower of the two in the middle.
// A sum that no JSON reader could keep exactly (limits::kInteger, 285,000 years) stops there.
struct Durations {
  std::int64_t count = 0;
  std::int64_t total = 0;
  std::int64_t mean = 0;    // rounded down
  std::int64_t median = 0;
  std::int64_t p90 = 0;
  std::int64_t longest = 0;
  bool operator==(const Durations&) const = default;
};

// `count` of `of`, in thousandths, rounded down. Precondition: 0 <= count <= of, and of > 0.
std::int64_t permille(std::int64_t count, std::int64_t of);

}  // namespace countersign
