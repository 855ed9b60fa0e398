#include "native/store/sqlite_schema.h"

#include <algorithm>
#include <string>

#include "native/store/sqlite_migrations.h"

namespace countersign {
namespace {

// "CSGN", so that another program's database is not mistaken for an empty store of ours.
constexpr std::int64_t kApplicationId = 0x4353474e;

// Entries that were stored without a leaf hash and without naming the one before them cannot be proved afterwards.
bool has_unlogged_events(SqliteConnection& connection) { return connection.integer("SELECT EXISTS (SELECT 1 FROM events)") != 0; }

void apply(SqliteConnection& connection, std::size_t index) {
  connection.execute("BEGIN IMMEDIATE");
  try {
    // Another process may have migrated the file while this one waited for the lock.
    if (connection.integer("PRAGMA user_version") == static_cast<std::int64_t>(index)) {
      connection.execute(sqlite_migrations()[index]);
      connection.execute(("PRAGMA user_version = " + std::to_string(index + 1)).c_str());
      connection.execute(("PRAGMA application_id = " + std::to_string(kApplicationId)).c_str());
    }
    connection.execute("COMMIT");
  } catch (...) {
    if (connection.in_transaction()) connection.execute("ROLLBACK");
    throw;
  }
}

Error not_ours() { return {ErrorCode::store_unavailable, "", "The file is a database, but not a Countersign store."}; }

Error too_new(std::int64_t version) {
  return {ErrorCode::store_unavailable, "",
          "The store has schema " + std::to_string(version) + "; this program knows schemas up to " + std::to_string(sqlite_migrations().size()) +
              ". Use a newer program."};
}

Error without_log() {
  return {ErrorCode::store_unavailable, "",
          "The store was made by an earlier program, which kept no log. Export its requests with that program and begin a new store."};
}

}  // namespace

Refusal check_log_schema(SqliteConnection& connection) {
  if (connection.integer("PRAGMA application_id") != kApplicationId) return not_ours();
  const std::int64_t version = connection.integer("PRAGMA user_version");
  if (version > static_cast<std::int64_t>(sqlite_migrations().size())) return too_new(version);
  if (version <= static_cast<std::int64_t>(kLogMigration)) return without_log();
  return std::nullopt;
}

Refusal migrate_schema(SqliteConnection& connection, std::size_t newest) {
  const std::int64_t application = connection.integer("PRAGMA application_id");
  const std::int64_t version = connection.integer("PRAGMA user_version");
  const bool is_empty = connection.integer("SELECT count(*) FROM sqlite_schema") == 0;
  if (application != kApplicationId && !is_empty) return not_ours();
  if (version > static_cast<std::int64_t>(sqlite_migrations().size())) return too_new(version);
  const bool predates_log = version > 0 && version <= static_cast<std::int64_t>(kLogMigration);
  if (predates_log && has_unlogged_events(connection)) return without_log();
  for (auto index = static_cast<std::size_t>(version); index < std::min(newest, sqlite_migrations().size()); ++index) apply(connection, index);
  return std::nullopt;
}

}  // namespace countersign
