// What permitted() offers, beside what decide() takes.
#pragma once

#include <string>
#include <vector>

#include "core/request/permitted.h"
#include "tests/core/world.h"

namespace countersign::world {

// What a command, or an option, is: its verb, what it is about, and of a decision which one. Both are the same when the
// option speaks of the command.
std::string option_key(const Command& command);
std::string option_key(const Option& option);

// Where the two differ; "" when they agree: each option that is allowed is taken when it says what it needs, and every one of
// these moves whose option is refused is refused.
std::string objection_to_offers(const Request& request, const Actor& who, Instant now, const std::vector<Move>& moves);

}  // namespace countersign::world
