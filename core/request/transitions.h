// The whole life of a request as one table: in which state which verb may be used, by what kind of actor, what has to
// hold (named guards, asked in order), and where it leads. What is not in the table cannot be done.
//
// `decide` and the settling of conditions have several rows per state: the row is chosen by what they make of the gate.
// Agents prepare; they have no row for readiness, submission, any decision, conditions or going on at risk (R20, R71).
// The system reminds, escalates, chases, pauses and expires; it has no other row, and none that approves (I4).
// Rejected, withdrawn and expired have no row: they are final (I5).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/request/words.h"

namespace countersign {

// What a decision, or the settling of a condition, makes of the whole request. `none` for every other verb.
// `any` is for asking only.
enum class Outcome : std::uint8_t { none, pending, approved, approved_with_conditions, changes_requested, rejected, any };

enum class Who : std::uint8_t { humans, humans_and_agents, everyone, system };

// Conditions on a transition. Each has one function, in guards.cpp or guards_delivery.cpp, and one or more error codes.
enum class Guard : std::uint8_t {
  delivery,           // the actor is of the delivery team
  participant,        // the actor is of the delivery team or a member of a stage
  something_changes,  // an edit or a new version differs from what stands there
  sound,              // what is said holds together: ids of their own, guards not too deep, a calendar in order
  complete,           // ask, version, approvers and a due date in the future (R17, R18)
  shown_is_current,   // the displayed digest is that of the current version (I2)
  part_known,
  question_open,
  not_own_question,
  stage_open,
  approver,
  not_decided,
  offered,
  parts_opened,
  reasons_given,
  challenge_fresh,
  own_standing_decision,
  due_ahead,  // whoever is asked again has time to answer (R18)
  not_requesting,          // who asks does not answer, where that is demanded
  questions_answered,      // nobody approves over an open question of their own, where that is demanded
  own_question,            // it is open and was asked by the actor
  holds_place,             // the actor holds a place in the open stage, and an end of the cover lies ahead
  place_known,             // the stage is open and has this approver; likewise
  can_take_over,           // the place can be handed to this person
  own_delegation,          // it holds, and the actor made it
  condition_unmet,
  condition_unsettled,     // open or met; met, when it is to be opened again
  own_condition,           // of a decision in a place that the actor made or holds
  objection_unanswered,
  change_order_named,      // when the objection asks for one, and only then
  objections_answered,     // all of this round (R44)
  link_new,
  due_later,
  answer_late,             // the due date or a response window has passed
  timer_due,               // what the system does, it does in time and once
  version_there,
  places_apart,            // no standing delegation brings two places of an edited stage into one hand
  covered_there,           // the new version has every part that a stage covers
  shown_is_ready,          // the displayed digest is that of the current version, which is not under review yet
  can_be_given,            // as can_take_over, and nobody gives themselves a place where that is not for who asks
};

inline constexpr std::size_t kMaxGuards = 10;

struct Transition {
  RequestState from;
  Verb verb;
  Outcome outcome;
  Who who;
  RequestState to;
  std::uint8_t guard_count;
  std::array<Guard, kMaxGuards> guards;

  constexpr std::span<const Guard> guard_list() const { return {guards.data(), guard_count}; }
};

// What the system does at the end of a policy's time. The guards, due() and the proof of R55 all ask here.
constexpr Verb verb_at_end(PolicyEnd end) { return end == PolicyEnd::expire ? Verb::expire : Verb::pause; }

bool may_use(const Transition& transition, ActorKind kind);

std::span<const Transition> transitions();

// nullptr when the table has no such row.
const Transition* find_transition(RequestState from, Verb verb, Outcome outcome);

// The first row for this verb, whatever the outcome: all rows of one (state, verb) share actors and guards.
const Transition* find_transition(RequestState from, Verb verb);

std::string_view guard_name(Guard guard);

}  // namespace countersign
