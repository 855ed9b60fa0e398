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

// What the request comes to when, besides what stands already, `kind` is decided in the open stage `stage`.
Outcome outcome_with(const Request& request, const Stage& stage, DecisionKind kind);

// The stages that open next: those of the lowest order among the stages that wait, once no stage is open any more.
// `passed` is a stage to be regarded as passed although the request does not say so yet; nullptr for none.
List<StageId> stages_to_open(const Request& request, const Stage* passed);

// The approvers of open stages who have not decided: the people that the request waits for, each once.
List<Person> waited_for(const Request& request);

}  // namespace countersign
