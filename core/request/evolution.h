// What each event makes of a request. One apply() per event; none of them judges, and none fails.
#pragma once

#include "core/request/event.h"
#include "core/request/request.h"

namespace countersign {

// One event on its way into a request.
class Evolution {
 public:
  Evolution(Request& to, const Event& of) : request(to), event(of) {}

  Request& request;
  const Event& event;

  Signature signature() const { return {event.actor, event.at}; }
  std::int64_t version_number() const { return static_cast<std::int64_t>(request.versions.size()); }
  // Decisions that no longer count; what they asked for and was not settled lapses with them.
  void end_decisions(const List<DecisionId>& ids, Standing standing);
  void lock_version();
  void stop_stages();  // those that are open; every clock stops
  void stop_clocks();
};

// Of what people do in a review.
void apply(Evolution& evolution, const EventBody& body);

// Of what only the delivery team and the system do: evolution_delivery.cpp.
void apply_in_delivery(Evolution& evolution, const EventBody& body);

}  // namespace countersign
