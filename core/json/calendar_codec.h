// How calendars and spans of time travel:
// {"hours":[{"weekday":"monday","from":540,"to":1020}],"holidays":["2026-12-25"],"offset_minutes":60,
//  "offset_changes":[{"from":"2027-03-28T01:00:00.000Z","offset_minutes":120}]} and {"amount":3,"unit":"business-days"}.
#pragma once

#include <string>

#include "core/base/calendar.h"
#include "core/base/result.h"
#include "core/json/pointer.h"
#include "core/json/value.h"

namespace countersign {

// Errors: those of the strict reader's fields, and those of check_calendar().
Result<Calendar> read_calendar(const Json& json, const Path& path = {});
std::string canonical_calendar(const Calendar& calendar);

Result<Span> read_span(const Json& json, const Path& path = {});
std::string canonical_span(const Span& span);

}  // namespace countersign
