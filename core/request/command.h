// Commands: what somebody wants to happen to a request. Each struct is one verb with the fields that the wire carries
// (core/schema). The verb of a Command is its place in the list of types.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/list.h"
#include "core/base/one_of.h"
#include "core/request/types.h"

namespace countersign {

// What `create` sets and `edit` may change. An absent field stays as it is.
struct SubjectFields {
  std::optional<Title> title;
  std::optional<Ask> ask;
  std::optional<List<ScopeItem>> scope;
  std::optional<Project> project;
  std::optional<Amount> amount;
  std::optional<Instant> due;
  std::optional<List<StageDefinition>> stages;
  std::optional<List<Fact>> facts;
  std::optional<List<Demand>> demands;
  std::optional<List<Effect>> effects;
  std::optional<Policy> policy;
  std::optional<Calendar> calendar;
  bool operator==(const SubjectFields&) const = default;
};

struct CreateCommand {
  SubjectKind kind = SubjectKind::document;
  SubjectFields fields;  // title is there: the codec requires it
  TemplateId made_from = {};  // empty: no template
  List<Link> links = {};
};
struct EditCommand {
  SubjectFields fields;
  List<SubjectField> clear = {};  // taken back
};
struct AddVersionCommand {
  Remark note;
  List<Part> parts;
};
struct ConfirmReadyCommand {
  Digest displayed_digest;
};
struct SubmitCommand {};
struct OpenPartCommand {
  std::int64_t version = 0;
  PartId part;
};
struct AskCommand {
  Statement text;
  PartId part;  // empty: about the whole
};
struct AnswerCommand {
  QuestionId question;
  Statement text;
};
struct CommentCommand {
  Statement text;
  PartId part;  // empty: about the whole
};
struct DecideCommand {
  StageId stage;
  std::int64_t version = 0;
  Digest displayed_digest;
  DecisionKind decision = DecisionKind::approve;
  Challenge challenge;
  List<Condition> conditions;
  List<Objection> objections;
  Remark rationale;
  std::optional<PasskeyEvidence> passkey = {};
};
struct RetractCommand {
  DecisionId decision;
  Remark reason;
};
struct ReviseCommand {};
struct WithdrawCommand {
  Statement reason;
};
struct WithdrawQuestionCommand {
  QuestionId question;
};
struct DelegateCommand {
  StageId stage;
  Person to;
  Statement reason;
  std::optional<Instant> until;
};
struct EndDelegationCommand {
  DelegationId delegation;
};
struct ReassignCommand {
  StageId stage;
  ActorId place;
  Person to;
  Statement reason;
  std::optional<Instant> until = {};  // none: for good
};
struct MeetConditionCommand {
  ConditionId condition;
  Statement evidence;
};
struct CloseConditionCommand {
  ConditionId condition;
};
struct WaiveConditionCommand {
  ConditionId condition;
  Statement reason;
};
struct ReopenConditionCommand {
  ConditionId condition;
  Statement reason;
};
struct AnswerObjectionCommand {
  ObjectionId objection;
  ChangeClass change_class = ChangeClass::in_scope;
  Statement work;
  Instant due;
  RequestId change_order;
};
struct LinkCommand {
  Link link;
};
struct ExtendCommand {
  Instant due;
  Statement reason;
};
struct ProceedCommand {
  Statement reason;
};
struct CheckCommand {
  List<Finding> findings;
};
struct FlagCommand {
  Finding finding;
};
struct RemindCommand {
  StageId stage;
};
struct EscalateCommand {
  StageId stage;
};
struct PauseCommand {
  StageId stage;
};
struct ExpireCommand {
  StageId stage;
};
struct ChaseCommand {  // one of the two
  QuestionId question;
  ConditionId condition;
};

using Command = OneOf<CreateCommand, EditCommand, AddVersionCommand, ConfirmReadyCommand, SubmitCommand,
                             OpenPartCommand, AskCommand, AnswerCommand, CommentCommand, DecideCommand, RetractCommand,
                             ReviseCommand, WithdrawCommand, WithdrawQuestionCommand, DelegateCommand,
                             EndDelegationCommand, ReassignCommand, MeetConditionCommand, CloseConditionCommand,
                             WaiveConditionCommand, ReopenConditionCommand, AnswerObjectionCommand, LinkCommand,
                             ExtendCommand, ProceedCommand, CheckCommand, FlagCommand, RemindCommand, EscalateCommand,
                             PauseCommand, ExpireCommand, ChaseCommand>;
static_assert(Command::kSize == Words<Verb>::list.size());

inline Verb verb_of(const Command& command) { return static_cast<Verb>(command.index()); }

// The challenge that the host handed to this actor for this request, and until when it holds.
struct ExpectedChallenge {
  Challenge value;
  Instant expires;
};

// What the outside world knows at the moment of a command. Made by the host, never by the client.
struct Context {
  Instant now;
  Actor actor;
  CommandId command_id;  // the same id of the same actor is carried out once (I9)
  RequestId request;     // the id that `create` gives to the request
  std::optional<ExpectedChallenge> challenge;
  std::optional<Role> role;  // of an actor of the delivery side (roles.h); none: the host makes no difference between them
  std::int64_t record_bytes = 0;  // of the events so far, in their canonical form; 0 when the host does not count them
};

}  // namespace countersign
