// What is folded from the log, in PostgreSQL; see model_store.h.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "native/store/model_store.h"
#include "native/store/postgres.h"

namespace countersign {

Result<std::vector<StreamEntry>> postgres_stream_entries(PostgresConnection& connection, std::uint64_t from, std::size_t limit);
std::uint64_t postgres_cycles_position(PostgresConnection& connection);
std::vector<StoredCycle> postgres_cycles(PostgresConnection& connection, std::string_view after, std::size_t limit);
void postgres_keep_cycles(PostgresConnection& connection, const std::vector<StoredCycle>& cycles, std::uint64_t position);

}  // namespace countersign
