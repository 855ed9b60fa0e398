// Business time: deadlines as people write them (R141), exact and repeatable.
//
// The core has no time-zone data. A Calendar carries what applies: the working hours of each weekday, the holidays, and
// the UTC offsets with the instants from which they hold. Its host makes it from the zone's data; a replay needs no zone.
//
// A time of day that a clock change skips is taken with the offset from before the change (02:30 becomes 03:30). One that
// happens twice is the first of the two. Working time is when the local clock shows working hours.
#pragma once

#include <cstdint>

#include "core/base/instant.h"
#include "core/base/list.h"
#include "core/base/result.h"

namespace countersign {

enum class Weekday : std::uint8_t { monday, tuesday, wednesday, thursday, friday, saturday, sunday };

// Minutes of the local day, from 0 to 1440: [from, to).
struct WorkingHours {
  Weekday weekday = Weekday::monday;
  std::int64_t from_minute = 0;
  std::int64_t to_minute = 0;
  bool operator==(const WorkingHours&) const = default;
};

// A local date, as days since 1970-01-01.
struct Holiday {
  std::int64_t day = 0;
  bool operator==(const Holiday&) const = default;
};

struct OffsetChange {
  Instant from;
  std::int64_t offset_minutes = 0;  // local time minus UTC
  bool operator==(const OffsetChange&) const = default;
};

struct Calendar {
  List<WorkingHours> hours;  // by weekday, then by time, without overlap
  List<Holiday> holidays;    // in order
  std::int64_t offset_minutes = 0;  // until the first change
  List<OffsetChange> offset_changes;  // in order, at least two days apart
  bool operator==(const Calendar&) const = default;
};

// Minutes and hours pass always; business hours pass within the working hours. Days keep the local time of day; business
// days count the local dates that have working hours and are no holiday.
enum class TimeUnit : std::uint8_t { minutes, hours, business_hours, days, business_days };

struct Span {
  std::int64_t amount = 0;
  TimeUnit unit = TimeUnit::minutes;
  bool operator==(const Span&) const = default;
};

// Errors: invalid-format, with a pointer to what is out of order or overlaps.
Refusal check_calendar(const Calendar& calendar);

// The instant that lies `span` after `start`; before it, when the amount is negative ("two business days before").
// Precondition: check_calendar() has nothing to say.
// Errors: number-out-of-range when that is outside the years 1970 to 9999, also when there are no working hours to count.
Result<Instant> add(const Calendar& calendar, Instant start, const Span& span);

// How much working time lies between the two, in milliseconds; negative when `to` is before `from`.
std::int64_t working_milliseconds(const Calendar& calendar, Instant from, Instant to);

}  // namespace countersign
