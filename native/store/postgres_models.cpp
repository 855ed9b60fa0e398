#include "native/store/postgres_models.h"

#include <string>

#include "core/record/tree.h"

namespace countersign {

Result<std::vector<StreamEntry>> postgres_stream_entries(PostgresConnection& connection, std::uint64_t from, std::size_t limit) {
  const PostgresRows rows = connection.run(
      "SELECT e.stream, s.tenant, e.bytes, e.leaf, e.position FROM events e JOIN streams s ON s.id = e.stream WHERE e.position > $1 ORDER BY e.position LIMIT $2",
      PostgresValues().number(static_cast<std::int64_t>(from)).number(static_cast<std::int64_t>(limit)));
  std::vector<StreamEntry> entries;
  for (int row = 0; row < rows.count(); ++row) {
    const std::uint64_t index = from + entries.size();
    entries.push_back({rows.bytes(row, 0), rows.bytes(row, 1), rows.bytes(row, 2)});
    const bool stands = rows.integer(row, 4) == static_cast<std::int64_t>(index + 1) && leaf_hash(entries.back().bytes).view() == rows.bytes(row, 3);
    if (!stands) return Error{ErrorCode::log_broken, "", "Entry " + std::to_string(index) + " is missing, or is not what it was when it was stored."};
  }
  return entries;
}

std::uint64_t postgres_cycles_position(PostgresConnection& connection) {
  return static_cast<std::uint64_t>(connection.run("SELECT entries FROM cycles_position").integer(0, 0));
}

std::vector<StoredCycle> postgres_cycles(PostgresConnection& connection, std::string_view after, std::size_t limit) {
  const PostgresRows rows = connection.run("SELECT stream, tenant, head, bytes FROM cycles WHERE stream > $1 ORDER BY stream LIMIT $2",
                                           PostgresValues().text(after).number(static_cast<std::int64_t>(limit)));
  std::vector<StoredCycle> found;
  for (int row = 0; row < rows.count(); ++row) found.push_back({rows.bytes(row, 0), rows.bytes(row, 1), rows.integer(row, 2), rows.bytes(row, 3)});
  return found;
}

void postgres_keep_cycles(PostgresConnection& connection, const std::vector<StoredCycle>& cycles, std::uint64_t position) {
  std::vector<std::string_view> streams;
  std::vector<std::string_view> tenants;
  std::vector<std::string_view> bytes;
  std::vector<std::string> heads;
  for (const StoredCycle& cycle : cycles) {
    streams.push_back(cycle.stream);
    tenants.push_back(cycle.tenant);
    heads.push_back(std::to_string(cycle.head));
    bytes.push_back(cycle.bytes);
  }
  connection.queue("BEGIN ISOLATION LEVEL READ COMMITTED");
  // One server at a time, so that two do not wait for each other's rows.
  connection.queue("UPDATE cycles_position SET entries = greatest(entries, $1)", PostgresValues().number(static_cast<std::int64_t>(position)));
  connection.queue("INSERT INTO cycles (stream, tenant, head, bytes) SELECT c.stream, c.tenant, CAST(c.head AS BIGINT), c.bytes "
                   "FROM unnest($1, $2, $3, $4) AS c (stream, tenant, head, bytes) ON CONFLICT (stream) DO UPDATE SET tenant = excluded.tenant, "
                   "head = excluded.head, bytes = excluded.bytes WHERE excluded.head > cycles.head",
                   PostgresValues().texts(streams).texts(tenants).texts({heads.begin(), heads.end()}).byte_strings(bytes));
  connection.queue("COMMIT");
  connection.run_queue();
}

}  // namespace countersign
