// Events: what has happened to a request. The list of events is the record; everything else is a fold over it.
// An event is never changed. Its canonical bytes (json/event_codec.h) are what is stored, hashed and proved.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "core/base/list.h"
#include "core/request/command.h"
#include "core/request/types.h"

namespace countersign {

struct Created {
  std::int64_t protocol = 1;
  SubjectKind kind = SubjectKind::document;
  Title title;
  Ask ask;
  List<ScopeItem> scope;
  Project project;
  std::optional<Amount> amount;
  std::optional<Instant> due;
  List<StageDefinition> stages;
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
};
struct StageOpened {
  StageId stage;
};
struct PartOpened {
  std::int64_t version = 0;
  PartId part;
};
struct QuestionAsked {
  QuestionId question;
  Statement text;
  PartId part;  // empty: about the whole
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
  DecisionKind decision = DecisionKind::approve;
  Challenge challenge;
  List<Condition> conditions;
  List<Objection> objections;
  Remark rationale;
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
  List<DecisionId> superseded;  // decisions of the round that ends here; they no longer count
};
struct Withdrawn {
  Statement reason;
};

using EventBody = std::variant<Created, Edited, VersionAdded, ReadinessConfirmed, Submitted, StageOpened, PartOpened,
                               QuestionAsked, QuestionAnswered, Commented, Decided, StageCompleted, Resolved,
                               DecisionRetracted, RevisionStarted, Withdrawn>;

// The words of the events, in the order of EventBody.
inline constexpr auto kEventWords = std::to_array<std::string_view>(
    {"created", "edited", "version-added", "readiness-confirmed", "submitted", "stage-opened", "part-opened",
     "question-asked", "question-answered", "commented", "decided", "stage-completed", "resolved",
     "decision-retracted", "revision-started", "withdrawn"});
static_assert(kEventWords.size() == std::variant_size_v<EventBody>);

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
