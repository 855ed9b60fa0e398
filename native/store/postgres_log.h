// The log in PostgreSQL: events in their order, tiles, and checkpoints.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "native/store/postgres.h"
#include "native/store/store.h"

namespace countersign {

std::int64_t postgres_stream_head(PostgresConnection& connection, std::string_view stream);
std::optional<std::string> postgres_tenant_of(PostgresConnection& connection, std::string_view stream);
Result<StoredEvents> postgres_events(PostgresConnection& connection, std::string_view stream, std::int64_t after, std::size_t limit);
Result<std::vector<StoredEntry>> postgres_log_entries(PostgresConnection& connection, std::uint64_t from, std::size_t limit);
std::vector<std::uint64_t> postgres_log_indexes(PostgresConnection& connection, std::string_view stream);

std::optional<StoredCheckpoint> postgres_checkpoint(PostgresConnection& connection);
std::vector<StoredCheckpoint> postgres_checkpoints(PostgresConnection& connection, std::uint64_t above, std::size_t limit);
std::optional<std::string> postgres_tile(PostgresConnection& connection, unsigned level, std::uint64_t index);

// In a transaction of their own.
bool postgres_advance_log(PostgresConnection& connection, const LogAdvance& advance);
bool postgres_cosign_log(PostgresConnection& connection, const LogCosigning& cosigning);

}  // namespace countersign
