// What is folded from the log, in SQLite; see model_store.h.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "native/store/model_store.h"
#include "native/store/sqlite.h"

namespace countersign {

Result<std::vector<StreamEntry>> sqlite_stream_entries(SqliteConnection& connection, std::uint64_t from, std::size_t limit);
std::uint64_t sqlite_cycles_position(SqliteConnection& connection);
std::vector<StoredCycle> sqlite_cycles(SqliteConnection& connection, std::string_view after, std::size_t limit);
// Inside a transaction.
void sqlite_keep_cycles(SqliteConnection& connection, const std::vector<StoredCycle>& cycles, std::uint64_t position);

}  // namespace countersign
