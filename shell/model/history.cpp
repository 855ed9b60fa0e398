#include "shell/model/history.h"

#include <utility>

#include "core/base/check.h"
#include "core/request/evolve.h"

namespace countersign::shell {

History::History(const List<Event>& events) {
  Request request;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (i % kEventsPerKept == 0) kept_.push_back(request);
    request = evolve(std::move(request), events[i]);
  }
  if (events.size() % kEventsPerKept == 0) kept_.push_back(std::move(request));
}

Request History::after(const List<Event>& events, std::size_t count) const {
  check(count <= events.size() && count / kEventsPerKept < kept_.size());
  std::size_t folded = count / kEventsPerKept * kEventsPerKept;
  Request request = kept_[count / kEventsPerKept];
  for (; folded < count; ++folded) request = evolve(std::move(request), events[folded]);
  return request;
}

}  // namespace countersign::shell
