// What the state of a request holds for the delivery team: no rule of a review looks at it.
#include "core/json/signature_shapes.h"
#include "core/json/variants.h"
#include "core/request/request.h"

namespace countersign {

template <>
struct Shape<Risk> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD_AS(Risk, version, "version", required, kVersionNumber),
                    COUNTERSIGN_FIELD(Risk, reason, "reason")},
                   Shape<Signature>::kFields, offsetof(Risk, signature));
};

template <>
struct Shape<Check> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD_AS(Check, version, "version", required, kVersionNumber),
                    COUNTERSIGN_FIELD_AS(Check, findings, "findings", required, kFindings)},
                   Shape<Signature>::kFields, offsetof(Check, signature));
};

constexpr auto kFlaggedFinding =
    in_key_order({COUNTERSIGN_FIELD(Flag, finding.severity, "severity"), COUNTERSIGN_OPTIONAL(Flag, finding.pointer, "pointer"),
                  COUNTERSIGN_FIELD(Flag, finding.text, "text"), COUNTERSIGN_FIELD(Flag, signature.by, "by"),
                  COUNTERSIGN_FIELD(Flag, signature.at, "at")});
template <>
struct Shape<Flag> {
  static constexpr auto kFields = kFlaggedFinding;
};

namespace {

constexpr auto kDeliveryRequest =
    in_key_order({COUNTERSIGN_OPTIONAL(Request, made_from, "template"), COUNTERSIGN_OPTIONAL(Request, facts, "facts"),
                  COUNTERSIGN_OPTIONAL(Request, links, "links"), COUNTERSIGN_OPTIONAL(Request, risks, "risks"),
                  COUNTERSIGN_OPTIONAL(Request, checks, "checks"), COUNTERSIGN_OPTIONAL(Request, flags, "flags")});

}  // namespace

Fields delivery_request_fields() { return kDeliveryRequest; }

}  // namespace countersign
