// What a list shows of a request: a fold of its state, stored beside it with every append.
#pragma once

#include "core/request/request.h"
#include "native/store/store.h"

namespace countersign {

// What is to be said at `now`, which is not before the last event: who holds a place depends on it.
StoredSummary summarize(const Request& request, Instant now);

}  // namespace countersign
