// What a list shows of a request: a fold of its state, stored beside it with every append.
#pragma once

#include "core/request/request.h"
#include "native/store/store.h"

namespace countersign {

StoredSummary summarize(const Request& request);

}  // namespace countersign
