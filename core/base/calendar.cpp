#include "core/base/calendar.h"

#include <algorithm>

#include "core/base/canonical.h"

namespace countersign {
namespace {

constexpr std::int64_t kHourMs = 60 * kMinuteMs;
constexpr std::int64_t kWeekdayOfDayZero = 3;  // 1970-01-01 was a Thursday

// UTC and local time are both counted in milliseconds from 1970-01-01T00:00 of their own clock.
using Utc = std::int64_t;
using Local = std::int64_t;

std::int64_t floor_div(std::int64_t value, std::int64_t by) {
  const std::int64_t quotient = value / by;
  return value % by < 0 ? quotient - 1 : quotient;
}

std::int64_t offset_ms(const Calendar& calendar, Utc at) {
  std::int64_t minutes = calendar.offset_minutes;
  for (const OffsetChange& change : calendar.offset_changes) {
    if (change.from.milliseconds() > at) break;
    minutes = change.offset_minutes;
  }
  return minutes * kMinuteMs;
}

Local local_of(const Calendar& calendar, Utc at) { return at + offset_ms(calendar, at); }

// Changes are two days apart, so that one at most matters here.
Utc utc_of(const Calendar& calendar, Local local) {
  const std::int64_t before = offset_ms(calendar, local - kDayMs);
  const std::int64_t after = offset_ms(calendar, local + kDayMs);
  const Utc with_before = local - before;
  if (offset_ms(calendar, with_before) == before) return with_before;
  const Utc with_after = local - after;
  return offset_ms(calendar, with_after) == after ? with_after : with_before;
}

std::int64_t day_of(const Calendar& calendar, Utc at) { return floor_div(local_of(calendar, at), kDayMs); }

Weekday weekday_of(std::int64_t day) {
  const std::int64_t shifted = day + kWeekdayOfDayZero;
  return static_cast<Weekday>(shifted - floor_div(shifted, 7) * 7);
}

bool is_earlier(const Holiday& a, const Holiday& b) { return a.day < b.day; }

bool is_holiday(const Calendar& calendar, std::int64_t day) {
  return std::binary_search(calendar.holidays.begin(), calendar.holidays.end(), Holiday{day}, is_earlier);
}

bool is_business_day(const Calendar& calendar, std::int64_t day) {
  const Weekday weekday = weekday_of(day);
  const bool works = std::any_of(calendar.hours.begin(), calendar.hours.end(),
                                 [&](const WorkingHours& hours) { return hours.weekday == weekday; });
  return works && !is_holiday(calendar, day);
}

bool within_years(Utc at) { return at >= 0 && at <= Instant::latest().milliseconds(); }

Result<Instant> outside() { return make_error(ErrorCode::number_out_of_range, "", "That is outside the years 1970 to 9999."); }

// From the first year to the last there are fewer milliseconds than this: no sum below can overflow.
bool is_sane(std::int64_t amount, std::int64_t unit_ms) {
  const std::int64_t most = Instant::latest().milliseconds() / unit_ms;
  return amount >= -most && amount <= most;
}

Result<Instant> elapsed(Utc start, std::int64_t amount, std::int64_t unit_ms) {
  return is_sane(amount, unit_ms) ? Instant::from_milliseconds(start + amount * unit_ms) : outside();
}

Result<Instant> days_later(const Calendar& calendar, Utc start, std::int64_t days) {
  if (!is_sane(days, kDayMs)) return outside();
  return Instant::from_milliseconds(utc_of(calendar, local_of(calendar, start) + days * kDayMs));
}

Result<Instant> business_days_later(const Calendar& calendar, Utc start, std::int64_t days) {
  if (calendar.hours.empty()) return outside();
  const std::int64_t first = day_of(calendar, start);
  const std::int64_t step = days < 0 ? -1 : 1;
  std::int64_t day = first;
  for (std::int64_t left = days; left != 0;) {
    day += step;
    if (!within_years(day * kDayMs)) return outside();
    if (is_business_day(calendar, day)) left -= step;
  }
  return days_later(calendar, start, day - first);
}

// Calculated, not walked day by day: from the first year to the last there are three million days.

// The working hours of a local date between two local times, as if it were no holiday.
std::int64_t hours_of_day(const Calendar& calendar, std::int64_t day, Local from, Local to) {
  const Weekday weekday = weekday_of(day);
  std::int64_t sum = 0;
  for (const WorkingHours& hours : calendar.hours) {
    if (hours.weekday != weekday) continue;
    const Local begin = std::max(day * kDayMs + hours.from_minute * kMinuteMs, from);
    const Local end = std::min(day * kDayMs + hours.to_minute * kMinuteMs, to);
    sum += std::max<std::int64_t>(0, end - begin);
  }
  return sum;
}

// The working hours before a local time, counted from the Monday before 1970, as if there were no holidays.
std::int64_t hours_before(const Calendar& calendar, Local at) {
  const std::int64_t week = floor_div(floor_div(at, kDayMs) + kWeekdayOfDayZero, 7);
  const std::int64_t monday = week * 7 - kWeekdayOfDayZero;
  std::int64_t whole_week = 0;
  std::int64_t begun = 0;
  for (const WorkingHours& hours : calendar.hours) {
    const std::int64_t length = (hours.to_minute - hours.from_minute) * kMinuteMs;
    const Local from = (monday + static_cast<std::int64_t>(hours.weekday)) * kDayMs + hours.from_minute * kMinuteMs;
    whole_week += length;
    begun += std::clamp<std::int64_t>(at - from, 0, length);
  }
  return week * whole_week + begun;
}

// The working time between two local times of one offset.
std::int64_t work_between(const Calendar& calendar, Local from, Local to) {
  std::int64_t sum = hours_before(calendar, to) - hours_before(calendar, from);
  const Holiday first{floor_div(from, kDayMs)};
  const Holiday* holiday = std::lower_bound(calendar.holidays.begin(), calendar.holidays.end(), first, is_earlier);
  for (; holiday != calendar.holidays.end() && holiday->day * kDayMs < to; ++holiday) {
    sum -= hours_of_day(calendar, holiday->day, from, to);
  }
  return sum;
}

// A moment is working time when the local clock shows working hours: what a clock change skips is none, what it repeats
// counts twice. Precondition: from <= to.
std::int64_t work_in(const Calendar& calendar, Utc from, Utc to) {
  std::int64_t sum = 0;
  std::int64_t offset = calendar.offset_minutes * kMinuteMs;
  for (const OffsetChange& change : calendar.offset_changes) {
    const Utc end = std::min(change.from.milliseconds(), to);
    if (from < end) sum += work_between(calendar, from + offset, end + offset);
    from = std::max(from, change.from.milliseconds());
    offset = change.offset_minutes * kMinuteMs;
  }
  return from < to ? sum + work_between(calendar, from + offset, to + offset) : sum;
}

// The nearest moment with so much working time between it and `start`: the end of the working hours comes before the next
// ones begin. Found by halving, since more time never holds less work.
Result<Instant> business_hours_later(const Calendar& calendar, Utc start, std::int64_t hours) {
  if (!is_sane(hours, kHourMs)) return outside();
  const std::int64_t work = (hours < 0 ? -hours : hours) * kHourMs;
  const Utc end = hours < 0 ? 0 : Instant::latest().milliseconds();
  const auto lies_between = [&](Utc at) { return work_in(calendar, std::min(start, at), std::max(start, at)) >= work; };
  if (!lies_between(end)) return outside();
  Utc far = end;  // far enough
  Utc near = start;
  while (far != near) {
    const Utc middle = near + (far - near) / 2;  // nearer to `near`
    if (lies_between(middle)) {
      far = middle;
    } else {
      near = hours < 0 ? middle - 1 : middle + 1;
    }
  }
  return Instant::from_milliseconds(far);
}

Refusal out_of_order(std::string_view list, std::size_t index, std::string_view why) {
  return refuse(ErrorCode::invalid_format, canonical::joined({"/", list, "/", canonical::integer_text(index)}), why);
}

}  // namespace

Refusal check_calendar(const Calendar& calendar) {
  for (std::size_t i = 0; i < calendar.hours.size(); ++i) {
    const WorkingHours& hours = calendar.hours[i];
    if (hours.from_minute < 0 || hours.from_minute >= hours.to_minute || hours.to_minute > kDayMs / kMinuteMs) {
      return out_of_order("hours", i, "Working hours begin before they end, within one day.");
    }
    if (i == 0) continue;
    const WorkingHours& last = calendar.hours[i - 1];
    const bool later = last.weekday < hours.weekday || (last.weekday == hours.weekday && last.to_minute <= hours.from_minute);
    if (!later) return out_of_order("hours", i, "Working hours stand in order and do not overlap.");
  }
  for (std::size_t i = 1; i < calendar.holidays.size(); ++i) {
    if (calendar.holidays[i - 1].day >= calendar.holidays[i].day) return out_of_order("holidays", i, "Holidays stand in order.");
  }
  for (std::size_t i = 1; i < calendar.offset_changes.size(); ++i) {
    const std::int64_t apart =
        calendar.offset_changes[i].from.milliseconds() - calendar.offset_changes[i - 1].from.milliseconds();
    if (apart < 2 * kDayMs) return out_of_order("offset_changes", i, "Offset changes stand in order, two days apart or more.");
  }
  return std::nullopt;
}

Result<Instant> add(const Calendar& calendar, Instant start, const Span& span) {
  if (span.amount == 0) return start;  // also in an hour that comes twice
  const Utc at = start.milliseconds();
  switch (span.unit) {
    case TimeUnit::minutes: return elapsed(at, span.amount, kMinuteMs);
    case TimeUnit::hours: return elapsed(at, span.amount, kHourMs);
    case TimeUnit::business_hours: return business_hours_later(calendar, at, span.amount);
    case TimeUnit::days: return days_later(calendar, at, span.amount);
    case TimeUnit::business_days: return business_days_later(calendar, at, span.amount);
  }
  return outside();
}

std::int64_t working_milliseconds(const Calendar& calendar, Instant from, Instant to) {
  if (to < from) return -working_milliseconds(calendar, to, from);
  return work_in(calendar, from.milliseconds(), to.milliseconds());
}

}  // namespace countersign
