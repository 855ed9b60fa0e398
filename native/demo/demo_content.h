// Fills a store with the demo: people and requests of a small studio and its customer. Everything goes through the
// service, as it would over HTTP; only the clock is told what time it was.
#pragma once

#include <string>
#include <vector>

#include "native/service/random.h"
#include "native/store/store.h"

namespace countersign {

// The ids of the requests, newest first. A store that has requests already is left as it is.
// Errors: whatever the service or the core refuses, and internal when a sample file is missing from `folder`.
Result<std::vector<std::string>> fill_with_demo(Store& store, Random& random, const std::string& folder);

}  // namespace countersign
