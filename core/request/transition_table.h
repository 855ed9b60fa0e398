// The rows of the transition table (transitions.h), in the order of the states. Two files make tables of them: one of what
// people do in a review, one of everything.
#pragma once

#include <algorithm>
#include <array>
#include <initializer_list>

#include "core/request/transitions.h"

namespace countersign::table {

using enum Guard;
using State = RequestState;
constexpr Who kHumans = Who::humans;
constexpr Who kAnyone = Who::humans_and_agents;
constexpr Who kEveryone = Who::everyone;
constexpr Who kSystem = Who::system;

constexpr Transition row(State from, Verb verb, Outcome outcome, Who who, std::initializer_list<Guard> guards, State to) {
  Transition transition{from, verb, outcome, who, to, static_cast<std::uint8_t>(guards.size()), {}};
  std::copy(guards.begin(), guards.end(), transition.guards.begin());
  return transition;
}

constexpr Transition step(State from, Verb verb, Who who, std::initializer_list<Guard> guards, State to) {
  return row(from, verb, Outcome::none, who, guards, to);
}

constexpr Transition decision(Outcome outcome, State to) {
  return row(State::in_review, Verb::decide, outcome, kHumans,
             {shown_is_current, stage_open, approver, not_requesting, not_decided, offered, parts_opened, questions_answered,
              reasons_given, challenge_fresh},
             to);
}

inline constexpr std::array kRows{
    step(State::none, Verb::create, kAnyone, {delivery, sound}, State::draft),

    step(State::draft, Verb::edit, kAnyone, {delivery, something_changes, sound, places_apart}, State::draft),
    step(State::draft, Verb::add_version, kAnyone, {delivery, sound, something_changes}, State::draft),
    step(State::draft, Verb::confirm_ready, kHumans, {delivery, complete, shown_is_ready}, State::ready),
    step(State::draft, Verb::comment, kAnyone, {delivery, part_known}, State::draft),
    step(State::draft, Verb::check, kAnyone, {delivery, version_there}, State::draft),
    step(State::draft, Verb::flag, kAnyone, {delivery}, State::draft),
    step(State::draft, Verb::link, kHumans, {delivery, link_new}, State::draft),
    step(State::draft, Verb::withdraw, kHumans, {delivery}, State::withdrawn),

    step(State::ready, Verb::edit, kAnyone, {delivery, something_changes, sound, places_apart}, State::draft),
    step(State::ready, Verb::add_version, kAnyone, {delivery, sound, something_changes}, State::draft),
    step(State::ready, Verb::submit, kHumans, {delivery, complete}, State::in_review),
    step(State::ready, Verb::comment, kAnyone, {delivery, part_known}, State::ready),
    step(State::ready, Verb::check, kAnyone, {delivery, version_there}, State::ready),
    step(State::ready, Verb::flag, kAnyone, {delivery}, State::ready),
    step(State::ready, Verb::link, kHumans, {delivery, link_new}, State::ready),
    step(State::ready, Verb::withdraw, kHumans, {delivery}, State::withdrawn),

    step(State::in_review, Verb::add_version, kHumans, {delivery, sound, something_changes, due_ahead, covered_there}, State::in_review),
    decision(Outcome::pending, State::in_review),
    decision(Outcome::approved, State::approved),
    decision(Outcome::approved_with_conditions, State::approved_with_conditions),
    decision(Outcome::changes_requested, State::changes_requested),
    decision(Outcome::rejected, State::rejected),
    step(State::in_review, Verb::retract, kHumans, {own_standing_decision}, State::in_review),
    step(State::in_review, Verb::delegate, kHumans, {holds_place, can_take_over}, State::in_review),
    step(State::in_review, Verb::end_delegation, kHumans, {own_delegation}, State::in_review),
    step(State::in_review, Verb::reassign, kHumans, {delivery, place_known, can_be_given}, State::in_review),
    step(State::in_review, Verb::check, kAnyone, {delivery, version_there}, State::in_review),
    step(State::in_review, Verb::extend, kHumans, {delivery, due_later}, State::in_review),
    step(State::in_review, Verb::proceed, kHumans, {delivery, answer_late}, State::in_review),
    step(State::in_review, Verb::remind, kEveryone, {delivery, timer_due}, State::in_review),
    step(State::in_review, Verb::escalate, kSystem, {timer_due}, State::in_review),
    step(State::in_review, Verb::pause, kSystem, {timer_due}, State::in_review),
    step(State::in_review, Verb::expire, kSystem, {timer_due}, State::expired),
    step(State::in_review, Verb::open_part, kHumans, {participant, part_known}, State::in_review),
    step(State::in_review, Verb::ask, kHumans, {participant, part_known}, State::in_review),
    step(State::in_review, Verb::answer, kHumans, {participant, question_open, not_own_question}, State::in_review),
    step(State::in_review, Verb::withdraw_question, kHumans, {own_question}, State::in_review),
    step(State::in_review, Verb::comment, kAnyone, {participant, part_known}, State::in_review),
    step(State::in_review, Verb::flag, kAnyone, {delivery}, State::in_review),
    step(State::in_review, Verb::link, kHumans, {delivery, link_new}, State::in_review),
    step(State::in_review, Verb::chase, kSystem, {timer_due}, State::in_review),
    step(State::in_review, Verb::withdraw, kHumans, {delivery}, State::withdrawn),

    step(State::changes_requested, Verb::answer_objection, kHumans, {delivery, objection_unanswered, change_order_named}, State::changes_requested),
    step(State::changes_requested, Verb::revise, kHumans, {delivery, objections_answered}, State::draft),
    step(State::changes_requested, Verb::open_part, kHumans, {participant, part_known}, State::changes_requested),
    step(State::changes_requested, Verb::ask, kHumans, {participant, part_known}, State::changes_requested),
    step(State::changes_requested, Verb::answer, kHumans, {participant, question_open, not_own_question}, State::changes_requested),
    step(State::changes_requested, Verb::withdraw_question, kHumans, {own_question}, State::changes_requested),
    step(State::changes_requested, Verb::comment, kAnyone, {participant, part_known}, State::changes_requested),
    step(State::changes_requested, Verb::flag, kAnyone, {delivery}, State::changes_requested),
    step(State::changes_requested, Verb::link, kHumans, {delivery, link_new}, State::changes_requested),
    step(State::changes_requested, Verb::chase, kSystem, {timer_due}, State::changes_requested),
    step(State::changes_requested, Verb::withdraw, kHumans, {delivery}, State::withdrawn),

    step(State::approved, Verb::open_part, kHumans, {participant, part_known}, State::approved),
    step(State::approved, Verb::ask, kHumans, {participant, part_known}, State::approved),
    step(State::approved, Verb::answer, kHumans, {participant, question_open, not_own_question}, State::approved),
    step(State::approved, Verb::withdraw_question, kHumans, {own_question}, State::approved),
    step(State::approved, Verb::comment, kAnyone, {participant, part_known}, State::approved),
    step(State::approved, Verb::flag, kAnyone, {delivery}, State::approved),
    step(State::approved, Verb::link, kHumans, {delivery, link_new}, State::approved),
    step(State::approved, Verb::chase, kSystem, {timer_due}, State::approved),

    step(State::approved_with_conditions, Verb::meet_condition, kHumans, {delivery, condition_unmet}, State::approved_with_conditions),
    row(State::approved_with_conditions, Verb::close_condition, Outcome::pending, kHumans, {condition_unsettled, own_condition}, State::approved_with_conditions),
    row(State::approved_with_conditions, Verb::waive_condition, Outcome::pending, kHumans, {condition_unsettled, own_condition}, State::approved_with_conditions),
    row(State::approved_with_conditions, Verb::close_condition, Outcome::approved, kHumans, {condition_unsettled, own_condition}, State::approved),
    row(State::approved_with_conditions, Verb::waive_condition, Outcome::approved, kHumans, {condition_unsettled, own_condition}, State::approved),
    step(State::approved_with_conditions, Verb::reopen_condition, kHumans, {condition_unsettled, own_condition}, State::approved_with_conditions),
    step(State::approved_with_conditions, Verb::delegate, kHumans, {holds_place, can_take_over}, State::approved_with_conditions),
    step(State::approved_with_conditions, Verb::reassign, kHumans, {delivery, place_known, can_be_given}, State::approved_with_conditions),
    step(State::approved_with_conditions, Verb::open_part, kHumans, {participant, part_known}, State::approved_with_conditions),
    step(State::approved_with_conditions, Verb::ask, kHumans, {participant, part_known}, State::approved_with_conditions),
    step(State::approved_with_conditions, Verb::answer, kHumans, {participant, question_open, not_own_question}, State::approved_with_conditions),
    step(State::approved_with_conditions, Verb::withdraw_question, kHumans, {own_question}, State::approved_with_conditions),
    step(State::approved_with_conditions, Verb::comment, kAnyone, {participant, part_known}, State::approved_with_conditions),
    step(State::approved_with_conditions, Verb::flag, kAnyone, {delivery}, State::approved_with_conditions),
    step(State::approved_with_conditions, Verb::link, kHumans, {delivery, link_new}, State::approved_with_conditions),
    step(State::approved_with_conditions, Verb::chase, kSystem, {timer_due}, State::approved_with_conditions),
};

// What people do in a review; everything else is of the delivery team or the system.
constexpr bool is_of_review(Verb verb) {
  switch (verb) {
    case Verb::open_part:
    case Verb::ask:
    case Verb::answer:
    case Verb::comment:
    case Verb::decide:
    case Verb::retract:
    case Verb::withdraw_question:
    case Verb::delegate:
    case Verb::end_delegation:
    case Verb::close_condition:
    case Verb::waive_condition:
    case Verb::reopen_condition: return true;
    default: return false;
  }
}

}  // namespace countersign::table
