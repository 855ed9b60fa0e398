// Lists of summaries in PostgreSQL, as sqlite_list.h has them.
#pragma once

#include <string>
#include <vector>

#include "native/store/postgres.h"
#include "native/store/store.h"

namespace countersign {

std::vector<SummaryRow> postgres_list(PostgresConnection& connection, const SummaryQuery& query);
std::vector<std::string> postgres_streams(PostgresConnection& connection, std::string_view tenant, std::string_view after, std::size_t limit);

std::vector<std::string> postgres_streams_to_wake(PostgresConnection& connection, Instant now, std::size_t limit);
void postgres_set_wake(PostgresConnection& connection, std::string_view stream, std::optional<std::int64_t> head, std::optional<Instant> at);

}  // namespace countersign
