#include "core/base/instant.h"

#include "core/base/date.h"

namespace countersign {
namespace {

constexpr std::int64_t kLastMs = 253'402'300'799'999;  // 9999-12-31T23:59:59.999Z

// The number written in `text[from, from + digits)`, or -1.
std::int64_t digits_at(std::string_view text, std::size_t from, std::size_t digits) {
  std::int64_t value = 0;
  for (std::size_t i = from; i < from + digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

void put_digits(std::string& text, std::size_t at, std::size_t digits, std::int64_t value) {
  for (std::size_t i = digits; i > 0; --i) {
    text[at + i - 1] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

constexpr std::string_view kShape = "0000-00-00T00:00:00.000Z";

bool has_shape(std::string_view text) {
  if (text.size() != kShape.size()) return false;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] != '0' && text[i] != kShape[i]) return false;
  }
  return true;
}

}  // namespace

Instant Instant::latest() { return Instant(kLastMs); }

Result<Instant> Instant::from_milliseconds(std::int64_t milliseconds) {
  if (milliseconds < 0 || milliseconds > kLastMs) return make_error(ErrorCode::number_out_of_range);
  return Instant(milliseconds);
}

Result<Instant> Instant::from_text(std::string_view text) {
  const Error malformed{ErrorCode::invalid_format, "", "A moment is written as 2026-11-21T14:32:08.000Z."};
  if (!has_shape(text)) return malformed;
  const Date date{digits_at(text, 0, 4), digits_at(text, 5, 2), digits_at(text, 8, 2)};
  const std::int64_t hour = digits_at(text, 11, 2);
  const std::int64_t minute = digits_at(text, 14, 2);
  const std::int64_t second = digits_at(text, 17, 2);
  const std::int64_t millisecond = digits_at(text, 20, 3);
  const bool date_ok = date.year >= 1970 && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
                       date.day <= days_in_month(date.year, date.month);
  const bool time_ok = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60 &&
                       millisecond >= 0;
  if (!date_ok || !time_ok) return malformed;
  return Instant(days_from_date(date) * kDayMs + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond);
}

std::string Instant::text() const {
  std::string out(kShape);
  const Date date = date_from_days(milliseconds_ / kDayMs);
  const std::int64_t of_day = milliseconds_ % kDayMs;
  put_digits(out, 0, 4, date.year);
  put_digits(out, 5, 2, date.month);
  put_digits(out, 8, 2, date.day);
  put_digits(out, 11, 2, of_day / 3'600'000);
  put_digits(out, 14, 2, of_day / 60'000 % 60);
  put_digits(out, 17, 2, of_day / 1000 % 60);
  put_digits(out, 20, 3, of_day % 1000);
  return out;
}

}  // namespace countersign
