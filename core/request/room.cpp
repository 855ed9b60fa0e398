#include "core/request/room.h"

#include "core/base/limits.h"

namespace countersign {

bool is_kept_room_for(Verb verb) {
  return verb == Verb::decide || verb == Verb::withdraw || verb == Verb::pause || verb == Verb::expire ||
         verb == Verb::close_condition || verb == Verb::waive_condition;
}

bool has_room(const Request& request, Verb verb, std::size_t new_events) {
  const std::size_t most = is_kept_room_for(verb) ? limits::kEvents : limits::kEvents - limits::kEventsForDecisions;
  return request.head + static_cast<std::int64_t>(new_events) <= static_cast<std::int64_t>(most);
}

}  // namespace countersign
