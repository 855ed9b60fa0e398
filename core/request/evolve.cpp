#include "core/request/evolve.h"

#include <algorithm>
#include <utility>

namespace countersign {
namespace {

List<Stage> stages_from(const List<StageDefinition>& definitions) {
  List<Stage> stages;
  for (const StageDefinition& definition : definitions) stages.push_back({definition, StageStatus::waiting});
  return stages;
}

void set_stage(Request& request, const StageId& id, StageStatus status) {
  for (Stage& stage : request.stages) {
    if (stage.definition.id == id) stage.status = status;
  }
}

void close_stages(Request& request, StageStatus from, StageStatus to) {
  for (Stage& stage : request.stages) {
    if (stage.status == from) stage.status = to;
  }
}

bool refers_to(const List<DecisionId>& ids, const DecisionId& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
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

class Evolution {
 public:
  Evolution(Request& request, const Event& event) : request_(request), event_(event) {}

  void apply(const Created& created) {
    request_.id = event_.request;
    request_.kind = created.kind;
    request_.title = created.title;
    request_.ask = created.ask;
    request_.scope = created.scope;
    request_.project = created.project;
    request_.amount = created.amount;
    request_.due = created.due;
    request_.stages = stages_from(created.stages);
    request_.requester = event_.actor;
    request_.created_at = event_.at;
  }

  void apply(const Edited& edited) {
    const SubjectFields& fields = edited.fields;
    if (fields.title) request_.title = *fields.title;
    if (fields.ask) request_.ask = *fields.ask;
    if (fields.scope) request_.scope = *fields.scope;
    if (fields.project) request_.project = *fields.project;
    if (fields.amount) request_.amount = fields.amount;
    if (fields.due) request_.due = fields.due;
    for (const SubjectField field : edited.clear) {
      if (field == SubjectField::amount) request_.amount.reset();
      if (field == SubjectField::due) request_.due.reset();
    }
    if (fields.stages) request_.stages = stages_from(*fields.stages);
    refresh_draft_version(request_);
    forget_readiness();
  }

  // In review the new version is under review at once, by the hand of the person who added it; every stage asks again.
  // Nobody has confirmed that it is ready, and the record does not say so.
  void apply(const VersionAdded& added) {
    const bool in_review = request_.state == RequestState::in_review;
    forget_readiness();
    for (Version& version : request_.versions) {
      const bool open = version.status == VersionStatus::draft || version.status == VersionStatus::in_review;
      if (open) version.status = VersionStatus::superseded;
    }
    Version version;
    version.number = version_number() + 1;
    version.note = added.note;
    version.content = {request_.ask, request_.scope, request_.amount, added.parts};
    version.digest = digest_of(version.content);
    version.added = signature();
    if (in_review) {
      version.status = VersionStatus::in_review;
      version.submitted = signature();
      for (Stage& stage : request_.stages) stage.status = StageStatus::waiting;
    }
    request_.versions.push_back(std::move(version));
    supersede(added.superseded);
  }

  void apply(const ReadinessConfirmed&) {
    if (!request_.versions.empty()) request_.versions.back().ready = signature();
  }

  void apply(const Submitted&) {
    if (request_.versions.empty()) return;
    request_.versions.back().status = VersionStatus::in_review;
    request_.versions.back().submitted = signature();
  }

  void apply(const StageOpened& opened) { set_stage(request_, opened.stage, StageStatus::open); }

  void apply(const PartOpened& opened) {
    const ActorId& actor = event_.actor.person.id;
    if (has_opened(request_, opened.version, opened.part, actor)) return;
    request_.views.push_back({opened.version, opened.part, actor, event_.at});
  }

  void apply(const QuestionAsked& asked) {
    request_.questions.push_back(
        {asked.question, asked.text, asked.part, version_number(), signature(), QuestionState::open, std::nullopt});
  }

  void apply(const QuestionAnswered& answered) {
    for (Question& question : request_.questions) {
      if (question.id != answered.question) continue;
      question.state = QuestionState::answered;
      question.answer = Answer{answered.text, signature()};
    }
  }

  void apply(const Commented& commented) {
    request_.comments.push_back({commented.comment, commented.text, commented.part, version_number(), signature()});
  }

  void apply(const Decided& decided) {
    Decision decision;
    decision.id = decided.decision_id;
    decision.stage = decided.stage;
    decision.version = decided.version;
    decision.digest = decided.digest;
    decision.kind = decided.decision;
    decision.signature = signature();
    decision.challenge = decided.challenge;
    decision.rationale = decided.rationale;
    decision.opened = decided.opened;
    decision.not_opened = decided.not_opened;
    for (Condition condition : decided.conditions) {
      condition.decision = decided.decision_id;
      decision.conditions.push_back(condition.id);
      request_.conditions.push_back(std::move(condition));
    }
    for (Objection objection : decided.objections) {
      objection.decision = decided.decision_id;
      decision.objections.push_back(objection.id);
      request_.objections.push_back(std::move(objection));
    }
    request_.decisions.push_back(std::move(decision));
  }

  void apply(const StageCompleted& completed) {
    const bool passed = completed.outcome == DecisionKind::approve ||
                        completed.outcome == DecisionKind::approve_with_conditions;
    set_stage(request_, completed.stage, passed ? StageStatus::passed : StageStatus::stopped);
  }

  void apply(const Resolved&) {
    if (!request_.versions.empty()) request_.versions.back().status = VersionStatus::locked;
    close_stages(request_, StageStatus::open, StageStatus::waiting);
  }

  void apply(const DecisionRetracted& retracted) {
    for (Decision& decision : request_.decisions) {
      if (decision.id == retracted.decision_id) decision.standing = Standing::retracted;
    }
  }

  void apply(const RevisionStarted& started) {
    for (Stage& stage : request_.stages) stage.status = StageStatus::waiting;
    supersede(started.superseded);
  }

  void apply(const Withdrawn& withdrawn) {
    if (!request_.versions.empty()) request_.versions.back().status = VersionStatus::locked;
    close_stages(request_, StageStatus::open, StageStatus::waiting);
    request_.withdrawal = Withdrawal{withdrawn.reason, signature()};
  }

 private:
  Signature signature() const { return {event_.actor, event_.at}; }

  std::int64_t version_number() const { return static_cast<std::int64_t>(request_.versions.size()); }

  void supersede(const List<DecisionId>& ids) {
    for (Decision& decision : request_.decisions) {
      if (refers_to(ids, decision.id)) decision.standing = Standing::superseded;
    }
  }

  // Readiness was confirmed for what stood there; it does not carry over to what has changed.
  void forget_readiness() {
    if (request_.state == RequestState::ready && !request_.versions.empty()) request_.versions.back().ready.reset();
  }

  Request& request_;
  const Event& event_;
};

}  // namespace

RequestState state_after(RequestState before, const EventBody& body) {
  if (std::holds_alternative<Created>(body)) return RequestState::draft;
  if (std::holds_alternative<Edited>(body)) return RequestState::draft;
  if (std::holds_alternative<VersionAdded>(body)) {
    return before == RequestState::in_review ? before : RequestState::draft;
  }
  if (std::holds_alternative<ReadinessConfirmed>(body)) return RequestState::ready;
  if (std::holds_alternative<Submitted>(body)) return RequestState::in_review;
  if (const auto* resolved = std::get_if<Resolved>(&body)) return resolved->state;
  if (std::holds_alternative<RevisionStarted>(body)) return RequestState::draft;
  if (std::holds_alternative<Withdrawn>(body)) return RequestState::withdrawn;
  return before;
}

Request evolve(Request request, const Event& event) {
  std::visit([&](const auto& body) { Evolution(request, event).apply(body); }, event.body);
  request.state = state_after(request.state, event.body);
  request.head = event.seq;
  request.updated_at = event.at;
  const Applied applied{event.actor.person.id, event.command_id};
  if (request.applied.empty() || request.applied.back() != applied) request.applied.push_back(applied);
  return request;
}

}  // namespace countersign
