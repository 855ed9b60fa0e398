// Lists of summaries: filters, newest first, and a position from which the next page goes on.
#pragma once

#include <vector>

#include "native/store/sqlite.h"
#include "native/store/store.h"

namespace countersign {

std::vector<SummaryRow> sqlite_list(SqliteConnection& connection, const SummaryQuery& query);

}  // namespace countersign
