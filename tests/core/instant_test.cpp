#include "core/base/instant.h"

#include "tests/support/catch.h"

namespace countersign {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

bool is_leap_year(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int length_of_month(int year, int month) {
  constexpr int kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : kLengths[month - 1];
}

std::string padded(int value, std::size_t digits) {
  std::string text = std::to_string(value);
  return std::string(digits - text.size(), '0') + text;
}

// The calendar, one day after another.
struct CountedDay {
  int year = 1970;
  int month = 1;
  int day = 1;

  std::string text() const { return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2); }
  void next() {
    if (++day <= length_of_month(year, month)) return;
    day = 1;
    if (++month <= 12) return;
    month = 1;
    ++year;
  }
};

TEST_CASE("every day from 1970 to 9999 is written and read as the calendar counts it") {
  CountedDay calendar;
  std::int64_t wrong = 0;
  std::int64_t days = 0;
  for (; calendar.year <= 9999; calendar.next(), ++days) {
    const std::string first = calendar.text() + "T00:00:00.000Z";
    const auto read = Instant::from_text(first);
    if (!read.ok() || read.value().milliseconds() != days * kDayMs) ++wrong;
    if (Instant::from_milliseconds(days * kDayMs).value().text() != first) ++wrong;
    const bool border = calendar.day == 1 || calendar.day >= 28;
    if (!border) continue;
    const std::string last = calendar.text() + "T23:59:59.999Z";
    if (Instant::from_text(last).value().milliseconds() != days * kDayMs + kDayMs - 1) ++wrong;
    if (Instant::from_milliseconds(days * kDayMs + kDayMs - 1).value().text() != last) ++wrong;
  }
  CHECK(wrong == 0);
  CHECK(days == 2'932'897);
}

TEST_CASE("every second of a day is written and read back") {
  std::int64_t wrong = 0;
  for (std::int64_t second = 0; second < 86'400; ++second) {
    const Instant instant = Instant::from_milliseconds(second * 1000 + second % 1000).value();
    const std::string text = "1970-01-01T" + padded(static_cast<int>(second / 3600), 2) + ":" + padded(static_cast<int>(second / 60 % 60), 2) +
                             ":" + padded(static_cast<int>(second % 60), 2) + "." + padded(static_cast<int>(second % 1000), 3) + "Z";
    if (instant.text() != text || Instant::from_text(text).value() != instant) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("moments that do not exist, or are written in another way, are refused") {
  const char* const texts[] = {
      "", "Z", "2026", "2026-11-21", "2026-11-21T14:32:08Z", "2026-11-21T14:32:08.0Z", "2026-11-21T14:32:08.00Z",
      "2026-11-21T14:32:08.0000Z", "2026-11-21T14:32:08.000", "2026-11-21T14:32:08.000z", "2026-11-21t14:32:08.000Z",
      "2026-11-21 14:32:08.000Z", "2026-11-21T14:32:08,000Z", "2026-11-21T14:32:08.000+00:00", "2026/11/21T14:32:08.000Z",
      " 2026-11-21T14:32:08.000Z", "2026-11-21T14:32:08.000Z ", "+026-11-21T14:32:08.000Z", "-026-11-21T14:32:08.000Z",
      "1969-12-31T23:59:59.999Z", "0000-01-01T00:00:00.000Z", "2026-00-21T14:32:08.000Z", "2026-13-21T14:32:08.000Z",
      "2026-11-00T14:32:08.000Z", "2026-11-31T14:32:08.000Z", "2026-02-29T14:32:08.000Z", "2100-02-29T00:00:00.000Z",
      "2026-04-31T00:00:00.000Z", "2026-11-21T24:00:00.000Z", "2026-11-21T14:60:08.000Z", "2026-12-31T23:59:60.000Z",
      "2026-11-21T1a:32:08.000Z", "2026-11-21T14:3a:08.000Z", "2026-11-21T14:32:0a.000Z", "2026-11-21T14:32:08.00aZ", "2026-11-2\xC2\xB2T14:32:08.00Z"};
  for (const char* const text : texts) {
    INFO(text);
    const auto instant = Instant::from_text(text);
    REQUIRE(!instant.ok());
    CHECK(instant.error().code == ErrorCode::invalid_format);
  }
}

TEST_CASE("a year that is divisible by 400 has a leap day, another century has none") {
  CHECK(Instant::from_text("2000-02-29T00:00:00.000Z").ok());
  CHECK(Instant::from_text("2400-02-29T00:00:00.000Z").ok());
  CHECK(!Instant::from_text("2100-02-29T00:00:00.000Z").ok());
  CHECK(!Instant::from_text("2200-02-29T00:00:00.000Z").ok());
}

TEST_CASE("milliseconds outside 1970 to 9999 are refused") {
  CHECK(Instant::from_milliseconds(0).value().text() == "1970-01-01T00:00:00.000Z");
  CHECK(Instant::from_milliseconds(253'402'300'799'999).value().text() == "9999-12-31T23:59:59.999Z");
  for (const std::int64_t milliseconds : {std::int64_t{-1}, std::int64_t{253'402'300'800'000}, INT64_MIN, INT64_MAX}) {
    const auto instant = Instant::from_milliseconds(milliseconds);
    REQUIRE(!instant.ok());
    CHECK(instant.error().code == ErrorCode::number_out_of_range);
  }
}

TEST_CASE("moments are ordered by time") {
  const Instant early = Instant::from_text("2026-11-21T14:32:08.000Z").value();
  const Instant late = Instant::from_text("2026-11-21T14:32:08.001Z").value();
  CHECK(early < late);
  CHECK(early != late);
  CHECK(Instant() < early);
}

}  // namespace
}  // namespace countersign
