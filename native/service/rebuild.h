// Makes anew what is folded from the events of requests: their rows in lists, and their cycles for the metrics. One request is in
// memory at a time; it may be cut off and begun again, since what is right is only compared.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/result.h"
#include "native/store/summary_repair.h"

namespace countersign {

struct RebuildFigures {
  std::int64_t requests = 0;
  std::int64_t repaired = 0;
  std::int64_t moved_on = 0;   // somebody appended meanwhile, again and again, and nothing was written: run it again
  std::int64_t unreadable = 0;  // whose record does not hold together; nothing is written of them
};

// `tell` gets a line for each request that was repaired or is unreadable. Errors: store-unavailable.
Result<RebuildFigures> rebuild(Store& store, SummaryRepair& repair, const std::function<void(const std::string&)>& tell);

}  // namespace countersign
