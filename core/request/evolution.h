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
  // To be changed. nullptr when it is not there, which no log that decide() wrote leads to; then nothing happens.
  Stage* stage(const StageId& id) { return to_change(find_stage(request, id)); }
  Condition* condition(const ConditionId& id) { return to_change(find_condition(request, id)); }
  Question* question(const QuestionId& id) { return to_change(find_question(request, id)); }

  // Decisions that no longer count; what they asked for and was not settled lapses with them.
  void end_decisions(const List<DecisionId>& ids, Standing standing);
  void lock_version();
  void stop_stages();  // those that are open; every clock stops
  void stop_clocks();

 private:
  // What was looked up stands in `request`, which is ours to change.
  template <class Item>
  static Item* to_change(const Item* found) {
    return const_cast<Item*>(found);
  }
};

// Of what people do in a review.
void apply(Evolution& evolution, const EventBody& body);

// Of what only the delivery team and the system do: evolution_delivery.cpp.
void apply_in_delivery(Evolution& evolution, const EventBody& body);

}  // namespace countersign
