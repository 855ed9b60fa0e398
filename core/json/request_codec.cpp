#include "core/json/request_codec.h"

#include <utility>

#include "core/base/canonical.h"
#include "core/json/signature_shapes.h"
#include "core/json/variants.h"

namespace countersign {

template <>
struct Shape<Stage> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(Stage, status, "status"),
                                                COUNTERSIGN_OPTIONAL(Stage, clock, "clock")},
                                               Shape<StageDefinition>::kFields, offsetof(Stage, definition));
};

template <>
struct Shape<Version> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD_AS(Version, number, "number", required, kVersionNumber),
       COUNTERSIGN_FIELD(Version, status, "status"), COUNTERSIGN_OPTIONAL(Version, note, "note"),
       COUNTERSIGN_FIELD(Version, content.ask, "ask"),
       COUNTERSIGN_FIELD_AS(Version, content.scope, "scope", required, kScope),
       COUNTERSIGN_OPTIONAL(Version, content.amount, "amount"),
       COUNTERSIGN_FIELD_AS(Version, content.parts, "parts", required, kParts),
       COUNTERSIGN_FIELD(Version, digest, "digest"), COUNTERSIGN_OPTIONAL(Version, changed, "changed"),
       COUNTERSIGN_FIELD(Version, added.by, "added_by"),
       COUNTERSIGN_FIELD(Version, added.at, "added_at"), COUNTERSIGN_OPTIONAL(Version, ready, "ready"),
       COUNTERSIGN_OPTIONAL(Version, submitted, "submitted")});
};

template <>
struct Shape<Evidence> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(Evidence, evidence, "evidence")},
                                               Shape<Signature>::kFields, offsetof(Evidence, signature));
};

template <>
struct Shape<Condition> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(Condition, id, "id"), COUNTERSIGN_FIELD(Condition, decision, "decision"),
       COUNTERSIGN_FIELD(Condition, text, "text"), COUNTERSIGN_OPTIONAL(Condition, due, "due"),
       COUNTERSIGN_FIELD(Condition, state, "state"), COUNTERSIGN_OPTIONAL(Condition, met, "met"),
       COUNTERSIGN_OPTIONAL(Condition, reason, "reason"), COUNTERSIGN_OPTIONAL(Condition, settled, "settled"),
       COUNTERSIGN_OPTIONAL(Condition, chased, "chased")});
};

template <>
struct Shape<ObjectionAnswer> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(ObjectionAnswer, change_class, "class"), COUNTERSIGN_FIELD(ObjectionAnswer, work, "work"),
       COUNTERSIGN_FIELD(ObjectionAnswer, due, "due"), COUNTERSIGN_OPTIONAL(ObjectionAnswer, change_order, "change_order")},
      Shape<Signature>::kFields, offsetof(ObjectionAnswer, signature));
};

template <>
struct Shape<Objection> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD(Objection, id, "id"), COUNTERSIGN_FIELD(Objection, decision, "decision"),
                    COUNTERSIGN_FIELD(Objection, text, "text"), COUNTERSIGN_OPTIONAL(Objection, part, "part"),
                    COUNTERSIGN_FIELD(Objection, state, "state"), COUNTERSIGN_OPTIONAL(Objection, answer, "answer")});
};

// The number of a version; 0 is left out.
struct CarriedTo {
  static void read(const Json& json, void* value, const Path& path, Reading& reading) {
    read_value(json, kVersionNumber, value, path, reading);
  }
  static void write(std::string& out, const void* value) { write_value(out, kVersionNumber, value); }
  static bool says_nothing(const void* value) { return *static_cast<const std::int64_t*>(value) == 0; }
  static constexpr CustomDetails kDetails{read, write, says_nothing};
  static constexpr Kind kKind{KindType::custom, &kDetails};
};

template <>
struct Shape<Decision> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(Decision, id, "id"), COUNTERSIGN_FIELD(Decision, stage, "stage"),
       COUNTERSIGN_FIELD_AS(Decision, version, "version", required, kVersionNumber),
       COUNTERSIGN_FIELD(Decision, digest, "digest"), COUNTERSIGN_FIELD(Decision, covered, "covered"),
       COUNTERSIGN_OPTIONAL(Decision, on_behalf_of, "on_behalf_of"),
       COUNTERSIGN_FIELD_AS(Decision, carried_to, "carried_to", optional, CarriedTo::kKind),
       COUNTERSIGN_FIELD(Decision, kind, "decision"),
       COUNTERSIGN_FIELD(Decision, standing, "standing"), COUNTERSIGN_FIELD(Decision, signature.by, "actor"),
       COUNTERSIGN_FIELD(Decision, signature.at, "at"), COUNTERSIGN_FIELD(Decision, challenge, "challenge"),
       COUNTERSIGN_FIELD(Decision, conditions, "conditions"), COUNTERSIGN_FIELD(Decision, objections, "objections"),
       COUNTERSIGN_OPTIONAL(Decision, rationale, "rationale"), COUNTERSIGN_FIELD(Decision, opened, "opened"),
       COUNTERSIGN_FIELD(Decision, not_opened, "not_opened")});
};

template <>
struct Shape<Answer> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(Answer, text, "text")}, Shape<Signature>::kFields,
                                               offsetof(Answer, signature));
};

constexpr const Kind& kVersionNumberOrNone = kInteger<0, limits::kInteger>;

template <>
struct Shape<Question> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(Question, id, "id"), COUNTERSIGN_FIELD(Question, text, "text"),
       COUNTERSIGN_OPTIONAL(Question, part, "part"),
       COUNTERSIGN_FIELD_AS(Question, version, "version", required, kVersionNumberOrNone),
       COUNTERSIGN_FIELD(Question, state, "state"), COUNTERSIGN_OPTIONAL(Question, answer, "answer"),
       COUNTERSIGN_OPTIONAL(Question, chase_at, "chase_at")},
      Shape<Signature>::kFields, offsetof(Question, signature));
};

template <>
struct Shape<Comment> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD(Comment, id, "id"), COUNTERSIGN_FIELD(Comment, text, "text"),
                    COUNTERSIGN_OPTIONAL(Comment, part, "part"),
                    COUNTERSIGN_FIELD_AS(Comment, version, "version", required, kVersionNumberOrNone)},
                   Shape<Signature>::kFields, offsetof(Comment, signature));
};

template <>
struct Shape<View> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD_AS(View, version, "version", required, kVersionNumber),
                    COUNTERSIGN_FIELD(View, part, "part"), COUNTERSIGN_FIELD(View, actor, "actor"),
                    COUNTERSIGN_FIELD(View, at, "at")});
};

template <>
struct Shape<Withdrawal> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(Withdrawal, reason, "reason")},
                                               Shape<Signature>::kFields, offsetof(Withdrawal, signature));
};

template <>
struct Shape<Effect> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_OPTIONAL(Effect, released, "released")}, kNewEffect, 0);
};

template <>
struct Shape<Delegation> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(Delegation, id, "id"), COUNTERSIGN_FIELD(Delegation, type, "type"),
       COUNTERSIGN_FIELD(Delegation, stage, "stage"), COUNTERSIGN_FIELD(Delegation, place, "place"),
       COUNTERSIGN_FIELD(Delegation, from, "from"), COUNTERSIGN_FIELD(Delegation, to, "to"),
       COUNTERSIGN_FIELD(Delegation, reason, "reason"), COUNTERSIGN_OPTIONAL(Delegation, until, "until"),
       COUNTERSIGN_FIELD(Delegation, state, "state")},
      Shape<Signature>::kFields, offsetof(Delegation, signature));
};

// "<actor>/<command>": there is no slash in an id.
template <>
struct KindOf<Applied> {
  static Refusal check(std::string_view text) {
    const std::size_t slash = text.find('/');
    const bool two_ids = slash != std::string_view::npos && is_id(text.substr(0, slash)) && is_id(text.substr(slash + 1));
    if (two_ids) return std::nullopt;
    return make_error(ErrorCode::invalid_format);
  }
  static void read(const Json& json, void* value, const Path& path, Reading& reading) {
    std::string text;
    read_value(json, CheckedText<check>::kKind, &text, path, reading);
    if (reading.failed()) return;
    const std::size_t slash = text.find('/');
    *static_cast<Applied*>(value) = {ActorId::from(std::string_view(text).substr(0, slash)).value(),
                                     CommandId::from(std::string_view(text).substr(slash + 1)).value()};
  }
  static void write(std::string& out, const void* value) {
    const auto& applied = *static_cast<const Applied*>(value);
    canonical::append_string(out, canonical::joined({applied.actor.text(), "/", applied.command.text()}));
  }
  static constexpr CustomDetails kDetails{read, write, nullptr};
  static constexpr Kind kKind{KindType::custom, &kDetails};
};

// The number of the current version is the number of versions; it is written for readers and not read back.
struct VersionCount {
  static void read(const Json&, void*, const Path&, Reading&) {}
  static void write(std::string& out, const void* versions) {
    canonical::append_integer(out, static_cast<std::int64_t>(static_cast<const List<Version>*>(versions)->size()));
  }
  static constexpr CustomDetails kDetails{read, write, nullptr};
  static constexpr Kind kKind{KindType::custom, &kDetails};
};

namespace {

// Everything that a review asks for; what else there is: delivery_request_fields().
constexpr auto kRequest = in_key_order(
      {COUNTERSIGN_FIELD(Request, id, "id"), COUNTERSIGN_FIELD(Request, state, "state"),
       COUNTERSIGN_FIELD_AS(Request, head, "head", required, (kInteger<1, limits::kInteger>)),
       COUNTERSIGN_FIELD(Request, kind, "kind"),
        COUNTERSIGN_OPTIONAL(Request, demands, "demands"),
       COUNTERSIGN_OPTIONAL(Request, effects, "effects"), COUNTERSIGN_OPTIONAL(Request, policy, "policy"),
       COUNTERSIGN_OPTIONAL(Request, calendar, "calendar"),
       COUNTERSIGN_OPTIONAL(Request, paused_at, "paused_at"), COUNTERSIGN_OPTIONAL(Request, delegations, "delegations"),
        COUNTERSIGN_FIELD(Request, title, "title"),
       COUNTERSIGN_FIELD(Request, ask, "ask"), COUNTERSIGN_FIELD_AS(Request, scope, "scope", required, kScope),
       COUNTERSIGN_OPTIONAL(Request, project, "project"), COUNTERSIGN_OPTIONAL(Request, amount, "amount"),
       COUNTERSIGN_OPTIONAL(Request, due, "due"), COUNTERSIGN_FIELD(Request, requester, "requester"),
       COUNTERSIGN_FIELD(Request, created_at, "created_at"), COUNTERSIGN_FIELD(Request, updated_at, "updated_at"),
       COUNTERSIGN_FIELD_AS(Request, versions, "version", required, VersionCount::kKind),
       COUNTERSIGN_FIELD_AS(Request, stages, "stages", required, (kListOf<Stage, 0, limits::kStages>)),
       COUNTERSIGN_FIELD(Request, versions, "versions"), COUNTERSIGN_FIELD(Request, decisions, "decisions"),
       COUNTERSIGN_FIELD(Request, conditions, "conditions"), COUNTERSIGN_FIELD(Request, objections, "objections"),
       COUNTERSIGN_FIELD(Request, questions, "questions"), COUNTERSIGN_FIELD(Request, comments, "comments"),
       COUNTERSIGN_FIELD(Request, views, "views"), COUNTERSIGN_OPTIONAL(Request, withdrawal, "withdrawal"),
       COUNTERSIGN_FIELD(Request, applied, "applied")});

}  // namespace

namespace {

Refusal check_versions(const Request& request, const Path& path) {
  const Path list = path.child("versions");
  // Only a draft, and what was withdrawn as one, can be without a version.
  const bool unversioned = request.state == RequestState::draft || request.state == RequestState::withdrawn;
  if (request.versions.empty() && !unversioned) return make_error(ErrorCode::log_broken, list.pointer());
  for (std::size_t i = 0; i < request.versions.size(); ++i) {
    const Version& version = request.versions[i];
    const Path item = list.item(i);
    const bool numbered = version.number == static_cast<std::int64_t>(i) + 1;
    if (!numbered) return make_error(ErrorCode::log_broken, item.child("number").pointer());
    if (version.digest != digest_of(version.content)) {
      return make_error(ErrorCode::digest_mismatch, item.child("digest").pointer());
    }
  }
  return std::nullopt;
}

}  // namespace

Refusal read_request_into(Request& request, const Json& json, const Path& path) {
  Reading reading{UnknownFields::passed_over};
  const FieldsOf groups[] = {{kRequest, &request}, {delivery_request_fields(), &request}};
  read_object(json, groups, path, reading);
  return reading.failed() ? std::move(reading.refusal) : check_versions(request, path);
}

Result<Request> read_request(const Json& json, const Path& path) {
  Request request;
  if (Refusal refusal = read_request_into(request, json, path)) return *std::move(refusal);
  return request;
}

std::string canonical_request(const Request& request) {
  const FieldsOf groups[] = {{kRequest, &request}, {delivery_request_fields(), &request}};
  std::string out;
  write_object(out, groups);
  return out;
}

}  // namespace countersign
