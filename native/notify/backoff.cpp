#include "native/notify/backoff.h"

#include <algorithm>
#include <array>

namespace countersign {
namespace {

constexpr std::int64_t kBackoffSecond = 1000;
constexpr std::int64_t kBackoffMinute = 60 * kBackoffSecond;
constexpr std::int64_t kBackoffHour = 60 * kBackoffMinute;
constexpr std::int64_t kLongestPause = 24 * kBackoffHour;

constexpr std::array<std::int64_t, 9> kPauses{5 * kBackoffSecond, 5 * kBackoffMinute, 30 * kBackoffMinute, 2 * kBackoffHour, 5 * kBackoffHour,
                                              10 * kBackoffHour,  14 * kBackoffHour,  20 * kBackoffHour,   24 * kBackoffHour};

}  // namespace

std::optional<std::int64_t> retry_pause_milliseconds(std::int64_t attempts) {
  if (attempts < 1 || attempts > static_cast<std::int64_t>(kPauses.size())) return std::nullopt;
  return kPauses[static_cast<std::size_t>(attempts - 1)];
}

std::optional<std::int64_t> next_retry_milliseconds(std::int64_t attempts, std::uint8_t chance, std::optional<std::int64_t> retry_after_seconds) {
  const auto pause = retry_pause_milliseconds(attempts);
  if (!pause) return std::nullopt;
  const std::int64_t by_chance = *pause * 3 / 4 + *pause * chance / 512;
  const std::int64_t asked = std::clamp<std::int64_t>(retry_after_seconds.value_or(0), 0, kLongestPause / kBackoffSecond) * kBackoffSecond;
  return std::max(by_chance, asked);
}

}  // namespace countersign
