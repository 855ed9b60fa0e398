// How the values of core/request/types.h travel, as far as several messages use them.
#pragma once

#include "core/base/list.h"
#include "core/json/calendar_shapes.h"
#include "core/json/shape.h"
#include "core/request/command.h"
#include "core/request/types.h"

namespace countersign {

Refusal check_media_type(std::string_view text);  // RFC 6838: type "/" subtype, without parameters
Refusal check_currency(std::string_view text);    // ISO 4217: three capital letters

inline constexpr const Kind& kVersionNumber = kInteger<1, limits::kInteger>;
inline constexpr const Kind& kScope = kListOf<ScopeItem, 0, limits::kScopeItems>;

template <>
struct Shape<Person> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD(Person, id, "id"), COUNTERSIGN_FIELD(Person, name, "name"),
                    COUNTERSIGN_FIELD_AS(Person, organization, "organization", optional, (kKindOf<Name>))});
};

template <>
struct Shape<Actor> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD(Actor, kind, "kind"), COUNTERSIGN_FIELD(Actor, party, "party")},
                   Shape<Person>::kFields, offsetof(Actor, person));
};

template <>
struct Shape<Amount> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD_AS(Amount, minor, "minor", required, (kInteger<-limits::kInteger, limits::kInteger>)),
       COUNTERSIGN_FIELD_AS(Amount, currency, "currency", required, (CheckedText<check_currency>::kKind))});
};

template <>
struct Shape<Part> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(Part, id, "id"), COUNTERSIGN_FIELD(Part, name, "name"),
       COUNTERSIGN_FIELD_AS(Part, media_type, "media_type", required, (CheckedText<check_media_type>::kKind)),
       COUNTERSIGN_FIELD_AS(Part, size_bytes, "size", required, (kInteger<0, limits::kInteger>)),
       COUNTERSIGN_FIELD(Part, sha256, "sha256"), COUNTERSIGN_OPTIONAL(Part, must_open, "must_open")});
};

inline constexpr const Kind& kParts = kListOf<Part, 1, limits::kParts>;

// {"type":"all"|"any"} or {"type":"quorum","count":n}
template <>
struct KindOf<Rule> {
  static void read(const Json& json, void* value, const Path& path, Reading& reading);
  static void write(std::string& out, const void* value);
  static constexpr CustomDetails kDetails{read, write, nullptr};
  static constexpr Kind kKind{KindType::custom, &kDetails};
};

// Some of the decision words, in their order; a field that is absent means all of them.
template <>
struct KindOf<DecisionSet> {
  static void read(const Json& json, void* value, const Path& path, Reading& reading);
  static void write(std::string& out, const void* value);
  static bool says_nothing(const void* value);
  static constexpr CustomDetails kDetails{read, write, says_nothing};
  static constexpr Kind kKind{KindType::custom, &kDetails};
};

template <>
struct Shape<Member> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD(Member, obligation, "obligation")}, Shape<Person>::kFields, offsetof(Member, person));
};

inline constexpr const Kind& kAnyInteger = kInteger<-limits::kInteger, limits::kInteger>;

struct OptionalInteger {
  static constexpr OptionalDetails kDetails = optional_details<std::int64_t>(kAnyInteger);
  static constexpr Kind kKind{KindType::optional, &kDetails};
};

struct FactTexts {  // each says something
  static constexpr ListDetails kDetails{&kKindOf<Name>, &kItemType<FactText>, 1, limits::kPredicateItems};
  static constexpr Kind kKind{KindType::list, &kDetails};
};

// {"name":…} with "text" or "number".
template <>
struct KindOf<Fact> {
  static void read(const Json& json, void* value, const Path& path, Reading& reading);
  static void write(std::string& out, const void* value);
  static constexpr CustomDetails kDetails{read, write, nullptr};
  static constexpr Kind kKind{KindType::custom, &kDetails};
};

// In delivery_role.cpp: an approver's module is without roles.
template <>
struct KindOf<std::optional<Role>> {
  static void read(const Json& json, void* value, const Path& path, Reading& reading);
  static void write(std::string& out, const void* value);
  static bool says_nothing(const void* value);
  static constexpr CustomDetails kDetails{read, write, says_nothing};
  static constexpr Kind kKind{KindType::custom, &kDetails};
};

// One of {"fact","equals"}, {"fact","in"}, {"fact","at_least"}, {"all"}, {"any"}, {"not"}.
template <>
struct KindOf<Predicate> {
  static void read(const Json& json, void* value, const Path& path, Reading& reading);
  static void write(std::string& out, const void* value);
  static bool says_nothing(const void* value);
  static constexpr CustomDetails kDetails{read, write, says_nothing};
  static constexpr Kind kKind{KindType::custom, &kDetails};
};

// A stage without its members: a template has roles in their place.
inline constexpr auto kStageBesidesMembers = in_key_order(
    {COUNTERSIGN_FIELD(StageDefinition, id, "id"), COUNTERSIGN_FIELD(StageDefinition, name, "name"),
     COUNTERSIGN_FIELD_AS(StageDefinition, order, "order", required, (kInteger<1, limits::kStages>)),
     COUNTERSIGN_FIELD(StageDefinition, rule, "rule"), COUNTERSIGN_OPTIONAL(StageDefinition, offered, "decisions"),
     COUNTERSIGN_FIELD_AS(StageDefinition, parts, "parts", optional, (kListOf<PartId, 0, limits::kParts>)),
     COUNTERSIGN_OPTIONAL(StageDefinition, guard, "guard")});

template <>
struct Shape<StageDefinition> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD_AS(StageDefinition, members, "members", required, (kListOf<Member, 0, limits::kMembers>))},
      kStageBesidesMembers, 0);
};

template <>
struct Shape<Link> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD(Link, relation, "relation"), COUNTERSIGN_FIELD(Link, request, "request")});
};

inline constexpr const Kind& kLinks = kListOf<Link, 0, limits::kLinks>;

// A span of a policy: at least 1, or for reminders also backwards.
inline constexpr std::int64_t kMostSpan = 10000;
template <std::int64_t kLeast>
struct SpanOf {
  static constexpr ObjectDetails kDetails{kSpanFields<kLeast, kMostSpan>};
  static constexpr Kind kKind{KindType::object, &kDetails};
};
inline constexpr const Kind& kSomeTime = SpanOf<1>::kKind;

template <>
struct Shape<Escalation> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD_AS(Escalation, after, "after", required, kSomeTime), COUNTERSIGN_FIELD(Escalation, to, "to")});
};

template <>
struct Shape<SilenceEnd> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD_AS(SilenceEnd, after, "after", required, kSomeTime),
                                                COUNTERSIGN_FIELD(SilenceEnd, action, "action")});
};

struct Reminders {
  static constexpr ListDetails kDetails{&SpanOf<-kMostSpan>::kKind, &kItemType<Span>, 0, limits::kReminders};
  static constexpr Kind kKind{KindType::list, &kDetails};
};

struct OptionalTime {
  static constexpr OptionalDetails kDetails = optional_details<Span>(kSomeTime);
  static constexpr Kind kKind{KindType::optional, &kDetails};
};

// A policy without its escalation: in a template it goes to a role.
inline constexpr auto kPolicyBesidesEscalation = in_key_order(
    {COUNTERSIGN_FIELD_AS(Policy, response, "response", required, kSomeTime),
     COUNTERSIGN_FIELD_AS(Policy, reminders, "reminders", optional, Reminders::kKind),
     COUNTERSIGN_OPTIONAL(Policy, end, "end"),
     COUNTERSIGN_FIELD_AS(Policy, questions, "questions", optional, OptionalTime::kKind)});

template <>
struct Shape<Policy> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_OPTIONAL(Policy, escalation, "escalation")}, kPolicyBesidesEscalation, 0);
};

template <>
struct Shape<StageClock> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(StageClock, respond_by, "respond_by"),
       COUNTERSIGN_FIELD_AS(StageClock, reminders, "reminders", optional, (kListOf<Instant, 0, limits::kReminders>)),
       COUNTERSIGN_OPTIONAL(StageClock, escalate_at, "escalate_at"), COUNTERSIGN_OPTIONAL(StageClock, end_at, "end_at")});
};

template <>
struct Shape<Finding> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD(Finding, severity, "severity"), COUNTERSIGN_OPTIONAL(Finding, pointer, "pointer"),
                    COUNTERSIGN_FIELD(Finding, text, "text")});
};

inline constexpr const Kind& kFindings = kListOf<Finding, 0, limits::kFindings>;

inline constexpr auto kNewEffect =
    in_key_order({COUNTERSIGN_FIELD(Effect, id, "id"), COUNTERSIGN_FIELD(Effect, text, "text"),
                  COUNTERSIGN_FIELD(Effect, after, "after")});

template <>
struct Shape<PasskeyEvidence> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(PasskeyEvidence, registration, "registration"),
       COUNTERSIGN_FIELD(PasskeyEvidence, credential_id, "credential_id"),
       COUNTERSIGN_FIELD(PasskeyEvidence, client_data, "client_data"),
       COUNTERSIGN_FIELD(PasskeyEvidence, authenticator_data, "authenticator_data"),
       COUNTERSIGN_FIELD(PasskeyEvidence, signature, "signature")});
};

// What the answer to an objection says.
template <class T>
inline constexpr auto kObjectionAnswer =
    in_key_order({COUNTERSIGN_FIELD(T, change_class, "class"), COUNTERSIGN_FIELD(T, work, "work"),
                  COUNTERSIGN_FIELD(T, due, "due"), COUNTERSIGN_OPTIONAL(T, change_order, "change_order")});

// Conditions and objections in a command, and with their ids in an event. (In the state: request_codec.cpp.)
inline constexpr auto kNewCondition =
    in_key_order({COUNTERSIGN_FIELD(Condition, text, "text"), COUNTERSIGN_OPTIONAL(Condition, due, "due")});
inline constexpr auto kNewObjection =
    in_key_order({COUNTERSIGN_FIELD(Objection, text, "text"), COUNTERSIGN_OPTIONAL(Objection, part, "part")});
inline constexpr auto kRecordedCondition = in_key_order({COUNTERSIGN_FIELD(Condition, id, "id")}, kNewCondition, 0);
inline constexpr auto kRecordedObjection = in_key_order({COUNTERSIGN_FIELD(Objection, id, "id")}, kNewObjection, 0);

// A list of T whose items travel with the given fields instead of those of Shape<T>.
template <class T, const auto& kFields>
struct ReasonList {
  static constexpr ObjectDetails kItemDetails{kFields};
  static constexpr Kind kItem{KindType::object, &kItemDetails};
  static constexpr ListDetails kDetails{&kItem, &kItemType<T>, 0, limits::kReasons};
  static constexpr Kind kKind{KindType::list, &kDetails};
};

// The optional lists of `create` and `edit`, with their limits.
template <class T, std::size_t kAtMost>
struct OptionalList {
  static constexpr OptionalDetails kDetails = optional_details<List<T>>(kListOf<T, 0, kAtMost>);
  static constexpr Kind kKind{KindType::optional, &kDetails};
};

// The same, of items that travel with the given fields.
template <class T, const auto& kFields, std::size_t kAtMost>
struct OptionalListAs {
  static constexpr ObjectDetails kItemDetails{kFields};
  static constexpr Kind kItem{KindType::object, &kItemDetails};
  static constexpr ListDetails kListDetails{&kItem, &kItemType<T>, 0, kAtMost};
  static constexpr Kind kList{KindType::list, &kListDetails};
  static constexpr OptionalDetails kDetails = optional_details<List<T>>(kList);
  static constexpr Kind kKind{KindType::optional, &kDetails};
};

inline constexpr const Kind& kCleared = kListOf<SubjectField, 0, Words<SubjectField>::list.size()>;

// What `create` and `edit`, and their events, have in common. A `create` requires the title; the event carries the rest as
// well, because what is not said there could come to mean something else.
template <Presence kTitle, Presence kContent = Presence::optional>
inline constexpr auto kSubjectFields = in_key_order(
    {Field("title", offsetof(SubjectFields, title), kTitle, kKindOf<std::optional<Title>>),
     Field("ask", offsetof(SubjectFields, ask), kContent, kKindOf<std::optional<Ask>>),
     Field("scope", offsetof(SubjectFields, scope), kContent, OptionalList<ScopeItem, limits::kScopeItems>::kKind),
     COUNTERSIGN_OPTIONAL(SubjectFields, project, "project"), COUNTERSIGN_OPTIONAL(SubjectFields, amount, "amount"),
     COUNTERSIGN_OPTIONAL(SubjectFields, due, "due"),
     Field("stages", offsetof(SubjectFields, stages), kContent, OptionalList<StageDefinition, limits::kStages>::kKind),
     COUNTERSIGN_FIELD_AS(SubjectFields, facts, "facts", optional, (OptionalList<Fact, limits::kFacts>::kKind)),
     COUNTERSIGN_FIELD_AS(SubjectFields, demands, "demands", optional, (OptionalList<Demand, Words<Demand>::list.size()>::kKind)),
     COUNTERSIGN_FIELD_AS(SubjectFields, effects, "effects", optional, (OptionalListAs<Effect, kNewEffect, limits::kEffects>::kKind)),
     COUNTERSIGN_OPTIONAL(SubjectFields, policy, "policy"), COUNTERSIGN_OPTIONAL(SubjectFields, calendar, "calendar")});

}  // namespace countersign
