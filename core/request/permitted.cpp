#include "core/request/permitted.h"

#include <algorithm>

#include "core/request/decide.h"
#include "core/request/places.h"
#include "core/request/samples.h"

namespace countersign {
namespace {

constexpr std::size_t kMostTargets = 50;  // per verb: the first ones

void judge(const Request& request, const Command& command, const Context& context, Option& option) {
  const Result<List<Event>> events = decide(request, command, context);
  if (events.ok()) {
    option.causes = causes_of(request, events.value());
  } else {
    option.refusal = events.error();
  }
}

// The first stage that is open, else the first. Precondition: there are stages.
const Stage& first_open_stage(const Request& request) {
  for (const Stage& stage : request.stages) {
    if (stage.status == StageStatus::open) return stage;
  }
  return request.stages.front();
}

// The stages whose decisions are worth showing to this actor: those where they hold a place; else the open one.
List<StageId> stages_for(const Request& request, const Context& context) {
  List<StageId> stages;
  for (const Stage& stage : request.stages) {
    const bool holds = held_place(request, stage, context.actor.person.id, context.now) != nullptr;
    if (holds) stages.push_back(stage.definition.id);
  }
  if (stages.empty() && !request.stages.empty()) stages.push_back(first_open_stage(request).definition.id);
  return stages;
}

Context for_asking(const Request& request, const Context& context) {
  Context asking = context;
  asking.now = instant_of(request, context);
  asking.command_id = CommandId();  // no command that was applied has no id
  // No challenge that was ever used is blank.
  asking.challenge = ExpectedChallenge{Challenge(), Instant::latest()};
  return asking;
}

Option option_of(Verb verb, Needs needs) {
  Option option;
  option.verb = verb;
  option.needs = needs;
  return option;
}

void add_decisions(const Request& request, const Context& asking, List<Option>& options) {
  for (const StageId& stage : stages_for(request, asking)) {
    for (std::size_t k = 0; k < Words<DecisionKind>::list.size(); ++k) {
      const DecisionKind kind = static_cast<DecisionKind>(k);
      Option option = option_of(Verb::decide, needs_of(kind));
      option.stage = stage;
      option.decision = kind;
      judge(request, sample_decision(stage, kind, request, asking), asking, option);
      options.push_back(std::move(option));
    }
  }
}

void add_option(Verb verb, const std::string& target, const Request& request, const Context& asking, List<Option>& options) {
  Option option = option_of(verb, needs_of(verb));
  option.target = target;
  judge(request, sample_of(verb, target, request), asking, option);
  options.push_back(std::move(option));
}

}  // namespace

Permitted permitted(const Request& request, const Context& context) {
  const Context asking = for_asking(request, context);
  Permitted answer;
  for (const Verb verb : known_verbs()) {
    // Without stages nobody can be asked to decide; then there is one answer for all decisions.
    if (verb == Verb::decide && !request.stages.empty()) {
      add_decisions(request, asking, answer.options);
      continue;
    }
    const Targets targets = targets_of(verb, request, asking);
    for (std::size_t i = 0; i < std::min(targets.size(), kMostTargets); ++i) {
      add_option(verb, targets[i], request, asking, answer.options);
    }
    if (targets.empty()) add_option(verb, {}, request, asking, answer.options);
  }
  answer.missing = missing_in_preparation(request, asking);
  return answer;
}

}  // namespace countersign
