#include "native/store/sqlite_snapshot.h"

#include <algorithm>
#include <filesystem>

#include "native/store/sqlite_blobs.h"
#include "native/store/sqlite_guard.h"
#include "native/store/sqlite_log.h"
#include "native/store/sqlite_schema.h"

namespace countersign {
namespace {

constexpr std::string_view kEntries =
    "SELECT e.position, e.bytes, e.leaf, e.seq, s.id, p.position, p.leaf FROM events e "
    "LEFT JOIN streams s ON s.number = e.stream LEFT JOIN events p ON p.stream = e.stream AND p.seq = e.seq - 1 "
    "ORDER BY e.position";
constexpr std::string_view kCheckpoints = "SELECT size, note FROM checkpoints ORDER BY size";
constexpr std::string_view kTiles = "SELECT level, tile FROM tiles ORDER BY level, tile";
constexpr std::string_view kWrongHeads =
    "SELECT id, head, last FROM (SELECT s.id AS id, s.head AS head, "
    "(SELECT max(e.seq) FROM events e WHERE e.stream = s.number) AS last FROM streams s) WHERE head IS NOT last LIMIT ?";

constexpr std::string_view kOfNobody = "SELECT id, tenant FROM streams WHERE tenant NOT IN (SELECT id FROM tenants) LIMIT ?";
constexpr const char* kHasTenants = "SELECT count(*) FROM sqlite_schema WHERE name = 'tenants'";  // older files have none

std::uint64_t number(std::int64_t value) { return static_cast<std::uint64_t>(value); }

// What SQLite says of the pages and indexes of a table.
void find_flaws(SqliteConnection& connection, const char* table, std::size_t limit, std::vector<std::string>& flaws) {
  const std::string sql = "PRAGMA integrity_check(" + std::string(table) + ")";
  auto check = connection.prepared(sql);
  while (flaws.size() < limit && check->step()) {
    const std::string said = check->bytes(0);
    if (said != "ok") flaws.push_back("The store's table " + std::string(table) + " is damaged: " + said + ".");
  }
}

std::shared_ptr<SqliteConnection> begun(std::shared_ptr<SqliteConnection> connection) {
  connection->execute("BEGIN");
  return connection;
}

// A log that is not checkpointed stands beside a file for as long as somebody has it open.
SqliteAccess traceless_access(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path + "-wal", error) ? SqliteAccess::read_only : SqliteAccess::immutable;
}

Error not_there(std::string_view path) {
  return {ErrorCode::store_unavailable, "", "There is no store at " + std::string(path) + "."};
}

}  // namespace

SqliteLogSnapshot::SqliteLogSnapshot(std::shared_ptr<SqliteConnection> connection, const std::string& path, std::unique_ptr<BlobKeeper> bucket)
    : connection_(begun(std::move(connection))),
      entries_(connection_->prepared(kEntries)),
      checkpoints_(connection_->prepared(kCheckpoints)),
      tiles_(connection_->prepared(kTiles)),
      keepers_(keep_blobs_in_folder(blob_folder_beside(path)), std::move(bucket)) {}

Result<std::optional<LoggedEntry>> SqliteLogSnapshot::next_entry() {
  return guarded([&]() -> std::optional<LoggedEntry> {
    if (!entries_->step()) return std::nullopt;
    LoggedEntry entry{number(entries_->integer(0) - 1), {entries_->bytes(1), entries_->bytes(2)}, entries_->bytes(4), entries_->integer(3), {}};
    if (!entries_->is_null(5)) entry.before = LoggedEntry::Before{number(entries_->integer(5) - 1), entries_->bytes(6)};
    return entry;
  });
}

Result<std::optional<StoredCheckpoint>> SqliteLogSnapshot::next_checkpoint() {
  return guarded([&]() -> std::optional<StoredCheckpoint> {
    if (!checkpoints_->step()) return std::nullopt;
    return StoredCheckpoint{number(checkpoints_->integer(0)), checkpoints_->bytes(1)};
  });
}

Result<std::optional<LoggedTile>> SqliteLogSnapshot::next_tile() {
  return guarded([&]() -> std::optional<LoggedTile> {
    if (!tiles_->step()) return std::nullopt;
    return LoggedTile{tiles_->integer(0), tiles_->integer(1)};
  });
}

Result<std::uint64_t> SqliteLogSnapshot::signed_size() {
  return guarded([&] { return number(connection_->integer("SELECT max(size) FROM checkpoints")); });
}

Result<std::optional<std::string>> SqliteLogSnapshot::tile(unsigned level, std::uint64_t index) {
  return guarded([&] { return sqlite_tile(*connection_, level, index); });
}

Result<std::vector<std::string>> SqliteLogSnapshot::flaws(std::size_t limit) {
  return guarded([&] {
    std::vector<std::string> flaws;
    for (const char* table : {"events", "streams", "tiles", "checkpoints"}) find_flaws(*connection_, table, limit, flaws);
    auto wrong = connection_->prepared(kWrongHeads);
    wrong->bind(1, static_cast<std::int64_t>(limit - flaws.size()));
    while (wrong->step()) {
      flaws.push_back("The stream " + wrong->bytes(0) + " is said to end with entry " + wrong->bytes(1) + " of it; the last that is there is " +
                      (wrong->is_null(2) ? "none" : wrong->bytes(2)) + ".");
    }
    if (connection_->integer(kHasTenants) == 0) return flaws;
    auto lost = connection_->prepared(kOfNobody);
    lost->bind(1, static_cast<std::int64_t>(limit - std::min(limit, flaws.size())));
    while (lost->step()) flaws.push_back("The stream " + lost->bytes(0) + " is said to be of the tenant " + lost->bytes(1) + ", which is not there.");
    return flaws;
  });
}

Result<std::optional<LinkedBlob>> SqliteLogSnapshot::next_blob() {
  return guarded([&]() -> std::optional<LinkedBlob> {
    auto select = connection_->prepared(
        "SELECT l.sha256, b.size FROM (SELECT min(sha256) AS sha256 FROM stream_blobs WHERE sha256 > ?) l LEFT JOIN blobs b ON b.sha256 = l.sha256 "
        "WHERE l.sha256 IS NOT NULL");
    if (!select->bind_text(1, last_blob_).step()) return std::nullopt;
    LinkedBlob blob{select->bytes(0), select->is_null(1) ? 0 : select->integer(1), !select->is_null(1)};
    last_blob_ = blob.sha256;
    return blob;
  });
}

// A file of an earlier schema, which is read as it is, says nothing of places: there all bytes are rows.
Result<std::string> SqliteLogSnapshot::blob_bytes(const std::string& sha256, std::int64_t offset, std::int64_t limit) {
  return flat(guarded([&]() -> Result<std::string> {
    const bool has_places = connection_->integer("SELECT count(*) FROM pragma_table_info('blobs') WHERE name = 'place'") != 0;
    if (has_places) {
      const auto blob = sqlite_blob(*connection_, sha256);
      if (blob && blob->place != BlobPlace::rows) return keepers_.of(blob->place).read(blob->object, offset, limit);
    }
    return sqlite_blob_bytes(*connection_, sha256, offset, limit);
  }));
}

Result<std::unique_ptr<LogSnapshot>> open_sqlite_log_snapshot(const std::string& path, std::unique_ptr<BlobKeeper> bucket) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return not_there(path);
  try {
    auto connection = std::make_shared<SqliteConnection>(path, traceless_access(path));
    if (Refusal refusal = check_log_schema(*connection)) return *std::move(refusal);
    return std::unique_ptr<LogSnapshot>(std::make_unique<SqliteLogSnapshot>(std::move(connection), path, std::move(bucket)));
  } catch (const SqliteFailure& failure) {
    return store_error(failure);
  }
}

}  // namespace countersign
