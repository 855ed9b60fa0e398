#include "core/json/calendar_codec.h"

#include "core/base/canonical.h"
#include "core/json/calendar_shapes.h"

namespace countersign {

namespace {

// A holiday is written as a date; midnight in UTC has the reader and writer for it.
constexpr std::string_view kMidnight = "T00:00:00.000Z";
}  // namespace

void KindOf<Holiday>::read(const Json& json, void* value, const Path& path, Reading& reading) {
  const auto* text = json.get_ptr<const Json::string_t*>();
  if (text == nullptr) return reading.refuse(ErrorCode::wrong_type, path);
  const Result<Instant> midnight = Instant::from_text(canonical::joined({*text, kMidnight}));
  if (!midnight.ok()) return reading.refuse(ErrorCode::invalid_format, path, "A date is written as 2026-12-25.");
  static_cast<Holiday*>(value)->day = midnight.value().milliseconds() / kDayMs;
}

void KindOf<Holiday>::write(std::string& out, const void* value) {
  const Result<Instant> midnight = Instant::from_milliseconds(static_cast<const Holiday*>(value)->day * kDayMs);
  canonical::append_string(out, midnight.value().text().substr(0, 10));
}

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
