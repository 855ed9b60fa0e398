#include "core/request/guards.h"

#include <algorithm>
#include <string>

#include "core/base/canonical.h"
#include "core/request/places.h"
#include "core/request/stages.h"

namespace countersign {
namespace {

const ActorId& actor_of(const Asked& asked) { return asked.context.actor.person.id; }

Refusal delivery(const Asked& asked) {
  if (asked.context.actor.party == Party::delivery) return std::nullopt;
  return refuse(ErrorCode::delivery_only);
}

Refusal participant(const Asked& asked) {
  if (is_participant(asked.request, asked.context.actor)) return std::nullopt;
  return refuse(ErrorCode::not_a_participant);
}

Refusal shown_is_current(const Asked& asked) {
  const Version* current = current_version(asked.request);
  const auto& command = as<DecideCommand>(asked);
  if (current == nullptr || command.version != current->number) return refuse(ErrorCode::version_stale, "/version");
  if (command.displayed_digest != current->digest) return refuse(ErrorCode::version_stale, "/displayed_digest");
  return std::nullopt;
}

Refusal part_known(const Asked& asked) {
  const Request& request = asked.request;
  if (const auto* open = get_if<OpenPartCommand>(&asked.command)) {
    const bool known = open->version >= 1 && open->version <= static_cast<std::int64_t>(request.versions.size());
    if (!known) return refuse(ErrorCode::version_unknown, "/version");
    const Version& version = request.versions[static_cast<std::size_t>(open->version) - 1];
    if (find_part(version, open->part) == nullptr) return refuse(ErrorCode::part_unknown, "/part");
    return std::nullopt;
  }
  const auto* ask = get_if<AskCommand>(&asked.command);
  const PartId& part = ask != nullptr ? ask->part : as<CommentCommand>(asked).part;
  const Version* current = current_version(request);
  if (part.empty() || (current != nullptr && find_part(*current, part) != nullptr)) return std::nullopt;
  return refuse(ErrorCode::part_unknown, "/part");
}

Refusal question_open(const Asked& asked) {
  const Question* question = find_question(asked.request, as<AnswerCommand>(asked).question);
  if (question == nullptr) return refuse(ErrorCode::question_unknown, "/question");
  if (question->state != QuestionState::open) return refuse(ErrorCode::question_answered, "/question");
  return std::nullopt;
}

Refusal not_own_question(const Asked& asked) {
  const Question* question = find_question(asked.request, as<AnswerCommand>(asked).question);
  check(question != nullptr);  // question_open stands before this guard
  if (question->signature.by.person.id != asked.context.actor.person.id) return std::nullopt;
  return refuse(ErrorCode::own_question, "/question");
}

Refusal own_question(const Asked& asked) {
  const Question* question = find_question(asked.request, as<WithdrawQuestionCommand>(asked).question);
  if (question == nullptr) return refuse(ErrorCode::question_unknown, "/question");
  if (question->state != QuestionState::open) return refuse(ErrorCode::question_answered, "/question");
  if (question->signature.by.person.id == actor_of(asked)) return std::nullopt;
  return refuse(ErrorCode::not_your_question, "/question");
}

Refusal stage_open(const Asked& asked) { return check_open(asked.request, as<DecideCommand>(asked).stage); }

// The approver whose place the actor holds. Precondition: stage_open has been asked.
const Member* place_in(const Asked& asked, const StageId& id) {
  const Stage* stage = find_stage(asked.request, id);
  check(stage != nullptr);
  return held_place(asked.request, *stage, actor_of(asked), asked.now);
}

Refusal approver(const Asked& asked) {
  if (place_in(asked, as<DecideCommand>(asked).stage) != nullptr) return std::nullopt;
  return refuse(ErrorCode::not_an_approver, "/stage");
}

Refusal not_requesting(const Asked& asked) {
  const bool own = demands(asked.request, Demand::no_self_approval) && is_requesting(asked.request, actor_of(asked));
  return own ? refuse(ErrorCode::self_approval) : std::nullopt;
}

Refusal not_decided(const Asked& asked) {
  const StageId& stage = as<DecideCommand>(asked).stage;
  const bool in_place = standing_decision(asked.request, stage, place_in(asked, stage)->person.id) != nullptr;
  const bool elsewhere = has_decided(asked.request, stage, actor_of(asked));
  return in_place || elsewhere ? refuse(ErrorCode::already_decided, "/stage") : std::nullopt;
}

Refusal offered(const Asked& asked) {
  const auto& command = as<DecideCommand>(asked);
  if (find_stage(asked.request, command.stage)->definition.offered.has(command.decision)) return std::nullopt;
  return refuse(ErrorCode::decision_not_offered, "/decision");
}

// Of what the stage covers: the marked parts, or all of them, where that is demanded.
Refusal parts_opened(const Asked& asked) {
  const Version* version = current_version(asked.request);
  const StageDefinition& stage = find_stage(asked.request, as<DecideCommand>(asked).stage)->definition;
  const bool all = demands(asked.request, Demand::open_all_parts);
  List<Problem> unopened;
  for (std::size_t i = 0; i < version->content.parts.size(); ++i) {
    const Part& part = version->content.parts[i];
    const bool opened = has_opened(asked.request, version->number, part.id, asked.context.actor.person.id);
    const bool asked_for = (all || part.must_open) && covers(stage, part.id);
    if (!asked_for || opened) continue;
    unopened.push_back({ErrorCode::part_not_opened, canonical::joined({at("versions", asked.request.versions.size() - 1, "parts"), "/", canonical::integer_text(i)})});
  }
  if (unopened.empty()) return std::nullopt;
  return Error{ErrorCode::part_not_opened, "/version", "", std::move(unopened)};
}

Refusal questions_answered(const Asked& asked) {
  const bool approving = approves(as<DecideCommand>(asked).decision);
  if (!approving || !demands(asked.request, Demand::answer_first)) return std::nullopt;
  const List<Question>& questions = asked.request.questions;
  const bool waits = std::any_of(questions.begin(), questions.end(), [&](const Question& question) {
    return question.state == QuestionState::open && question.signature.by.person.id == actor_of(asked);
  });
  return waits ? refuse(ErrorCode::question_open, "/decision") : std::nullopt;
}

Refusal objections_point_at_parts(const DecideCommand& command, const Version& version) {
  for (std::size_t i = 0; i < command.objections.size(); ++i) {
    const PartId& part = command.objections[i].part;
    if (!part.empty() && find_part(version, part) == nullptr) return refuse(ErrorCode::part_unknown, at("objections", i, "part"));
  }
  return std::nullopt;
}

Refusal conditions_lie_ahead(const DecideCommand& command, Instant now) {
  for (std::size_t i = 0; i < command.conditions.size(); ++i) {
    const std::optional<Instant>& due = command.conditions[i].due;
    if (due && *due <= now) return refuse(ErrorCode::due_past, at("conditions", i, "due"));
  }
  return std::nullopt;
}

Refusal reasons_given(const Asked& asked) {
  const auto& command = as<DecideCommand>(asked);
  const bool conditional = command.decision == DecisionKind::approve_with_conditions;
  const bool approving = approves(command.decision);
  if (!conditional && !command.conditions.empty()) return refuse(ErrorCode::reasons_not_taken, "/conditions");
  if (approving && !command.objections.empty()) return refuse(ErrorCode::reasons_not_taken, "/objections");
  if (conditional && command.conditions.empty()) return refuse(ErrorCode::condition_missing, "/conditions");
  const bool has_reason = !command.objections.empty() || !is_blank(command.rationale.text());
  if (!approving && !has_reason) return refuse(ErrorCode::objection_missing, "/objections");
  if (Refusal refusal = objections_point_at_parts(command, *current_version(asked.request))) return refusal;
  return conditions_lie_ahead(command, asked.now);
}

Refusal challenge_fresh(const Asked& asked) {
  const Challenge& given = as<DecideCommand>(asked).challenge;
  const std::optional<ExpectedChallenge>& expected = asked.context.challenge;
  const bool used = std::any_of(asked.request.decisions.begin(), asked.request.decisions.end(),
                                [&](const Decision& decision) { return decision.challenge == given; });
  if (used) return refuse(ErrorCode::challenge_reused, "/challenge");
  if (!expected || expected->value != given) return refuse(ErrorCode::challenge_unknown, "/challenge");
  if (asked.now >= expected->expires) return refuse(ErrorCode::challenge_expired, "/challenge");
  return std::nullopt;
}

Refusal own_standing_decision(const Asked& asked) {
  const auto& command = as<RetractCommand>(asked);
  for (const Decision& decision : asked.request.decisions) {
    if (decision.id != command.decision || decision.standing != Standing::standing) continue;
    const bool own = decision.signature.by.person.id == asked.context.actor.person.id;
    if (!own) return refuse(ErrorCode::not_your_decision, "/decision");
    const Stage* stage = find_stage(asked.request, decision.stage);
    if (stage == nullptr || stage->status != StageStatus::open) return refuse(ErrorCode::stage_not_open, "/decision");
    return std::nullopt;
  }
  return refuse(ErrorCode::decision_unknown, "/decision");
}


Refusal holds_place(const Asked& asked) {
  const auto& command = as<DelegateCommand>(asked);
  if (Refusal refusal = check_open(asked.request, command.stage)) return refusal;
  if (place_in(asked, command.stage) == nullptr) return refuse(ErrorCode::not_an_approver, "/stage");
  if (command.until && *command.until <= asked.now) return refuse(ErrorCode::due_past, "/until");
  return std::nullopt;
}

Refusal can_take_over(const Asked& asked) {
  const auto& command = as<DelegateCommand>(asked);
  const Stage& stage = *find_stage(asked.request, command.stage);
  return check_hand_over(asked.request, stage, *place_in(asked, command.stage), command.to, asked.now);
}

// Whoever handed the place on takes it back, until somebody has decided in it.
Refusal own_delegation(const Asked& asked) {
  const Delegation* delegation = find_delegation(asked.request, as<EndDelegationCommand>(asked).delegation);
  if (delegation == nullptr || delegation->state != DelegationState::standing) {
    return refuse(ErrorCode::delegation_unknown, "/delegation");
  }
  if (delegation->signature.by.person.id != actor_of(asked)) return refuse(ErrorCode::not_your_delegation, "/delegation");
  const bool decided = standing_decision(asked.request, delegation->stage, delegation->place) != nullptr;
  return decided ? refuse(ErrorCode::already_decided, "/delegation") : std::nullopt;
}

const ConditionId& condition_of(const Command& command) {
  if (const auto* close = get_if<CloseConditionCommand>(&command)) return close->condition;
  if (const auto* waive = get_if<WaiveConditionCommand>(&command)) return waive->condition;
  const auto* reopen = get_if<ReopenConditionCommand>(&command);
  check(reopen != nullptr);
  return reopen->condition;
}

Refusal condition_unsettled(const Asked& asked) {
  const Condition* condition = find_condition(asked.request, condition_of(asked.command));
  if (condition == nullptr) return refuse(ErrorCode::condition_unknown, "/condition");
  const bool reopening = holds<ReopenConditionCommand>(asked.command);
  const bool fits = reopening ? condition->state == ConditionState::met : is_unsettled(*condition);
  return fits ? std::nullopt : refuse(ErrorCode::condition_settled, "/condition");
}

// Whoever decided, or holds the place of that decision now.
Refusal own_condition(const Asked& asked) {
  const Request& request = asked.request;
  const Decision* decision = find_decision(request, find_condition(request, condition_of(asked.command))->decision);
  if (decision == nullptr) return refuse(ErrorCode::not_your_condition, "/condition");
  if (decision->signature.by.person.id == actor_of(asked)) return std::nullopt;
  const Stage* stage = find_stage(request, decision->stage);
  const Member* place = stage == nullptr ? nullptr : held_place(request, *stage, actor_of(asked), asked.now);
  if (place != nullptr && place->person.id == place_of(*decision)) return std::nullopt;
  return refuse(ErrorCode::not_your_condition, "/condition");
}

}  // namespace

std::string at(std::string_view list, std::size_t index, std::string_view field) {
  return canonical::joined({"/", list, "/", canonical::integer_text(index), "/", field});
}

Refusal check_open(const Request& request, const StageId& id) {
  const Stage* stage = find_stage(request, id);
  if (stage == nullptr) return refuse(ErrorCode::stage_unknown, "/stage");
  const bool settling = request.state == RequestState::approved_with_conditions;
  if (!settling && stage->status != StageStatus::open) return refuse(ErrorCode::stage_not_open, "/stage");
  return std::nullopt;
}

Refusal ask_guard(Guard guard, const Asked& asked) {
  switch (guard) {
    case Guard::delivery: return delivery(asked);  // customers are told so about comments on a draft
    case Guard::participant: return participant(asked);
    case Guard::shown_is_current: return shown_is_current(asked);
    case Guard::part_known: return part_known(asked);
    case Guard::question_open: return question_open(asked);
    case Guard::not_own_question: return not_own_question(asked);
    case Guard::own_question: return own_question(asked);
    case Guard::stage_open: return stage_open(asked);
    case Guard::approver: return approver(asked);
    case Guard::not_requesting: return not_requesting(asked);
    case Guard::not_decided: return not_decided(asked);
    case Guard::offered: return offered(asked);
    case Guard::parts_opened: return parts_opened(asked);
    case Guard::questions_answered: return questions_answered(asked);
    case Guard::reasons_given: return reasons_given(asked);
    case Guard::challenge_fresh: return challenge_fresh(asked);
    case Guard::own_standing_decision: return own_standing_decision(asked);
    case Guard::holds_place: return holds_place(asked);
    case Guard::can_take_over: return can_take_over(asked);
    case Guard::own_delegation: return own_delegation(asked);
    case Guard::condition_unsettled: return condition_unsettled(asked);
    case Guard::own_condition: return own_condition(asked);
    default: return ask_delivery_guard(guard, asked);
  }
}

}  // namespace countersign
