// Forgets what has had its time: sessions that ended a day ago, links that ended long ago, answers to calls that nobody will repeat any
// more, what is known of messages that were sent, or given up, long ago, and blobs that nothing is linked to.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "native/service/clock.h"
#include "native/service/repeater.h"
#include "native/store/store.h"

namespace countersign {

// A command that is repeated later than this is still carried out once: the core knows its id.
inline constexpr std::int64_t kAnswersKeptMilliseconds = std::int64_t{7} * 24 * 60 * 60 * 1000;

inline constexpr std::int64_t kDeliveriesKeptMilliseconds = std::int64_t{30} * 24 * 60 * 60 * 1000;
// For so long after its end a link is still listed, with who used it when.
inline constexpr std::int64_t kLinksKeptMilliseconds = std::int64_t{90} * 24 * 60 * 60 * 1000;

// A file is uploaded before the version that names it is added: so long nothing has to be linked to it.
inline constexpr std::chrono::seconds kOrphansKept = std::chrono::hours(24);

class Housekeeping {
 public:
  // Once at the start and then every hour, on a thread of its own. `complain` is told what went wrong.
  Housekeeping(Store& store, Clock& clock, std::chrono::seconds orphans_kept, std::function<void(const std::string&)> complain);

 private:
  Repeater repeater_;
};

// One round of it. Errors: store-unavailable.
Refusal keep_house(Store& store, Instant now, std::chrono::seconds orphans_kept = kOrphansKept);

}  // namespace countersign
