#include "core/request/transitions.h"

#include <algorithm>
#include <initializer_list>

namespace countersign {
namespace {

using enum Guard;
using State = RequestState;
constexpr Who kHumans = Who::humans;
constexpr Who kAnyone = Who::humans_and_agents;

constexpr Transition row(State from, Verb verb, Outcome outcome, Who who, std::initializer_list<Guard> guards, State to) {
  Transition transition{from, verb, outcome, who, {}, guards.size(), to};
  std::copy(guards.begin(), guards.end(), transition.guards.begin());
  return transition;
}

constexpr Transition step(State from, Verb verb, Who who, std::initializer_list<Guard> guards, State to) {
  return row(from, verb, Outcome::none, who, guards, to);
}

constexpr Transition decision(Outcome outcome, State to) {
  return row(State::in_review, Verb::decide, outcome, kHumans,
             {shown_is_current, stage_open, approver, not_decided, offered, parts_opened, reasons_given, challenge_fresh},
             to);
}

constexpr std::array kTable{
    step(State::none, Verb::create, kAnyone, {delivery, ids_unique}, State::draft),

    step(State::draft, Verb::edit, kAnyone, {delivery, something_changes, ids_unique}, State::draft),
    step(State::draft, Verb::add_version, kAnyone, {delivery, ids_unique, something_changes}, State::draft),
    step(State::draft, Verb::confirm_ready, kHumans, {delivery, complete, shown_is_current}, State::ready),
    step(State::draft, Verb::comment, kAnyone, {delivery, part_known}, State::draft),
    step(State::draft, Verb::withdraw, kHumans, {delivery}, State::withdrawn),

    step(State::ready, Verb::edit, kAnyone, {delivery, something_changes, ids_unique}, State::draft),
    step(State::ready, Verb::add_version, kAnyone, {delivery, ids_unique, something_changes}, State::draft),
    step(State::ready, Verb::submit, kHumans, {delivery, complete}, State::in_review),
    step(State::ready, Verb::comment, kAnyone, {delivery, part_known}, State::ready),
    step(State::ready, Verb::withdraw, kHumans, {delivery}, State::withdrawn),

    decision(Outcome::pending, State::in_review),
    decision(Outcome::approved, State::approved),
    decision(Outcome::approved_with_conditions, State::approved_with_conditions),
    decision(Outcome::changes_requested, State::changes_requested),
    decision(Outcome::rejected, State::rejected),
    step(State::in_review, Verb::retract, kHumans, {own_standing_decision}, State::in_review),
    step(State::in_review, Verb::add_version, kHumans, {delivery, ids_unique, something_changes, due_ahead},
         State::in_review),
    step(State::in_review, Verb::open_part, kHumans, {participant, part_known}, State::in_review),
    step(State::in_review, Verb::ask, kHumans, {participant, part_known}, State::in_review),
    step(State::in_review, Verb::answer, kHumans, {participant, question_open, not_own_question}, State::in_review),
    step(State::in_review, Verb::comment, kAnyone, {participant, part_known}, State::in_review),
    step(State::in_review, Verb::withdraw, kHumans, {delivery}, State::withdrawn),

    step(State::changes_requested, Verb::revise, kHumans, {delivery}, State::draft),
    step(State::changes_requested, Verb::open_part, kHumans, {participant, part_known}, State::changes_requested),
    step(State::changes_requested, Verb::ask, kHumans, {participant, part_known}, State::changes_requested),
    step(State::changes_requested, Verb::answer, kHumans, {participant, question_open, not_own_question},
         State::changes_requested),
    step(State::changes_requested, Verb::comment, kAnyone, {participant, part_known}, State::changes_requested),
    step(State::changes_requested, Verb::withdraw, kHumans, {delivery}, State::withdrawn),

    step(State::approved, Verb::open_part, kHumans, {participant, part_known}, State::approved),
    step(State::approved, Verb::ask, kHumans, {participant, part_known}, State::approved),
    step(State::approved, Verb::answer, kHumans, {participant, question_open, not_own_question}, State::approved),
    step(State::approved, Verb::comment, kAnyone, {participant, part_known}, State::approved),

    step(State::approved_with_conditions, Verb::open_part, kHumans, {participant, part_known},
         State::approved_with_conditions),
    step(State::approved_with_conditions, Verb::ask, kHumans, {participant, part_known},
         State::approved_with_conditions),
    step(State::approved_with_conditions, Verb::answer, kHumans, {participant, question_open, not_own_question},
         State::approved_with_conditions),
    step(State::approved_with_conditions, Verb::comment, kAnyone, {participant, part_known},
         State::approved_with_conditions),
};

constexpr bool deterministic() {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    for (std::size_t j = i + 1; j < kTable.size(); ++j) {
      if (kTable[i].from == kTable[j].from && kTable[i].verb == kTable[j].verb && kTable[i].outcome == kTable[j].outcome) {
        return false;
      }
    }
  }
  return true;
}
static_assert(deterministic(), "one state, verb and outcome leads to one row");

// Every outcome of a decision has its row, and no other verb has an outcome.
constexpr bool outcomes_complete() {
  std::size_t decisions = 0;
  for (const Transition& transition : kTable) {
    const bool decides = transition.verb == Verb::decide;
    if (decides != (transition.outcome != Outcome::none)) return false;
    decisions += decides ? 1 : 0;
  }
  return decisions == static_cast<std::size_t>(Outcome::rejected);
}
static_assert(outcomes_complete());

constexpr bool only_humans_decide() {
  for (const Transition& transition : kTable) {
    const bool preparing = transition.verb == Verb::create || transition.verb == Verb::edit ||
                           transition.verb == Verb::add_version || transition.verb == Verb::comment;
    if (transition.who != Who::humans && !preparing) return false;
    const bool under_review = transition.from == State::in_review;
    if (transition.who != Who::humans && under_review && transition.verb == Verb::add_version) return false;
  }
  return true;
}
static_assert(only_humans_decide(), "agents draft, edit and comment (R71)");

constexpr bool final_states_are_final() {
  for (const Transition& transition : kTable) {
    if (transition.from == State::rejected || transition.from == State::withdrawn) return false;
    const bool settled = transition.from == State::approved || transition.from == State::approved_with_conditions;
    if (settled && transition.to != transition.from) return false;
  }
  return true;
}
static_assert(final_states_are_final(), "I5");

// I1: the approved states are entered by a decision and by nothing else.
constexpr bool approval_is_decided() {
  for (const Transition& transition : kTable) {
    const bool enters = (transition.to == State::approved || transition.to == State::approved_with_conditions) &&
                        transition.from != transition.to;
    if (enters && transition.verb != Verb::decide) return false;
  }
  return true;
}
static_assert(approval_is_decided(), "I1");

constexpr auto kGuardNames = std::to_array<std::string_view>(
    {"delivery", "participant", "something-changes", "ids-unique", "complete", "shown-is-current", "part-known",
     "question-open", "not-own-question", "stage-open", "approver", "not-decided", "offered", "parts-opened",
     "reasons-given", "challenge-fresh", "own-standing-decision", "due-ahead"});
static_assert(kGuardNames.size() == static_cast<std::size_t>(due_ahead) + 1);

}  // namespace

bool may_use(const Transition& transition, ActorKind kind) {
  return kind == ActorKind::human || (kind == ActorKind::agent && transition.who == Who::humans_and_agents);
}

std::span<const Transition> transitions() { return kTable; }

const Transition* find_transition(RequestState from, Verb verb, Outcome outcome) {
  for (const Transition& transition : kTable) {
    if (transition.from == from && transition.verb == verb && transition.outcome == outcome) return &transition;
  }
  return nullptr;
}

const Transition* find_transition(RequestState from, Verb verb) {
  for (const Transition& transition : kTable) {
    if (transition.from == from && transition.verb == verb) return &transition;
  }
  return nullptr;
}

std::string_view guard_name(Guard guard) { return kGuardNames[static_cast<std::size_t>(guard)]; }

}  // namespace countersign
