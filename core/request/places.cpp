#include "core/request/places.h"

#include <algorithm>

namespace countersign {
namespace {

bool holds_now(const Delegation& delegation, Instant now) {
  return delegation.state == DelegationState::standing && (!delegation.until || now < *delegation.until);
}

// The delegation by which `holder` handed the place on; nullptr when they hold it themselves. It is later than the one by
// which they got it: `first` is the first to look at, and stands behind the one that was found.
const Delegation* handed_on_by(const Request& request, const Stage& stage, const Member& place, const ActorId& holder, Instant now,
                               std::size_t& first) {
  while (first < request.delegations.size()) {
    const Delegation& delegation = request.delegations[first++];
    const bool of_place = delegation.stage == stage.definition.id && delegation.place == place.person.id;
    if (of_place && delegation.from.id == holder && holds_now(delegation, now)) return &delegation;
  }
  return nullptr;
}

// Whether the place has passed through the hands of this person on its way to the present holder.
bool has_held(const Request& request, const Stage& stage, const Member& place, const ActorId& person, Instant now) {
  const Person* holder = &place.person;
  std::size_t first = 0;
  while (true) {
    if (holder->id == person) return true;
    const Delegation* next = handed_on_by(request, stage, place, holder->id, now, first);
    if (next == nullptr) return false;
    holder = &next->to;
  }
}

}  // namespace

bool has_decided(const Request& request, const StageId& stage, const ActorId& person) {
  return std::any_of(request.decisions.begin(), request.decisions.end(), [&](const Decision& decision) {
    return decision.standing == Standing::standing && decision.stage == stage && decision.signature.by.person.id == person;
  });
}

const Person& holder_of(const Request& request, const Stage& stage, const Member& place, Instant now) {
  const Person* holder = &place.person;
  std::size_t first = 0;
  while (const Delegation* next = handed_on_by(request, stage, place, holder->id, now, first)) holder = &next->to;
  return *holder;
}

List<ActorId> hands_of(const Request& request, const Stage& stage, const Member& place, Instant now) {
  List<ActorId> hands;
  const Person* holder = &place.person;
  std::size_t first = 0;
  while (const Delegation* next = handed_on_by(request, stage, place, holder->id, now, first)) {
    holder = &next->to;
    hands.push_back(holder->id);
  }
  return hands;
}

const Member* held_place(const Request& request, const Stage& stage, const ActorId& actor, Instant now) {
  for (const Member& member : stage.definition.members) {
    if (decides(member) && holder_of(request, stage, member, now).id == actor) return &member;
  }
  return nullptr;
}

bool is_requesting(const Request& request, const ActorId& actor) {
  const Version* version = current_version(request);
  const bool submitted = version != nullptr && version->submitted && version->submitted->by.person.id == actor;
  return submitted || request.requester.person.id == actor;
}

Refusal check_movable(const Request& request, const Stage& stage, const Member& place) {
  const Decision* decision = standing_decision(request, stage.definition.id, place.person.id);
  if (request.state != RequestState::approved_with_conditions) {
    return decision == nullptr ? std::nullopt : refuse(ErrorCode::already_decided, "/stage");
  }
  const bool waits = decision != nullptr && std::any_of(request.conditions.begin(), request.conditions.end(), [&](const Condition& condition) {
    return is_unsettled(condition) && condition.decision == decision->id;
  });
  return waits ? std::nullopt : refuse(ErrorCode::stage_not_open, "/stage");
}

Refusal check_hand_over(const Request& request, const Stage& stage, const Member& place, const Person& to, Instant now) {
  const StageId& id = stage.definition.id;
  if (Refusal refusal = check_movable(request, stage, place)) return refusal;
  if (has_held(request, stage, place, to.id, now)) return refuse(ErrorCode::delegation_cycle, "/to");
  if (demands(request, Demand::no_self_approval) && is_requesting(request, to.id)) {
    return refuse(ErrorCode::self_approval, "/to");
  }
  // Not only who holds another place: it may come back to all those who have handed it on. And who has decided in a place
  // that they held for a while counts already.
  bool counts = has_decided(request, id, to.id);
  for (const Member& other : stage.definition.members) counts |= decides(other) && has_held(request, stage, other, to.id, now);
  if (counts) return refuse(ErrorCode::already_approver, "/to");
  if (request.delegations.size() >= limits::kDelegations) return refuse(ErrorCode::too_many_items, "/to");
  return std::nullopt;
}

const Delegation* find_delegation(const Request& request, const DelegationId& id) {
  const auto found = std::find_if(request.delegations.begin(), request.delegations.end(),
                                  [&](const Delegation& delegation) { return delegation.id == id; });
  return found == request.delegations.end() ? nullptr : found;
}

}  // namespace countersign
