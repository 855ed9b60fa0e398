// What the people in a review do.
#include "core/request/samples.h"

#include "core/request/places.h"

namespace countersign {
namespace {

constexpr std::string_view kOpenNeeds[] = {"version", "part"};
constexpr std::string_view kAnswerNeeds[] = {"question", "text"};
constexpr std::string_view kTalkNeeds[] = {"text"};
constexpr std::string_view kRetractNeeds[] = {"decision"};
constexpr std::string_view kQuestionNeeds[] = {"question"};
constexpr std::string_view kDelegateNeeds[] = {"stage", "to", "reason"};
constexpr std::string_view kDelegationNeeds[] = {"delegation"};
constexpr std::string_view kConditionNeeds[] = {"condition"};
constexpr std::string_view kConditionReasonNeeds[] = {"condition", "reason"};
constexpr std::string_view kDecisionNeeds[] = {"stage", "version", "displayed_digest", "decision", "challenge"};
// And what the rules ask for besides. Objections: or a rationale, which says what to change as well.
constexpr std::string_view kConditionalNeeds[] = {"stage", "version", "displayed_digest", "decision", "challenge", "conditions"};
constexpr std::string_view kObjectingNeeds[] = {"stage", "version", "displayed_digest", "decision", "challenge", "objections"};

std::int64_t version_number(const Request& request) { return static_cast<std::int64_t>(request.versions.size()); }

PartId first_part(const Request& request) {
  const Version* version = current_version(request);
  return version == nullptr || version->content.parts.empty() ? PartId() : version->content.parts.front().id;
}

Targets open_questions(const Request& request) {
  Targets targets;
  for (const Question& question : request.questions) {
    if (question.state == QuestionState::open) targets.push_back(question.id.text());
  }
  return targets;
}

Targets standing_decisions_of(const Request& request, const ActorId& actor) {
  Targets targets;
  for (const Decision& decision : request.decisions) {
    const bool own = decision.signature.by.person.id == actor;
    if (own && decision.standing == Standing::standing) targets.push_back(decision.id.text());
  }
  return targets;
}

Targets places_held(const Request& request, const Context& context) {
  Targets targets;
  for (const Stage& stage : request.stages) {
    const bool holds = held_place(request, stage, context.actor.person.id, context.now) != nullptr;
    if (holds) targets.push_back(stage.definition.id.text());
  }
  return targets;
}

Targets standing_delegations(const Request& request) {
  Targets targets;
  for (const Delegation& delegation : request.delegations) {
    if (delegation.state == DelegationState::standing) targets.push_back(delegation.id.text());
  }
  return targets;
}

Targets unsettled_conditions(const Request& request) {
  Targets targets;
  for (const Condition& condition : request.conditions) {
    if (is_unsettled(condition)) targets.push_back(condition.id.text());
  }
  return targets;
}

}  // namespace

Targets targets_of(Verb verb, const Request& request, const Context& context) {
  switch (verb) {
    case Verb::open_part:
    case Verb::ask:
    case Verb::comment: return {};
    case Verb::answer:
    case Verb::withdraw_question: return open_questions(request);
    case Verb::retract: return standing_decisions_of(request, context.actor.person.id);
    case Verb::delegate: return places_held(request, context);
    case Verb::end_delegation: return standing_delegations(request);
    case Verb::close_condition:
    case Verb::waive_condition:
    case Verb::reopen_condition: return unsettled_conditions(request);
    default: return delivery_targets_of(verb, request);
  }
}

Command sample_of(Verb verb, const std::string& target, const Request& request) {
  switch (verb) {
    case Verb::open_part: return OpenPartCommand{version_number(request), first_part(request)};
    case Verb::ask: return AskCommand{};
    case Verb::answer: return AnswerCommand{id_of<QuestionId>(target), {}};
    case Verb::comment: return CommentCommand{};
    case Verb::decide: return DecideCommand{};
    case Verb::retract: return RetractCommand{id_of<DecisionId>(target), {}};
    case Verb::withdraw_question: return WithdrawQuestionCommand{id_of<QuestionId>(target)};
    case Verb::delegate: return DelegateCommand{id_of<StageId>(target), {}, {}, {}};
    case Verb::end_delegation: return EndDelegationCommand{id_of<DelegationId>(target)};
    case Verb::close_condition: return CloseConditionCommand{id_of<ConditionId>(target)};
    case Verb::waive_condition: return WaiveConditionCommand{id_of<ConditionId>(target), {}};
    case Verb::reopen_condition: return ReopenConditionCommand{id_of<ConditionId>(target), {}};
    default: return delivery_sample_of(verb, target, request);
  }
}

Command sample_decision(const StageId& stage, DecisionKind kind, const Request& request, const Context& context) {
  DecideCommand command;
  command.stage = stage;
  command.version = version_number(request);
  if (!request.versions.empty()) command.displayed_digest = request.versions.back().digest;
  command.decision = kind;
  command.challenge = context.challenge->value;
  if (kind == DecisionKind::approve_with_conditions) command.conditions.emplace_back();
  if (!approves(kind)) command.objections.emplace_back();
  return command;
}

Needs needs_of(Verb verb) {
  switch (verb) {
    case Verb::open_part: return kOpenNeeds;
    case Verb::answer: return kAnswerNeeds;
    case Verb::ask:
    case Verb::comment: return kTalkNeeds;
    case Verb::decide: return kDecisionNeeds;
    case Verb::retract: return kRetractNeeds;
    case Verb::withdraw_question: return kQuestionNeeds;
    case Verb::delegate: return kDelegateNeeds;
    case Verb::end_delegation: return kDelegationNeeds;
    case Verb::close_condition: return kConditionNeeds;
    case Verb::waive_condition:
    case Verb::reopen_condition: return kConditionReasonNeeds;
    default: return delivery_needs_of(verb);
  }
}

Needs needs_of(DecisionKind kind) {
  switch (kind) {
    case DecisionKind::approve: break;
    case DecisionKind::approve_with_conditions: return kConditionalNeeds;
    case DecisionKind::request_changes:
    case DecisionKind::reject: return kObjectingNeeds;
  }
  return kDecisionNeeds;
}

}  // namespace countersign
