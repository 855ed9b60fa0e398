#include "core/request/evolve.h"

#include <utility>

#include "core/request/evolution.h"

namespace countersign {

RequestState state_after(RequestState before, const EventBody& body) {
  if (holds<Created>(body)) return RequestState::draft;
  if (holds<Edited>(body)) return RequestState::draft;
  if (holds<VersionAdded>(body)) {
    return before == RequestState::in_review ? before : RequestState::draft;
  }
  if (holds<ReadinessConfirmed>(body)) return RequestState::ready;
  if (holds<Submitted>(body)) return RequestState::in_review;
  if (const auto* resolved = get_if<Resolved>(&body)) return resolved->state;
  if (holds<RevisionStarted>(body)) return RequestState::draft;
  if (holds<Withdrawn>(body)) return RequestState::withdrawn;
  if (holds<Expired>(body)) return RequestState::expired;
  return before;
}

void evolve_in_place(Request& request, const Event& event) {
  Evolution evolution(request, event);
  apply(evolution, event.body);
  request.state = state_after(request.state, event.body);
  request.head = event.seq;
  request.updated_at = event.at;
  const Applied applied{event.actor.person.id, event.command_id};
  if (request.applied.empty() || request.applied.back() != applied) request.applied.push_back(applied);
}

Request evolve(Request request, const Event& event) {
  evolve_in_place(request, event);
  return request;
}

}  // namespace countersign
