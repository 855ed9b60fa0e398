// Days of the proleptic Gregorian calendar, counted from 1970-01-01.
#pragma once

#include <cstdint>

namespace countersign {

struct Date {
  std::int64_t year;
  std::int64_t month;  // 1 to 12
  std::int64_t day;    // 1 to 31
};

std::int64_t days_from_date(const Date& date);
Date date_from_days(std::int64_t days);
std::int64_t days_in_month(std::int64_t year, std::int64_t month);

}  // namespace countersign
