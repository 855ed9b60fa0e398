// fold: what a request is after a log that comes from outside, or why that log cannot be true.
#pragma once

#include "core/base/result.h"
#include "core/request/event.h"
#include "core/request/request.h"

namespace countersign {

// Folds further events of a log onto `request`, judging each again: the log has to be, event for event and byte for byte
// of their canonical form, what decide() makes of the commands behind it. So every rule holds for a log from outside as
// well (I1 to I10), and there is no second rule book for it. The last command may be cut off; a log is continued where a
// command begins.
// Errors: log-broken, with a pointer into the list of events.
Result<Request> fold(Request request, const List<Event>& events);

}  // namespace countersign
