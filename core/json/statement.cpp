#include "core/json/statement.h"

#include <cstdint>

#include "core/base/check.h"
#include "core/json/type_shapes.h"

namespace countersign {
namespace {

struct DecisionStatement {
  RequestId request;
  SubjectKind kind = SubjectKind::document;
  Title title;
  std::int64_t version = 0;
  Content content;
  Digest digest;   // of the version that was displayed
  Digest covered;  // of what the stage covers of it
  std::optional<Instant> due;
  std::optional<Policy> policy;
  List<Effect> effects;
  List<Demand> demands;
  StageId stage;
  Name stage_name;
  Actor actor;
  ActorId on_behalf_of;
  DecisionId decision_id;
  DecisionKind decision = DecisionKind::approve;
  List<Condition> conditions;
  List<Objection> objections;
  Remark rationale;
  List<PartId> opened;
  List<PartId> not_opened;
  Challenge challenge;
};

constexpr std::size_t kContent = offsetof(DecisionStatement, content);

constexpr auto kContentFields = in_key_order(
    {COUNTERSIGN_FIELD(Content, ask, "ask"), COUNTERSIGN_FIELD(Content, scope, "scope"),
     COUNTERSIGN_OPTIONAL(Content, amount, "amount"), COUNTERSIGN_FIELD(Content, parts, "parts")});

constexpr auto kStatement = in_key_order(
    {COUNTERSIGN_FIELD(DecisionStatement, request, "request"), COUNTERSIGN_FIELD(DecisionStatement, kind, "kind"),
     COUNTERSIGN_FIELD(DecisionStatement, title, "title"),
     COUNTERSIGN_FIELD_AS(DecisionStatement, version, "version", required, kVersionNumber),
     COUNTERSIGN_FIELD(DecisionStatement, digest, "digest"), COUNTERSIGN_FIELD(DecisionStatement, covered, "covered"),
     COUNTERSIGN_OPTIONAL(DecisionStatement, due, "due"), COUNTERSIGN_OPTIONAL(DecisionStatement, policy, "policy"),
     COUNTERSIGN_FIELD_AS(DecisionStatement, effects, "effects", required, (ReasonList<Effect, kNewEffect>::kKind)),
     COUNTERSIGN_FIELD(DecisionStatement, demands, "demands"),
     COUNTERSIGN_FIELD(DecisionStatement, stage, "stage"), COUNTERSIGN_FIELD(DecisionStatement, stage_name, "stage_name"),
     COUNTERSIGN_FIELD(DecisionStatement, actor, "actor"), COUNTERSIGN_OPTIONAL(DecisionStatement, on_behalf_of, "on_behalf_of"),
     COUNTERSIGN_FIELD(DecisionStatement, decision_id, "decision_id"),
     COUNTERSIGN_FIELD(DecisionStatement, decision, "decision"),
     COUNTERSIGN_FIELD_AS(DecisionStatement, conditions, "conditions", required, (ReasonList<Condition, kRecordedCondition>::kKind)),
     COUNTERSIGN_FIELD_AS(DecisionStatement, objections, "objections", required, (ReasonList<Objection, kRecordedObjection>::kKind)),
     COUNTERSIGN_OPTIONAL(DecisionStatement, rationale, "rationale"), COUNTERSIGN_FIELD(DecisionStatement, opened, "opened"),
     COUNTERSIGN_FIELD(DecisionStatement, not_opened, "not_opened"),
     COUNTERSIGN_FIELD(DecisionStatement, challenge, "challenge")},
    kContentFields, kContent);

// Says what the bytes are, so that nothing else that is hashed can be mistaken for a statement.
constexpr std::string_view kStatementTypes[] = {"countersign/decision-statement/v1"};
constexpr WordDetails kStatementTypeDetails{kStatementTypes, 0};
constexpr Kind kStatementType{KindType::word, &kStatementTypeDetails};
constexpr Field kStatementTypeField[] = {{"type", 0, Presence::required, kStatementType}};

}  // namespace

std::string decision_statement(const Request& before, const Event& decision) {
  const auto* decided = get_if<Decided>(&decision.body);
  const Version* version = current_version(before);
  check(decided != nullptr && version != nullptr);
  const Stage* stage = find_stage(before, decided->stage);
  check(stage != nullptr);
  const DecisionStatement statement{before.id,
                                    before.kind,
                                    before.title,
                                    version->number,
                                    version->content,
                                    decided->digest,
                                    decided->covered,
                                    before.due,
                                    before.policy,
                                    before.effects,
                                    before.demands,
                                    decided->stage,
                                    stage->definition.name,
                                    decision.actor,
                                    decided->on_behalf_of,
                                    decided->decision_id,
                                    decided->decision,
                                    decided->conditions,
                                    decided->objections,
                                    decided->rationale,
                                    decided->opened,
                                    decided->not_opened,
                                    decided->challenge};
  constexpr std::uint8_t kThisType = 0;
  const FieldsOf groups[] = {{kStatementTypeField, &kThisType}, {kStatement, &statement}};
  std::string out;
  write_object(out, groups);
  return out;
}

Refusal check_statement(const Json& statement) {
  Reading reading{UnknownFields::refused};
  std::uint8_t type = 0;
  DecisionStatement read;
  const FieldsOf groups[] = {{kStatementTypeField, &type}, {kStatement, &read}};
  read_object(statement, groups, Path().child("statement"), reading);
  return std::move(reading.refusal);
}

}  // namespace countersign
