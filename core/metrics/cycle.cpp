#include "core/metrics/cycle.h"

#include <algorithm>
#include <utility>

#include "core/request/evolve.h"
#include "core/request/transitions.h"

namespace countersign {
namespace {

// What one event says to the metrics. Precondition: the state of the cycle is that after the event.
class Folding {
 public:
  Folding(Cycle& cycle, const Event& event) : cycle_(cycle), event_(event) {}

  void apply(const Created& created) {
    cycle_.request = event_.request;
    cycle_.kind = created.kind;
    if (created.fields.project) cycle_.project = *created.fields.project;
  }

  void apply(const Edited& edited) {
    if (edited.fields.project) cycle_.project = *edited.fields.project;
  }

  void apply(const Submitted& submitted) {
    if (!cycle_.submitted) cycle_.submitted = FirstSubmission{event_.at, submitted.due};
    begin_round();
  }

  void apply(const VersionAdded&) {
    if (cycle_.state == RequestState::in_review) begin_round();
  }

  void apply(const Resolved& resolved) {
    const bool approved = is_approval(resolved.state);
    const bool rejected = resolved.state == RequestState::rejected;
    const bool again = cycle_.decided_at.has_value();  // the last condition is closed
    if ((approved || rejected) && !again) cycle_.decided_at = event_.at;
    if (cycle_.first_pass != FirstPass::waiting) return;
    if (approved) cycle_.first_pass = FirstPass::approved;
    if (rejected || resolved.state == RequestState::changes_requested) cycle_.first_pass = FirstPass::missed;
  }

  void apply(const Expired&) { cycle_.expired_at = event_.at; }

  void apply(const QuestionAsked& asked) { cycle_.open_questions.push_back({asked.question, event_.at}); }

  void apply(const QuestionAnswered& answered) { close_question(answered.question); }
  void apply(const QuestionWithdrawn& withdrawn) { close_question(withdrawn.question); }

  // Whatever else happens, also what will be invented later, is seen in the state alone.
  template <class Other>
  void apply(const Other&) {}

 private:
  void close_question(const QuestionId& id) {
    List<OpenQuestion> left;
    for (OpenQuestion& question : cycle_.open_questions) {
      if (question.id != id) left.push_back(std::move(question));
    }
    cycle_.open_questions = std::move(left);
  }
  void begin_round() {
    ++cycle_.rounds;
    if (cycle_.rounds > 1 && cycle_.first_pass == FirstPass::waiting) cycle_.first_pass = FirstPass::missed;
  }

  Cycle& cycle_;
  const Event& event_;
};

}  // namespace

Cycle fold_cycle(Cycle cycle, const Event& event) {
  if (event.seq <= cycle.head) return cycle;
  cycle.head = event.seq;
  cycle.state = state_after(cycle.state, event.body);
  visit([&](const auto& body) { Folding(cycle, event).apply(body); }, event.body);
  return cycle;
}

bool is_approval(RequestState state) {
  return state == RequestState::approved || state == RequestState::approved_with_conditions;
}

bool is_over(RequestState state) {
  const auto rows = transitions();
  return std::none_of(rows.begin(), rows.end(), [&](const Transition& row) { return row.from == state; });
}

bool is_under_way(const Cycle& cycle) { return cycle.submitted && !cycle.decided_at && !is_over(cycle.state); }

}  // namespace countersign
