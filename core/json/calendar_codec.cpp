#include "core/json/calendar_codec.h"

#include "core/base/canonical.h"
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

namespace {

// A holiday is written as a date; midnight in UTC has the reader and writer for it.
constexpr std::string_view kMidnight = "T00:00:00.000Z";
constexpr std::int64_t kDayMs = 86'400'000;

constexpr std::size_t kMostHours = 7 * 4;
constexpr std::size_t kMostHolidays = 1000;
constexpr std::size_t kMostOffsetChanges = 200;
constexpr std::int64_t kMostOffsetMinutes = 18 * 60;  // as far as any zone has ever been from UTC, and more

}  // namespace

template <>
struct KindOf<Holiday> {
  static void read(const Json& json, void* value, const Path& path, Reading& reading) {
    const auto* text = json.get_ptr<const Json::string_t*>();
    if (text == nullptr) return reading.refuse(ErrorCode::wrong_type, path);
    const Result<Instant> midnight = Instant::from_text(canonical::joined({*text, kMidnight}));
    if (!midnight.ok()) return reading.refuse(ErrorCode::invalid_format, path, "A date is written as 2026-12-25.");
    static_cast<Holiday*>(value)->day = midnight.value().milliseconds() / kDayMs;
  }
  static void write(std::string& out, const void* value) {
    const Result<Instant> midnight = Instant::from_milliseconds(static_cast<const Holiday*>(value)->day * kDayMs);
    canonical::append_string(out, midnight.value().text().substr(0, 10));
  }
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

template <>
struct Shape<OffsetChange> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(OffsetChange, from, "from"),
       COUNTERSIGN_FIELD_AS(OffsetChange, offset_minutes, "offset_minutes", required,
                            (kInteger<-kMostOffsetMinutes, kMostOffsetMinutes>))});
};

template <>
struct Shape<Calendar> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD_AS(Calendar, hours, "hours", required, (kListOf<WorkingHours, 0, kMostHours>)),
       COUNTERSIGN_FIELD_AS(Calendar, holidays, "holidays", required, (kListOf<Holiday, 0, kMostHolidays>)),
       COUNTERSIGN_FIELD_AS(Calendar, offset_minutes, "offset_minutes", required,
                            (kInteger<-kMostOffsetMinutes, kMostOffsetMinutes>)),
       COUNTERSIGN_FIELD_AS(Calendar, offset_changes, "offset_changes", required,
                            (kListOf<OffsetChange, 0, kMostOffsetChanges>))});
};

template <>
struct Shape<Span> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD_AS(Span, amount, "amount", required, (kInteger<-limits::kInteger, limits::kInteger>)),
       COUNTERSIGN_FIELD(Span, unit, "unit")});
};

Result<Calendar> read_calendar(const Json& json, const Path& path) {
  Result<Calendar> calendar = from_json<Calendar>(json, UnknownFields::refused, path);
  if (!calendar.ok()) return calendar;
  Refusal refusal = check_calendar(calendar.value());
  if (!refusal) return calendar;
  refusal->pointer.insert(0, path.pointer());
  return *std::move(refusal);
}

std::string canonical_calendar(const Calendar& calendar) { return canonical_text(calendar); }

Result<Span> read_span(const Json& json, const Path& path) {
  return from_json<Span>(json, UnknownFields::refused, path);
}

std::string canonical_span(const Span& span) { return canonical_text(span); }

}  // namespace countersign
