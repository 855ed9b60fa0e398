// A moment in UTC, in milliseconds since 1970. Written as RFC 3339 with exactly three digits of milliseconds and "Z":
// 2026-11-21T14:32:08.000Z. One moment has one spelling, so that canonical bytes are unique. Years 1970 to 9999.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace countersign {

inline constexpr std::int64_t kMinuteMs = 60'000;
inline constexpr std::int64_t kDayMs = 24 * 60 * kMinuteMs;

class Instant {
 public:
  Instant() = default;  // 1970-01-01T00:00:00.000Z

  static Instant latest();  // 9999-12-31T23:59:59.999Z
  // Errors: number-out-of-range before 1970 or after 9999.
  static Result<Instant> from_milliseconds(std::int64_t milliseconds);
  // Errors: invalid-format.
  static Result<Instant> from_text(std::string_view text);

  std::int64_t milliseconds() const { return milliseconds_; }
  std::string text() const;

  auto operator<=>(const Instant&) const = default;

 private:
  explicit Instant(std::int64_t milliseconds) : milliseconds_(milliseconds) {}
  std::int64_t milliseconds_ = 0;
};

}  // namespace countersign
