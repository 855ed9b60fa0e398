#include "core/request/request.h"

#include <algorithm>

namespace countersign {
namespace {

template <class List, class Matches>
auto find_in(const List& list, Matches matches) -> const typename List::value_type* {
  const auto found = std::find_if(list.begin(), list.end(), matches);
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

const Version* current_version(const Request& request) {
  return request.versions.empty() ? nullptr : &request.versions.back();
}

const Stage* find_stage(const Request& request, const StageId& id) {
  return find_in(request.stages, [&](const Stage& stage) { return stage.definition.id == id; });
}

const Member* find_member(const Stage& stage, const ActorId& id) {
  return find_in(stage.definition.members, [&](const Member& member) { return member.person.id == id; });
}

const Part* find_part(const Version& version, const PartId& id) {
  return find_in(version.content.parts, [&](const Part& part) { return part.id == id; });
}

const Question* find_question(const Request& request, const QuestionId& id) {
  return find_in(request.questions, [&](const Question& question) { return question.id == id; });
}

const Condition* find_condition(const Request& request, const ConditionId& id) {
  return find_in(request.conditions, [&](const Condition& condition) { return condition.id == id; });
}

const Objection* find_objection(const Request& request, const ObjectionId& id) {
  return find_in(request.objections, [&](const Objection& objection) { return objection.id == id; });
}

const Decision* find_decision(const Request& request, const DecisionId& id) {
  return find_in(request.decisions, [&](const Decision& decision) { return decision.id == id; });
}

const Decision* standing_decision(const Request& request, const StageId& stage, const ActorId& place) {
  return find_in(request.decisions, [&](const Decision& decision) {
    return decision.standing == Standing::standing && decision.stage == stage && place_of(decision) == place;
  });
}

const ActorId& place_of(const Decision& decision) {
  return decision.on_behalf_of.empty() ? decision.signature.by.person.id : decision.on_behalf_of;
}

bool is_unsettled(const Condition& condition) {
  return condition.state == ConditionState::open || condition.state == ConditionState::met;
}

bool demands(const Request& request, Demand demand) { return contains(request.demands, demand); }

bool approves(DecisionKind kind) {
  return kind == DecisionKind::approve || kind == DecisionKind::approve_with_conditions;
}

bool is_participant(const Request& request, const Actor& actor) {
  if (actor.party == Party::delivery) return true;
  const ActorId& id = actor.person.id;
  return std::any_of(request.stages.begin(), request.stages.end(),
                     [&](const Stage& stage) { return find_member(stage, id) != nullptr; }) ||
         std::any_of(request.delegations.begin(), request.delegations.end(),
                     [&](const Delegation& delegation) { return delegation.to.id == id; });
}

bool has_opened(const Request& request, std::int64_t version, const PartId& part, const ActorId& actor) {
  return std::any_of(request.views.begin(), request.views.end(), [&](const View& view) {
    return view.version == version && view.part == part && view.actor == actor;
  });
}

}  // namespace countersign
