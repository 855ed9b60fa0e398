// The request at every moment of its log. States are folded on demand from the nearest one that was kept, so that a
// long log costs neither a state per event nor a fold from the beginning per step.
#pragma once

#include <cstddef>
#include <vector>

#include "core/base/list.h"
#include "core/request/event.h"
#include "core/request/request.h"

namespace countersign::shell {

class History {
 public:
  History() = default;
  explicit History(const List<Event>& events);

  // The request after the first `count` events; with 0, before it was created. Precondition: count <= events.size(),
  // and `events` are those that the history was made of.
  Request after(const List<Event>& events, std::size_t count) const;

 private:
  static constexpr std::size_t kEventsPerKept = 256;
  std::vector<Request> kept_;  // kept_[i] is the request after i * kEventsPerKept events
};

}  // namespace countersign::shell
