// Dry run: what a command would cause, as its reader would be told it. It runs decide(), so it cannot disagree with what
// happens.
#pragma once

#include <cstdint>
#include <span>

#include "core/base/list.h"
#include "core/base/result.h"
#include "core/request/command.h"
#include "core/request/event.h"
#include "core/request/request.h"

namespace countersign {

enum class CauseType : std::uint8_t {
  state_changes,         // state
  version_locked,        // number: the version
  stage_completed,       // stage, outcome
  stage_skipped,         // stage
  stage_opened,          // stage, people: who is asked; of a stage that is not complete in the same step
  response_due,          // stage, at
  decisions_superseded,  // number: how many
  decisions_carried,     // number: how many
  waits_for,             // stage, number: how many more approvals
  conditions_left,       // number: how many conditions are still to be settled
  effect_released,       // effect
  asked_now,             // stage, people: who holds a place that was handed on
};

// One consequence. Fields that the type does not name are blank.
struct Cause {
  CauseType type = CauseType::state_changes;
  StageId stage = {};
  std::int64_t number = 0;
  RequestState state = RequestState::none;
  DecisionKind outcome = DecisionKind::approve;
  Instant at = {};
  List<Person> people = {};
  Effect effect = {};
};

// Of events that decide() answered for this request.
List<Cause> causes_of(const Request& request, const List<Event>& events);

struct Preview {
  RequestState state = RequestState::none;  // after the command
  List<Cause> causes;                       // empty when the command was carried out before (I9), or changes no more than its own
};

// Errors: those of decide().
Result<Preview> preview(const Request& request, const Command& command, const Context& context);

}  // namespace countersign
