#include "core/request/stages.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/request/places.h"
#include "core/request/predicate.h"

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

namespace {

bool counts(const Review& review, const Decision& decision) {
  if (review.counting != nullptr) return contains(*review.counting, decision.id);
  return decision.standing == Standing::standing;
}

Tally tally_of(const Review& review, const StageId& stage) {
  Tally tally;
  for (const Decision& decision : review.request.decisions) {
    if (decision.stage == stage && counts(review, decision)) tally.add(decision.kind);
  }
  return tally;
}

bool passes(DecisionKind outcome) { return approves(outcome); }

Review review_of(const Request& request) {
  Review review{request, {}};
  for (const Stage& stage : request.stages) review.statuses.push_back(stage.status);
  return review;
}

bool has_status(const Review& review, StageStatus status) { return contains(review.statuses, status); }

// The lowest order among the stages that wait.
std::int64_t next_order(const Review& review) {
  std::int64_t lowest = limits::kInteger;
  for (std::size_t i = 0; i < review.statuses.size(); ++i) {
    if (review.statuses[i] != StageStatus::waiting) continue;
    lowest = std::min(lowest, review.request.stages[i].definition.order);
  }
  return lowest;
}

void open_stages_of(Review& review, std::int64_t order, List<StageMove>& moves) {
  for (std::size_t i = 0; i < review.statuses.size(); ++i) {
    const Stage& stage = review.request.stages[i];
    if (review.statuses[i] != StageStatus::waiting || stage.definition.order != order) continue;
    const Tally tally = tally_of(review, stage.definition.id);
    moves.push_back({&stage, stage_outcome(stage.definition, tally), true});
    review.statuses[i] = moves.back().outcome ? StageStatus::passed : StageStatus::open;
  }
}

}  // namespace

Tally tally_of(const Request& request, const StageId& stage) { return tally_of(Review{request, {}}, stage); }

std::optional<DecisionKind> stage_outcome(const StageDefinition& stage, const Tally& tally) {
  if (tally.rejections > 0) return DecisionKind::reject;
  if (tally.changes > 0) return DecisionKind::request_changes;
  if (tally.approvals < approvals_needed(stage)) return std::nullopt;
  return tally.conditional > 0 ? DecisionKind::approve_with_conditions : DecisionKind::approve;
}

bool covers(const StageDefinition& stage, const PartId& part) {
  return stage.parts.empty() || contains(stage.parts, part);
}

Digest covered_digest(const StageDefinition& stage, const Content& content) {
  if (stage.parts.empty()) return digest_of(content);
  Content covered{content.ask, content.scope, content.amount, {}};
  for (const Part& part : content.parts) {
    if (covers(stage, part.id)) covered.parts.push_back(part);
  }
  return digest_of(covered);
}

List<StageMove> open_next(Review& review) {
  List<StageMove> moves;
  while (!has_status(review, StageStatus::open) && has_status(review, StageStatus::waiting)) {
    open_stages_of(review, next_order(review), moves);
  }
  return moves;
}

bool all_passed(const Review& review) {
  return std::all_of(review.statuses.begin(), review.statuses.end(), [](StageStatus status) {
    return status == StageStatus::passed || status == StageStatus::skipped;
  });
}

namespace {

// Whether this decision is that of somebody who asks by now, where nobody answers their own request.
bool is_of_requesting(const Request& request, const Decision& decision, const ActorId& submitter) {
  const ActorId& author = decision.signature.by.person.id;
  return demands(request, Demand::no_self_approval) && (author == submitter || author == request.requester.person.id);
}

// Whether this decision counts for the version that goes under review too: what it covers has not changed, and whoever made
// it has no other place in the stage by now, in which they would count again.
bool is_carried(const Request& request, const Decision& decision, const List<StageStatus>& statuses, const Submission& submission) {
  if (!approves(decision.kind) || is_of_requesting(request, decision, submission.by)) return false;
  for (std::size_t i = 0; i < request.stages.size(); ++i) {
    const StageDefinition& stage = request.stages[i].definition;
    if (stage.id != decision.stage) continue;
    const Member* place = find_member(request.stages[i], place_of(decision));
    const Member* held = held_place(request, request.stages[i], decision.signature.by.person.id, submission.now);
    return statuses[i] != StageStatus::skipped && stage.offered.has(decision.kind) && place != nullptr && decides(*place) &&
           (held == nullptr || held == place) && covered_digest(stage, submission.content) == decision.covered;
  }
  return false;
}

}  // namespace

ReviewStart start_review(const Request& request, const Submission& submission) {
  ReviewStart start;
  List<StageStatus> statuses;
  for (const Stage& stage : request.stages) {
    const bool applies = holds(stage.definition.guard, request);
    statuses.push_back(applies ? StageStatus::waiting : StageStatus::skipped);
    if (!applies) start.skipped.push_back(stage.definition.id);
  }
  List<DecisionId> standing;
  for (const Decision& decision : request.decisions) {
    if (decision.standing != Standing::standing) continue;
    standing.push_back(decision.id);
    if (is_carried(request, decision, statuses, submission)) start.carried.push_back(decision.id);
  }
  Review review{request, statuses, &start.carried};
  start.moves = open_next(review);
  if (all_passed(review)) {  // no version is approved by what was decided about earlier ones alone
    start.carried.clear();
    review.statuses = statuses;
    start.moves = open_next(review);
  }
  for (const DecisionId& id : standing) {
    if (!contains(start.carried, id)) start.superseded.push_back(id);
  }
  return start;
}

namespace {

bool has_conditional_decision(const Request& request) {
  return std::any_of(request.decisions.begin(), request.decisions.end(), [](const Decision& decision) {
    return decision.standing == Standing::standing && decision.kind == DecisionKind::approve_with_conditions;
  });
}

// Carries the decision out as far as the stages are concerned.
List<StageMove> decide_in(Review& review, const Stage& stage, DecisionKind kind) {
  Tally tally = tally_of(review, stage.definition.id);
  tally.add(kind);
  const std::optional<DecisionKind> outcome = stage_outcome(stage.definition, tally);
  List<StageMove> moves;
  if (!outcome) return moves;
  moves.push_back({&stage, outcome, false});
  const auto index = static_cast<std::size_t>(&stage - review.request.stages.begin());
  review.statuses[index] = passes(*outcome) ? StageStatus::passed : StageStatus::stopped;
  if (!passes(*outcome)) return moves;
  for (const StageMove& move : open_next(review)) moves.push_back(move);
  return moves;
}

}  // namespace

Outcome outcome_with(const Request& request, const Stage& stage, DecisionKind kind) {
  Review review = review_of(request);
  const List<StageMove> moves = decide_in(review, stage, kind);
  if (moves.empty()) return Outcome::pending;
  switch (*moves.front().outcome) {
    case DecisionKind::reject: return Outcome::rejected;
    case DecisionKind::request_changes: return Outcome::changes_requested;
    case DecisionKind::approve:
    case DecisionKind::approve_with_conditions: break;
  }
  if (!all_passed(review)) return Outcome::pending;
  const bool conditional = kind == DecisionKind::approve_with_conditions || has_conditional_decision(request);
  return conditional ? Outcome::approved_with_conditions : Outcome::approved;
}

List<StageMove> moves_with(const Request& request, const Stage& stage, DecisionKind kind) {
  Review review = review_of(request);
  return decide_in(review, stage, kind);
}

Outcome outcome_without(const Request& request, const ConditionId& settled) {
  const bool waits = std::any_of(request.conditions.begin(), request.conditions.end(), [&](const Condition& condition) {
    return is_unsettled(condition) && condition.id != settled;
  });
  return waits ? Outcome::pending : Outcome::approved;
}

List<Person> still_to_decide(const Request& request, const Stage& stage, Instant now, const List<DecisionId>* ended) {
  List<Person> people;
  for (const Member& member : stage.definition.members) {
    const Decision* decision = standing_decision(request, stage.definition.id, member.person.id);
    const bool decided = decision != nullptr && (ended == nullptr || !contains(*ended, decision->id));
    if (decides(member) && !decided) people.push_back(holder_of(request, stage, member, now));
  }
  return people;
}

List<Person> waited_for(const Request& request, const Stage& stage, Instant now) {
  return stage.status == StageStatus::open ? still_to_decide(request, stage, now) : List<Person>();
}

List<Person> waited_for(const Request& request, Instant now) {
  List<Person> people;
  for (const Stage& stage : request.stages) {
    for (const Person& person : waited_for(request, stage, now)) {
      if (!contains(people, person)) people.push_back(person);
    }
  }
  return people;
}

}  // namespace countersign
