// Repairs what is folded from events, in PostgreSQL; see summary_repair.h.
#pragma once

#include <memory>
#include <string>

#include "native/store/summary_repair.h"

namespace countersign {

Result<std::unique_ptr<SummaryRepair>> open_postgres_repair(const std::string& address);

}  // namespace countersign
