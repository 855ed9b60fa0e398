// What only the delivery team and the system do.
#include "core/request/evolution.h"

#include <utility>

namespace countersign {
namespace {

List<Stage> stages_from(const List<StageDefinition>& definitions) {
  List<Stage> stages;
  for (const StageDefinition& definition : definitions) stages.push_back({definition, StageStatus::waiting, {}});
  return stages;
}

void set_fields(Request& request, const SubjectFields& fields) {
  if (fields.title) request.title = *fields.title;
  if (fields.ask) request.ask = *fields.ask;
  if (fields.scope) request.scope = *fields.scope;
  if (fields.project) request.project = *fields.project;
  if (fields.amount) request.amount = fields.amount;
  if (fields.due) request.due = fields.due;
  if (fields.stages) request.stages = stages_from(*fields.stages);
  if (fields.facts) request.facts = *fields.facts;
  if (fields.demands) request.demands = *fields.demands;
  if (fields.effects) request.effects = *fields.effects;
  if (fields.policy) request.policy = fields.policy;
  if (fields.calendar) request.calendar = fields.calendar;
}

void clear_field(Request& request, SubjectField field) {
  switch (field) {
    case SubjectField::amount: return request.amount.reset();
    case SubjectField::due: return request.due.reset();
    case SubjectField::policy: return request.policy.reset();
    case SubjectField::calendar: return request.calendar.reset();
  }
}

// A draft version follows the request's ask, scope and amount; a submitted one never changes (I3).
void refresh_draft_version(Request& request) {
  if (request.versions.empty() || request.versions.back().status != VersionStatus::draft) return;
  Version& version = request.versions.back();
  version.content.ask = request.ask;
  version.content.scope = request.scope;
  version.content.amount = request.amount;
  version.digest = digest_of(version.content);
}

// Readiness was confirmed for what stood there; it does not carry over to what has changed.
void forget_readiness(Request& request) {
  if (request.state == RequestState::ready && !request.versions.empty()) request.versions.back().ready.reset();
}

void wait_again(Request& request) {
  for (Stage& stage : request.stages) {
    stage.status = StageStatus::waiting;
    stage.clock.reset();
  }
}

void add_link(Request& request, const Link& link) {
  if (!contains(request.links, link)) request.links.push_back(link);
}

void apply(Evolution& e, const Created& created) {
  e.request.id = e.event.request;
  e.request.kind = created.kind;
  e.request.made_from = created.made_from;
  set_fields(e.request, created.fields);
  e.request.links = created.links;
  e.request.requester = e.event.actor;
  e.request.created_at = e.event.at;
}

void apply(Evolution& e, const Edited& edited) {
  set_fields(e.request, edited.fields);
  for (const SubjectField field : edited.clear) clear_field(e.request, field);
  refresh_draft_version(e.request);
  forget_readiness(e.request);
}

// In review the new version is under review at once, by the hand of the person who added it; the stages ask again.
// Nobody has confirmed that it is ready, and the record does not say so.
void apply(Evolution& e, const VersionAdded& added) {
  Request& request = e.request;
  const bool in_review = request.state == RequestState::in_review;
  forget_readiness(request);
  for (Version& version : request.versions) {
    const bool open = version.status == VersionStatus::draft || version.status == VersionStatus::in_review;
    if (open) version.status = VersionStatus::superseded;
  }
  Version version;
  version.number = e.version_number() + 1;
  version.note = added.note;
  version.content = {request.ask, request.scope, request.amount, added.parts};
  version.digest = digest_of(version.content);
  version.changed = added.changed;
  version.added = e.signature();
  if (in_review) {
    version.status = VersionStatus::in_review;
    version.submitted = e.signature();
    request.paused_at.reset();
    wait_again(request);
  }
  request.versions.push_back(std::move(version));
  e.end_decisions(added.superseded, Standing::superseded);
}

void apply(Evolution& e, const ReadinessConfirmed&) {
  if (!e.request.versions.empty()) e.request.versions.back().ready = e.signature();
}

void apply(Evolution& e, const Submitted& submitted) {
  if (e.request.versions.empty()) return;
  e.request.versions.back().status = VersionStatus::in_review;
  e.request.versions.back().submitted = e.signature();
  e.end_decisions(submitted.superseded, Standing::superseded);
}

void apply(Evolution& e, const StageSkipped& skipped) {
  if (Stage* stage = e.stage(skipped.stage)) stage->status = StageStatus::skipped;
}

void apply(Evolution& e, const DecisionsCarried& carried) {
  for (const DecisionId& id : carried.decisions) {
    for (Decision& decision : e.request.decisions) {
      if (decision.id == id) decision.carried_to = carried.version;
    }
  }
}

void apply(Evolution& e, const RevisionStarted& started) {
  wait_again(e.request);
  e.end_decisions(started.superseded, Standing::superseded);
}

void apply(Evolution& e, const Withdrawn& withdrawn) {
  e.lock_version();
  e.stop_stages();
  e.request.withdrawal = Withdrawal{withdrawn.reason, e.signature()};
}

void apply(Evolution& e, const ConditionMet& met) {
  Condition* condition = e.condition(met.condition);
  if (condition == nullptr) return;
  condition->state = ConditionState::met;
  condition->met = Evidence{met.evidence, e.signature()};
}

void apply(Evolution& e, const ObjectionAnswered& answered) {
  for (Objection& objection : e.request.objections) {
    if (objection.id != answered.objection) continue;
    objection.state = ObjectionState::answered;
    objection.answer =
        ObjectionAnswer{answered.change_class, answered.work, answered.due, answered.change_order, e.signature()};
  }
  if (!answered.change_order.empty()) add_link(e.request, {Relation::change_order, answered.change_order});
}

void apply(Evolution& e, const Linked& linked) { add_link(e.request, linked.link); }

void apply(Evolution& e, const DeadlineExtended& extended) {
  e.request.due = extended.due;
  e.request.paused_at.reset();
}

void apply(Evolution& e, const Proceeded& proceeded) {
  e.request.risks.push_back({proceeded.version, proceeded.reason, e.signature()});
}

void apply(Evolution& e, const Checked& checked) {
  e.request.checks.push_back({checked.version, checked.findings, e.signature()});
}

void apply(Evolution& e, const Flagged& flagged) { e.request.flags.push_back({flagged.finding, e.signature()}); }

// The system's reminders are those of the clock; somebody else's come besides.
void apply(Evolution& e, const Reminded& reminded) {
  Stage* stage = e.stage(reminded.stage);
  if (stage == nullptr || !stage->clock || e.event.actor.kind != ActorKind::system) return;
  List<Instant> ahead;
  for (const Instant reminder : stage->clock->reminders) {
    if (reminder > e.event.at) ahead.push_back(reminder);
  }
  stage->clock->reminders = std::move(ahead);
}

void apply(Evolution& e, const Escalated& escalated) {
  Stage* stage = e.stage(escalated.stage);
  if (stage != nullptr && stage->clock) stage->clock->escalate_at.reset();
}

void apply(Evolution& e, const Paused&) {
  e.request.paused_at = e.event.at;
  e.stop_clocks();
}

void apply(Evolution& e, const Expired&) {
  e.lock_version();
  e.stop_stages();
}

void apply(Evolution& e, const Chased& chased) {
  if (Question* question = e.question(chased.question)) question->chase_at = chased.next;
  if (Condition* condition = e.condition(chased.condition)) condition->chased = e.event.at;
}

template <class Body>
void apply_delivery_as(Evolution& evolution, const EventBody& body) {
  apply(evolution, get<Body>(body));
}

}  // namespace

void apply_in_delivery(Evolution& evolution, const EventBody& body) {
  switch (body.index()) {
    case kIndexOf<EventBody, Created>: return apply_delivery_as<Created>(evolution, body);
    case kIndexOf<EventBody, Edited>: return apply_delivery_as<Edited>(evolution, body);
    case kIndexOf<EventBody, VersionAdded>: return apply_delivery_as<VersionAdded>(evolution, body);
    case kIndexOf<EventBody, ReadinessConfirmed>: return apply_delivery_as<ReadinessConfirmed>(evolution, body);
    case kIndexOf<EventBody, Submitted>: return apply_delivery_as<Submitted>(evolution, body);
    case kIndexOf<EventBody, StageSkipped>: return apply_delivery_as<StageSkipped>(evolution, body);
    case kIndexOf<EventBody, DecisionsCarried>: return apply_delivery_as<DecisionsCarried>(evolution, body);
    case kIndexOf<EventBody, RevisionStarted>: return apply_delivery_as<RevisionStarted>(evolution, body);
    case kIndexOf<EventBody, Withdrawn>: return apply_delivery_as<Withdrawn>(evolution, body);
    case kIndexOf<EventBody, ConditionMet>: return apply_delivery_as<ConditionMet>(evolution, body);
    case kIndexOf<EventBody, ObjectionAnswered>: return apply_delivery_as<ObjectionAnswered>(evolution, body);
    case kIndexOf<EventBody, Linked>: return apply_delivery_as<Linked>(evolution, body);
    case kIndexOf<EventBody, DeadlineExtended>: return apply_delivery_as<DeadlineExtended>(evolution, body);
    case kIndexOf<EventBody, Proceeded>: return apply_delivery_as<Proceeded>(evolution, body);
    case kIndexOf<EventBody, Checked>: return apply_delivery_as<Checked>(evolution, body);
    case kIndexOf<EventBody, Flagged>: return apply_delivery_as<Flagged>(evolution, body);
    case kIndexOf<EventBody, Reminded>: return apply_delivery_as<Reminded>(evolution, body);
    case kIndexOf<EventBody, Escalated>: return apply_delivery_as<Escalated>(evolution, body);
    case kIndexOf<EventBody, Paused>: return apply_delivery_as<Paused>(evolution, body);
    case kIndexOf<EventBody, Expired>: return apply_delivery_as<Expired>(evolution, body);
    case kIndexOf<EventBody, Chased>: return apply_delivery_as<Chased>(evolution, body);
    default: check(false);
  }
}

}  // namespace countersign
