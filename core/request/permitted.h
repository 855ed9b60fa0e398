// permitted: for every verb, whether this actor may use it now, and if so what it needs and what it would cause; if not,
// why. It runs decide() on a well-formed sample of each command, so it cannot disagree with the judgement of the click.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/base/list.h"
#include "core/base/result.h"
#include "core/request/command.h"
#include "core/request/request.h"

namespace countersign {

enum class CauseType : std::uint8_t {
  state_changes,         // state
  version_locked,        // number: the version
  stage_completed,       // stage, outcome
  stage_opened,          // stage
  decisions_superseded,  // number: how many
  waits_for,             // stage, number: how many more approvals
};

// One consequence, as the reader would be told it. Fields that the type does not name are blank.
struct Cause {
  CauseType type = CauseType::state_changes;
  StageId stage = {};
  std::int64_t number = 0;
  RequestState state = RequestState::none;
  DecisionKind outcome = DecisionKind::approve;
};

// One verb; of `decide`, one decision in one stage.
struct Option {
  Verb verb = Verb::create;
  std::optional<StageId> stage;
  std::optional<DecisionKind> decision;
  std::span<const std::string_view> needs;  // fields that the command has to carry
  std::optional<Error> refusal;             // absent: allowed
  List<Cause> causes;                // when allowed
};

struct Permitted {
  List<Option> options;    // one per verb; for decide one per stage of the actor and decision
  List<Problem> missing;   // what submission still lacks; empty outside preparation
};

// context.challenge and context.command_id do not matter here: whether the challenge is fresh is asked at the click.
Permitted permitted(const Request& request, const Context& context);

}  // namespace countersign
