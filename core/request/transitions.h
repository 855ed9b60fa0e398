// The whole life of a request as one table: in which state which verb may be used, by what kind of actor, what has to
// hold (named guards, asked in order), and where it leads. What is not in the table cannot be done.
//
// `decide` is the only verb with several rows per state: the row is chosen by what the decision makes of the gate.
// Agents prepare; they have no row for readiness, submission or any decision (R20, R71). The system has no row.
// Rejected and withdrawn have no row: they are final (I5).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/request/words.h"

namespace countersign {

// What a decision makes of the whole request. `none` for every other verb.
enum class Outcome : std::uint8_t { none, pending, approved, approved_with_conditions, changes_requested, rejected };

enum class Who : std::uint8_t { humans, humans_and_agents };

// Conditions on a transition. Each has one function in guards.cpp and one or more error codes.
enum class Guard : std::uint8_t {
  delivery,           // the actor is of the delivery team
  participant,        // the actor is of the delivery team or a member of a stage
  something_changes,  // an edit or a new version differs from what stands there
  ids_unique,         // stages, members and parts have ids of their own
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
};

inline constexpr std::size_t kMaxGuards = 8;

struct Transition {
  RequestState from;
  Verb verb;
  Outcome outcome;
  Who who;
  std::array<Guard, kMaxGuards> guards;
  std::size_t guard_count;
  RequestState to;

  constexpr std::span<const Guard> guard_list() const { return {guards.data(), guard_count}; }
};

bool may_use(const Transition& transition, ActorKind kind);

std::span<const Transition> transitions();

// nullptr when the table has no such row.
const Transition* find_transition(RequestState from, Verb verb, Outcome outcome);

// The first row for this verb, whatever the outcome: all rows of one (state, verb) share actors and guards.
const Transition* find_transition(RequestState from, Verb verb);

std::string_view guard_name(Guard guard);

}  // namespace countersign
