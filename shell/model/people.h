// Everybody a log knows of, so that one can ask what each of them may do.
#pragma once

#include <vector>

#include "core/base/list.h"
#include "core/request/event.h"

namespace countersign::shell {

// Whoever acted, in the order of the log; then members of stages and people to whom a place was handed who have not
// acted yet, taken for people of the customer's side; then one agent and one system actor, if none acted: what an
// automation may do is always worth asking.
std::vector<Actor> people_of(const List<Event>& events);

}  // namespace countersign::shell
