// One request as the metrics see it: when it was first put before the customer, when it was answered, in how many rounds,
// and what is still being asked. Folded from the record event by event, so that a server can keep it beside the request
// and need not read the log again. Nothing in it depends on a calendar or on the time of day at which it is read.
//
// A round is one version before the customer: a submission, or a new version while the old one is under review.
// What people decided and took back on the way is not counted; only what the gate answered is (`resolved`).
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/instant.h"
#include "core/base/list.h"
#include "core/request/event.h"
#include "core/request/types.h"

namespace countersign {

// Whether what was submitted first was approved as it stood (R62). A new version under review before an answer says no.
enum class FirstPass : std::uint8_t { waiting, approved, missed };

struct OpenQuestion {
  QuestionId id;
  Instant asked_at;
  bool operator==(const OpenQuestion&) const = default;
};

// When the clock of the cycle started, and what had been agreed then: a due date that is moved in a later round makes no
// late answer early.
struct FirstSubmission {
  Instant at;
  Instant due;
  bool operator==(const FirstSubmission&) const = default;
};

// A default Cycle stands before `created`.
struct Cycle {
  RequestId request;
  std::int64_t head = 0;  // seq of the last event that is folded in
  SubjectKind kind = SubjectKind::document;
  Project project;  // empty: none
  RequestState state = RequestState::none;
  std::optional<FirstSubmission> submitted;
  std::optional<Instant> decided_at;  // approved, approved with conditions, or rejected; requested changes decide nothing
  std::optional<Instant> expired_at;  // there was no answer, and the policy's time was over
  std::int64_t rounds = 0;
  FirstPass first_pass = FirstPass::waiting;
  List<OpenQuestion> open_questions;  // in the order in which they were asked
  bool operator==(const Cycle&) const = default;
};

// The cycle after one more event. Never fails. An event that is folded in already (by its seq) changes nothing, and an
// event that says nothing to the metrics only moves the head.
Cycle fold_cycle(Cycle cycle, const Event& event);

// Approved, with or without conditions.
bool is_approval(RequestState state);

// It can go nowhere any more: the transition table has no way out of this state (I5).
bool is_over(RequestState state);

// Submitted, and an answer can still come. A request that is withdrawn or has expired is neither under way nor decided.
bool is_under_way(const Cycle& cycle);

}  // namespace countersign
