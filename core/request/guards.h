// The named guards of the transition table. Each looks, changes nothing, and answers with at most one refusal.
#pragma once

#include "core/base/result.h"
#include "core/request/command.h"
#include "core/request/request.h"
#include "core/request/transitions.h"

namespace countersign {

// One command, asked of one request, in one context.
struct Asked {
  const Request& request;
  const Command& command;
  const Context& context;
  Instant now;  // instant_of() the two: what the record will say
};

Refusal ask_guard(Guard guard, const Asked& asked);

}  // namespace countersign
