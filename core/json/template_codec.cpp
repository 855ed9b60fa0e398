#include "core/json/template_codec.h"

#include "core/json/type_shapes.h"

namespace countersign {

template <>
struct Words<FactType> {
  static constexpr auto list = std::to_array<std::string_view>({"text", "number"});
};
static_assert(kHasAllWords<FactType::number>);

template <>
struct Shape<TemplateRole> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD(TemplateRole, role, "role"), COUNTERSIGN_FIELD(TemplateRole, name, "name"),
                    COUNTERSIGN_FIELD(TemplateRole, required, "required"), COUNTERSIGN_OPTIONAL(TemplateRole, party, "party")});
};

template <>
struct Shape<TemplateFact> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(TemplateFact, name, "name"), COUNTERSIGN_FIELD(TemplateFact, type, "type"),
       COUNTERSIGN_FIELD_AS(TemplateFact, words, "words", optional, FactTexts::kKind),
       COUNTERSIGN_FIELD(TemplateFact, required, "required")});
};

template <>
struct Shape<TemplateMember> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(TemplateMember, role, "role"),
                                                COUNTERSIGN_FIELD(TemplateMember, obligation, "obligation")});
};

template <>
struct Shape<TemplateStage> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD_AS(TemplateStage, members, "members", required, (kListOf<TemplateMember, 1, limits::kMembers>))},
      kStageBesidesMembers, offsetof(TemplateStage, definition));
};

template <>
struct Shape<TemplateEscalation> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD_AS(TemplateEscalation, after, "after", required, kSomeTime),
                    COUNTERSIGN_FIELD(TemplateEscalation, to, "to")});
};

template <>
struct Shape<TemplatePolicy> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_OPTIONAL(TemplatePolicy, escalation, "escalation")},
                                               kPolicyBesidesEscalation, offsetof(TemplatePolicy, policy));
};

template <>
struct Shape<RolePerson> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD(RolePerson, role, "role")}, Shape<Person>::kFields, offsetof(RolePerson, person));
};

namespace {

struct TemplateEffects {
  static constexpr ObjectDetails kItemDetails{kNewEffect};
  static constexpr Kind kItem{KindType::object, &kItemDetails};
  static constexpr ListDetails kDetails{&kItem, &kItemType<Effect>, 0, limits::kEffects};
  static constexpr Kind kKind{KindType::list, &kDetails};
};

constexpr const Kind& kDemands = kListOf<Demand, 0, Words<Demand>::list.size()>;

}  // namespace

template <>
struct Shape<Template> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(Template, id, "template"), COUNTERSIGN_FIELD(Template, name, "name"),
       COUNTERSIGN_FIELD(Template, description, "description"), COUNTERSIGN_FIELD(Template, kind, "kind"),
       COUNTERSIGN_OPTIONAL(Template, ask, "ask"), COUNTERSIGN_FIELD_AS(Template, scope, "scope", optional, kScope),
       COUNTERSIGN_FIELD_AS(Template, roles, "roles", required, (kListOf<TemplateRole, 1, limits::kMembers>)),
       COUNTERSIGN_FIELD_AS(Template, stages, "stages", required, (kListOf<TemplateStage, 1, limits::kStages>)),
       COUNTERSIGN_FIELD_AS(Template, facts, "facts", optional, (kListOf<TemplateFact, 0, limits::kFacts>)),
       COUNTERSIGN_FIELD_AS(Template, demands, "demands", optional, kDemands),
       COUNTERSIGN_FIELD_AS(Template, effects, "effects", optional, TemplateEffects::kKind),
       COUNTERSIGN_OPTIONAL(Template, policy, "policy"), COUNTERSIGN_OPTIONAL(Template, calendar, "calendar")});
};

template <>
struct Shape<TemplateFill> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(TemplateFill, title, "title"),
       COUNTERSIGN_FIELD_AS(TemplateFill, people, "people", required, (kListOf<RolePerson, 0, limits::kMembers>)),
       COUNTERSIGN_OPTIONAL(TemplateFill, ask, "ask"),
       COUNTERSIGN_FIELD_AS(TemplateFill, scope, "scope", optional, (OptionalList<ScopeItem, limits::kScopeItems>::kKind)),
       COUNTERSIGN_OPTIONAL(TemplateFill, project, "project"), COUNTERSIGN_OPTIONAL(TemplateFill, amount, "amount"),
       COUNTERSIGN_OPTIONAL(TemplateFill, due, "due"),
       COUNTERSIGN_FIELD_AS(TemplateFill, facts, "facts", optional, (kListOf<Fact, 0, limits::kFacts>)),
       COUNTERSIGN_FIELD_AS(TemplateFill, links, "links", optional, kLinks),
       COUNTERSIGN_OPTIONAL(TemplateFill, calendar, "calendar")});
};

Result<Template> read_template(const Json& json, const Path& path) {
  Result<Template> given = from_json<Template>(json, UnknownFields::refused, path);
  if (!given.ok()) return given;
  Reading reading;
  if (Refusal refusal = check_template(given.value())) reading.refuse(*std::move(refusal), path);
  if (reading.failed()) return *std::move(reading.refusal);
  return given;
}

std::string canonical_template(const Template& given) { return canonical_text(given); }

Result<TemplateFill> read_template_fill(const Json& json, const Path& path) {
  return from_json<TemplateFill>(json, UnknownFields::refused, path);
}

}  // namespace countersign
