// decide: what would happen if this command were carried out now, or exactly why it cannot be.
// Pure and deterministic: it changes nothing, and the same inputs give the same events, natively and in WebAssembly.
#pragma once


#include "core/base/list.h"
#include "core/base/result.h"
#include "core/request/command.h"
#include "core/request/event.h"
#include "core/request/request.h"

namespace countersign {

// The events in their order, numbered on from request.head; fold them with evolve(). Empty when this command (same id,
// same actor) has been carried out before (I9). `request` is a default Request before `create`.
Result<List<Event>> decide(const Request& request, const Command& command, const Context& context);

// The same, for those who know that the command has not been carried out before: that question looks through everything
// that has been.
Result<List<Event>> decide_new(const Request& request, const Command& command, const Context& context);

// The moment at which a command is judged and recorded: now, but never before the last event. A clock that was set back
// makes neither the record run backwards nor a deadline come later.
Instant instant_of(const Request& request, const Context& context);

}  // namespace countersign
