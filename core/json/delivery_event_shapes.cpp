// The events that only the delivery team and the system cause.
#include "core/json/type_shapes.h"
#include "core/json/variants.h"

namespace countersign {

template <>
struct Shape<Created> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD_AS(Created, protocol, "protocol", required, (kInteger<1, 1>)),
       COUNTERSIGN_FIELD(Created, kind, "kind"), COUNTERSIGN_OPTIONAL(Created, made_from, "template"),
       COUNTERSIGN_FIELD_AS(Created, links, "links", optional, kLinks)},
      kSubjectFields<Presence::required, Presence::required>, offsetof(Created, fields));
};

template <>
struct Shape<Edited> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD_AS(Edited, clear, "clear", optional, kCleared)},
                                               kSubjectFields<Presence::optional>, offsetof(Edited, fields));
};

template <>
struct Shape<VersionAdded> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD_AS(VersionAdded, version, "version", required, kVersionNumber),
       COUNTERSIGN_OPTIONAL(VersionAdded, note, "note"),
       COUNTERSIGN_FIELD_AS(VersionAdded, parts, "parts", required, kParts),
       COUNTERSIGN_FIELD(VersionAdded, digest, "digest"), COUNTERSIGN_OPTIONAL(VersionAdded, changed, "changed"),
       COUNTERSIGN_FIELD(VersionAdded, superseded, "superseded")});
};

template <>
struct Shape<ReadinessConfirmed> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD_AS(ReadinessConfirmed, version, "version", required, kVersionNumber),
                    COUNTERSIGN_FIELD(ReadinessConfirmed, digest, "digest")});
};

template <>
struct Shape<Submitted> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD_AS(Submitted, version, "version", required, kVersionNumber),
                    COUNTERSIGN_FIELD(Submitted, digest, "digest"), COUNTERSIGN_FIELD(Submitted, due, "due"),
                    COUNTERSIGN_OPTIONAL(Submitted, policy, "policy"),
                    COUNTERSIGN_OPTIONAL(Submitted, superseded, "superseded")});
};

template <>
struct Shape<StageSkipped> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(StageSkipped, stage, "stage")});
};

template <>
struct Shape<DecisionsCarried> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD_AS(DecisionsCarried, version, "version", required, kVersionNumber),
                    COUNTERSIGN_FIELD(DecisionsCarried, decisions, "decisions")});
};

template <>
struct Shape<RevisionStarted> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(RevisionStarted, superseded, "superseded")});
};

template <>
struct Shape<Withdrawn> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(Withdrawn, reason, "reason")});
};

template <>
struct Shape<ConditionMet> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(ConditionMet, condition, "condition"), COUNTERSIGN_FIELD(ConditionMet, evidence, "evidence")});
};

template <>
struct Shape<ObjectionAnswered> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(ObjectionAnswered, objection, "objection")},
                                               kObjectionAnswer<ObjectionAnswered>, 0);
};

template <>
struct Shape<Linked> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(Linked, link, "link")});
};

template <>
struct Shape<DeadlineExtended> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(DeadlineExtended, due, "due"), COUNTERSIGN_FIELD(DeadlineExtended, reason, "reason")});
};

template <>
struct Shape<Proceeded> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD_AS(Proceeded, version, "version", required, kVersionNumber), COUNTERSIGN_FIELD(Proceeded, reason, "reason")});
};

template <>
struct Shape<Checked> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD_AS(Checked, version, "version", required, kVersionNumber), COUNTERSIGN_FIELD_AS(Checked, findings, "findings", required, kFindings)});
};

template <>
struct Shape<Flagged> {
  static constexpr auto kFields = Shape<Finding>::kFields;
};

template <>
struct Shape<Reminded> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(Reminded, stage, "stage"), COUNTERSIGN_FIELD(Reminded, to, "to")});
};

template <>
struct Shape<Escalated> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(Escalated, stage, "stage"), COUNTERSIGN_FIELD(Escalated, to, "to")});
};

template <>
struct Shape<Paused> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(Paused, stage, "stage")});
};

template <>
struct Shape<Expired> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(Expired, stage, "stage")});
};

template <>
struct Shape<Chased> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_OPTIONAL(Chased, question, "question"), COUNTERSIGN_OPTIONAL(Chased, condition, "condition"), COUNTERSIGN_OPTIONAL(Chased, next, "next")});
};

namespace {

constexpr auto kDeliveryEvents = events_in<Created, Edited, VersionAdded, ReadinessConfirmed, Submitted, StageSkipped, DecisionsCarried,
                                                 RevisionStarted, Withdrawn, ConditionMet, ObjectionAnswered, Linked, DeadlineExtended, Proceeded,
                                                 Checked, Flagged, Reminded, Escalated, Paused, Expired, Chased>();

}  // namespace

std::span<const Alternative> delivery_events() { return kDeliveryEvents; }

}  // namespace countersign
