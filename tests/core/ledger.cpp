#include "tests/core/ledger.h"

#include <algorithm>
#include <set>

namespace countersign::world {
namespace {

template <class... Bodies>
bool is_one_of(const EventBody& body) {
  return (holds<Bodies>(body) || ...);
}

// What is said about a request, and never changes the gate (I10).
bool is_talk(const EventBody& body) {
  return is_one_of<PartOpened, QuestionAsked, QuestionAnswered, QuestionWithdrawn, Commented, Flagged, Checked, Linked>(body);
}

// What time brings about besides the end (I4).
bool is_waiting(const EventBody& body) { return is_one_of<Reminded, Escalated, Paused, Chased>(body); }

bool is_yes(DecisionKind kind) { return kind == DecisionKind::approve || kind == DecisionKind::approve_with_conditions; }

// What a stage is asked about.
Content covered_by(const StageDefinition& stage, const Content& content) {
  Content covered{content.ask, content.scope, content.amount, {}};
  for (const Part& part : content.parts) {
    if (stage.parts.empty() || contains(stage.parts, part.id)) covered.parts.push_back(part);
  }
  return covered;
}

bool is_approver(const StageDefinition& stage, const ActorId& id) {
  return std::any_of(stage.members.begin(), stage.members.end(), [&](const Member& member) {
    return member.person.id == id && member.obligation == Obligation::approver;
  });
}

}  // namespace

std::string Ledger::take(const Event& event) {
  std::string objection = objection_to(event);
  seq_ = event.seq;
  at_ = event.at;
  command_ = event.command_id;
  return objection;
}

std::string Ledger::objection_to_actor(const Event& event) const {
  const ActorKind kind = event.actor.kind;
  const bool of_time = is_one_of<Escalated, Paused, Expired, Chased>(event.body);
  if (of_time != (kind == ActorKind::system) && !holds<Reminded>(event.body)) {
    return of_time ? "I4: somebody did what only time does" : "I4: the system did something";
  }
  const bool preparing = is_one_of<Created, Edited, VersionAdded, Commented, Checked, Flagged, Reminded>(event.body);
  if (kind == ActorKind::agent && !preparing) return "I8: an agent did what only people do";
  const bool of_delivery = is_one_of<Created, Edited, VersionAdded, ReadinessConfirmed, Submitted, RevisionStarted, Withdrawn, ConditionMet, ObjectionAnswered,
                                     Linked, DeadlineExtended, Proceeded, Checked, Flagged, Reminded>(event.body);
  if (of_delivery && event.actor.party != Party::delivery) return "a customer did what only the delivery team does";
  return "";
}

// What time does, it does when its time has come.
std::string Ledger::objection_to_time(const Event& event) const {
  const auto clock_of = [&](const StageId& id) -> const StageClock* {
    for (const Timed& timed : clocks_) {
      if (timed.stage == id) return &timed.clock;
    }
    return nullptr;
  };
  const auto is_over = [&](const StageId& id, PolicyEnd action) {
    const StageClock* clock = clock_of(id);
    const bool meant = fields_.policy && fields_.policy->end && fields_.policy->end->action == action;
    return meant && clock != nullptr && clock->end_at && *clock->end_at <= event.at && clock->respond_by <= event.at;
  };
  if (is_one_of<Expired, Paused>(event.body) && fields_.due && event.at < *fields_.due) return "R57: ended before the due date";
  const auto* expired = get_if<Expired>(&event.body);
  if (expired != nullptr && !is_over(expired->stage, PolicyEnd::expire)) return "I4: expired before its time";
  const auto* paused = get_if<Paused>(&event.body);
  if (paused != nullptr && !is_over(paused->stage, PolicyEnd::pause)) return "I4: paused before its time";
  const auto* escalated = get_if<Escalated>(&event.body);
  if (escalated == nullptr) return "";
  const StageClock* clock = clock_of(escalated->stage);
  return clock != nullptr && clock->escalate_at && *clock->escalate_at <= event.at ? "" : "I4: escalated before its time";
}

// What the last command should have brought about, when the next one begins.
std::string Ledger::left_undone(const Event& event) const {
  if (event.command_id == command_) return "";
  for (const Said& said : said_) {
    if (phase_ == Phase::reviewing && said.stands && !counts(said)) return "I2: a decision on the old version still stands";
  }
  for (const Promise& promise : promises_) {
    const bool full = phase_ == Phase::approved;
    const bool due = full || (phase_ == Phase::conditions && promise.effect.after == ReleaseAfter::approval);
    if (due && !promise.released) return "R48: an effect was not released";
  }
  const bool waits = std::any_of(conditions_.begin(), conditions_.end(), [&](const Owed& owed) { return is_unsettled(owed); });
  return phase_ == Phase::conditions && !waits ? "I1: nothing is left to do, and it is not approved" : "";
}

std::string Ledger::objection_to(const Event& event) {
  if (event.seq != seq_ + 1) return "the record has a gap";
  if (event.at < at_) return "the record runs backwards";
  if (std::string objection = objection_to_actor(event); !objection.empty()) return objection;
  if (std::string objection = objection_to_time(event); !objection.empty()) return objection;
  if (std::string objection = left_undone(event); !objection.empty()) return objection;
  if (phase_ == Phase::over) return "I5: something happened after the end";
  const bool settling = phase_ == Phase::conditions && is_one_of<ConditionMet, ConditionSettled, Resolved, Delegated>(event.body);
  const bool approved = phase_ == Phase::approved || phase_ == Phase::conditions;
  const bool kept = is_talk(event.body) || is_one_of<Chased, EffectReleased>(event.body) || settling;
  if (approved && !kept) return "I5: an approved request changed";
  if ((phase_ == Phase::nothing) != holds<Created>(event.body)) return "a record begins with its creation";
  return happened(event);
}

std::string Ledger::happened(const Event& event) {
  if (const auto* created = get_if<Created>(&event.body)) {
    phase_ = Phase::preparing;
    kind_ = created->kind;
    requester_ = event.actor.person.id;
    set_fields(created->fields);
  } else if (const auto* edited = get_if<Edited>(&event.body)) {
    if (phase_ != Phase::preparing) return "I3: edited outside preparation";
    set_fields(edited->fields);
    if (!hands_are_sound(event.at)) return "I1: an edit has given somebody two places";
    if (contains(edited->clear, SubjectField::amount)) fields_.amount.reset();
    if (contains(edited->clear, SubjectField::policy)) fields_.policy.reset();
    if (contains(edited->clear, SubjectField::due)) fields_.due.reset();
    if (version_is_draft_) content_ = {*fields_.ask, *fields_.scope, fields_.amount, content_.parts};
  } else if (const auto* ready = get_if<ReadinessConfirmed>(&event.body)) {
    if (!is_shown(ready->version, ready->digest)) return "I2: readiness for something else";
  } else if (const auto* clock = get_if<ClockStarted>(&event.body)) {
    clocks_.erase(std::remove_if(clocks_.begin(), clocks_.end(), [&](const Timed& timed) { return timed.stage == clock->stage; }), clocks_.end());
    clocks_.push_back({clock->stage, clock->clock});
  } else if (const auto* extended = get_if<DeadlineExtended>(&event.body)) {
    fields_.due = extended->due;
  } else if (const auto* skipped = get_if<StageSkipped>(&event.body)) {
    const StageDefinition* definition = stage(skipped->stage);
    if (definition == nullptr || applies(definition->guard)) return "I1: a stage was skipped that applies";
  } else if (const auto* objection = get_if<ObjectionAnswered>(&event.body)) {
    for (Owed& owed : objections_) {
      if (owed.id == objection->objection.text()) owed.open = false;
    }
  } else if (is_one_of<Withdrawn, Expired>(event.body)) {
    phase_ = Phase::over;
  }
  if (const auto* added = get_if<VersionAdded>(&event.body)) return version_added(event, *added);
  if (const auto* submission = get_if<Submitted>(&event.body)) return submitted(event, *submission);
  if (const auto* carry = get_if<DecisionsCarried>(&event.body)) return carried(*carry);
  if (const auto* decision = get_if<Decided>(&event.body)) return decided(event, *decision);
  if (const auto* resolution = get_if<Resolved>(&event.body)) return resolved(*resolution);
  if (const auto* retraction = get_if<DecisionRetracted>(&event.body)) return retracted(event, *retraction);
  if (const auto* revision = get_if<RevisionStarted>(&event.body)) return revised(*revision);
  if (const auto* delegated = get_if<Delegated>(&event.body)) return handed_over(event, *delegated);
  if (const auto* ended = get_if<DelegationEnded>(&event.body)) return handed_back(event, *ended);
  if (const auto* met = get_if<ConditionMet>(&event.body)) return condition_met(event, *met);
  if (const auto* settled = get_if<ConditionSettled>(&event.body)) return condition_settled(event, *settled);
  if (const auto* release = get_if<EffectReleased>(&event.body)) return released(*release);
  return "";
}

void Ledger::set_fields(const SubjectFields& fields) {
  if (fields.ask) fields_.ask = fields.ask;
  if (fields.scope) fields_.scope = fields.scope;
  if (fields.amount) fields_.amount = fields.amount;
  if (fields.project) fields_.project = fields.project;
  if (fields.stages) fields_.stages = fields.stages;
  if (fields.facts) fields_.facts = fields.facts;
  if (fields.demands) fields_.demands = fields.demands;
  if (fields.due) fields_.due = fields.due;
  if (fields.policy) fields_.policy = fields.policy;
  if (!fields.effects) return;
  promises_.clear();
  for (const Effect& effect : *fields.effects) promises_.push_back({effect, false});
}

bool Ledger::demanded(Demand demand) const { return fields_.demands && contains(*fields_.demands, demand); }

const StageDefinition* Ledger::stage(const StageId& id) const {
  for (const StageDefinition& definition : *fields_.stages) {
    if (definition.id == id) return &definition;
  }
  return nullptr;
}

// The guard of a stage, read as its document says: a fact that is missing or of the other type fits nothing.
bool Ledger::applies(const Predicate& guard) const {
  std::string text;
  std::optional<std::int64_t> number;
  const std::string& name = guard.fact.text();
  if (name == "kind") text = word(kind_);
  if (name == "project" && fields_.project) text = fields_.project->text();
  if (name == "currency" && fields_.amount) text = fields_.amount->currency.text();
  if (name == "amount" && fields_.amount) number = fields_.amount->minor;
  if (fields_.facts) {
    for (const Fact& fact : *fields_.facts) {
      if (fact.name == guard.fact) text = fact.text.text(), number = fact.number;
    }
  }
  const auto fits = [&](const Predicate& item) { return applies(item); };
  const bool listed = std::any_of(guard.texts.begin(), guard.texts.end(), [&](const FactText& wanted) { return !text.empty() && wanted.text() == text; });
  switch (guard.type) {
    case PredicateType::always: return true;
    case PredicateType::equals: return guard.number ? number == guard.number : listed;
    case PredicateType::in: return listed;
    case PredicateType::at_least: return number && *number >= *guard.number;
    case PredicateType::all: return std::all_of(guard.items.begin(), guard.items.end(), fits);
    case PredicateType::any: return std::any_of(guard.items.begin(), guard.items.end(), fits);
    case PredicateType::negation: return !applies(guard.items.front());
  }
  return false;
}

// ------------------------------------------------------------------------------------------------- versions

std::string Ledger::version_added(const Event& event, const VersionAdded& added) {
  const bool possible = phase_ == Phase::preparing || phase_ == Phase::reviewing;
  if (!possible) return "I3: a version after the decision";
  if (added.version != version_ + 1) return "I3: versions are numbered";
  if (event.actor.kind == ActorKind::agent && (phase_ == Phase::reviewing || !added.superseded.empty())) {
    return "I8: an agent took decisions away";
  }
  version_ = added.version;
  content_ = {*fields_.ask, *fields_.scope, fields_.amount, added.parts};
  if (digest_of(content_) != added.digest) return "I2: a digest of something else";
  version_is_draft_ = phase_ == Phase::preparing;
  for (Said& said : said_) said.on_this_version = false;
  if (version_is_draft_) return added.superseded.empty() ? "" : "I8: a draft took decisions away";
  submitter_ = event.actor.person.id;
  clocks_.clear();
  return supersede(added.superseded);
}

std::string Ledger::submitted(const Event& event, const Submitted& submission) {
  if (phase_ != Phase::preparing || !version_is_draft_) return "I3: submitted without a new version";
  if (!is_shown(submission.version, submission.digest)) return "I2: submitted something else";
  if (submission.policy != fields_.policy) return "R56: another policy was disclosed";
  phase_ = Phase::reviewing;
  version_is_draft_ = false;
  submitter_ = event.actor.person.id;
  clocks_.clear();
  return supersede(submission.superseded);
}

std::string Ledger::supersede(const List<DecisionId>& ids) {
  for (const DecisionId& id : ids) {
    Said* found = said(id);
    if (found == nullptr || !found->stands) return "a decision was superseded that does not stand";
    found->stands = false;
  }
  return "";
}

// A decision counts for a later version when what it was about is the same there.
std::string Ledger::carried(const DecisionsCarried& carried) {
  if (phase_ != Phase::reviewing || carried.version != version_) return "I2: carried to something else";
  for (const DecisionId& id : carried.decisions) {
    Said* found = said(id);
    if (found == nullptr || !found->stands) return "I2: a decision was carried that does not stand";
    const StageDefinition* definition = stage(found->stage);
    if (definition == nullptr || !applies(definition->guard)) return "I2: carried for a stage that is not there";
    if (!is_yes(found->kind)) return "I2: a no was carried";
    if (!(covered_by(*definition, content_) == found->covered)) return "I2: carried over a change of what it was about";
    const ActorId& author = found->actor.person.id;
    if (demanded(Demand::no_self_approval) && (author == requester_ || author == submitter_)) return "R36: carried for who asks by now";
    found->counts_for = version_;
  }
  return "";
}

// ------------------------------------------------------------------------------------------------ decisions

Ledger::Said* Ledger::said(const DecisionId& id) {
  for (Said& said : said_) {
    if (said.id == id) return &said;
  }
  return nullptr;
}

std::string Ledger::objection_to_demands(const Event& event, const Decided& decision) const {
  const ActorId& actor = event.actor.person.id;
  const bool asks = actor == requester_ || actor == submitter_;
  if (demanded(Demand::no_self_approval) && asks) return "R36: somebody answered their own request";
  if (!demanded(Demand::open_all_parts)) return "";
  for (const PartId& part : decision.not_opened) {
    const List<PartId>& covered = stage(decision.stage)->parts;
    if (covered.empty() || contains(covered, part)) return "R33: decided without opening everything";
  }
  return "";
}

std::string Ledger::decided(const Event& event, const Decided& decision) {
  if (event.actor.kind != ActorKind::human) return "I4: decided by nobody";
  if (phase_ != Phase::reviewing) return "I1: decided outside a review";
  if (!is_shown(decision.version, decision.digest)) return "I2: decided on something else";
  const StageDefinition* definition = stage(decision.stage);
  if (definition == nullptr || !applies(definition->guard)) return "I1: decided in a stage that is not there";
  const ActorId& actor = event.actor.person.id;
  const ActorId& place = decision.on_behalf_of.empty() ? actor : decision.on_behalf_of;
  if (!is_approver(*definition, place)) return "I1: decided in a place that is not there";
  if (holder(decision.stage, place, event.at) != actor) return "I1: decided in somebody else's place";
  for (const Said& other : said_) {
    if (!other.stands || other.stage != decision.stage) continue;
    if (other.place == place) return "I1: decided twice in one place";
    if (other.actor.person.id == actor) return "I1: one person decided in two places";
  }
  if (std::string objection = objection_to_demands(event, decision); !objection.empty()) return objection;
  said_.push_back({decision.decision_id, decision.stage, place, event.actor, decision.decision, version_, true, covered_by(*definition, content_), true});
  for (const Condition& condition : decision.conditions) conditions_.push_back({condition.id.text(), decision.decision_id, true, false});
  for (const Objection& objection : decision.objections) objections_.push_back({objection.id.text(), decision.decision_id, true, false});
  return "";
}

std::string Ledger::retracted(const Event& event, const DecisionRetracted& retraction) {
  Said* found = said(retraction.decision_id);
  if (found == nullptr) return "a decision was taken back that was never made";
  if (!found->stands) return "a decision was taken back that does not stand";
  if (found->actor.person.id != event.actor.person.id) return "I8: somebody else's decision was taken back";
  found->stands = false;
  return "";
}

// Every objection of the round has its answer; what was approved waits for the next version.
std::string Ledger::revised(const RevisionStarted& revision) {
  if (phase_ != Phase::changes) return "I3: a revision of nothing";
  for (const Owed& owed : objections_) {
    if (owed.open && said(owed.decision)->stands) return "R44: an objection was not answered";
  }
  for (const Said& said : said_) {
    if (said.stands && is_yes(said.kind) == contains(revision.superseded, said.id)) return "I1: a decision of the last round still stands";
  }
  phase_ = Phase::preparing;
  return supersede(revision.superseded);
}

// Each stage by its own people, on this version, under its own rule; and by somebody who has seen this version.
std::string Ledger::approval_lacks() const {
  bool somebody_was_asked = false;
  bool somebody_now = false;
  for (const StageDefinition& definition : *fields_.stages) {
    if (!applies(definition.guard)) continue;
    somebody_was_asked = true;
    std::set<std::string> places;
    std::set<std::string> people;
    std::size_t approvers = 0;
    for (const Member& member : definition.members) approvers += member.obligation == Obligation::approver ? 1U : 0U;
    for (const Said& said : said_) {
      if (!said.stands || said.stage != definition.id) continue;
      if (!is_yes(said.kind)) return "I1: approved over a no";
      if (!counts(said)) return "I1: approved by a decision on another version";
      if (said.actor.kind != ActorKind::human) continue;
      places.insert(said.place.text());
      people.insert(said.actor.person.id.text());
      somebody_now = somebody_now || said.on_this_version;
    }
    std::size_t needed = approvers;
    if (definition.rule.type == RuleType::any) needed = 1;
    if (definition.rule.type == RuleType::quorum) needed = static_cast<std::size_t>(definition.rule.count);
    if (people.size() < places.size()) return "I1: one person was counted twice in stage " + definition.id.text();
    if (places.empty() || places.size() < needed) return "I1: too few approvals in stage " + definition.id.text();
  }
  if (!somebody_was_asked) return "I1: approved without a stage";
  return somebody_now ? "" : "I1: approved by what was said about earlier versions alone";
}

std::string Ledger::resolved(const Resolved& resolution) {
  if (phase_ != Phase::reviewing && phase_ != Phase::conditions) return "I1: resolved outside a review";
  if (!is_shown(resolution.version, resolution.digest)) return "I2: resolved something else";
  const auto anybody = [&](DecisionKind kind) {
    return std::any_of(said_.begin(), said_.end(), [&](const Said& said) { return said.stands && said.kind == kind; });
  };
  if (phase_ == Phase::conditions) {
    const bool waits = std::any_of(conditions_.begin(), conditions_.end(), [&](const Owed& owed) { return is_unsettled(owed); });
    if (waits || resolution.state != RequestState::approved) return "I1: approved with a condition left";
    phase_ = Phase::approved;
    return approval_lacks();
  }
  switch (resolution.state) {
    case RequestState::approved:
    case RequestState::approved_with_conditions: {
      const bool conditional = anybody(DecisionKind::approve_with_conditions);
      phase_ = conditional ? Phase::conditions : Phase::approved;
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

// --------------------------------------------------------------------------------------------------- places

// From hand to hand; more hands than there were delegations are a circle, and nobody's.
ActorId Ledger::holder(const StageId& stage, const ActorId& place, Instant at) const {
  ActorId hand = place;
  // In the order in which they were made: what somebody handed on before they got the place leads nowhere.
  for (const Handed& handed : handed_) {
    const bool holds = !handed.ended && (!handed.what.until || at < *handed.what.until);
    if (holds && handed.what.stage == stage && handed.what.place == place && handed.what.from.id == hand) hand = handed.what.to.id;
  }
  return hand;
}

// The place is in one hand, and in that hand is no other place.
bool Ledger::hand_is_sound(const StageId& id, const ActorId& place, Instant at) const {
  const ActorId hand = holder(id, place, at);
  const List<Member>& members = stage(id)->members;
  return !hand.empty() && std::none_of(members.begin(), members.end(), [&](const Member& member) {
    const bool other = member.obligation == Obligation::approver && member.person.id != place;
    return other && holder(id, member.person.id, at) == hand;
  });
}

bool Ledger::hands_are_sound(Instant at) const {
  for (const StageDefinition& definition : *fields_.stages) {
    for (const Member& member : definition.members) {
      if (member.obligation == Obligation::approver && !hand_is_sound(definition.id, member.person.id, at)) return false;
    }
  }
  return true;
}

std::string Ledger::handed_over(const Event& event, const Delegated& delegated) {
  if (phase_ != Phase::reviewing && phase_ != Phase::conditions) return "a place was handed on outside a review";
  const StageDefinition* definition = stage(delegated.stage);
  if (definition == nullptr || !is_approver(*definition, delegated.place)) return "a place was handed on that is not there";
  if (holder(delegated.stage, delegated.place, event.at) != delegated.from.id) return "I8: a place was handed on that somebody else holds";
  const bool reassigned = delegated.type == DelegationType::reassigned;
  if (reassigned && event.actor.party != Party::delivery) return "I8: a customer handed on somebody's place";
  if (!reassigned && event.actor.person.id != delegated.from.id) return "I8: somebody else's place was handed on";
  const auto owes = [&](const Said& said) {
    return std::any_of(conditions_.begin(), conditions_.end(), [&](const Owed& owed) { return owed.decision == said.id && is_unsettled(owed); });
  };
  const auto of_place = [&](const Said& said) { return said.stands && said.stage == delegated.stage && said.place == delegated.place; };
  const bool decided = std::any_of(said_.begin(), said_.end(), of_place);
  const bool unsettled = std::any_of(said_.begin(), said_.end(), [&](const Said& said) { return of_place(said) && owes(said); });
  if (phase_ == Phase::reviewing && decided) return "I8: a place was handed on after it decided";
  if (phase_ == Phase::conditions && !unsettled) return "I8: a place was handed on that has nothing to do";
  const ActorId& to = delegated.to.id;
  if (reassigned && demanded(Demand::no_self_approval) && to == event.actor.person.id) return "R36: somebody gave themselves a place";
  for (const Said& said : said_) {
    if (said.stands && said.stage == delegated.stage && said.actor.person.id == to) return "I1: a place was given to who has decided in another";
  }
  if (demanded(Demand::no_self_approval) && (to == requester_ || to == submitter_)) return "R36: a place was given to who asks";
  handed_.push_back({delegated, event.actor.person.id, false});
  return hand_is_sound(delegated.stage, delegated.place, event.at) ? "" : "I1: somebody holds two places, or nobody holds one";
}

std::string Ledger::handed_back(const Event& event, const DelegationEnded& ended) {
  for (Handed& handed : handed_) {
    if (handed.what.delegation != ended.delegation) continue;
    if (handed.ended) return "a delegation ended twice";
    if (handed.by != event.actor.person.id) return "I8: somebody else's delegation was ended";
    handed.ended = true;
    return "";
  }
  return "a delegation ended that was never made";
}

// ----------------------------------------------------------------------------------- conditions and effects

// Of a decision that stands.
bool Ledger::is_unsettled(const Owed& owed) const {
  return owed.open && std::any_of(said_.begin(), said_.end(), [&](const Said& said) { return said.id == owed.decision && said.stands; });
}

std::string Ledger::condition_met(const Event& event, const ConditionMet& met) {
  if (event.actor.party != Party::delivery) return "I8: a customer met a condition";
  for (Owed& owed : conditions_) {
    if (owed.id != met.condition.text()) continue;
    if (!is_unsettled(owed) || owed.met) return "a condition was met that waits for nothing";
    owed.met = true;
    return "";
  }
  return "a condition was met that was never made";
}

std::string Ledger::condition_settled(const Event& event, const ConditionSettled& settled) {
  for (Owed& owed : conditions_) {
    if (owed.id != settled.condition.text()) continue;
    if (!is_unsettled(owed)) return "I5: a condition was settled twice";
    const Said& decision = *said(owed.decision);
    const ActorId& actor = event.actor.person.id;
    const bool own = decision.actor.person.id == actor || holder(decision.stage, decision.place, event.at) == actor;
    if (!own) return "I8: somebody else's condition was settled";
    if (settled.state == ConditionState::open && !owed.met) return "a condition was opened again that was open";
    owed.open = settled.state == ConditionState::open;
    owed.met = false;
    return "";
  }
  return "a condition was settled that was never made";
}

std::string Ledger::released(const EffectReleased& release) {
  for (Promise& promise : promises_) {
    if (promise.effect.id != release.effect) continue;
    if (promise.released) return "R48: an effect was released twice";
    promise.released = true;
    const bool early = phase_ == Phase::conditions && promise.effect.after == ReleaseAfter::approval;
    return phase_ == Phase::approved || early ? "" : "R48: an effect was released too early";
  }
  return "R48: an effect was released that was never promised";
}

// ---------------------------------------------------------------------------------------------------- steps

std::string objection_to_log(const std::vector<Event>& log) {
  Ledger ledger;
  for (const Event& event : log) {
    if (std::string objection = ledger.take(event); !objection.empty()) return objection + " (event " + std::to_string(event.seq) + ")";
  }
  return "";
}

namespace {

// What stands between the request and an approval. Timers are not a part of it.
bool is_same_gate(const Request& before, const Request& after) {
  const bool same = before.state == after.state && before.versions == after.versions && before.decisions == after.decisions &&
                    before.objections == after.objections && before.delegations == after.delegations && before.effects == after.effects &&
                    before.stages.size() == after.stages.size() && before.conditions.size() == after.conditions.size();
  if (!same) return false;
  for (std::size_t i = 0; i < before.stages.size(); ++i) {
    const bool same_stage = before.stages[i].definition == after.stages[i].definition && before.stages[i].status == after.stages[i].status;
    if (!same_stage) return false;
  }
  for (std::size_t i = 0; i < before.conditions.size(); ++i) {
    if (before.conditions[i].state != after.conditions[i].state) return false;
  }
  return true;
}

std::string objection_to_versions(const Request& before, const Request& after) {
  if (after.versions.size() < before.versions.size()) return "I3: a version is gone";
  for (std::size_t i = 0; i < before.versions.size(); ++i) {
    const Version& was = before.versions[i];
    const Version& is = after.versions[i];
    if (was.status == VersionStatus::locked && !(is == was)) return "I3: a locked version changed";
    const bool content_changed = !(is.content == was.content) || is.digest != was.digest;
    if (was.status != VersionStatus::draft && content_changed) return "I3: a submitted version changed";
    if (is.digest != digest_of(is.content)) return "I2: a version without its own digest";
  }
  return "";
}

}  // namespace

std::string objection_to_step(const Request& before, const Event& event, const Request& after) {
  if (std::string objection = objection_to_versions(before, after); !objection.empty()) return objection;
  if (event.actor.kind != ActorKind::human && !(after.decisions == before.decisions)) return "I8: decisions changed without a person";
  for (std::size_t i = 0; i < before.decisions.size(); ++i) {
    Decision was = before.decisions[i];
    was.standing = after.decisions[i].standing;
    if (holds<DecisionsCarried>(event.body)) was.carried_to = after.decisions[i].carried_to;
    if (!(after.decisions[i] == was)) return "I8: what was decided changed";
  }
  if (is_talk(event.body) && !is_same_gate(before, after)) return "I10: talk changed the gate";
  if (is_waiting(event.body) && !is_same_gate(before, after)) return "I4: waiting changed the gate";
  return "";
}

}  // namespace countersign::world
