#include "core/json/fold.h"

#include <string>
#include <utility>

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
    CreateCommand command{e.kind, {e.title, e.ask, e.scope, e.project, e.amount, e.due, e.stages}};
    return Command(std::move(command));
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
    return Command(DecideCommand{e.stage, e.version, e.digest, e.decision, e.challenge, e.conditions, e.objections, e.rationale});
  }
  Found operator()(const DecisionRetracted& e) const { return Command(RetractCommand{e.decision_id, e.reason}); }
  Found operator()(const RevisionStarted&) const { return Command(ReviseCommand{}); }
  Found operator()(const Withdrawn& e) const { return Command(WithdrawCommand{e.reason}); }
  Found operator()(const StageOpened&) const { return std::nullopt; }
  Found operator()(const StageCompleted&) const { return std::nullopt; }
  Found operator()(const Resolved&) const { return std::nullopt; }
};

// The context in which the command was judged. That a challenge had been handed out and was still good is not in the
// record: the host saw to it at the time. That none is used twice is judged again.
Context context_of(const Event& first) {
  Context context;
  context.now = first.at;
  context.actor = first.actor;
  context.command_id = first.command_id;
  context.request = first.request;
  if (const auto* decided = std::get_if<Decided>(&first.body)) {
    context.challenge = ExpectedChallenge{decided->challenge, Instant::latest()};
  }
  return context;
}

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

Result<Request> fold(Request request, const List<Event>& events) {
  for (std::size_t i = 0; i < events.size();) {
    const Event& first = events[i];
    if (const std::string_view field = misplaced(first, request); !field.empty()) return broken(i, field);
    const std::optional<Command> command = std::visit(CommandBehind(), first.body);
    if (!command) return broken(i, "/event");
    const Result<List<Event>> decided = decide(request, *command, context_of(first));
    if (!decided.ok()) return broken(i, "/event", error_row(decided.error().code).title);
    if (decided.value().empty()) return broken(i, "/event", "Nothing happened here.");
    for (const Event& expected : decided.value()) {
      if (i == events.size()) break;  // the log ends within a command
      if (canonical_event(events[i]) != canonical_event(expected)) return broken(i, "/event");
      request = evolve(std::move(request), expected);
      ++i;
    }
  }
  return request;
}

}  // namespace countersign
