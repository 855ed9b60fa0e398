#include "core/request/stages.h"

#include <algorithm>
#include <limits>

namespace countersign {

std::int64_t approver_count(const StageDefinition& stage) {
  return std::count_if(stage.members.begin(), stage.members.end(), decides);
}

std::int64_t approvals_needed(const StageDefinition& stage) {
  switch (stage.rule.type) {
    case RuleType::all: return approver_count(stage);
    case RuleType::any: return 1;
    case RuleType::quorum: return stage.rule.count;
  }
  return std::numeric_limits<std::int64_t>::max();
}

void Tally::add(DecisionKind kind) {
  switch (kind) {
    case DecisionKind::approve: ++approvals; break;
    case DecisionKind::approve_with_conditions: ++approvals, ++conditional; break;
    case DecisionKind::request_changes: ++changes; break;
    case DecisionKind::reject: ++rejections; break;
  }
}

Tally tally_of(const Request& request, const StageId& stage) {
  Tally tally;
  for (const Decision& decision : request.decisions) {
    if (decision.standing == Standing::standing && decision.stage == stage) tally.add(decision.kind);
  }
  return tally;
}

std::optional<DecisionKind> stage_outcome(const StageDefinition& stage, const Tally& tally) {
  if (tally.rejections > 0) return DecisionKind::reject;
  if (tally.changes > 0) return DecisionKind::request_changes;
  if (tally.approvals < approvals_needed(stage)) return std::nullopt;
  return tally.conditional > 0 ? DecisionKind::approve_with_conditions : DecisionKind::approve;
}

namespace {

// The stage under decision passes; has every other stage passed too, and did anyone attach a condition anywhere?
Outcome outcome_of_passing(const Request& request, const Stage& stage, bool conditional) {
  for (const Stage& other : request.stages) {
    const bool passed = &other == &stage || other.status == StageStatus::passed;
    if (!passed) return Outcome::pending;
  }
  const bool any_conditional =
      conditional || std::any_of(request.decisions.begin(), request.decisions.end(), [](const Decision& decision) {
        return decision.standing == Standing::standing && decision.kind == DecisionKind::approve_with_conditions;
      });
  return any_conditional ? Outcome::approved_with_conditions : Outcome::approved;
}

}  // namespace

Outcome outcome_with(const Request& request, const Stage& stage, DecisionKind kind) {
  Tally tally = tally_of(request, stage.definition.id);
  tally.add(kind);
  const std::optional<DecisionKind> outcome = stage_outcome(stage.definition, tally);
  if (!outcome) return Outcome::pending;
  switch (*outcome) {
    case DecisionKind::reject: return Outcome::rejected;
    case DecisionKind::request_changes: return Outcome::changes_requested;
    case DecisionKind::approve:
    case DecisionKind::approve_with_conditions: break;
  }
  return outcome_of_passing(request, stage, *outcome == DecisionKind::approve_with_conditions);
}

List<StageId> stages_to_open(const Request& request, const Stage* passed) {
  std::int64_t lowest = std::numeric_limits<std::int64_t>::max();
  for (const Stage& stage : request.stages) {
    if (&stage == passed) continue;
    if (stage.status == StageStatus::open) return {};
    if (stage.status == StageStatus::waiting) lowest = std::min(lowest, stage.definition.order);
  }
  List<StageId> opening;
  for (const Stage& stage : request.stages) {
    const bool waits = &stage != passed && stage.status == StageStatus::waiting;
    if (waits && stage.definition.order == lowest) opening.push_back(stage.definition.id);
  }
  return opening;
}

List<Person> waited_for(const Request& request) {
  List<Person> people;
  for (const Stage& stage : request.stages) {
    if (stage.status != StageStatus::open) continue;
    for (const Member& member : stage.definition.members) {
      const bool decided = standing_decision(request, stage.definition.id, member.person.id) != nullptr;
      const bool named = std::find(people.begin(), people.end(), member.person) != people.end();
      if (decides(member) && !decided && !named) people.push_back(member.person);
    }
  }
  return people;
}

}  // namespace countersign
