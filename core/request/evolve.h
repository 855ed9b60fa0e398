// evolve: what the request is after an event. Total: it takes any event in any state and never fails; whether an event
// belongs there is decide's business, and that of fold() (core/json/fold.h) when a log comes from outside.
#pragma once

#include "core/base/result.h"
#include "core/request/event.h"
#include "core/request/request.h"

namespace countersign {

Request evolve(Request request, const Event& event);
void evolve_in_place(Request& request, const Event& event);  // the same, without moving it

// The state that an event leads to.
RequestState state_after(RequestState before, const EventBody& body);

}  // namespace countersign
