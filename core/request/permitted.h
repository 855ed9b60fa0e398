// What an actor may do: for each verb, whether the core would take it now, and if so what it needs and what it would cause; if not,
// why. It runs decide() on a well-formed sample of each command, so it cannot disagree with the judgement of the click.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/list.h"
#include "core/base/result.h"
#include "core/request/command.h"
#include "core/request/preview.h"
#include "core/request/request.h"

namespace countersign {

// One verb, of one target where it has several: a question, a condition, ...; of `decide`, one decision in one stage.
struct Option {
  Verb verb = Verb::create;
  std::string target;  // the id in the field that the verb is about; empty: there is none
  std::optional<StageId> stage;
  std::optional<DecisionKind> decision;
  std::span<const std::string_view> needs;  // fields that the command has to carry
  std::optional<Error> refusal;             // absent: allowed
  List<Cause> causes;                       // when allowed
};

struct Permitted {
  List<Option> options;    // one per verb and target; for decide one per stage of the actor and decision
  List<Problem> missing;   // what submission still lacks; empty outside preparation
};

// context.challenge and context.command_id do not matter here: whether the challenge is fresh is asked at the click.
Permitted permitted(const Request& request, const Context& context);

}  // namespace countersign
