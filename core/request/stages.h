// What the decisions in a stage amount to, and what they make of the request.
//
// Precedence (published in core/README.md): any reject, then any request-changes, then enough approvals (with
// conditions if any of them carries one), else the stage waits. Only approvers count; reviewers inform.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/list.h"
#include "core/request/request.h"
#include "core/request/transitions.h"

namespace countersign {

// Approvers of the stage, and how many of them have to approve by its rule.
std::int64_t approver_count(const StageDefinition& stage);
std::int64_t approvals_needed(const StageDefinition& stage);

struct Tally {
  std::int64_t approvals = 0;  // with and without conditions
  std::int64_t conditional = 0;
  std::int64_t changes = 0;
  std::int64_t rejections = 0;

  void add(DecisionKind kind);
};

// The decisions that stand in this stage.
Tally tally_of(const Request& request, const StageId& stage);

// nullopt while the stage waits.
std::optional<DecisionKind> stage_outcome(const StageDefinition& stage, const Tally& tally);

// Whether the stage covers this part of a version, and what of the version it covers: the content without other parts.
bool covers(const StageDefinition& stage, const PartId& part);
Digest covered_digest(const StageDefinition& stage, const Content& content);

// How the stages stand while one command is carried out, before its events are in the state.
struct Review {
  const Request& request;
  List<StageStatus> statuses;                   // of request.stages, in their order
  const List<DecisionId>* counting = nullptr;   // the decisions that count; nullptr: those that stand
};

struct StageMove {
  const Stage* stage;
  std::optional<DecisionKind> outcome;  // when the decisions that count complete it
  bool opens = true;                    // it did not stand open before
};

// Opens, once no stage is open any more, the waiting stages of the lowest order, and goes on while decisions that were
// carried complete what opens.
List<StageMove> open_next(Review& review);

// Whether nothing is left to be decided.
bool all_passed(const Review& review);

// What goes under review, by whom and when.
struct Submission {
  const Content& content;
  const ActorId& by;
  Instant now;
};

// What it makes of the stages and decisions.
struct ReviewStart {
  List<StageId> skipped;
  List<DecisionId> carried;
  List<DecisionId> superseded;
  List<StageMove> moves;
};
ReviewStart start_review(const Request& request, const Submission& submission);

// What the request comes to when, besides what stands already, `kind` is decided in the open stage `stage`.
Outcome outcome_with(const Request& request, const Stage& stage, DecisionKind kind);
// The stages that move by that decision, the decided one first; empty while it waits.
List<StageMove> moves_with(const Request& request, const Stage& stage, DecisionKind kind);

// What the request comes to when this condition is settled.
Outcome outcome_without(const Request& request, const ConditionId& condition);

// The people that the request waits for: the holders of the places in open stages in which nobody has decided, each once.
List<Person> waited_for(const Request& request, Instant now);
List<Person> waited_for(const Request& request, const Stage& stage, Instant now);
// Of an open stage, or one that opens now: those who have not decided, but for the decisions that have `ended`.
List<Person> still_to_decide(const Request& request, const Stage& stage, Instant now, const List<DecisionId>* ended = nullptr);

}  // namespace countersign
