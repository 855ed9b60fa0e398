// Room in the record of a request. The last part is kept for what the request is there for, so that nobody can talk it to
// death: decisions, the settling of conditions, and what ends a review or its waiting.
#pragma once

#include <cstddef>

#include "core/request/request.h"

namespace countersign {

// Whether the verb may use the last part.
bool is_kept_room_for(Verb verb);

// Whether so many events of this verb can still be recorded. (How many bytes the record has is for the host to say, with
// each command: decide.cpp.)
bool has_room(const Request& request, Verb verb, std::size_t new_events);

}  // namespace countersign
