// Lists of summaries: filters, newest first, and a position from which the next page goes on; and those that wake by themselves.
#pragma once

#include <vector>

#include "native/store/sqlite.h"
#include "native/store/store.h"

namespace countersign {

std::vector<SummaryRow> sqlite_list(SqliteConnection& connection, const SummaryQuery& query);
std::vector<std::string> sqlite_streams(SqliteConnection& connection, std::string_view tenant, std::string_view after, std::size_t limit);

// Those that have waited longest first.
std::vector<std::string> sqlite_streams_to_wake(SqliteConnection& connection, Instant now, std::size_t limit);
// With `head`, only while the stream stands there.
void sqlite_set_wake(SqliteConnection& connection, std::string_view stream, std::optional<std::int64_t> head, std::optional<Instant> at);

}  // namespace countersign
