// Repairs what is folded from events, in SQLite; see summary_repair.h.
#pragma once

#include <memory>
#include <string>

#include "native/store/summary_repair.h"

namespace countersign {

Result<std::unique_ptr<SummaryRepair>> open_sqlite_repair(const std::string& path);

}  // namespace countersign
