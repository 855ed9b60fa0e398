#include "tests/core/ledger.h"

#include <algorithm>
#include <set>

namespace countersign::world {
namespace {

template <class... Bodies>
bool is_one_of(const EventBody& body) {
  return (std::holds_alternative<Bodies>(body) || ...);
}

bool is_talk(const EventBody& body) { return is_one_of<PartOpened, QuestionAsked, QuestionAnswered, Commented>(body); }

bool approves(DecisionKind kind) { return kind == DecisionKind::approve || kind == DecisionKind::approve_with_conditions; }

}  // namespace

std::string Ledger::take(const Event& event) {
  std::string objection = objection_to(event);
  seq_ = event.seq;
  at_ = event.at;
  return objection;
}

std::string Ledger::objection_to_actor(const Event& event) const {
  const ActorKind kind = event.actor.kind;
  if (kind == ActorKind::system) return "I4: the system did something";
  const bool preparing = is_one_of<Created, Edited, VersionAdded, Commented>(event.body);
  if (kind == ActorKind::agent && !preparing) return "I8: an agent did what only people do";
  return "";
}

std::string Ledger::objection_to(const Event& event) {
  if (event.seq != seq_ + 1) return "the record has a gap";
  if (event.at < at_) return "the record runs backwards";
  if (std::string objection = objection_to_actor(event); !objection.empty()) return objection;
  if (phase_ == Phase::over) return "I5: something happened after the end";
  if (phase_ == Phase::approved && !is_talk(event.body)) return "I5: an approved request changed";
  if ((phase_ == Phase::nothing) != std::holds_alternative<Created>(event.body)) return "a record begins with its creation";

  if (const auto* created = std::get_if<Created>(&event.body)) {
    phase_ = Phase::preparing;
    ask_ = created->ask;
    scope_ = created->scope;
    amount_ = created->amount;
    stages_ = created->stages;
  } else if (const auto* edited = std::get_if<Edited>(&event.body)) {
    if (phase_ != Phase::preparing) return "I3: edited outside preparation";
    if (edited->fields.ask) ask_ = *edited->fields.ask;
    if (edited->fields.scope) scope_ = *edited->fields.scope;
    if (edited->fields.amount) amount_ = edited->fields.amount;
    if (std::find(edited->clear.begin(), edited->clear.end(), SubjectField::amount) != edited->clear.end()) amount_.reset();
    if (edited->fields.stages) stages_ = *edited->fields.stages;
    if (version_is_draft_) content_ = {ask_, scope_, amount_, content_.parts};
  } else if (const auto* added = std::get_if<VersionAdded>(&event.body)) {
    return version_added(event, *added);
  } else if (const auto* ready = std::get_if<ReadinessConfirmed>(&event.body)) {
    if (!is_shown(ready->version, ready->digest)) return "I2: readiness for something else";
  } else if (const auto* submitted = std::get_if<Submitted>(&event.body)) {
    if (phase_ != Phase::preparing || !version_is_draft_) return "I3: submitted without a new version";
    if (!is_shown(submitted->version, submitted->digest)) return "I2: submitted something else";
    phase_ = Phase::reviewing;
    version_is_draft_ = false;
  } else if (const auto* decision = std::get_if<Decided>(&event.body)) {
    return decided(event, *decision);
  } else if (const auto* resolution = std::get_if<Resolved>(&event.body)) {
    return resolved(*resolution);
  } else if (const auto* retraction = std::get_if<DecisionRetracted>(&event.body)) {
    return retracted(event, *retraction);
  } else if (const auto* revision = std::get_if<RevisionStarted>(&event.body)) {
    if (phase_ != Phase::changes) return "I3: a revision of nothing";
    if (!everybody_standing_is(revision->superseded)) return "I1: a decision of the last round still stands";
    nobody_stands();
    phase_ = Phase::preparing;
  } else if (std::holds_alternative<Withdrawn>(event.body)) {
    phase_ = Phase::over;
  }
  return "";
}

std::string Ledger::version_added(const Event& event, const VersionAdded& added) {
  const bool possible = phase_ == Phase::preparing || phase_ == Phase::reviewing;
  if (!possible) return "I3: a version after the decision";
  if (added.version != version_ + 1) return "I3: versions are numbered";
  if (event.actor.kind == ActorKind::agent && (phase_ == Phase::reviewing || !added.superseded.empty())) {
    return "I8: an agent took decisions away";
  }
  if (!everybody_standing_is(added.superseded)) return "I2: a decision on the old version still stands";
  version_ = added.version;
  content_ = {ask_, scope_, amount_, added.parts};
  if (digest_of(content_) != added.digest) return "I2: a digest of something else";
  version_is_draft_ = phase_ == Phase::preparing;
  nobody_stands();
  return "";
}

std::string Ledger::decided(const Event& event, const Decided& decision) {
  if (event.actor.kind != ActorKind::human) return "I4: decided by nobody";
  if (phase_ != Phase::reviewing) return "I1: decided outside a review";
  if (!is_shown(decision.version, decision.digest)) return "I2: decided on something else";
  said_.push_back({decision.decision_id, decision.stage, event.actor, decision.decision, true});
  return "";
}

std::string Ledger::retracted(const Event& event, const DecisionRetracted& retraction) {
  for (Said& said : said_) {
    if (said.id != retraction.decision_id) continue;
    if (!said.stands) return "a decision was taken back that does not stand";
    if (said.actor.person.id != event.actor.person.id) return "I8: somebody else's decision was taken back";
    said.stands = false;
    return "";
  }
  return "a decision was taken back that was never made";
}

// Each stage by its own people, on this version, under its own rule.
std::string Ledger::approval_lacks() const {
  if (stages_.empty()) return "I1: approved without a stage";
  for (const StageDefinition& stage : stages_) {
    std::set<std::string> members;
    for (const Member& member : stage.members) {
      if (member.obligation == Obligation::approver) members.insert(member.person.id.text());
    }
    std::set<std::string> approved;
    for (const Said& said : said_) {
      if (!said.stands || said.stage != stage.id) continue;
      if (!approves(said.kind)) return "I1: approved over a no";
      if (said.actor.kind == ActorKind::human && members.count(said.actor.person.id.text()) != 0) approved.insert(said.actor.person.id.text());
    }
    std::size_t needed = members.size();
    if (stage.rule.type == RuleType::any) needed = 1;
    if (stage.rule.type == RuleType::quorum) needed = static_cast<std::size_t>(stage.rule.count);
    if (approved.empty() || approved.size() < needed) return "I1: too few approvals in stage " + stage.id.text();
  }
  return "";
}

std::string Ledger::resolved(const Resolved& resolution) {
  if (phase_ != Phase::reviewing) return "I1: resolved outside a review";
  if (!is_shown(resolution.version, resolution.digest)) return "I2: resolved something else";
  const auto anybody = [&](DecisionKind kind) {
    return std::any_of(said_.begin(), said_.end(), [&](const Said& said) { return said.stands && said.kind == kind; });
  };
  switch (resolution.state) {
    case RequestState::approved:
    case RequestState::approved_with_conditions: {
      phase_ = Phase::approved;
      const bool conditional = anybody(DecisionKind::approve_with_conditions);
      if (conditional != (resolution.state == RequestState::approved_with_conditions)) return "I1: conditions were lost or made up";
      return approval_lacks();
    }
    case RequestState::changes_requested:
      phase_ = Phase::changes;
      return anybody(DecisionKind::request_changes) ? "" : "I1: nobody asked for changes";
    case RequestState::rejected:
      phase_ = Phase::over;
      return anybody(DecisionKind::reject) ? "" : "I1: nobody rejected";
    default: return "resolved to what is no answer";
  }
}

bool Ledger::is_shown(std::int64_t version, const Digest& digest) const {
  return version_ > 0 && version == version_ && digest == digest_of(content_);
}

bool Ledger::everybody_standing_is(const List<DecisionId>& ids) const {
  std::set<std::string> standing;
  std::set<std::string> listed;
  for (const Said& said : said_) {
    if (said.stands) standing.insert(said.id.text());
  }
  for (const DecisionId& id : ids) listed.insert(id.text());
  return standing == listed;
}

void Ledger::nobody_stands() {
  for (Said& said : said_) said.stands = false;
}

std::string objection_to_log(const std::vector<Event>& log) {
  Ledger ledger;
  for (const Event& event : log) {
    if (std::string objection = ledger.take(event); !objection.empty()) return objection + " (event " + std::to_string(event.seq) + ")";
  }
  return "";
}

std::string objection_to_step(const Request& before, const Event& event, const Request& after) {
  if (after.versions.size() < before.versions.size()) return "I3: a version is gone";
  for (std::size_t i = 0; i < before.versions.size(); ++i) {
    const Version& was = before.versions[i];
    const Version& is = after.versions[i];
    if (was.status == VersionStatus::locked && !(is == was)) return "I3: a locked version changed";
    const bool content_changed = !(is.content == was.content) || is.digest != was.digest;
    if (was.status != VersionStatus::draft && content_changed) return "I3: a submitted version changed";
    if (is.digest != digest_of(is.content)) return "I2: a version without its own digest";
  }
  if (event.actor.kind != ActorKind::human && !(after.decisions == before.decisions)) return "I8: decisions changed without a person";
  for (std::size_t i = 0; i < before.decisions.size(); ++i) {
    Decision was = before.decisions[i];
    was.standing = after.decisions[i].standing;
    if (!(after.decisions[i] == was)) return "I8: what was decided changed";
  }
  const bool gate_is_same = before.state == after.state && before.stages == after.stages && before.versions == after.versions &&
                            before.decisions == after.decisions && before.conditions == after.conditions && before.objections == after.objections;
  if (is_talk(event.body) && !gate_is_same) return "I10: talk changed the gate";
  return "";
}

}  // namespace countersign::world
