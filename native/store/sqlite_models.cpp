#include "native/store/sqlite_models.h"

#include <string>

#include "core/record/tree.h"

namespace countersign {

Result<std::vector<StreamEntry>> sqlite_stream_entries(SqliteConnection& connection, std::uint64_t from, std::size_t limit) {
  auto select = connection.prepared(
      "SELECT s.id, s.tenant, e.bytes, e.leaf, e.position FROM events e JOIN streams s ON s.number = e.stream WHERE e.position > ? ORDER BY e.position LIMIT ?");
  select->bind(1, static_cast<std::int64_t>(from)).bind(2, static_cast<std::int64_t>(limit));
  std::vector<StreamEntry> entries;
  while (select->step()) {
    const std::uint64_t index = from + entries.size();
    entries.push_back({select->bytes(0), select->bytes(1), select->bytes(2)});
    const bool stands = select->integer(4) == static_cast<std::int64_t>(index + 1) && leaf_hash(entries.back().bytes).view() == select->bytes(3);
    if (!stands) return Error{ErrorCode::log_broken, "", "Entry " + std::to_string(index) + " is missing, or is not what it was when it was stored."};
  }
  return entries;
}

std::uint64_t sqlite_cycles_position(SqliteConnection& connection) {
  return static_cast<std::uint64_t>(connection.integer("SELECT entries FROM cycles_position"));
}

std::vector<StoredCycle> sqlite_cycles(SqliteConnection& connection, std::string_view after, std::size_t limit) {
  auto select = connection.prepared("SELECT stream, tenant, head, bytes FROM cycles WHERE stream > ? ORDER BY stream LIMIT ?");
  select->bind_text(1, after).bind(2, static_cast<std::int64_t>(limit));
  std::vector<StoredCycle> found;
  while (select->step()) found.push_back({select->bytes(0), select->bytes(1), select->integer(2), select->bytes(3)});
  return found;
}

void sqlite_keep_cycles(SqliteConnection& connection, const std::vector<StoredCycle>& cycles, std::uint64_t position) {
  for (const StoredCycle& cycle : cycles) {
    auto upsert = connection.prepared(
        "INSERT INTO cycles (stream, tenant, head, bytes) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (stream) DO UPDATE SET tenant = excluded.tenant, head = excluded.head, bytes = excluded.bytes WHERE excluded.head > cycles.head");
    upsert->bind_text(1, cycle.stream).bind_text(2, cycle.tenant).bind(3, cycle.head).bind_blob(4, cycle.bytes).run();
  }
  connection.prepared("UPDATE cycles_position SET entries = max(entries, ?)")->bind(1, static_cast<std::int64_t>(position)).run();
}

}  // namespace countersign
