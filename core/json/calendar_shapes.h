// How calendars and spans of time travel inside other messages.
#pragma once

#include "core/base/calendar.h"
#include "core/json/shape.h"

namespace countersign {

template <>
struct Words<Weekday> {
  static constexpr auto list = std::to_array<std::string_view>(
      {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"});
};

template <>
struct Words<TimeUnit> {
  static constexpr auto list =
      std::to_array<std::string_view>({"minutes", "hours", "business-hours", "days", "business-days"});
};

// A date, such as 2026-12-25.
template <>
struct KindOf<Holiday> {
  static void read(const Json& json, void* value, const Path& path, Reading& reading);
  static void write(std::string& out, const void* value);
  static constexpr CustomDetails kDetails{read, write, nullptr};
  static constexpr Kind kKind{KindType::custom, &kDetails};
};

template <>
struct Shape<WorkingHours> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(WorkingHours, weekday, "weekday"),
       COUNTERSIGN_FIELD_AS(WorkingHours, from_minute, "from", required, (kInteger<0, 1440>)),
       COUNTERSIGN_FIELD_AS(WorkingHours, to_minute, "to", required, (kInteger<0, 1440>))});
};

inline constexpr std::size_t kMostHours = 7 * 4;
inline constexpr std::size_t kMostHolidays = 1000;
inline constexpr std::size_t kMostOffsetChanges = 200;
inline constexpr std::int64_t kMostOffsetMinutes = 18 * 60;  // as far as any zone has ever been from UTC, and more
inline constexpr const Kind& kOffset = kInteger<-kMostOffsetMinutes, kMostOffsetMinutes>;

template <>
struct Shape<OffsetChange> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD(OffsetChange, from, "from"),
                    COUNTERSIGN_FIELD_AS(OffsetChange, offset_minutes, "offset_minutes", required, kOffset)});
};

// Its order is not looked at here: check_calendar().
template <>
struct Shape<Calendar> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD_AS(Calendar, hours, "hours", required, (kListOf<WorkingHours, 0, kMostHours>)),
       COUNTERSIGN_FIELD_AS(Calendar, holidays, "holidays", required, (kListOf<Holiday, 0, kMostHolidays>)),
       COUNTERSIGN_FIELD_AS(Calendar, offset_minutes, "offset_minutes", required, kOffset),
       COUNTERSIGN_FIELD_AS(Calendar, offset_changes, "offset_changes", required,
                            (kListOf<OffsetChange, 0, kMostOffsetChanges>))});
};

template <std::int64_t kLeast, std::int64_t kMost>
inline constexpr auto kSpanFields =
    in_key_order({COUNTERSIGN_FIELD_AS(Span, amount, "amount", required, (kInteger<kLeast, kMost>)),
                  COUNTERSIGN_FIELD(Span, unit, "unit")});

template <>
struct Shape<Span> {
  static constexpr auto kFields = kSpanFields<-limits::kInteger, limits::kInteger>;
};

}  // namespace countersign
