// Templates: the processes that requests are made from, as data (R7, R10). core/templates/ has those that come with the core.
//
// A template says what a request says, but for what is different every time: it names roles where a request names people,
// and declares the facts that its guards look at. Filled in, it gives the `create` command of a draft. From then on the
// template decides nothing: the request keeps its id, and everything that holds stands in the request itself.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/list.h"
#include "core/base/result.h"
#include "core/request/command.h"
#include "core/request/types.h"

namespace countersign {

// Somebody who takes part, before it is known who. Nobody has to be found for a role that is not required: its places are
// then left out.
struct TemplateRole {
  RoleId role;
  Name name;
  bool required = false;
  std::optional<Party> party;  // the side to look on; empty: either
  bool operator==(const TemplateRole&) const = default;
};

enum class FactType : std::uint8_t { text, number };

// A fact that a request from this template states.
struct TemplateFact {
  FactId name;
  FactType type = FactType::text;
  List<FactText> words;  // the texts that it may have; empty: any
  bool required = false;
  bool operator==(const TemplateFact&) const = default;
};

struct TemplateMember {
  RoleId role;
  Obligation obligation = Obligation::approver;
  bool operator==(const TemplateMember&) const = default;
};

struct TemplateStage {
  StageDefinition definition;  // without members
  List<TemplateMember> members;
  bool operator==(const TemplateStage&) const = default;
};

struct TemplateEscalation {
  Span after;
  RoleId to;
  bool operator==(const TemplateEscalation&) const = default;
};

struct TemplatePolicy {
  Policy policy;  // without an escalation
  std::optional<TemplateEscalation> escalation;
  bool operator==(const TemplatePolicy&) const = default;
};

struct Template {
  TemplateId id;
  Name name;
  Statement description;  // when to use it
  SubjectKind kind = SubjectKind::document;
  Ask ask;  // to start from
  List<ScopeItem> scope;
  List<TemplateRole> roles;
  List<TemplateStage> stages;
  List<TemplateFact> facts;
  List<Demand> demands;
  List<Effect> effects;
  std::optional<TemplatePolicy> policy;
  std::optional<Calendar> calendar;
  bool operator==(const Template&) const = default;
};

struct RolePerson {
  RoleId role;
  Person person;
  bool operator==(const RolePerson&) const = default;
};

// What is different every time. What is absent is taken from the template, or is left for an `edit` of the draft.
struct TemplateFill {
  Title title;  // never empty
  List<RolePerson> people;
  std::optional<Ask> ask;
  std::optional<List<ScopeItem>> scope;
  Project project;  // empty: none
  std::optional<Amount> amount;
  std::optional<Instant> due;
  List<Fact> facts;
  List<Link> links;
  std::optional<Calendar> calendar;
  bool operator==(const TemplateFill&) const = default;
};

// Whether requests can be made from it that can be approved, even when nobody is found for the roles that are not required.
// Errors, with a pointer into the template:
//   duplicate-id          of a role, fact, stage, effect, a stage's part, or a role's second place in a stage; something is
//                         demanded twice; a word stands twice; a fact has the name of one that every request has
//   unknown-word          a role or fact that is not declared; a guard compares with a word that the fact cannot have
//   wrong-type            a guard compares a text with a number
//   invalid-format        words of a fact that is a number; a guard that is too deep; a calendar out of order
//   approver-missing, approval-unreachable    of a stage, as at submission (R17)
Refusal check_template(const Template& given);

// The command that makes a draft of what is filled in. Precondition: check_template() has nothing to say.
// Errors, with a pointer into the filled in:
//   missing-field         /people/ROLE or /facts/NAME: required, and not there; /amount, /project or /facts/NAME: a guard of
//                         a stage looks at it, and it is not there
//   unknown-word          a role or fact that the template does not have; a text that is not one of the fact's words
//   wrong-type            a text for a fact that is a number, or the other way round
//   duplicate-id          a role, fact or link comes twice; a person would have two places in one stage
//   calendar-missing      /calendar: the policy counts business time, and nobody says what that is
//   invalid-format        a calendar out of order
Result<CreateCommand> instantiate(const Template& given, const TemplateFill& fill);

}  // namespace countersign
