// Events as they travel and as they are stored. Unknown fields are passed over; an unknown event is refused.
#pragma once

#include <string>

#include "core/base/list.h"
#include "core/base/result.h"
#include "core/json/pointer.h"
#include "core/json/value.h"
#include "core/request/event.h"

namespace countersign {

Result<Event> read_event(const Json& json, const Path& path = {});

// What is stored, hashed and proved: RFC 8785 bytes.
std::string canonical_event(const Event& event);

// A JSON array of events.
Result<List<Event>> read_events(const Json& json, const Path& path = {});
std::string canonical_events(const List<Event>& events);

}  // namespace countersign
