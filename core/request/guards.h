// The named guards of the transition table. Each looks, changes nothing, and answers with at most one refusal.
#pragma once

#include <string>
#include <string_view>

#include "core/base/check.h"
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

// Whether what a `create` or an `edit` says holds together, whatever the request.
// Errors: duplicate-id, invalid-format, and those of check_calendar(); the pointer leads into the command.
Refusal subject_sound(const SubjectFields& fields);

// The guards of what only the delivery team and the system do: guards_delivery.cpp.
Refusal ask_delivery_guard(Guard guard, const Asked& asked);

// What is said, besides that the state has no such verb, to the delivery team: request-exists, version-locked.
Refusal no_delivery_row(const Request& request, Verb verb);

// Whether decisions are asked for in the stage, or places of it may move: while conditions are settled they may in all.
// Errors: stage-unknown, stage-not-open; the pointer is /stage.
Refusal check_open(const Request& request, const StageId& id);

// The command as the verb that the table says it is.
template <class T>
const T& as(const Asked& asked) {
  const T* command = get_if<T>(&asked.command);
  check(command != nullptr);
  return *command;
}

// "/list/index/field"
std::string at(std::string_view list, std::size_t index, std::string_view field);

}  // namespace countersign
