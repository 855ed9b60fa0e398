// Roles of the delivery side (R11 to R16, R149 to R151): who prepares, submits, answers, operates, or only follows.
//
// A role takes away and never gives: what is left is judged by the transition table like everybody's. Who decides is not a
// matter of roles but of the request's stages; so a role never keeps a member of a stage from deciding, and customers have none.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/result.h"
#include "core/request/command.h"

namespace countersign {

enum class Right : std::uint8_t {
  follow,   // read, and do what one's own place in a request gives
  prepare,  // materials, versions, checks (R11)
  submit,   // put before the customer, take back, move dates and places (R12, R14)
  answer,   // questions, objections, conditions, comments (R12, R26)
  operate,  // what an approval leads to, and what goes on without one (R15, R38)
};

// Roles are of the delivery side.
bool takes_role(const Actor& actor);

bool has_right(Role role, Right right);

// Whether all that the one may do, the other may as well: who hands out roles hands out no more than their own.
bool covers(Role role, Role other);

Right right_for(Verb verb);

// Errors: forbidden.
Refusal ask_role(Verb verb, const Context& context);

}  // namespace countersign
