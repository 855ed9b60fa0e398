// How the values of core/request/types.h travel, as far as several messages use them.
#pragma once

#include "core/base/list.h"
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

template <>
struct Shape<StageDefinition> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(StageDefinition, id, "id"), COUNTERSIGN_FIELD(StageDefinition, name, "name"),
       COUNTERSIGN_FIELD_AS(StageDefinition, order, "order", required, (kInteger<1, limits::kStages>)),
       COUNTERSIGN_FIELD(StageDefinition, rule, "rule"),
       COUNTERSIGN_FIELD_AS(StageDefinition, members, "members", required, (kListOf<Member, 0, limits::kMembers>)),
       COUNTERSIGN_OPTIONAL(StageDefinition, offered, "decisions")});
};

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
  static constexpr OptionalDetails kDetails{&kListOf<T, 0, kAtMost>, KindOf<std::optional<List<T>>>::kDetails.emplace,
                                            KindOf<std::optional<List<T>>>::kDetails.get};
  static constexpr Kind kKind{KindType::optional, &kDetails};
};

inline constexpr const Kind& kCleared = kListOf<SubjectField, 0, Words<SubjectField>::list.size()>;

// What `create` and `edit`, and the event `edited`, have in common. A `create` requires the title.
template <Presence kTitle>
inline constexpr auto kSubjectFields = in_key_order(
    {Field("title", offsetof(SubjectFields, title), kTitle, kKindOf<std::optional<Title>>),
     COUNTERSIGN_OPTIONAL(SubjectFields, ask, "ask"),
     COUNTERSIGN_FIELD_AS(SubjectFields, scope, "scope", optional, (OptionalList<ScopeItem, limits::kScopeItems>::kKind)),
     COUNTERSIGN_OPTIONAL(SubjectFields, project, "project"), COUNTERSIGN_OPTIONAL(SubjectFields, amount, "amount"),
     COUNTERSIGN_OPTIONAL(SubjectFields, due, "due"),
     COUNTERSIGN_FIELD_AS(SubjectFields, stages, "stages", optional, (OptionalList<StageDefinition, limits::kStages>::kKind))});

}  // namespace countersign
