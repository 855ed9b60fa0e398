// Guards of stages: whether a predicate holds for the facts of a request.
//
// Every request has the facts `kind` and, where it says so, `project`, `amount` (minor units) and `currency`; its list of
// facts names others. A comparison with a fact that is not there, or with a text where a number is asked for, is false;
// its negation holds.
#pragma once

#include "core/request/request.h"

namespace countersign {

bool holds(const Predicate& predicate, const Request& request);

// Whether the request states every fact that the predicate looks at. Submission asks for it: a stage that depends on
// something that nobody has said would be skipped, or asked, by accident.
bool states_facts(const Predicate& predicate, const Request& request);

}  // namespace countersign
