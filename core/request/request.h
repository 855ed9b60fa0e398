// The approval request: one thing put before customers for a formal decision, as it stands after some of its events.
// A default Request stands before `create` (state none). Only evolve() builds one.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/list.h"
#include "core/request/types.h"

namespace countersign {

struct Request {
  RequestId id;
  RequestState state = RequestState::none;
  std::int64_t head = 0;  // number of events so far; the seq of the last one
  SubjectKind kind = SubjectKind::document;
  TemplateId made_from;  // empty: no template
  Title title;
  Ask ask;  // for the next version; what is approved stands in `versions`
  List<ScopeItem> scope;
  Project project;
  std::optional<Amount> amount;
  std::optional<Instant> due;
  List<Fact> facts;
  List<Demand> demands;
  List<Effect> effects;
  std::optional<Policy> policy;
  std::optional<Calendar> calendar;
  List<Link> links;
  std::optional<Instant> paused_at;  // no stage has a clock, because there was no answer for too long; questions are chased
  Actor requester;
  Instant created_at;
  Instant updated_at;
  List<Stage> stages;
  List<Version> versions;  // versions[i].number == i + 1
  List<Decision> decisions;
  List<Condition> conditions;
  List<Objection> objections;
  List<Question> questions;
  List<Comment> comments;
  List<View> views;
  List<Delegation> delegations;
  List<Risk> risks;
  List<Check> checks;
  List<Flag> flags;
  std::optional<Withdrawal> withdrawal;
  List<Applied> applied;
  bool operator==(const Request&) const = default;
};

// Look-ups; nullptr when there is none.
const Version* current_version(const Request& request);
const Stage* find_stage(const Request& request, const StageId& id);
const Member* find_member(const Stage& stage, const ActorId& id);
const Part* find_part(const Version& version, const PartId& id);
const Question* find_question(const Request& request, const QuestionId& id);
const Condition* find_condition(const Request& request, const ConditionId& id);
const Objection* find_objection(const Request& request, const ObjectionId& id);
const Decision* find_decision(const Request& request, const DecisionId& id);
// The decision that stands for the place of this member, whoever made it.
const Decision* standing_decision(const Request& request, const StageId& stage, const ActorId& place);
// The member whose place the decision was made for.
const ActorId& place_of(const Decision& decision);

// Whether it has been created.
inline bool exists(const Request& request) { return request.state != RequestState::none; }

// Whether the member is asked for a decision; reviewers and observers are not.
inline bool decides(const Member& member) { return member.obligation == Obligation::approver; }

// Open, or said to be met: somebody still has to close or waive it.
bool is_unsettled(const Condition& condition);

bool demands(const Request& request, Demand demand);
bool approves(DecisionKind kind);
bool is_participant(const Request& request, const Actor& actor);
bool has_opened(const Request& request, std::int64_t version, const PartId& part, const ActorId& actor);

}  // namespace countersign
