#include "core/request/template.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/canonical.h"
#include "core/base/repeated.h"
#include "core/request/clock.h"
#include "core/request/completeness.h"
#include "core/request/guards.h"

namespace countersign {
namespace {

template <class Id>
const TemplateRole* find_role(const Template& given, const Id& id) {
  for (const TemplateRole& role : given.roles) {
    if (role.role == id) return &role;
  }
  return nullptr;
}

const TemplateFact* find_fact(const Template& given, const FactId& name) {
  for (const TemplateFact& fact : given.facts) {
    if (fact.name == name) return &fact;
  }
  return nullptr;
}

// The facts that every request has; see predicate.h.
bool is_fact_of_all(std::string_view name) {
  return name == "kind" || name == "project" || name == "amount" || name == "currency";
}

// ------------------------------------------------------------------------------------------------------- a template

Refusal role_declared(const Template& given, const RoleId& role, std::string_view pointer) {
  if (find_role(given, role) != nullptr) return std::nullopt;
  return refuse(ErrorCode::unknown_word, pointer, "This role is not one of the template's roles.");
}

// A misspelt guard would skip its stage and nobody would know; so it is held against what is declared.
class GuardCheck {
 public:
  explicit GuardCheck(const Template& given) : given_(given) {}

  Refusal ask(const Predicate& predicate, const std::string& pointer) const {
    switch (predicate.type) {
      case PredicateType::always: return std::nullopt;
      case PredicateType::equals: return compare(predicate, pointer, "/equals", false);
      case PredicateType::in: return compare(predicate, pointer, "/in", true);
      case PredicateType::at_least: return compare(predicate, pointer, "/at_least", false);
      case PredicateType::all: return ask_items(predicate, canonical::joined({pointer, "/all"}));
      case PredicateType::any: return ask_items(predicate, canonical::joined({pointer, "/any"}));
      case PredicateType::negation: return ask(predicate.items.front(), canonical::joined({pointer, "/not"}));
    }
    return std::nullopt;
  }

 private:
  Refusal ask_items(const Predicate& predicate, const std::string& pointer) const {
    for (std::size_t i = 0; i < predicate.items.size(); ++i) {
      if (Refusal refusal = ask(predicate.items[i], canonical::item(pointer, i))) return refusal;
    }
    return std::nullopt;
  }

  Refusal compare(const Predicate& predicate, const std::string& pointer, std::string_view key, bool listed) const {
    const std::string_view name = predicate.fact.text();
    const TemplateFact* fact = find_fact(given_, predicate.fact);
    if (fact == nullptr && !is_fact_of_all(name)) {
      return refuse(ErrorCode::unknown_word, canonical::joined({pointer, "/fact"}), "This fact is not one of the template's facts.");
    }
    const bool is_number = fact != nullptr ? fact->type == FactType::number : name == "amount";
    const std::string at_value = canonical::joined({pointer, key});
    if (is_number != predicate.number.has_value()) return refuse(ErrorCode::wrong_type, at_value);
    for (std::size_t i = 0; i < predicate.texts.size(); ++i) {
      if (!can_be(name, fact, predicate.texts[i])) return refuse(ErrorCode::unknown_word, listed ? canonical::item(at_value, i) : at_value);
    }
    return std::nullopt;
  }

  static bool can_be(std::string_view name, const TemplateFact* fact, const FactText& text) {
    if (fact != nullptr) return fact->words.empty() || contains(fact->words, text);
    return name != "kind" || from_word<SubjectKind>(text.text()).has_value();
  }

  const Template& given_;
};

Refusal check_roles(const Template& given) {
  const std::size_t role = first_repeated(given.roles, [](const TemplateRole& r) { return r.role; });
  return role < given.roles.size() ? refuse(ErrorCode::duplicate_id, at("roles", role, "role")) : std::nullopt;
}

Refusal check_declared(const TemplateFact& fact, std::size_t index) {
  if (is_fact_of_all(fact.name.text())) {
    return refuse(ErrorCode::duplicate_id, at("facts", index, "name"), "Every request has a fact with this name.");
  }
  if (fact.type == FactType::number && !fact.words.empty()) return refuse(ErrorCode::invalid_format, at("facts", index, "words"));
  const std::size_t word = first_repeated(fact.words, [](const FactText& text) { return text.text(); });
  return word < fact.words.size() ? refuse(ErrorCode::duplicate_id, canonical::item(at("facts", index, "words"), word)) : std::nullopt;
}

Refusal check_facts(const Template& given) {
  for (std::size_t i = 0; i < given.facts.size(); ++i) {
    if (Refusal refusal = check_declared(given.facts[i], i)) return refusal;
  }
  const std::size_t fact = first_repeated(given.facts, [](const TemplateFact& f) { return f.name; });
  return fact < given.facts.size() ? refuse(ErrorCode::duplicate_id, at("facts", fact, "name")) : std::nullopt;
}

Refusal check_members(const Template& given, const TemplateStage& stage, const std::string& pointer) {
  for (std::size_t i = 0; i < stage.members.size(); ++i) {
    const std::string at_role = canonical::joined({canonical::item(pointer, i), "/role"});
    if (Refusal refusal = role_declared(given, stage.members[i].role, at_role)) return refusal;
  }
  const std::size_t member = first_repeated(stage.members, [](const TemplateMember& m) { return m.role; });
  if (member == stage.members.size()) return std::nullopt;
  return refuse(ErrorCode::duplicate_id, canonical::joined({canonical::item(pointer, member), "/role"}));
}

// The stage with nobody but those who have to be there; who they are makes no difference.
StageDefinition with_required(const Template& given, const TemplateStage& stage) {
  StageDefinition definition = stage.definition;
  for (const TemplateMember& member : stage.members) {
    if (find_role(given, member.role)->required) definition.members.push_back({{}, member.obligation});
  }
  return definition;
}

Refusal check_stage(const Template& given, const TemplateStage& stage, const std::string& pointer) {
  if (Refusal refusal = check_members(given, stage, canonical::joined({pointer, "/members"}))) return refusal;
  if (Refusal refusal = GuardCheck(given).ask(stage.definition.guard, canonical::joined({pointer, "/guard"}))) return refusal;
  List<Problem> missing;
  missing_in_stage(with_required(given, stage), pointer, missing);
  return missing.empty() ? std::nullopt : refuse(missing.front().code, missing.front().pointer);
}

Refusal check_stages(const Template& given) {
  for (std::size_t i = 0; i < given.stages.size(); ++i) {
    if (Refusal refusal = check_stage(given, given.stages[i], canonical::item("/stages", i))) return refusal;
  }
  return std::nullopt;
}

// What every request from it says, as far as the template says it: held to the rules for requests.
SubjectFields subject_of(const Template& given) {
  SubjectFields fields;
  fields.stages.emplace();
  for (const TemplateStage& stage : given.stages) fields.stages->push_back(stage.definition);
  fields.demands = given.demands;
  fields.effects = given.effects;
  fields.calendar = given.calendar;
  return fields;
}

// ------------------------------------------------------------------------------------------------ what is filled in

const RolePerson* find_person(const TemplateFill& fill, const RoleId& role) {
  for (const RolePerson& person : fill.people) {
    if (person.role == role) return &person;
  }
  return nullptr;
}

Refusal check_people(const Template& given, const TemplateFill& fill) {
  for (std::size_t i = 0; i < fill.people.size(); ++i) {
    if (Refusal refusal = role_declared(given, fill.people[i].role, at("people", i, "role"))) return refusal;
  }
  const std::size_t person = first_repeated(fill.people, [](const RolePerson& p) { return p.role; });
  if (person < fill.people.size()) return refuse(ErrorCode::duplicate_id, at("people", person, "role"));
  for (const TemplateRole& role : given.roles) {
    if (!role.required || find_person(fill, role.role) != nullptr) continue;
    return refuse(ErrorCode::missing_field, canonical::joined({"/people/", role.role.text()}));
  }
  return std::nullopt;
}

bool is_member(const TemplateStage& stage, const RoleId& role) {
  return std::any_of(stage.members.begin(), stage.members.end(), [&](const TemplateMember& m) { return m.role == role; });
}

// A person may have several roles, but one place in a stage: nobody counts twice.
Refusal check_places(const Template& given, const TemplateFill& fill) {
  for (const TemplateStage& stage : given.stages) {
    for (std::size_t i = 1; i < fill.people.size(); ++i) {
      if (!is_member(stage, fill.people[i].role)) continue;
      const bool twice = std::any_of(fill.people.begin(), fill.people.begin() + i, [&](const RolePerson& other) {
        return other.person.id == fill.people[i].person.id && is_member(stage, other.role);
      });
      if (!twice) continue;
      return refuse(ErrorCode::duplicate_id, at("people", i, "id"),
                    canonical::joined({"In the stage ", stage.definition.id.text(), " one person would have two places."}));
    }
  }
  return std::nullopt;
}

Refusal check_fact(const Template& given, const Fact& fact, std::size_t index) {
  const TemplateFact* declared = find_fact(given, fact.name);
  if (declared == nullptr) {
    return refuse(ErrorCode::unknown_word, at("facts", index, "name"), "This fact is not one of the template's facts.");
  }
  const bool is_number = fact.number.has_value();
  if (is_number != (declared->type == FactType::number)) {
    return refuse(ErrorCode::wrong_type, at("facts", index, is_number ? "number" : "text"));
  }
  if (declared->words.empty() || contains(declared->words, fact.text)) return std::nullopt;
  return refuse(ErrorCode::unknown_word, at("facts", index, "text"));
}

Refusal check_stated(const Template& given, const TemplateFill& fill) {
  for (std::size_t i = 0; i < fill.facts.size(); ++i) {
    if (Refusal refusal = check_fact(given, fill.facts[i], i)) return refusal;
  }
  const std::size_t repeated = first_repeated(fill.facts, [](const Fact& f) { return f.name; });
  if (repeated < fill.facts.size()) return refuse(ErrorCode::duplicate_id, at("facts", repeated, "name"));
  for (const TemplateFact& declared : given.facts) {
    const bool stated = std::any_of(fill.facts.begin(), fill.facts.end(), [&](const Fact& f) { return f.name == declared.name; });
    if (declared.required && !stated) return refuse(ErrorCode::missing_field, canonical::joined({"/facts/", declared.name.text()}));
  }
  return std::nullopt;
}

// What a guard looks at is said from the start: without it the request could not be submitted.
Refusal check_looked_at(const Predicate& predicate, const TemplateFill& fill) {
  for (const Predicate& item : predicate.items) {
    if (Refusal refusal = check_looked_at(item, fill)) return refusal;
  }
  const std::string_view name = predicate.fact.text();
  const bool of_amount = name == "amount" || name == "currency";
  if (of_amount && !fill.amount) return refuse(ErrorCode::missing_field, "/amount");
  if (name == "project" && fill.project.empty()) return refuse(ErrorCode::missing_field, "/project");
  if (name.empty() || is_fact_of_all(name)) return std::nullopt;
  const bool stated = std::any_of(fill.facts.begin(), fill.facts.end(), [&](const Fact& fact) { return fact.name == predicate.fact; });
  return stated ? std::nullopt : refuse(ErrorCode::missing_field, canonical::joined({"/facts/", name}));
}

Refusal check_guards_filled(const Template& given, const TemplateFill& fill) {
  for (const TemplateStage& stage : given.stages) {
    if (Refusal refusal = check_looked_at(stage.definition.guard, fill)) return refusal;
  }
  return std::nullopt;
}

List<StageDefinition> stages_of(const Template& given, const TemplateFill& fill) {
  List<StageDefinition> stages;
  for (const TemplateStage& stage : given.stages) {
    StageDefinition definition = stage.definition;
    for (const TemplateMember& member : stage.members) {
      if (const RolePerson* found = find_person(fill, member.role)) definition.members.push_back({found->person, member.obligation});
    }
    stages.push_back(std::move(definition));
  }
  return stages;
}

std::optional<Policy> policy_of(const Template& given, const TemplateFill& fill) {
  if (!given.policy) return std::nullopt;
  Policy policy = given.policy->policy;
  const std::optional<TemplateEscalation>& escalation = given.policy->escalation;
  const RolePerson* contact = escalation ? find_person(fill, escalation->to) : nullptr;
  if (contact != nullptr) policy.escalation = Escalation{escalation->after, contact->person};
  return policy;
}

// What a `create` does not carry when there is nothing to say.
template <class T>
std::optional<T> unless_empty(const T& value) {
  return value.empty() ? std::nullopt : std::optional<T>(value);
}

}  // namespace

Refusal check_template(const Template& given) {
  if (Refusal refusal = check_roles(given)) return refusal;
  if (Refusal refusal = check_facts(given)) return refusal;
  if (Refusal refusal = subject_sound(subject_of(given))) return refusal;
  if (Refusal refusal = check_stages(given)) return refusal;
  if (!given.policy || !given.policy->escalation) return std::nullopt;
  return role_declared(given, given.policy->escalation->to, "/policy/escalation/to");
}

Result<CreateCommand> instantiate(const Template& given, const TemplateFill& fill) {
  check(!fill.title.empty());
  if (Refusal refusal = check_people(given, fill)) return *std::move(refusal);
  if (Refusal refusal = check_places(given, fill)) return *std::move(refusal);
  if (Refusal refusal = check_stated(given, fill)) return *std::move(refusal);
  if (Refusal refusal = check_guards_filled(given, fill)) return *std::move(refusal);
  const std::size_t link = first_repeated(fill.links, [](const Link& l) { return l; });
  if (link < fill.links.size()) return make_error(ErrorCode::duplicate_id, canonical::item("/links", link));

  CreateCommand command;
  command.kind = given.kind;
  command.made_from = given.id;
  command.links = fill.links;
  SubjectFields& fields = command.fields;
  fields.title = fill.title;
  fields.ask = fill.ask ? fill.ask : unless_empty(given.ask);
  fields.scope = fill.scope ? fill.scope : unless_empty(given.scope);
  fields.project = unless_empty(fill.project);
  fields.amount = fill.amount;
  fields.due = fill.due;
  fields.stages = stages_of(given, fill);
  fields.facts = unless_empty(fill.facts);
  fields.demands = unless_empty(given.demands);
  fields.effects = unless_empty(given.effects);
  fields.policy = policy_of(given, fill);
  fields.calendar = fill.calendar ? fill.calendar : given.calendar;
  if (lacks_working_time(fields.policy, fields.calendar)) return make_error(ErrorCode::calendar_missing, "/calendar");
  if (Refusal refusal = subject_sound(fields)) return *std::move(refusal);  // only its calendar can be out of order here
  return command;
}

}  // namespace countersign
