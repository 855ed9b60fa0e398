// evolve: what the request is after an event. Total: it takes any event in any state and never fails; whether an event
// belongs there is decide's business, and fold's when a log comes from outside.
#pragma once

#include "core/base/result.h"
#include "core/request/event.h"
#include "core/request/request.h"

namespace countersign {

Request evolve(Request request, const Event& event);

// The state that an event leads to.
RequestState state_after(RequestState before, const EventBody& body);

// Folds further events of a log onto `request`, checking what a log from outside could get wrong: the sequence has no
// gap, all events belong to one request, time does not run backwards, each event stands where the transition table has
// its verb and was caused by an actor who may use it, every digest is that of the version it speaks of (I2), only
// approvers of an open stage decided, and no stage or request is completed but by the decisions that stand in it (I1).
// Errors: log-broken or digest-mismatch, with a pointer into the list of events.
Result<Request> fold(Request request, const List<Event>& events);

}  // namespace countersign
