// What people do in a review.
#include "core/request/evolution.h"

#include <utility>

namespace countersign {
namespace {

void apply(Evolution& e, const PartOpened& opened) {
  const ActorId& actor = e.event.actor.person.id;
  if (has_opened(e.request, opened.version, opened.part, actor)) return;
  e.request.views.push_back({opened.version, opened.part, actor, e.event.at});
}

void apply(Evolution& e, const QuestionAsked& asked) {
  Question question;
  question.id = asked.question;
  question.text = asked.text;
  question.part = asked.part;
  question.version = e.version_number();
  question.signature = e.signature();
  question.chase_at = asked.chase_at;
  e.request.questions.push_back(std::move(question));
}

void apply(Evolution& e, const QuestionAnswered& answered) {
  Question* question = e.question(answered.question);
  if (question == nullptr) return;
  question->state = QuestionState::answered;
  question->answer = Answer{answered.text, e.signature()};
  question->chase_at.reset();
}

void apply(Evolution& e, const QuestionWithdrawn& withdrawn) {
  Question* question = e.question(withdrawn.question);
  if (question == nullptr) return;
  question->state = QuestionState::withdrawn;
  question->chase_at.reset();
}

void apply(Evolution& e, const Commented& commented) {
  e.request.comments.push_back({commented.comment, commented.text, commented.part, e.version_number(), e.signature()});
}

void apply(Evolution& e, const Decided& decided) {
  Decision decision;
  decision.id = decided.decision_id;
  decision.stage = decided.stage;
  decision.version = decided.version;
  decision.digest = decided.digest;
  decision.covered = decided.covered;
  decision.on_behalf_of = decided.on_behalf_of;
  decision.kind = decided.decision;
  decision.signature = e.signature();
  decision.challenge = decided.challenge;
  decision.rationale = decided.rationale;
  decision.opened = decided.opened;
  decision.not_opened = decided.not_opened;
  for (Condition condition : decided.conditions) {
    condition.decision = decided.decision_id;
    decision.conditions.push_back(condition.id);
    e.request.conditions.push_back(std::move(condition));
  }
  for (Objection objection : decided.objections) {
    objection.decision = decided.decision_id;
    decision.objections.push_back(objection.id);
    e.request.objections.push_back(std::move(objection));
  }
  e.request.decisions.push_back(std::move(decision));
  e.request.paused_at.reset();
}

void apply(Evolution& e, const StageOpened& opened) {
  if (Stage* stage = e.stage(opened.stage)) stage->status = StageStatus::open;
}

void apply(Evolution& e, const ClockStarted& started) {
  if (Stage* stage = e.stage(started.stage)) stage->clock = started.clock;
}

void apply(Evolution& e, const StageCompleted& completed) {
  Stage* stage = e.stage(completed.stage);
  if (stage == nullptr) return;
  stage->status = approves(completed.outcome) ? StageStatus::passed : StageStatus::stopped;
  stage->clock.reset();
}

void apply(Evolution& e, const Resolved&) {
  e.lock_version();
  e.stop_stages();
}

void apply(Evolution& e, const EffectReleased& released) {
  for (Effect& effect : e.request.effects) {
    if (effect.id == released.effect) effect.released = e.event.at;
  }
}

void apply(Evolution& e, const DecisionRetracted& retracted) { e.end_decisions({retracted.decision_id}, Standing::retracted); }

void apply(Evolution& e, const Delegated& delegated) {
  Delegation delegation;
  delegation.id = delegated.delegation;
  delegation.type = delegated.type;
  delegation.stage = delegated.stage;
  delegation.place = delegated.place;
  delegation.from = delegated.from;
  delegation.to = delegated.to;
  delegation.reason = delegated.reason;
  delegation.until = delegated.until;
  delegation.signature = e.signature();
  e.request.delegations.push_back(std::move(delegation));
}

void apply(Evolution& e, const DelegationEnded& ended) {
  for (Delegation& delegation : e.request.delegations) {
    if (delegation.id == ended.delegation) delegation.state = DelegationState::ended;
  }
}

void apply(Evolution& e, const ConditionSettled& settled) {
  Condition* condition = e.condition(settled.condition);
  if (condition == nullptr) return;
  condition->state = settled.state;
  condition->reason = settled.reason;
  condition->settled.reset();
  if (settled.state != ConditionState::open) {
    condition->settled = e.signature();
    return;
  }
  // As open as it was at first: what was said to meet it, and that it was chased, is history.
  condition->met.reset();
  condition->chased.reset();
}

template <class Body>
void apply_as(Evolution& evolution, const EventBody& body) {
  apply(evolution, get<Body>(body));
}

}  // namespace

void Evolution::end_decisions(const List<DecisionId>& ids, Standing standing) {
  for (Decision& decision : request.decisions) {
    if (contains(ids, decision.id)) decision.standing = standing;
  }
  for (Condition& condition : request.conditions) {
    if (is_unsettled(condition) && contains(ids, condition.decision)) condition.state = ConditionState::lapsed;
  }
  for (Objection& objection : request.objections) {
    if (objection.state == ObjectionState::open && contains(ids, objection.decision)) objection.state = ObjectionState::lapsed;
  }
}

void Evolution::lock_version() {
  if (!request.versions.empty()) request.versions.back().status = VersionStatus::locked;
}

void Evolution::stop_clocks() {
  for (Stage& stage : request.stages) stage.clock.reset();
}

void Evolution::stop_stages() {
  for (Stage& stage : request.stages) {
    if (stage.status == StageStatus::open) stage.status = StageStatus::waiting;
  }
  stop_clocks();
}

void apply(Evolution& evolution, const EventBody& body) {
  switch (body.index()) {
    case kIndexOf<EventBody, PartOpened>: return apply_as<PartOpened>(evolution, body);
    case kIndexOf<EventBody, QuestionAsked>: return apply_as<QuestionAsked>(evolution, body);
    case kIndexOf<EventBody, QuestionAnswered>: return apply_as<QuestionAnswered>(evolution, body);
    case kIndexOf<EventBody, QuestionWithdrawn>: return apply_as<QuestionWithdrawn>(evolution, body);
    case kIndexOf<EventBody, Commented>: return apply_as<Commented>(evolution, body);
    case kIndexOf<EventBody, Decided>: return apply_as<Decided>(evolution, body);
    case kIndexOf<EventBody, StageOpened>: return apply_as<StageOpened>(evolution, body);
    case kIndexOf<EventBody, ClockStarted>: return apply_as<ClockStarted>(evolution, body);
    case kIndexOf<EventBody, StageCompleted>: return apply_as<StageCompleted>(evolution, body);
    case kIndexOf<EventBody, Resolved>: return apply_as<Resolved>(evolution, body);
    case kIndexOf<EventBody, EffectReleased>: return apply_as<EffectReleased>(evolution, body);
    case kIndexOf<EventBody, DecisionRetracted>: return apply_as<DecisionRetracted>(evolution, body);
    case kIndexOf<EventBody, Delegated>: return apply_as<Delegated>(evolution, body);
    case kIndexOf<EventBody, DelegationEnded>: return apply_as<DelegationEnded>(evolution, body);
    case kIndexOf<EventBody, ConditionSettled>: return apply_as<ConditionSettled>(evolution, body);
    default: return apply_in_delivery(evolution, body);
  }
}

}  // namespace countersign
