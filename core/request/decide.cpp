#include "core/request/decide.h"

#include <algorithm>
#include <utility>

#include "core/base/canonical.h"
#include "core/request/evolve.h"
#include "core/request/guards.h"
#include "core/request/stages.h"
#include "core/request/transitions.h"

namespace countersign {
namespace {

// No command causes more events than this: a decision, a completed stage, and the opening of all other stages.
constexpr std::int64_t kMostEventsOfACommand = 2 + static_cast<std::int64_t>(limits::kStages);

// Writes the events of one command. One function per verb; none of them refuses anything: the guards have spoken.
class Happening {
 public:
  Happening(const Asked& asked, RequestState to)
      : request_(asked.request), context_(asked.context), now_(asked.now), to_(to) {}

  List<Event> take() { return std::move(events_); }

  void of(const CreateCommand& command) {
    const SubjectFields& fields = command.fields;
    auto& created = add<Created>();
    created.kind = command.kind;
    if (fields.title) created.title = *fields.title;
    if (fields.ask) created.ask = *fields.ask;
    if (fields.scope) created.scope = *fields.scope;
    if (fields.project) created.project = *fields.project;
    created.amount = fields.amount;
    created.due = fields.due;
    if (fields.stages) created.stages = *fields.stages;
  }

  void of(const EditCommand& command) {
    auto& edited = add<Edited>();
    edited.fields = command.fields;
    edited.clear = command.clear;
  }

  void of(const AddVersionCommand& command) {
    auto& added = add<VersionAdded>();
    added.version = static_cast<std::int64_t>(request_.versions.size()) + 1;
    added.note = command.note;
    added.parts = command.parts;
    added.digest = digest_of({request_.ask, request_.scope, request_.amount, command.parts});
    added.superseded = standing_decisions();
    if (request_.state == RequestState::in_review) open_first_stages();
  }

  void of(const ConfirmReadyCommand&) {
    auto& confirmed = add<ReadinessConfirmed>();
    confirmed.version = version().number;
    confirmed.digest = version().digest;
  }

  void of(const SubmitCommand&) {
    auto& submitted = add<Submitted>();
    submitted.version = version().number;
    submitted.digest = version().digest;
    submitted.due = *request_.due;
    open_first_stages();
  }

  // The first time counts; nothing happens when a part is opened again.
  void of(const OpenPartCommand& command) {
    if (has_opened(request_, command.version, command.part, context_.actor.person.id)) return;
    auto& opened = add<PartOpened>();
    opened.version = command.version;
    opened.part = command.part;
  }

  void of(const AskCommand& command) {
    auto& asked = add<QuestionAsked>();
    asked.question = QuestionId::numbered('q', request_.questions.size() + 1);
    asked.text = command.text;
    asked.part = command.part;
  }

  void of(const AnswerCommand& command) {
    auto& answered = add<QuestionAnswered>();
    answered.question = command.question;
    answered.text = command.text;
  }

  void of(const CommentCommand& command) {
    auto& commented = add<Commented>();
    commented.comment = CommentId::numbered('m', request_.comments.size() + 1);
    commented.text = command.text;
    commented.part = command.part;
  }

  void of(const DecideCommand& command) {
    record(command);
    const Stage& stage = *find_stage(request_, command.stage);
    Tally tally = tally_of(request_, command.stage);
    tally.add(command.decision);
    const std::optional<DecisionKind> outcome = stage_outcome(stage.definition, tally);
    if (!outcome) return;
    auto& completed = add<StageCompleted>();
    completed.stage = command.stage;
    completed.outcome = *outcome;
    if (to_ == RequestState::in_review) {
      for (const StageId& opening : stages_to_open(request_, &stage)) add<StageOpened>().stage = opening;
      return;
    }
    auto& resolved = add<Resolved>();
    resolved.state = to_;
    resolved.version = version().number;
    resolved.digest = version().digest;
  }

  void of(const RetractCommand& command) {
    auto& retracted = add<DecisionRetracted>();
    retracted.decision_id = command.decision;
    retracted.reason = command.reason;
  }

  void of(const ReviseCommand&) { add<RevisionStarted>().superseded = standing_decisions(); }

  void of(const WithdrawCommand& command) { add<Withdrawn>().reason = command.reason; }

 private:
  const Version& version() const { return request_.versions.back(); }

  // A new event at the end, to be filled in before the next one is added.
  template <class Body>
  Body& add() {
    Event& event = events_.emplace_back();
    event.seq = request_.head + static_cast<std::int64_t>(events_.size());
    event.at = now_;
    event.request = request_.state == RequestState::none ? context_.request : request_.id;
    event.actor = context_.actor;
    event.command_id = context_.command_id;
    return event.body.emplace<Body>();
  }

  List<DecisionId> standing_decisions() const {
    List<DecisionId> ids;
    for (const Decision& decision : request_.decisions) {
      if (decision.standing == Standing::standing) ids.push_back(decision.id);
    }
    return ids;
  }

  // Whatever the stages were before, a version that goes under review starts with those of the lowest order.
  void open_first_stages() {
    std::int64_t lowest = limits::kInteger;
    for (const Stage& stage : request_.stages) lowest = std::min(lowest, stage.definition.order);
    for (const Stage& stage : request_.stages) {
      if (stage.definition.order == lowest) add<StageOpened>().stage = stage.definition.id;
    }
  }

  void record(const DecideCommand& command) {
    auto& decided = add<Decided>();
    decided.decision_id = DecisionId::numbered('d', request_.decisions.size() + 1);
    decided.stage = command.stage;
    decided.version = command.version;
    decided.digest = command.displayed_digest;
    decided.decision = command.decision;
    decided.challenge = command.challenge;
    decided.rationale = command.rationale;
    decided.conditions = command.conditions;
    decided.objections = command.objections;
    std::size_t number = request_.conditions.size();
    for (Condition& condition : decided.conditions) condition.id = ConditionId::numbered('c', ++number);
    number = request_.objections.size();
    for (Objection& objection : decided.objections) objection.id = ObjectionId::numbered('o', ++number);
    for (const Part& part : version().content.parts) {
      const bool opened = has_opened(request_, command.version, part.id, context_.actor.person.id);
      (opened ? decided.opened : decided.not_opened).push_back(part.id);
    }
  }

  const Request& request_;
  const Context& context_;
  Instant now_;
  RequestState to_;
  List<Event> events_;
};

// The last part of a record is kept for what the request is there for, so that nobody can talk it to death.
bool is_full(const Asked& asked, Verb verb) {
  const bool settles = verb == Verb::decide || verb == Verb::withdraw;
  const std::size_t most = settles ? limits::kEvents : limits::kEvents - limits::kEventsForDecisions;
  const bool heavy = asked.context.record_bytes > static_cast<std::int64_t>(limits::kRecordBytes);
  return asked.request.head + kMostEventsOfACommand > static_cast<std::int64_t>(most) || (heavy && !settles);
}

bool was_applied(const Request& request, const Context& context) {
  return std::any_of(request.applied.begin(), request.applied.end(), [&](const Applied& applied) {
    return applied.command == context.command_id && applied.actor == context.actor.person.id;
  });
}

Error no_such_row(const Request& request, Verb verb) {
  const bool absent = request.state == RequestState::none;
  if (verb == Verb::create) return make_error(ErrorCode::request_exists);
  if (absent) return make_error(ErrorCode::request_unknown);
  return make_error(ErrorCode::wrong_state, "",
               canonical::joined({"In the state ", word(request.state), " there is no ", word(verb), "."}));
}

Refusal ask_guards(const Transition& transition, const Asked& asked) {
  if (!may_use(transition, asked.context.actor.kind)) return refuse(ErrorCode::humans_only);
  for (const Guard guard : transition.guard_list()) {
    if (Refusal refusal = ask_guard(guard, asked)) return refusal;
  }
  return std::nullopt;
}

Outcome outcome_of(const Request& request, const Command& command) {
  const auto* decision = std::get_if<DecideCommand>(&command);
  if (decision == nullptr) return Outcome::none;
  return outcome_with(request, *find_stage(request, decision->stage), decision->decision);
}

}  // namespace

Instant instant_of(const Request& request, const Context& context) { return std::max(context.now, request.updated_at); }

Result<List<Event>> decide(const Request& request, const Command& command, const Context& context) {
  const Verb verb = verb_of(command);
  if (was_applied(request, context)) return List<Event>();
  const Transition* any_outcome = find_transition(request.state, verb);
  if (any_outcome == nullptr) return no_such_row(request, verb);
  const Asked asked{request, command, context, instant_of(request, context)};
  if (Refusal refusal = ask_guards(*any_outcome, asked)) return *std::move(refusal);
  if (is_full(asked, verb)) return make_error(ErrorCode::limit_reached);
  const Transition* transition = find_transition(request.state, verb, outcome_of(request, command));
  check(transition != nullptr);  // transitions.cpp proves that every outcome has its row
  Happening happening(asked, transition->to);
  std::visit([&](const auto& wanted) { happening.of(wanted); }, command);
  return happening.take();
}

}  // namespace countersign
