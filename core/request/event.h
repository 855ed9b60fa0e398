// Events: what has happened to a request. The list of events is the record; everything else is a fold over it.
// An event is never changed. Its canonical bytes (json/event_codec.h) are what is stored, hashed and proved.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/list.h"
#include "core/base/one_of.h"
#include "core/request/command.h"
#include "core/request/types.h"

namespace countersign {

struct Created {
  std::int64_t protocol = 1;
  SubjectKind kind = SubjectKind::document;
  SubjectFields fields;  // title, ask, scope and stages are there
  TemplateId made_from;  // empty: no template
  List<Link> links;
};
struct Edited {
  SubjectFields fields;
  List<SubjectField> clear = {};
};
struct VersionAdded {
  std::int64_t version = 0;
  Remark note;
  List<Part> parts;
  Digest digest;
  List<PartId> changed;         // as in Version
  List<DecisionId> superseded;  // decisions that no longer count
};
struct ReadinessConfirmed {
  std::int64_t version = 0;
  Digest digest;
};
struct Submitted {
  std::int64_t version = 0;
  Digest digest;
  Instant due;
  std::optional<Policy> policy;  // what the customer is told about silence (R56, R160)
  List<DecisionId> superseded;   // decisions of earlier rounds that no longer count
};
struct StageSkipped {
  StageId stage;
};
// Decisions of earlier versions that count for this one as well, because what they cover has not changed.
struct DecisionsCarried {
  std::int64_t version = 0;
  List<DecisionId> decisions;
};
struct StageOpened {
  StageId stage;
};
struct ClockStarted {
  StageId stage;
  StageClock clock;
};
struct PartOpened {
  std::int64_t version = 0;
  PartId part;
};
struct QuestionAsked {
  QuestionId question;
  Statement text;
  PartId part;  // empty: about the whole
  std::optional<Instant> chase_at;
};
struct QuestionAnswered {
  QuestionId question;
  Statement text;
};
struct Commented {
  CommentId comment;
  Statement text;
  PartId part;  // empty: about the whole
};
struct Decided {
  DecisionId decision_id;
  StageId stage;
  std::int64_t version = 0;
  Digest digest;
  Digest covered;
  ActorId on_behalf_of;  // whose place the actor holds; empty: their own
  DecisionKind decision = DecisionKind::approve;
  Challenge challenge;
  List<Condition> conditions;
  List<Objection> objections;
  Remark rationale;
  std::optional<PasskeyEvidence> passkey;
  List<PartId> opened;
  List<PartId> not_opened;
};
struct StageCompleted {
  StageId stage;
  DecisionKind outcome = DecisionKind::approve;
};
// The gate has answered: the version is locked (R46).
struct Resolved {
  RequestState state = RequestState::approved;
  std::int64_t version = 0;
  Digest digest;
};
struct DecisionRetracted {
  DecisionId decision_id;
  Remark reason;
};
struct RevisionStarted {
  List<DecisionId> superseded;  // those that asked for the changes; approvals are judged when a version is submitted
};
struct Withdrawn {
  Statement reason;
};
struct QuestionWithdrawn {
  QuestionId question;
};
struct Delegated {
  DelegationId delegation;
  DelegationType type = DelegationType::delegated;
  StageId stage;
  ActorId place;
  Person from;
  Person to;
  Statement reason;
  std::optional<Instant> until;
};
struct DelegationEnded {
  DelegationId delegation;
};
struct ConditionMet {
  ConditionId condition;
  Statement evidence;
};
struct ConditionSettled {  // or open again
  ConditionId condition;
  ConditionState state = ConditionState::closed;
  Statement reason;  // blank when it was closed
};
struct ObjectionAnswered {
  ObjectionId objection;
  ChangeClass change_class = ChangeClass::in_scope;
  Statement work;
  Instant due;
  RequestId change_order;
};
struct Linked {
  Link link;
};
struct EffectReleased {
  EffectId effect;
};
struct DeadlineExtended {
  Instant due;
  Statement reason;
};
struct Proceeded {
  std::int64_t version = 0;
  Statement reason;
};
struct Checked {
  std::int64_t version = 0;
  List<Finding> findings;
};
struct Flagged {
  Finding finding;
};
struct Reminded {
  StageId stage;
  List<ActorId> to;
};
struct Escalated {
  StageId stage;
  Person to;
};
struct Paused {
  StageId stage;
};
struct Expired {
  StageId stage;
};
struct Chased {  // one of the two
  QuestionId question;
  ConditionId condition;
  std::optional<Instant> next;
};

using EventBody = OneOf<Created, Edited, VersionAdded, ReadinessConfirmed, Submitted, StageOpened, PartOpened,
                               QuestionAsked, QuestionAnswered, Commented, Decided, StageCompleted, Resolved,
                               DecisionRetracted, RevisionStarted, Withdrawn, StageSkipped, DecisionsCarried, ClockStarted,
                               QuestionWithdrawn, Delegated, DelegationEnded, ConditionMet, ConditionSettled,
                               ObjectionAnswered, Linked, EffectReleased, DeadlineExtended, Proceeded, Checked, Flagged,
                               Reminded, Escalated, Paused, Expired, Chased>;

// The words of the events, in the order of EventBody.
inline constexpr auto kEventWords = std::to_array<std::string_view>(
    {"created", "edited", "version-added", "readiness-confirmed", "submitted", "stage-opened", "part-opened",
     "question-asked", "question-answered", "commented", "decided", "stage-completed", "resolved",
     "decision-retracted", "revision-started", "withdrawn", "stage-skipped", "decisions-carried", "clock-started",
     "question-withdrawn", "delegated", "delegation-ended", "condition-met", "condition-settled", "objection-answered",
     "linked", "effect-released", "deadline-extended", "proceeded", "checked", "flagged", "reminded", "escalated",
     "paused", "expired", "chased"});
static_assert(kEventWords.size() == EventBody::kSize);

struct Event {
  std::int64_t seq = 0;  // 1, 2, 3, ... without a gap
  Instant at;            // never before the event before it
  RequestId request;
  Actor actor;
  CommandId command_id;  // of the command that caused it
  EventBody body;
};

inline std::string_view word(const EventBody& body) { return kEventWords[body.index()]; }

}  // namespace countersign
