// fold: what a request is after a log that comes from outside, or why that log cannot be true.
#pragma once

#include <cstdint>

#include "core/base/result.h"
#include "core/request/event.h"
#include "core/request/request.h"

namespace countersign {

// Where a log may end. A store commits a command whole, so a record that ends within one has lost something, and no
// authority goes on from there. Whoever looks at how a request came about may stop at any event.
enum class LogEnd : std::uint8_t { after_a_command, anywhere };

// Folds further events of a log onto `request`, judging each again: the log has to be, event for event and byte for byte
// of their canonical form, what decide() makes of the commands behind it. So every rule holds for a log from outside as
// well (I1 to I10), and there is no second rule book for it.
// Errors: log-broken, with a pointer into the list of events; to its end when the log ends within a command.
Result<Request> fold(Request request, const List<Event>& events, LogEnd end = LogEnd::after_a_command);

}  // namespace countersign
