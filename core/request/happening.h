// Writes the events of one command, after its guards have spoken: nothing here refuses anything.
#pragma once

#include <utility>

#include "core/base/list.h"
#include "core/request/event.h"
#include "core/request/guards.h"
#include "core/request/stages.h"

namespace countersign {

class Happening {
 public:
  Happening(const Asked& asked, RequestState leads_to)
      : request(asked.request), context(asked.context), now(asked.now), to(leads_to) {}

  const Request& request;
  const Context& context;
  const Instant now;
  const RequestState to;  // where the transition leads
  std::optional<Instant> due = request.due;  // with which clocks are started

  // A new event at the end, to be filled in before the next one is added.
  template <class Body>
  Body& add() {
    return next_event().body.emplace<Body>();
  }
  List<Event> take() { return std::move(events_); }

  // Precondition: there is one.
  const Version& version() const { return request.versions.back(); }

  // Stages that open, each with its clock where there is a policy, and those that are completed.
  void move_stages(const List<StageMove>& moves);
  // The gate has answered: the version is locked, and what waited for it is released.
  void resolve();
  void start_clock_of(const Stage& stage);
  // Of the stages that are open and stay so, those that a pause has stopped.
  void start_stopped_clocks(const List<StageMove>& moves);

 private:
  Event& next_event();

  List<Event> events_;
};

void happen(Happening& happening, const Command& command);

// What only the delivery team and the system do: happening_delivery.cpp.
void happen_in_delivery(Happening& happening, const Command& command);

// The next id of its kind.
template <class Id, class Items>
Id next_id(char letter, const Items& items) {
  return Id::numbered(letter, items.size() + 1);
}

}  // namespace countersign
