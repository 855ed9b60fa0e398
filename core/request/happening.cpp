// What the people in a review do.
#include "core/request/happening.h"

#include <algorithm>

#include "core/request/clock.h"
#include "core/request/places.h"

namespace countersign {

Event& Happening::next_event() {
  Event& event = events_.emplace_back();
  event.seq = request.head + static_cast<std::int64_t>(events_.size());
  event.at = now;
  event.request = request.state == RequestState::none ? context.request : request.id;
  event.actor = context.actor;
  event.command_id = context.command_id;
  return event;
}

void Happening::start_clock_of(const Stage& stage) {
  if (!request.policy) return;
  auto& started = add<ClockStarted>();
  started.stage = stage.definition.id;
  started.clock = start_clock(request, *request.policy, now, due);
}

void Happening::move_stages(const List<StageMove>& moves) {
  for (const StageMove& move : moves) {
    if (move.opens) add<StageOpened>().stage = move.stage->definition.id;
    if (!move.outcome) {
      start_clock_of(*move.stage);
      continue;
    }
    auto& completed = add<StageCompleted>();
    completed.stage = move.stage->definition.id;
    completed.outcome = *move.outcome;
  }
}

void Happening::start_stopped_clocks(const List<StageMove>& moves) {
  for (const Stage& stage : request.stages) {
    const bool completed = !moves.empty() && moves.front().stage == &stage;
    if (stage.status == StageStatus::open && !stage.clock && !completed) start_clock_of(stage);
  }
}

void Happening::resolve() {
  auto& resolved = add<Resolved>();
  resolved.state = to;
  resolved.version = version().number;
  resolved.digest = version().digest;
  if (to != RequestState::approved && to != RequestState::approved_with_conditions) return;
  for (const Effect& effect : request.effects) {
    const bool waits = effect.after == ReleaseAfter::conditions_closed && to != RequestState::approved;
    if (!effect.released && !waits) add<EffectReleased>().effect = effect.id;
  }
}

namespace {

// The first time counts; nothing happens when a part is opened again.
void open_part(Happening& happening, const OpenPartCommand& command) {
  if (has_opened(happening.request, command.version, command.part, happening.context.actor.person.id)) return;
  auto& opened = happening.add<PartOpened>();
  opened.version = command.version;
  opened.part = command.part;
}

void ask(Happening& happening, const AskCommand& command) {
  auto& asked = happening.add<QuestionAsked>();
  const Request& request = happening.request;
  asked.question = next_id<QuestionId>('q', request.questions);
  asked.text = command.text;
  asked.part = command.part;
  if (request.policy && request.policy->questions) {
    asked.chase_at = instant_after(request, happening.now, *request.policy->questions);
  }
}

void answer(Happening& happening, const AnswerCommand& command) {
  auto& answered = happening.add<QuestionAnswered>();
  answered.question = command.question;
  answered.text = command.text;
}

void comment(Happening& happening, const CommentCommand& command) {
  auto& commented = happening.add<Commented>();
  commented.comment = next_id<CommentId>('m', happening.request.comments);
  commented.text = command.text;
  commented.part = command.part;
}

void record(Happening& happening, const DecideCommand& command, const Stage& stage) {
  const Request& request = happening.request;
  const ActorId& actor = happening.context.actor.person.id;
  const Member& place = *held_place(request, stage, actor, happening.now);
  const Content& content = happening.version().content;
  auto& decided = happening.add<Decided>();
  decided.decision_id = next_id<DecisionId>('d', request.decisions);
  decided.stage = command.stage;
  decided.version = command.version;
  decided.digest = command.displayed_digest;
  decided.covered = stage.definition.parts.empty() ? command.displayed_digest : covered_digest(stage.definition, content);
  if (place.person.id != actor) decided.on_behalf_of = place.person.id;
  decided.decision = command.decision;
  decided.challenge = command.challenge;
  decided.rationale = command.rationale;
  decided.passkey = command.passkey;
  decided.conditions = command.conditions;
  decided.objections = command.objections;
  std::size_t number = request.conditions.size();
  for (Condition& condition : decided.conditions) condition.id = ConditionId::numbered('c', ++number);
  number = request.objections.size();
  for (Objection& objection : decided.objections) objection.id = ObjectionId::numbered('o', ++number);
  for (const Part& part : content.parts) {
    const bool opened = has_opened(request, command.version, part.id, actor);
    (opened ? decided.opened : decided.not_opened).push_back(part.id);
  }
}

void decide(Happening& happening, const DecideCommand& command) {
  const Stage& stage = *find_stage(happening.request, command.stage);
  record(happening, command, stage);
  const List<StageMove> moves = moves_with(happening.request, stage, command.decision);
  happening.move_stages(moves);
  if (happening.to != RequestState::in_review) return happening.resolve();
  happening.start_stopped_clocks(moves);
}

void retract(Happening& happening, const RetractCommand& command) {
  auto& retracted = happening.add<DecisionRetracted>();
  retracted.decision_id = command.decision;
  retracted.reason = command.reason;
}

void delegate(Happening& happening, const DelegateCommand& command) {
  const Request& request = happening.request;
  const Stage& stage = *find_stage(request, command.stage);
  const Member& place = *held_place(request, stage, happening.context.actor.person.id, happening.now);
  auto& delegated = happening.add<Delegated>();
  delegated.delegation = next_id<DelegationId>('g', request.delegations);
  delegated.stage = command.stage;
  delegated.place = place.person.id;
  delegated.from = holder_of(request, stage, place, happening.now);
  delegated.to = command.to;
  delegated.reason = command.reason;
  delegated.until = command.until;
}

void settle(Happening& happening, const ConditionId& condition, ConditionState state, const Statement& reason) {
  auto& settled = happening.add<ConditionSettled>();
  settled.condition = condition;
  settled.state = state;
  settled.reason = reason;
  if (happening.to != happening.request.state) happening.resolve();
}

}  // namespace

void happen(Happening& happening, const Command& command) {
  switch (verb_of(command)) {
    case Verb::open_part: return open_part(happening, get<OpenPartCommand>(command));
    case Verb::ask: return ask(happening, get<AskCommand>(command));
    case Verb::answer: return answer(happening, get<AnswerCommand>(command));
    case Verb::comment: return comment(happening, get<CommentCommand>(command));
    case Verb::decide: return decide(happening, get<DecideCommand>(command));
    case Verb::retract: return retract(happening, get<RetractCommand>(command));
    case Verb::withdraw_question:
      happening.add<QuestionWithdrawn>().question = get<WithdrawQuestionCommand>(command).question;
      return;
    case Verb::delegate: return delegate(happening, get<DelegateCommand>(command));
    case Verb::end_delegation:
      happening.add<DelegationEnded>().delegation = get<EndDelegationCommand>(command).delegation;
      return;
    case Verb::close_condition:
      return settle(happening, get<CloseConditionCommand>(command).condition, ConditionState::closed, {});
    case Verb::waive_condition: {
      const auto& waive = get<WaiveConditionCommand>(command);
      return settle(happening, waive.condition, ConditionState::waived, waive.reason);
    }
    case Verb::reopen_condition: {
      const auto& reopen = get<ReopenConditionCommand>(command);
      return settle(happening, reopen.condition, ConditionState::open, reopen.reason);
    }
    default: return happen_in_delivery(happening, command);
  }
}

}  // namespace countersign
