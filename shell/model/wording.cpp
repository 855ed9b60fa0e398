#include "shell/model/wording.h"

#include <variant>

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
  return list;
}

class EventSentence {
 public:
  EventSentence(const std::string& who, const Names& names) : who_(who), names_(names) {}

  std::string operator()(const Created& created) const {
    return who_ + " created the " + std::string(word(created.kind)) + " " + quoted(created.title.text());
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
    return who_ + " submitted " + version_text(submitted.version) + ", due " + moment_text(submitted.due);
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
    return who_ + " " + past_tense(decided.decision) + " " + version_text(decided.version) + " in " +
           quoted(names_.stage(decided.stage));
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
  if (const auto* created = std::get_if<Created>(&event.body)) add(created->stages);
  const auto* edited = std::get_if<Edited>(&event.body);
  if (edited != nullptr && edited->fields.stages.has_value()) add(*edited->fields.stages);
  const auto* added = std::get_if<VersionAdded>(&event.body);
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
  return std::visit(EventSentence(event.actor.person.name.text(), names), event.body);
}

std::string sentence(const Cause& cause, const Names& names) {
  const std::string stage = "Stage " + quoted(names.stage(cause.stage));
  const std::string number = std::to_string(cause.number);
  switch (cause.type) {
    case CauseType::state_changes: return "The request becomes " + std::string(word(cause.state));
    case CauseType::version_locked: return "Version " + number + " is locked";
    case CauseType::stage_completed: return stage + " ends with " + std::string(word(cause.outcome));
    case CauseType::stage_opened: return stage + " opens";
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
