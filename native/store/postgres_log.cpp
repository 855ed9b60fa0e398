#include "native/store/postgres_log.h"

#include "core/record/tree.h"

namespace countersign {
namespace {

std::int64_t signed_number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

StoredCheckpoint checkpoint_at(const PostgresRows& rows, int row) {
  return {static_cast<std::uint64_t>(rows.integer(row, 0)), rows.bytes(row, 1)};
}

bool has_leaf(std::string_view entry, std::string_view leaf) { return leaf_hash(entry).view() == leaf; }

Error no_longer(const std::string& name) { return {ErrorCode::log_broken, "", name + " is not what it was when it was stored."}; }

void queue_checkpoint(PostgresConnection& connection, const StoredCheckpoint& checkpoint, const std::vector<std::uint64_t>& superseded) {
  connection.queue("INSERT INTO checkpoints (size, note) VALUES ($1, $2) ON CONFLICT (size) DO UPDATE SET note = excluded.note",
                   PostgresValues().number(signed_number(checkpoint.size)).bytes(checkpoint.note));
  for (const std::uint64_t size : superseded)
    connection.queue("DELETE FROM checkpoints WHERE size = $1", PostgresValues().number(signed_number(size)));
}

// Begins a transaction in which nobody else moves checkpoints, and answers whether this note, or none, is what stands.
bool is_still(PostgresConnection& connection, const std::string& sql, PostgresValues values, const std::string& expected) {
  connection.queue("BEGIN ISOLATION LEVEL READ COMMITTED");
  connection.queue("SELECT value FROM counters WHERE name = 'signing' FOR UPDATE");
  connection.queue(sql, std::move(values));
  const std::vector<PostgresRows> answers = connection.run_queue();
  const PostgresRows& rows = answers.back();
  if ((rows.empty() ? "" : rows.bytes(0, 1)) == expected) return true;
  connection.roll_back();
  return false;
}

}  // namespace

std::int64_t postgres_stream_head(PostgresConnection& connection, std::string_view stream) {
  const PostgresRows rows = connection.run("SELECT head FROM streams WHERE id = $1", PostgresValues().text(stream));
  return rows.empty() ? 0 : rows.integer(0, 0);
}

std::optional<std::string> postgres_tenant_of(PostgresConnection& connection, std::string_view stream) {
  const PostgresRows rows = connection.run("SELECT tenant FROM streams WHERE id = $1", PostgresValues().text(stream));
  return rows.empty() ? std::nullopt : std::optional(rows.bytes(0, 0));
}

Result<StoredEvents> postgres_events(PostgresConnection& connection, std::string_view stream, std::int64_t after, std::size_t limit) {
  // One statement, so that events and head are of one moment; a stream without such events still has a head.
  const PostgresRows rows = connection.run(
      "SELECT s.head, e.bytes, e.leaf, s.tenant FROM streams s LEFT JOIN events e ON e.stream = s.id AND e.seq > $2 WHERE s.id = $1 ORDER BY e.seq LIMIT $3",
      PostgresValues().text(stream).number(after).number(signed_number(limit)));
  StoredEvents found;
  for (int row = 0; row < rows.count(); ++row) {
    found.head = rows.integer(row, 0);
    if (found.tenant.empty()) found.tenant = rows.bytes(row, 3);
    if (rows.is_null(row, 1)) continue;
    found.events.push_back(rows.bytes(row, 1));
    if (!has_leaf(found.events.back(), rows.bytes(row, 2))) return no_longer("An event of this request");
  }
  return found;
}

Result<std::vector<StoredEntry>> postgres_log_entries(PostgresConnection& connection, std::uint64_t from, std::size_t limit) {
  const PostgresRows rows = connection.run("SELECT bytes, leaf, position FROM events WHERE position > $1 ORDER BY position LIMIT $2",
                                           PostgresValues().number(signed_number(from)).number(signed_number(limit)));
  std::vector<StoredEntry> entries;
  for (int row = 0; row < rows.count(); ++row) {
    const std::string name = "Entry " + std::to_string(from + entries.size());
    entries.push_back({rows.bytes(row, 0), rows.bytes(row, 1)});
    if (rows.integer(row, 2) != signed_number(from + entries.size())) return Error{ErrorCode::log_broken, "", name + " is missing."};
    if (!has_leaf(entries.back().bytes, entries.back().leaf)) return no_longer(name);
  }
  return entries;
}

std::vector<std::uint64_t> postgres_log_indexes(PostgresConnection& connection, std::string_view stream) {
  const PostgresRows rows = connection.run("SELECT position FROM events WHERE stream = $1 ORDER BY seq", PostgresValues().text(stream));
  std::vector<std::uint64_t> indexes;
  for (int row = 0; row < rows.count(); ++row) indexes.push_back(static_cast<std::uint64_t>(rows.integer(row, 0) - 1));
  return indexes;
}

std::optional<StoredCheckpoint> postgres_checkpoint(PostgresConnection& connection) {
  const PostgresRows rows = connection.run("SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1");
  return rows.empty() ? std::nullopt : std::optional(checkpoint_at(rows, 0));
}

std::vector<StoredCheckpoint> postgres_checkpoints(PostgresConnection& connection, std::uint64_t above, std::size_t limit) {
  const PostgresRows rows = connection.run("SELECT size, note FROM checkpoints WHERE size > $1 ORDER BY size LIMIT $2",
                                           PostgresValues().number(signed_number(above)).number(signed_number(limit)));
  std::vector<StoredCheckpoint> found;
  for (int row = 0; row < rows.count(); ++row) found.push_back(checkpoint_at(rows, row));
  return found;
}

std::optional<std::string> postgres_tile(PostgresConnection& connection, unsigned level, std::uint64_t index) {
  const PostgresRows rows = connection.run("SELECT hashes FROM tiles WHERE level = $1 AND tile = $2",
                                           PostgresValues().number(level).number(signed_number(index)));
  return rows.empty() ? std::nullopt : std::optional(rows.bytes(0, 0));
}

bool postgres_advance_log(PostgresConnection& connection, const LogAdvance& advance) {
  if (!is_still(connection, "SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1", {}, advance.expected_note)) return false;
  for (const StoredTile& tile : advance.tiles) {
    connection.queue("INSERT INTO tiles (level, tile, hashes) VALUES ($1, $2, $3) ON CONFLICT (level, tile) DO UPDATE SET hashes = excluded.hashes",
                     PostgresValues().number(tile.level).number(signed_number(tile.index)).bytes(tile.hashes));
  }
  queue_checkpoint(connection, advance.checkpoint, advance.superseded);
  connection.queue("COMMIT");
  connection.run_queue();
  return true;
}

bool postgres_cosign_log(PostgresConnection& connection, const LogCosigning& cosigning) {
  const StoredCheckpoint& checkpoint = cosigning.checkpoint;
  if (!is_still(connection, "SELECT size, note FROM checkpoints WHERE size = $1", PostgresValues().number(signed_number(checkpoint.size)), cosigning.expected_note))
    return false;
  queue_checkpoint(connection, checkpoint, cosigning.superseded);
  connection.queue("COMMIT");
  connection.run_queue();
  return true;
}

}  // namespace countersign
