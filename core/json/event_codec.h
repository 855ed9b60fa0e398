// Events as they travel and as they are stored. Unknown fields are passed over; an unknown event is refused.
#pragma once

#include <optional>
#include <string>

#include "core/base/list.h"
#include "core/base/result.h"
#include "core/json/pointer.h"
#include "core/json/value.h"
#include "core/request/event.h"

namespace countersign {

Result<Event> read_event(const Json& json, const Path& path = {});

// RFC 8785 bytes.
std::string canonical_event(const Event& event);

// What ties an event to the rest of the record. The rules neither make nor read it: whoever keeps the record does.
struct EventBonds {
  std::optional<Digest> previous;   // the leaf hash of the event before it in the same request; absent in the first
  std::optional<Digest> statement;  // of a decision: SHA-256 of its statement (json/statement.h)
};

// The event with its bonds: the entry of the log, which is what is stored, hashed, signed and proved. RFC 8785 bytes.
std::string canonical_entry(const Event& event, const EventBonds& bonds);

// The entry of a decision, in which nothing may stand that an event of this version does not have. (It is all that a module
// that checks receipts reads of events.)
struct DecisionEntry {
  Event event;
  EventBonds bonds;
};
Result<DecisionEntry> read_decision(const Json& json, const Path& path = {});
Result<EventBonds> read_bonds(const Json& entry, const Path& path = {});

// Whether each of the events, with its bonds, will fit into the log. Errors: entry-too-large.
Refusal check_entry_sizes(const List<Event>& events);

// A JSON array of events.
Result<List<Event>> read_events(const Json& json, const Path& path = {});
std::string canonical_events(const List<Event>& events);

}  // namespace countersign
