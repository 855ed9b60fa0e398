#include "core/json/fold.h"

#include <set>
#include <string>

#include "core/base/canonical.h"
#include "core/json/event_codec.h"
#include "core/request/decide.h"
#include "core/request/evolve.h"

namespace countersign {
namespace {

// The command whose first event this is, as far as an event tells it: everything that decide() looks at.
// No value when no command begins with such an event.
class CommandBehind {
 public:
  using Found = std::optional<Command>;

  Found operator()(const Created& e) const {
    return Command(CreateCommand{e.kind, e.fields, e.made_from, e.links});
  }
  Found operator()(const Edited& e) const { return Command(EditCommand{e.fields, e.clear}); }
  Found operator()(const VersionAdded& e) const { return Command(AddVersionCommand{e.note, e.parts}); }
  Found operator()(const ReadinessConfirmed& e) const { return Command(ConfirmReadyCommand{e.digest}); }
  Found operator()(const Submitted&) const { return Command(SubmitCommand{}); }
  Found operator()(const PartOpened& e) const { return Command(OpenPartCommand{e.version, e.part}); }
  Found operator()(const QuestionAsked& e) const { return Command(AskCommand{e.text, e.part}); }
  Found operator()(const QuestionAnswered& e) const { return Command(AnswerCommand{e.question, e.text}); }
  Found operator()(const Commented& e) const { return Command(CommentCommand{e.text, e.part}); }
  Found operator()(const Decided& e) const {
    return Command(DecideCommand{e.stage, e.version, e.digest, e.decision, e.challenge, e.conditions, e.objections,
                                 e.rationale, e.passkey});
  }
  Found operator()(const DecisionRetracted& e) const { return Command(RetractCommand{e.decision_id, e.reason}); }
  Found operator()(const RevisionStarted&) const { return Command(ReviseCommand{}); }
  Found operator()(const Withdrawn& e) const { return Command(WithdrawCommand{e.reason}); }
  Found operator()(const QuestionWithdrawn& e) const { return Command(WithdrawQuestionCommand{e.question}); }
  Found operator()(const Delegated& e) const {
    if (e.type == DelegationType::reassigned) return Command(ReassignCommand{e.stage, e.place, e.to, e.reason, e.until});
    return Command(DelegateCommand{e.stage, e.to, e.reason, e.until});
  }
  Found operator()(const DelegationEnded& e) const { return Command(EndDelegationCommand{e.delegation}); }
  Found operator()(const ConditionMet& e) const { return Command(MeetConditionCommand{e.condition, e.evidence}); }
  Found operator()(const ConditionSettled& e) const {
    if (e.state == ConditionState::closed) return Command(CloseConditionCommand{e.condition});
    if (e.reason.empty()) return std::nullopt;
    if (e.state == ConditionState::waived) return Command(WaiveConditionCommand{e.condition, e.reason});
    return Command(ReopenConditionCommand{e.condition, e.reason});
  }
  Found operator()(const ObjectionAnswered& e) const {
    return Command(AnswerObjectionCommand{e.objection, e.change_class, e.work, e.due, e.change_order});
  }
  Found operator()(const Linked& e) const { return Command(LinkCommand{e.link}); }
  Found operator()(const DeadlineExtended& e) const { return Command(ExtendCommand{e.due, e.reason}); }
  Found operator()(const Proceeded& e) const { return Command(ProceedCommand{e.reason}); }
  Found operator()(const Checked& e) const { return Command(CheckCommand{e.findings}); }
  Found operator()(const Flagged& e) const { return Command(FlagCommand{e.finding}); }
  Found operator()(const Reminded& e) const { return Command(RemindCommand{e.stage}); }
  Found operator()(const Escalated& e) const { return Command(EscalateCommand{e.stage}); }
  Found operator()(const Paused& e) const { return Command(PauseCommand{e.stage}); }
  Found operator()(const Expired& e) const { return Command(ExpireCommand{e.stage}); }
  Found operator()(const Chased& e) const { return Command(ChaseCommand{e.question, e.condition}); }
  // What only follows from something else: stages, clocks, effects, the answer of the gate.
  template <class Consequence>
  Found operator()(const Consequence&) const {
    return std::nullopt;
  }
};

// The context in which the command was judged. That a challenge had been handed out and was still good is not in the
// record: the host saw to it at the time. That none is used twice is judged again.
Context context_of(const Event& first) {
  Context context;
  context.now = first.at;
  context.actor = first.actor;
  context.command_id = first.command_id;
  context.request = first.request;
  if (const auto* decided = get_if<Decided>(&first.body)) {
    context.challenge = ExpectedChallenge{decided->challenge, Instant::latest()};
  }
  return context;
}

// The commands that have been carried out (I9). A long log asks ten thousand times, and the request has only a list of them.
class CarriedOut {
 public:
  explicit CarriedOut(const Request& request) {
    for (const Applied& applied : request.applied) add(applied);
  }

  // Whether it had not been.
  bool add(const Applied& applied) {
    return names_.insert(canonical::joined({applied.actor.text(), "/", applied.command.text()})).second;
  }

 private:
  std::set<std::string> names_;
};

// The field in which an event does not follow what stands there; "" when its place is right.
std::string_view misplaced(const Event& event, const Request& request) {
  if (event.seq != request.head + 1) return "/seq";
  if (exists(request) && event.request != request.id) return "/request";
  return event.at < request.updated_at ? "/at" : "";
}

Error broken(std::size_t index, std::string_view field, std::string_view detail = {}) {
  return make_error(ErrorCode::log_broken, canonical::joined({"/events/", canonical::integer_text(index), field}), detail);
}

}  // namespace

Result<Request> fold(Request request, const List<Event>& events, LogEnd end) {
  CarriedOut carried_out(request);
  for (std::size_t i = 0; i < events.size();) {
    const Event& first = events[i];
    if (const std::string_view field = misplaced(first, request); !field.empty()) return broken(i, field);
    const std::optional<Command> command = visit(CommandBehind(), first.body);
    if (!command) return broken(i, "/event");
    if (!carried_out.add({first.actor.person.id, first.command_id})) return broken(i, "/event", "Nothing happened here.");
    const Result<List<Event>> decided = decide_new(request, *command, context_of(first));
    if (!decided.ok()) return broken(i, "/event", error_row(decided.error().code).title);
    if (decided.value().empty()) return broken(i, "/event", "Nothing happened here.");
    for (const Event& expected : decided.value()) {
      if (i == events.size()) {
        if (end == LogEnd::anywhere) return request;
        return broken(i, "", "The log ends within a command.");
      }
      if (canonical_event(events[i]) != canonical_event(expected)) return broken(i, "/event");
      evolve_in_place(request, expected);
      ++i;
    }
  }
  return request;
}

}  // namespace countersign
