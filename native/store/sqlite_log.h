// The log over all streams in the SQLite store: the entries are the events, in the order of their positions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "native/store/sqlite.h"
#include "native/store/store.h"

namespace countersign {

// 0 when there is no such stream.
std::int64_t sqlite_stream_head(SqliteConnection& connection, std::string_view stream);
std::optional<std::string> sqlite_tenant_of(SqliteConnection& connection, std::string_view stream);

// Nobody gets an entry that is not what it was when it was stored. Errors: log-broken.
Result<StoredEvents> sqlite_events(SqliteConnection& connection, std::string_view stream, std::int64_t after, std::size_t limit);
Result<std::vector<StoredEntry>> sqlite_log_entries(SqliteConnection& connection, std::uint64_t from, std::size_t limit);
std::vector<std::uint64_t> sqlite_log_indexes(SqliteConnection& connection, std::string_view stream);

std::optional<StoredCheckpoint> sqlite_checkpoint(SqliteConnection& connection);
std::vector<StoredCheckpoint> sqlite_checkpoints(SqliteConnection& connection, std::uint64_t above, std::size_t limit);
std::optional<std::string> sqlite_tile(SqliteConnection& connection, unsigned level, std::uint64_t index);

// False when the log stands elsewhere; then nothing was written. Inside a transaction.
bool sqlite_advance_log(SqliteConnection& connection, const LogAdvance& advance);
// False when another note is stored of that size than was expected; likewise.
bool sqlite_cosign_log(SqliteConnection& connection, const LogCosigning& cosigning);

}  // namespace countersign
