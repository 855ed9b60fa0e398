// The values that an approval request is made of. Plain data: what may be done with it stands in the transition table.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>

#include "core/base/calendar.h"
#include "core/base/digest.h"
#include "core/base/instant.h"
#include "core/base/list.h"
#include "core/base/strong_id.h"
#include "core/base/text.h"
#include "core/request/words.h"

namespace countersign {

struct Person {
  ActorId id;
  Name name;
  Organization organization;
  bool operator==(const Person&) const = default;
};

// Who acts. The host authenticates the actor; the core judges by kind, party and membership.
struct Actor {
  ActorKind kind = ActorKind::human;
  Party party = Party::customer;
  Person person;
  bool operator==(const Actor&) const = default;
};

// Who did something, and when.
struct Signature {
  Actor by;
  Instant at;
  bool operator==(const Signature&) const = default;
};

// Money, in minor units (cents) of an ISO 4217 currency.
struct Amount {
  std::int64_t minor = 0;
  Text<3, Blank::refused> currency;  // three capital letters; the codec checks
  bool operator==(const Amount&) const = default;
};

// A file or text of a version. The bytes are elsewhere; the record holds their SHA-256.
struct Part {
  PartId id;
  PartName name;
  MediaType media_type;
  std::int64_t size_bytes = 0;
  Digest sha256;
  bool must_open = false;  // an approver has to open it before deciding
  bool operator==(const Part&) const = default;
};

// How many approvals a stage needs. `count` has a meaning for quorum only.
struct Rule {
  RuleType type = RuleType::all;
  std::int64_t count = 0;
  bool operator==(const Rule&) const = default;
};

struct Member {
  Person person;
  Obligation obligation = Obligation::approver;
  bool operator==(const Member&) const = default;
};

// The decisions that a stage offers.
class DecisionSet {
 public:
  static constexpr DecisionSet all() { return DecisionSet(0b1111); }
  constexpr DecisionSet() = default;
  constexpr DecisionSet(std::initializer_list<DecisionKind> kinds) {
    for (const DecisionKind kind : kinds) add(kind);
  }
  constexpr void add(DecisionKind kind) { bits_ = static_cast<std::uint8_t>(bits_ | bit(kind)); }
  constexpr bool has(DecisionKind kind) const { return (bits_ & bit(kind)) != 0; }
  constexpr bool operator==(const DecisionSet&) const = default;

 private:
  explicit constexpr DecisionSet(std::uint8_t bits) : bits_(bits) {}
  static constexpr std::uint8_t bit(DecisionKind kind) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(kind));
  }
  std::uint8_t bits_ = 0;
};

// Something about the subject that stage guards look at: a text or a number.
struct Fact {
  FactId name;
  FactText text;
  std::optional<std::int64_t> number;
  bool operator==(const Fact&) const = default;
};

enum class PredicateType : std::uint8_t { always, equals, in, at_least, all, any, negation };

// A condition on the facts of a request; see holds() in predicate.h.
struct Predicate {
  PredicateType type = PredicateType::always;
  FactId fact;                         // equals, in, at_least
  List<FactText> texts;                // equals: one, unless it is a number; in: at least one
  std::optional<std::int64_t> number;  // equals, at_least
  List<Predicate> items;               // all, any; negation: one
  bool operator==(const Predicate&) const = default;
};

// A step of review. Stages of a lower order come first; stages of the same order run side by side.
struct StageDefinition {
  StageId id;
  Name name;
  std::int64_t order = 1;
  Rule rule;
  List<Member> members;
  DecisionSet offered = DecisionSet::all();
  List<PartId> parts;  // that it covers; empty: all
  Predicate guard;     // a stage whose guard does not hold is skipped, visibly
  bool operator==(const StageDefinition&) const = default;
};

// When the stage is to be answered, and what happens until then (R56 to R58). Computed once, when the clock starts.
struct StageClock {
  Instant respond_by;
  List<Instant> reminders;  // those still to come, in order
  std::optional<Instant> escalate_at;
  std::optional<Instant> end_at;
  bool operator==(const StageClock&) const = default;
};

struct Stage {
  StageDefinition definition;
  StageStatus status = StageStatus::waiting;
  std::optional<StageClock> clock;  // while it runs
  bool operator==(const Stage&) const = default;
};

// What is approved: the ask, the scope, the amount where money is involved, and the parts.
struct Content {
  Ask ask;
  List<ScopeItem> scope;
  std::optional<Amount> amount;
  List<Part> parts;
  bool operator==(const Content&) const = default;
};

// SHA-256 of the canonical JSON {"amount"?,"ask","parts","scope"}: the identity of what is approved (I2).
Digest digest_of(const Content& content);

// One immutable, numbered set of parts with the ask and scope that belong to it. While its status is draft, an `edit`
// of the request still changes its ask, scope and amount; from submission on nothing does (I3).
struct Version {
  std::int64_t number = 0;
  VersionStatus status = VersionStatus::draft;
  Remark note;
  Content content;
  Digest digest;  // always digest_of(content)
  // Parts that are new, different or gone since the last version that was submitted: what a reviewer has not seen. Before
  // the first submission, since the version before.
  List<PartId> changed;
  Signature added;
  std::optional<Signature> ready;
  std::optional<Signature> submitted;
  bool operator==(const Version&) const = default;
};

// What an approval lets happen next (R48 to R50).
struct Effect {
  EffectId id;
  Name text;
  ReleaseAfter after = ReleaseAfter::approval;
  std::optional<Instant> released;  // in the state
  bool operator==(const Effect&) const = default;
};

struct Escalation {
  Span after;
  Person to;
  bool operator==(const Escalation&) const = default;
};

struct SilenceEnd {
  Span after;
  PolicyEnd action = PolicyEnd::pause;
  bool operator==(const SilenceEnd&) const = default;
};

// What happens while nobody answers (R55 to R60), counted from the opening of a stage. Disclosed at submission.
struct Policy {
  Span response;
  List<Span> reminders;  // a negative one: before the response is due
  std::optional<Escalation> escalation;
  std::optional<SilenceEnd> end;
  std::optional<Span> questions;  // after which an unanswered question is chased, again and again (R27)
  bool operator==(const Policy&) const = default;
};

// To another request: a change order of this one, the original that this one changes, ...
struct Link {
  Relation relation = Relation::related;
  RequestId request;
  bool operator==(const Link&) const = default;
};

// The place of an approver in the hands of somebody else, with both names (the delegation's `from` may itself hold it for
// another). Absence cover is a delegation with an end: it ends by itself.
struct Delegation {
  DelegationId id;
  DelegationType type = DelegationType::delegated;
  StageId stage;
  ActorId place;  // of the member whose place it is
  Person from;
  Person to;
  Statement reason;
  std::optional<Instant> until;
  DelegationState state = DelegationState::standing;
  Signature signature;
  bool operator==(const Delegation&) const = default;
};

// How the delivery team says that a condition is met.
struct Evidence {
  Statement evidence;
  Signature signature;
  bool operator==(const Evidence&) const = default;
};

// In a command a condition has no id yet; the decision that it belongs to is known in the state only.
struct Condition {
  ConditionId id;
  DecisionId decision;
  Statement text;
  std::optional<Instant> due;
  ConditionState state = ConditionState::open;
  std::optional<Evidence> met;
  Statement reason;                  // of the last waiver or reopening; blank: none
  std::optional<Signature> settled;  // who closed or waived it
  std::optional<Instant> chased;
  bool operator==(const Condition&) const = default;
};

// What the delivery team makes of an objection (R40 to R42).
struct ObjectionAnswer {
  ChangeClass change_class = ChangeClass::in_scope;
  Statement work;
  Instant due;
  RequestId change_order;  // the request that asks for it; empty when in scope
  Signature signature;
  bool operator==(const ObjectionAnswer&) const = default;
};

// As with conditions: no id in a command, no decision but in the state.
struct Objection {
  ObjectionId id;
  DecisionId decision;
  Statement text;
  PartId part;  // empty: about the whole
  ObjectionState state = ObjectionState::open;
  std::optional<ObjectionAnswer> answer;
  bool operator==(const Objection&) const = default;
};

// What a browser answered when a decision was signed with a passkey. The rules only hand it on: json/passkey.h judges it.
struct PasskeyEvidence {
  Digest registration;  // the leaf hash of the entry that registered the passkey
  Encoded credential_id;
  Encoded client_data;
  Encoded authenticator_data;
  Encoded signature;
  bool operator==(const PasskeyEvidence&) const = default;
};

struct Decision {
  DecisionId id;
  StageId stage;
  std::int64_t version = 0;
  Digest digest;   // of the version that was displayed
  Digest covered;  // of that part of it which the stage covers
  std::int64_t carried_to = 0;  // the last later version that it counts for; 0: none
  ActorId on_behalf_of;         // whose place the actor held; empty: their own
  DecisionKind kind = DecisionKind::approve;
  Standing standing = Standing::standing;
  Signature signature;
  Challenge challenge;
  List<ConditionId> conditions;
  List<ObjectionId> objections;
  Remark rationale;
  List<PartId> opened;      // parts of the version that the actor had opened
  List<PartId> not_opened;  // and those that they had not: a missing view is shown as missing
  bool operator==(const Decision&) const = default;
};

struct Answer {
  Statement text;
  Signature signature;
  bool operator==(const Answer&) const = default;
};

struct Question {
  QuestionId id;
  Statement text;
  PartId part;  // empty: about the whole
  std::int64_t version = 0;
  Signature signature;
  QuestionState state = QuestionState::open;
  std::optional<Instant> chase_at;  // while it is open
  std::optional<Answer> answer;
  bool operator==(const Question&) const = default;
};

struct Comment {
  CommentId id;
  Statement text;
  PartId part;  // empty: about the whole
  std::int64_t version = 0;
  Signature signature;
  bool operator==(const Comment&) const = default;
};

// The first time that an actor opened a part of a version.
struct View {
  std::int64_t version = 0;
  PartId part;
  ActorId actor;
  Instant at;
  bool operator==(const View&) const = default;
};

struct Withdrawal {
  Statement reason;
  Signature signature;
  bool operator==(const Withdrawal&) const = default;
};

// Work goes on without an answer: a decision of the delivery team, and no approval (R38, R161).
struct Risk {
  std::int64_t version = 0;
  Statement reason;
  Signature signature;
  bool operator==(const Risk&) const = default;
};

struct Finding {
  Severity severity = Severity::info;
  Pointer pointer;  // RFC 6901, into the request; empty: about the whole
  Statement text;
  bool operator==(const Finding&) const = default;
};

// A check of a version; no finding means that nothing was found (R20).
struct Check {
  std::int64_t version = 0;
  List<Finding> findings;
  Signature signature;
  bool operator==(const Check&) const = default;
};

struct Flag {
  Finding finding;
  Signature signature;
  bool operator==(const Flag&) const = default;
};

// A command that has been carried out, by whom it was sent (I9).
struct Applied {
  ActorId actor;
  CommandId command;
  bool operator==(const Applied&) const = default;
};

}  // namespace countersign
