#include "core/metrics/metrics.h"

#include "core/metrics/board.h"

namespace countersign {

std::int64_t business_day_milliseconds(const Calendar& calendar) {
  std::int64_t week_minutes = 0;
  std::int64_t days = 0;
  for (std::size_t i = 0; i < calendar.hours.size(); ++i) {
    const WorkingHours& hours = calendar.hours[i];
    week_minutes += hours.to_minute - hours.from_minute;
    if (i == 0 || calendar.hours[i - 1].weekday != hours.weekday) ++days;
  }
  return days == 0 ? 0 : week_minutes * kMinuteMs / days;
}

Metrics summarize(const List<Cycle>& cycles, const Calendar& calendar, Instant now) {
  MetricsBoard board(calendar);
  for (const Cycle& cycle : cycles) board.set(cycle);
  return board.at(now, cycles.size());
}

}  // namespace countersign
