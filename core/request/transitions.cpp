#include "core/request/transition_table.h"

namespace countersign {

using namespace table;

namespace {

constexpr bool deterministic() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    for (std::size_t j = i + 1; j < kRows.size(); ++j) {
      if (kRows[i].from == kRows[j].from && kRows[i].verb == kRows[j].verb && kRows[i].outcome == kRows[j].outcome) {
        return false;
      }
    }
  }
  return true;
}
static_assert(deterministic(), "one state, verb and outcome leads to one row");

constexpr bool settles(Verb verb) { return verb == Verb::close_condition || verb == Verb::waive_condition; }

// Every outcome of a decision and of a settled condition has its row, and no other verb has an outcome.
constexpr bool outcomes_complete() {
  std::size_t decisions = 0;
  std::size_t settled = 0;
  for (const Transition& transition : kRows) {
    const bool has_outcome = transition.verb == Verb::decide || settles(transition.verb);
    if (has_outcome != (transition.outcome != Outcome::none)) return false;
    decisions += transition.verb == Verb::decide ? 1U : 0U;
    settled += settles(transition.verb) ? 1U : 0U;
    const bool known = transition.outcome == Outcome::pending || transition.outcome == Outcome::approved;
    if (settles(transition.verb) && !known) return false;
  }
  return decisions == static_cast<std::size_t>(Outcome::rejected) && settled == 4;
}
static_assert(outcomes_complete());

constexpr bool prepares(Verb verb) {
  return verb == Verb::create || verb == Verb::edit || verb == Verb::add_version || verb == Verb::comment ||
         verb == Verb::check || verb == Verb::flag || verb == Verb::remind;
}

constexpr bool only_humans_decide() {
  for (const Transition& transition : kRows) {
    const bool agents = transition.who == Who::humans_and_agents || transition.who == Who::everyone;
    if (agents && !prepares(transition.verb)) return false;
    if (agents && transition.from == State::in_review && transition.verb == Verb::add_version) return false;
  }
  return true;
}
static_assert(only_humans_decide(), "agents draft, edit, comment, check, flag and remind (R71)");

// I4: time passes, and nothing is approved, rejected or asked to be changed by it.
constexpr bool system_only_waits() {
  for (const Transition& transition : kRows) {
    const bool system = transition.who == Who::system || transition.who == Who::everyone;
    if (system && transition.to != transition.from && transition.to != State::expired) return false;
    if (transition.to == State::expired && transition.verb != Verb::expire) return false;
  }
  return true;
}
static_assert(system_only_waits(), "I4");

// Whatever a policy says about its end: the rows of what the system does then are the system's, and approve nothing.
constexpr bool no_end_approves() {
  for (std::size_t i = 0; i < Words<PolicyEnd>::list.size(); ++i) {
    std::size_t rows = 0;
    for (const Transition& transition : kRows) {
      if (transition.verb != verb_at_end(static_cast<PolicyEnd>(i))) continue;
      const bool approves = transition.to == State::approved || transition.to == State::approved_with_conditions;
      if (approves || transition.who != Who::system) return false;
      ++rows;
    }
    if (rows == 0) return false;
  }
  return true;
}
static_assert(no_end_approves(), "R55");

constexpr bool final_states_are_final() {
  for (const Transition& transition : kRows) {
    const State from = transition.from;
    if (from == State::rejected || from == State::withdrawn || from == State::expired) return false;
    if (from == State::approved && transition.to != from) return false;
    const bool fully = transition.to == State::approved && settles(transition.verb);
    if (from == State::approved_with_conditions && transition.to != from && !fully) return false;
  }
  return true;
}
static_assert(final_states_are_final(), "I5");

// I1: the approved states are entered by a decision, or by the last condition of one, and by nothing else.
constexpr bool approval_is_decided() {
  for (const Transition& transition : kRows) {
    const bool enters = (transition.to == State::approved || transition.to == State::approved_with_conditions) &&
                        transition.from != transition.to;
    const bool decided = transition.verb == Verb::decide ||
                         (settles(transition.verb) && transition.from == State::approved_with_conditions);
    if (enters && (!decided || transition.who != Who::humans)) return false;
  }
  return true;
}
static_assert(approval_is_decided(), "I1");

constexpr auto rows_of_review() {
  constexpr auto kCount = std::count_if(kRows.begin(), kRows.end(), [](const Transition& row) { return is_of_review(row.verb); });
  std::array<Transition, kCount> rows{};
  std::copy_if(kRows.begin(), kRows.end(), rows.begin(), [](const Transition& row) { return is_of_review(row.verb); });
  return rows;
}
constexpr auto kOfReview = rows_of_review();

}  // namespace

bool may_use(const Transition& transition, ActorKind kind) {
  switch (transition.who) {
    case Who::humans: return kind == ActorKind::human;
    case Who::humans_and_agents: return kind != ActorKind::system;
    case Who::everyone: return true;
    case Who::system: return kind == ActorKind::system;
  }
  return false;
}


const Transition* find_transition(RequestState from, Verb verb, Outcome outcome) {
  for (const Transition& row : is_of_review(verb) ? std::span<const Transition>(kOfReview) : transitions()) {
    const bool any = outcome == Outcome::any;
    if (row.from == from && row.verb == verb && (any || row.outcome == outcome)) return &row;
  }
  return nullptr;
}

const Transition* find_transition(RequestState from, Verb verb) { return find_transition(from, verb, Outcome::any); }

}  // namespace countersign
