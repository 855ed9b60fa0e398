#include "native/store/sqlite_log.h"

#include "core/record/tree.h"

namespace countersign {
namespace {

std::int64_t number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

StoredCheckpoint checkpoint_in(const SqliteUse& row) {
  return {static_cast<std::uint64_t>(row->integer(0)), row->bytes(1)};
}

void put_checkpoint(SqliteConnection& connection, const StoredCheckpoint& checkpoint,
                    const std::vector<std::uint64_t>& superseded) {
  auto put = connection.prepared(
      "INSERT INTO checkpoints (size, note) VALUES (?, ?) ON CONFLICT DO UPDATE SET note = excluded.note");
  put->bind(1, number(checkpoint.size)).bind_blob(2, checkpoint.note).run();
  for (const std::uint64_t size : superseded)
    connection.prepared("DELETE FROM checkpoints WHERE size = ?")->bind(1, number(size)).run();
}

bool is_as_stored(std::string_view entry, std::string_view leaf) { return leaf_hash(entry).view() == leaf; }

Error changed(const std::string& name) { return {ErrorCode::log_broken, "", name + " is not what it was when it was stored."}; }

}  // namespace

std::int64_t sqlite_stream_head(SqliteConnection& connection, std::string_view stream) {
  auto select = connection.prepared("SELECT head FROM streams WHERE id = ?");
  return select->bind_text(1, stream).step() ? select->integer(0) : 0;
}

std::optional<std::string> sqlite_tenant_of(SqliteConnection& connection, std::string_view stream) {
  auto select = connection.prepared("SELECT tenant FROM streams WHERE id = ?");
  if (!select->bind_text(1, stream).step()) return std::nullopt;
  return select->bytes(0);
}

Result<StoredEvents> sqlite_events(SqliteConnection& connection, std::string_view stream, std::int64_t after, std::size_t limit) {
  // One statement, so that events and head are of one moment, also when there are no events.
  auto select = connection.prepared(
      "SELECT e.bytes, e.leaf, s.head, s.tenant FROM streams s LEFT JOIN events e ON e.stream = s.number AND e.seq > ? WHERE s.id = ? ORDER BY e.seq LIMIT ?");
  select->bind(1, after).bind_text(2, stream).bind(3, static_cast<std::int64_t>(limit));
  StoredEvents found;
  while (select->step()) {
    found.head = select->integer(2);
    if (found.tenant.empty()) found.tenant = select->bytes(3);
    if (select->is_null(0)) break;
    found.events.push_back(select->bytes(0));
    if (!is_as_stored(found.events.back(), select->bytes(1))) return changed("An event of this request");
  }
  return found;
}

Result<std::vector<StoredEntry>> sqlite_log_entries(SqliteConnection& connection, std::uint64_t from, std::size_t limit) {
  auto select = connection.prepared("SELECT bytes, leaf, position FROM events WHERE position > ? ORDER BY position LIMIT ?");
  select->bind(1, number(from)).bind(2, static_cast<std::int64_t>(limit));
  std::vector<StoredEntry> entries;
  while (select->step()) {
    const std::string name = "Entry " + std::to_string(from + entries.size());
    entries.push_back({select->bytes(0), select->bytes(1)});
    if (select->integer(2) != number(from + entries.size())) return Error{ErrorCode::log_broken, "", name + " is missing."};
    if (!is_as_stored(entries.back().bytes, entries.back().leaf)) return changed(name);
  }
  return entries;
}

std::vector<std::uint64_t> sqlite_log_indexes(SqliteConnection& connection, std::string_view stream) {
  // The row itself is read, too: an index that points nowhere is noticed.
  auto select = connection.prepared(
      "SELECT e.position FROM events e JOIN streams s ON s.number = e.stream WHERE s.id = ? AND e.leaf IS NOT NULL ORDER BY e.seq");
  select->bind_text(1, stream);
  std::vector<std::uint64_t> indexes;
  while (select->step()) indexes.push_back(static_cast<std::uint64_t>(select->integer(0) - 1));
  return indexes;
}

std::optional<StoredCheckpoint> sqlite_checkpoint(SqliteConnection& connection) {
  auto select = connection.prepared("SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1");
  if (!select->step()) return std::nullopt;
  return checkpoint_in(select);
}

std::vector<StoredCheckpoint> sqlite_checkpoints(SqliteConnection& connection, std::uint64_t above, std::size_t limit) {
  auto select = connection.prepared("SELECT size, note FROM checkpoints WHERE size > ? ORDER BY size LIMIT ?");
  select->bind(1, number(above)).bind(2, static_cast<std::int64_t>(limit));
  std::vector<StoredCheckpoint> found;
  while (select->step()) found.push_back(checkpoint_in(select));
  return found;
}

std::optional<std::string> sqlite_tile(SqliteConnection& connection, unsigned level, std::uint64_t index) {
  auto select = connection.prepared("SELECT hashes FROM tiles WHERE level = ? AND tile = ?");
  if (!select->bind(1, level).bind(2, number(index)).step()) return std::nullopt;
  return select->bytes(0);
}

bool sqlite_advance_log(SqliteConnection& connection, const LogAdvance& advance) {
  const auto stands = sqlite_checkpoint(connection);
  if ((stands ? stands->note : "") != advance.expected_note) return false;
  for (const StoredTile& tile : advance.tiles) {
    auto put = connection.prepared(
        "INSERT INTO tiles (level, tile, hashes) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET hashes = excluded.hashes");
    put->bind(1, tile.level).bind(2, number(tile.index)).bind_blob(3, tile.hashes).run();
  }
  put_checkpoint(connection, advance.checkpoint, advance.superseded);
  return true;
}

bool sqlite_cosign_log(SqliteConnection& connection, const LogCosigning& cosigning) {
  {
    auto select = connection.prepared("SELECT size, note FROM checkpoints WHERE size = ?");
    const bool stands = select->bind(1, number(cosigning.checkpoint.size)).step();
    if ((stands ? checkpoint_in(select).note : "") != cosigning.expected_note) return false;
  }
  put_checkpoint(connection, cosigning.checkpoint, cosigning.superseded);
  return true;
}

}  // namespace countersign
