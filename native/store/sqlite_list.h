// Lists of summaries: filters, newest first, and a position from which the next page goes on.
#pragma once

#include <vector>

#include "native/store/sqlite.h"
#include "native/store/store.h"

namespace countersign {

std::vector<SummaryRow> sqlite_list(SqliteConnection& connection, const SummaryQuery& query);
std::vector<std::string> sqlite_streams(SqliteConnection& connection, std::string_view tenant, std::string_view after, std::size_t limit);

}  // namespace countersign
