#include "shell/model/wording.h"


#include "core/request/stages.h"

namespace countersign::shell {
namespace {

std::string quoted(const std::string& text) { return "'" + text + "'"; }

std::string version_text(std::int64_t number) { return "version " + std::to_string(number); }

std::string counted(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string look_up(const std::map<std::string, std::string>& names, const std::string& id) {
  const auto found = names.find(id);
  return found == names.end() ? id : found->second;
}

std::string past_tense(DecisionKind kind) {
  switch (kind) {
    case DecisionKind::approve: return "approved";
    case DecisionKind::approve_with_conditions: return "approved with conditions";
    case DecisionKind::request_changes: return "requested changes to";
    case DecisionKind::reject: return "rejected";
  }
  return "decided";
}

std::string edited_fields(const SubjectFields& fields) {
  std::string list;
  const auto mention = [&](bool is_there, const char* name) {
    if (is_there) list += (list.empty() ? "" : ", ") + std::string(name);
  };
  mention(fields.title.has_value(), "title");
  mention(fields.ask.has_value(), "ask");
  mention(fields.scope.has_value(), "scope");
  mention(fields.project.has_value(), "project");
  mention(fields.amount.has_value(), "amount");
  mention(fields.due.has_value(), "due");
  mention(fields.stages.has_value(), "stages");
  mention(fields.facts.has_value(), "facts");
  mention(fields.demands.has_value(), "demands");
  mention(fields.effects.has_value(), "effects");
  mention(fields.policy.has_value(), "policy");
  mention(fields.calendar.has_value(), "calendar");
  return list;
}

class EventSentence {
 public:
  EventSentence(const std::string& who, const Names& names) : who_(who), names_(names) {}

  std::string operator()(const Created& created) const {
    return who_ + " created the " + std::string(word(created.kind)) + " " + quoted(created.fields.title->text());
  }
  std::string operator()(const Edited& edited) const { return who_ + " edited " + edited_fields(edited.fields); }
  std::string operator()(const VersionAdded& added) const {
    return who_ + " added " + version_text(added.version) + " with " + counted(added.parts.size(), "part", "parts") +
           superseded(added.superseded.size());
  }
  std::string operator()(const ReadinessConfirmed& confirmed) const {
    return who_ + " confirmed that " + version_text(confirmed.version) + " is ready";
  }
  std::string operator()(const Submitted& submitted) const {
    return who_ + " submitted " + version_text(submitted.version) + ", due " + moment_text(submitted.due) +
           superseded(submitted.superseded.size());
  }
  std::string operator()(const StageOpened& opened) const {
    return "Stage " + quoted(names_.stage(opened.stage)) + " opened";
  }
  std::string operator()(const PartOpened& opened) const {
    return who_ + " opened " + names_.part(opened.version, opened.part) + " of " + version_text(opened.version);
  }
  std::string operator()(const QuestionAsked& asked) const {
    return who_ + " asked " + asked.question.text() + about(asked.part) + ": " + asked.text.text();
  }
  std::string operator()(const QuestionAnswered& answered) const {
    return who_ + " answered " + answered.question.text() + ": " + answered.text.text();
  }
  std::string operator()(const Commented& commented) const {
    return who_ + " commented" + about(commented.part) + ": " + commented.text.text();
  }
  std::string operator()(const Decided& decided) const {
    const std::string place = decided.on_behalf_of.empty() ? "" : " for " + names_.person(decided.on_behalf_of);
    return who_ + " " + past_tense(decided.decision) + " " + version_text(decided.version) + " in " +
           quoted(names_.stage(decided.stage)) + place;
  }
  std::string operator()(const StageCompleted& completed) const {
    return "Stage " + quoted(names_.stage(completed.stage)) + " is complete: " + std::string(word(completed.outcome));
  }
  std::string operator()(const Resolved& resolved) const {
    return "The request is " + std::string(word(resolved.state)) + "; " + version_text(resolved.version) + " is locked";
  }
  std::string operator()(const DecisionRetracted& retracted) const {
    return who_ + " took back decision " + retracted.decision_id.text();
  }
  std::string operator()(const RevisionStarted& started) const {
    return who_ + " started a revision" + superseded(started.superseded.size());
  }
  std::string operator()(const Withdrawn& withdrawn) const {
    return who_ + " withdrew the request: " + withdrawn.reason.text();
  }
  std::string operator()(const StageSkipped& skipped) const {
    return "Stage " + quoted(names_.stage(skipped.stage)) + " is skipped";
  }
  std::string operator()(const DecisionsCarried& carried) const {
    return counted(carried.decisions.size(), "decision counts", "decisions count") + " for " + version_text(carried.version) +
           " as well";
  }
  std::string operator()(const ClockStarted& started) const {
    return "Stage " + quoted(names_.stage(started.stage)) + " is to be answered by " + moment_text(started.clock.respond_by);
  }
  std::string operator()(const QuestionWithdrawn& withdrawn) const { return who_ + " took back question " + withdrawn.question.text(); }
  std::string operator()(const Delegated& delegated) const {
    const char* verb = delegated.type == DelegationType::reassigned ? " reassigned the place of " : " handed on the place of ";
    const std::string until = delegated.until ? " until " + moment_text(*delegated.until) : "";
    return who_ + verb + names_.person(delegated.place) + " in " + quoted(names_.stage(delegated.stage)) + " to " +
           delegated.to.name.text() + until + ": " + delegated.reason.text();
  }
  std::string operator()(const DelegationEnded& ended) const { return who_ + " ended delegation " + ended.delegation.text(); }
  std::string operator()(const ConditionMet& met) const {
    return who_ + " reported condition " + met.condition.text() + " as met: " + met.evidence.text();
  }
  std::string operator()(const ConditionSettled& settled) const {
    const char* verb = settled.state == ConditionState::open ? " reopened" : settled.state == ConditionState::waived ? " waived" : " closed";
    return who_ + verb + " condition " + settled.condition.text() + (settled.reason.empty() ? "" : ": " + settled.reason.text());
  }
  std::string operator()(const ObjectionAnswered& answered) const {
    return who_ + " answered objection " + answered.objection.text() + " (" + std::string(word(answered.change_class)) +
           ", " + moment_text(answered.due) + "): " + answered.work.text();
  }
  std::string operator()(const Linked& linked) const {
    return who_ + " linked " + linked.link.request.text() + " as " + std::string(word(linked.link.relation));
  }
  std::string operator()(const EffectReleased& released) const { return "Effect " + released.effect.text() + " is released"; }
  std::string operator()(const DeadlineExtended& extended) const {
    return who_ + " extended the deadline to " + moment_text(extended.due) + ": " + extended.reason.text();
  }
  std::string operator()(const Proceeded& proceeded) const {
    return who_ + " goes on at risk, without an answer to " + version_text(proceeded.version) + ": " + proceeded.reason.text();
  }
  std::string operator()(const Checked& checked) const {
    return who_ + " checked " + version_text(checked.version) + ": " + counted(checked.findings.size(), "finding", "findings");
  }
  std::string operator()(const Flagged& flagged) const {
    return who_ + " flagged (" + std::string(word(flagged.finding.severity)) + "): " + flagged.finding.text.text();
  }
  std::string operator()(const Reminded& reminded) const {
    return who_ + " reminded " + counted(reminded.to.size(), "person", "people") + " in " + quoted(names_.stage(reminded.stage));
  }
  std::string operator()(const Escalated& escalated) const {
    return "Stage " + quoted(names_.stage(escalated.stage)) + " was escalated to " + escalated.to.name.text();
  }
  std::string operator()(const Paused&) const { return "The request is paused: nobody answered"; }
  std::string operator()(const Expired&) const { return "The request has expired: nobody answered"; }
  std::string operator()(const Chased& chased) const {
    return chased.question.empty() ? "Condition " + chased.condition.text() + " is overdue"
                                   : "Question " + chased.question.text() + " still waits for an answer";
  }

 private:
  static std::string superseded(std::size_t decisions) {
    return decisions == 0 ? std::string() : "; " + counted(decisions, "decision", "decisions") + " superseded";
  }
  std::string about(const PartId& part) const { return part.empty() ? std::string() : " about " + names_.part(part); }

  const std::string& who_;
  const Names& names_;
};

}  // namespace

void Names::add(const Event& event) {
  people_[event.actor.person.id.text()] = event.actor.person.name.text();
  const auto* created = get_if<Created>(&event.body);
  if (created != nullptr && created->fields.stages.has_value()) add(*created->fields.stages);
  const auto* edited = get_if<Edited>(&event.body);
  if (edited != nullptr && edited->fields.stages.has_value()) add(*edited->fields.stages);
  const auto* delegated = get_if<Delegated>(&event.body);
  if (delegated != nullptr) people_.try_emplace(delegated->to.id.text(), delegated->to.name.text());
  const auto* added = get_if<VersionAdded>(&event.body);
  if (added == nullptr) return;
  version_ = added->version;
  for (const Part& part : added->parts) parts_[std::to_string(version_) + "/" + part.id.text()] = part.name.text();
}

void Names::add(const List<StageDefinition>& stages) {
  for (const StageDefinition& stage : stages) {
    stages_[stage.id.text()] = stage.name.text();
    for (const Member& member : stage.members) people_.try_emplace(member.person.id.text(), member.person.name.text());
  }
}

std::string Names::stage(const StageId& id) const { return look_up(stages_, id.text()); }
std::string Names::part(std::int64_t version, const PartId& id) const {
  const auto found = parts_.find(std::to_string(version) + "/" + id.text());
  return found == parts_.end() ? id.text() : found->second;
}
std::string Names::person(const ActorId& id) const { return look_up(people_, id.text()); }

std::string sentence(const Event& event, const Names& names) {
  return visit(EventSentence(event.actor.person.name.text(), names), event.body);
}

namespace {

std::string asking(const List<Person>& people) {
  std::string names;
  for (const Person& person : people) names += (names.empty() ? "; it asks " : ", ") + person.name.text();
  return names;
}

}  // namespace

std::string sentence(const Cause& cause, const Names& names) {
  const std::string stage = "Stage " + quoted(names.stage(cause.stage));
  const std::string number = std::to_string(cause.number);
  switch (cause.type) {
    case CauseType::state_changes: return "The request becomes " + std::string(word(cause.state));
    case CauseType::version_locked: return "Version " + number + " is locked";
    case CauseType::stage_completed: return stage + " ends with " + std::string(word(cause.outcome));
    case CauseType::stage_skipped: return stage + " is skipped";
    case CauseType::stage_opened: return stage + " opens" + asking(cause.people);
    case CauseType::response_due: return stage + " is to be answered by " + moment_text(cause.at);
    case CauseType::decisions_carried:
      return number + (cause.number == 1 ? " decision counts" : " decisions count") + " for the new version as well";
    case CauseType::conditions_left:
      return number + (cause.number == 1 ? " condition is" : " conditions are") + " still to be settled";
    case CauseType::asked_now: return stage + " is in other hands" + asking(cause.people) + " now";
    case CauseType::effect_released: return cause.effect.text.text() + " is released";
    case CauseType::decisions_superseded:
      return number + (cause.number == 1 ? " decision is" : " decisions are") + " superseded";
    case CauseType::waits_for:
      return stage + " still waits for " + number + (cause.number == 1 ? " approval" : " approvals");
  }
  return {};
}

std::string rule_text(const StageDefinition& stage) {
  const std::int64_t approvers = approver_count(stage);
  const std::string count = std::to_string(approvers);
  if (approvers == 1) return "the one approver approves";
  switch (stage.rule.type) {
    case RuleType::all: return "all " + count + " approve";
    case RuleType::any: return "any one of " + count + " approves";
    case RuleType::quorum: return std::to_string(stage.rule.count) + " of " + count + " approve";
  }
  return {};
}

}  // namespace countersign::shell
