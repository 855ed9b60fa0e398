// What metrics are computed from, and how they travel. Input: {"calendar", "now", "logs": [[event, ...], ...]}.
#pragma once

#include <string>

#include "core/base/calendar.h"
#include "core/base/instant.h"
#include "core/base/list.h"
#include "core/base/result.h"
#include "core/json/pointer.h"
#include "core/json/value.h"
#include "core/metrics/cycle.h"
#include "core/metrics/metrics.h"

namespace countersign {

// A calendar that can tell how long something took.
// Errors: those of read_calendar(); too-few-items when it has no working hours.
Result<Calendar> read_working_calendar(const Json& json, const Path& path = {});

// The logs of different requests, each from its beginning. The record is trusted: that a log is in order is checked, and
// its commands are not judged again (that is what fold() is for).
// Errors: those of read_events(); too-few-items for an empty log; log-broken for an event that does not follow the one
// before it; duplicate-id for a request that came before.
Result<List<Cycle>> read_logs(const Json& json, const Path& path = {});

std::string canonical_metrics(const Metrics& metrics);
// As they stand in the lists of the metrics.
std::string canonical_project(const ProjectRevisions& project);
std::string canonical_long_tail(const LongTail& tail);

}  // namespace countersign
