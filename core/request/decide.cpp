#include "core/request/decide.h"

#include <algorithm>
#include <utility>

#include "core/base/canonical.h"
#include "core/request/guards.h"
#include "core/request/happening.h"
#include "core/request/roles.h"
#include "core/request/room.h"
#include "core/request/stages.h"
#include "core/request/transitions.h"

namespace countersign {
namespace {

bool is_full(const Asked& asked, Verb verb, std::size_t new_events) {
  const bool heavy = asked.context.record_bytes > static_cast<std::int64_t>(limits::kRecordBytes);
  return !has_room(asked.request, verb, new_events) || (heavy && !is_kept_room_for(verb));
}

bool was_applied(const Request& request, const Context& context) {
  return std::any_of(request.applied.begin(), request.applied.end(), [&](const Applied& applied) {
    return applied.command == context.command_id && applied.actor == context.actor.person.id;
  });
}

Error no_such_row(const Request& request, Verb verb) {
  if (request.state == RequestState::none) return make_error(ErrorCode::request_unknown);
  if (Refusal refusal = no_delivery_row(request, verb)) return *std::move(refusal);
  return make_error(ErrorCode::wrong_state, "",
               canonical::joined({"In the state ", word(request.state), " there is no ", word(verb), "."}));
}

Refusal ask_guards(const Transition& transition, const Asked& asked) {
  if (!may_use(transition, asked.context.actor.kind)) {
    return refuse(transition.who == Who::system ? ErrorCode::system_only : ErrorCode::humans_only);
  }
  for (const Guard guard : transition.guard_list()) {
    if (Refusal refusal = ask_guard(guard, asked)) return refusal;
  }
  return std::nullopt;
}

Outcome outcome_of(const Request& request, const Command& command) {
  if (const auto* decision = get_if<DecideCommand>(&command)) {
    return outcome_with(request, *find_stage(request, decision->stage), decision->decision);
  }
  if (const auto* close = get_if<CloseConditionCommand>(&command)) return outcome_without(request, close->condition);
  if (const auto* waive = get_if<WaiveConditionCommand>(&command)) return outcome_without(request, waive->condition);
  return Outcome::none;
}

}  // namespace

Instant instant_of(const Request& request, const Context& context) { return std::max(context.now, request.updated_at); }

Result<List<Event>> decide(const Request& request, const Command& command, const Context& context) {
  return was_applied(request, context) ? List<Event>() : decide_new(request, command, context);
}

Result<List<Event>> decide_new(const Request& request, const Command& command, const Context& context) {
  const Verb verb = verb_of(command);
  const Transition* any_outcome = find_transition(request.state, verb);
  if (any_outcome == nullptr) return no_such_row(request, verb);
  if (Refusal refusal = ask_role(verb, context)) return *std::move(refusal);
  const Asked asked{request, command, context, instant_of(request, context)};
  if (Refusal refusal = ask_guards(*any_outcome, asked)) return *std::move(refusal);
  const Transition* transition = find_transition(request.state, verb, outcome_of(request, command));
  check(transition != nullptr);  // transitions.cpp proves that every outcome has its row
  Happening happening(asked, transition->to);
  happen(happening, command);
  List<Event> events = happening.take();
  if (is_full(asked, verb, events.size())) return make_error(ErrorCode::limit_reached);
  return events;
}

}  // namespace countersign
