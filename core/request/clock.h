// What happens while nobody answers: the instants of a policy, and the commands of the system that they call for.
// There is nothing here that approves (I4, R55).
#pragma once

#include <optional>

#include "core/base/instant.h"
#include "core/base/list.h"
#include "core/request/command.h"
#include "core/request/request.h"

namespace countersign {

// The instant that lies `span` after `start` in the calendar of the request; the end of time when there is none.
Instant instant_after(const Request& request, Instant start, const Span& span);

// The clock of a stage that opens at `now`. Reminders that lie in the past are left out. A stage never ends by itself before
// its response is due, nor before the due date of the request.
StageClock start_clock(const Request& request, const Policy& policy, Instant now, const std::optional<Instant>& due);

// Whether a span of the policy counts business time, which needs a calendar with working hours.
bool counts_business_time(const Policy& policy);

// Whether it does, and the calendar has none.
bool lacks_working_time(const std::optional<Policy>& policy, const std::optional<Calendar>& calendar);

// When an open condition is chased: once, as soon as it is overdue. None: not as it stands.
std::optional<Instant> chase_at(const Request& request, const Condition& condition);

// What happens when the time of a clock is over: as the policy says.
PolicyEnd end_action(const Request& request);

// Whether the response is late: the due date of the request or of an open stage has passed, or the request is paused.
bool answer_is_late(const Request& request, Instant now);

struct Due {
  List<Command> commands;       // that the system may send now, in the order of their instants
  std::optional<Instant> next;  // when to ask again; none: nothing is coming
};

// Nothing that decide() would refuse: in the last part of a record (room.h) only what may use it.
Due due(const Request& request, Instant now);

}  // namespace countersign
