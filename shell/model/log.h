// A log that somebody opened: the events of one request, checked to follow one another, and what proves them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/list.h"
#include "core/base/result.h"
#include "core/json/verification.h"
#include "core/request/event.h"

namespace countersign::shell {

// An export also carries the request as it stood. It is believed only as far as the events lead there (I7).
enum class StatedRequest : std::uint8_t { absent, agrees, disagrees };

struct Log {
  List<Event> events;                  // at least one; they fold without a gap, and the last command is whole
  std::vector<std::string> canonical;  // canonical bytes of each, with the fields that this reader does not know
  StatedRequest stated = StatedRequest::absent;
  std::optional<Verification> proof;  // of a bundle: every check that was made, with its outcome
};

// Reads an array of events, one event per line, an export {"events":[...],"request":{...}}, or a bundle (core/json/receipt.h). A
// bundle whose checks fail is opened all the same, as long as its events follow one another.
// Errors: those of the strict reader and of the event codec; log-broken and digest-mismatch when the events do not
// follow one another; too-few-items when there is none. Pointers start at the document; of JSON lines, at the line's
// number.
Result<Log> read_log(std::string_view text, const Trust& trust = {});

}  // namespace countersign::shell
