// A snapshot of the log in an SQLite file: one read transaction.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "native/store/blob_keeper.h"
#include "native/store/log_snapshot.h"
#include "native/store/sqlite.h"

namespace countersign {

class SqliteLogSnapshot final : public LogSnapshot {
 public:
  // The transaction ends with the connection, over which nobody writes meanwhile. Throws SqliteFailure.
  SqliteLogSnapshot(std::shared_ptr<SqliteConnection> connection, const std::string& path, std::unique_ptr<BlobKeeper> bucket = nullptr);

  Result<std::optional<LoggedEntry>> next_entry() override;
  Result<std::optional<StoredCheckpoint>> next_checkpoint() override;
  Result<std::optional<LoggedTile>> next_tile() override;
  Result<std::uint64_t> signed_size() override;
  Result<std::optional<std::string>> tile(unsigned level, std::uint64_t index) override;
  Result<std::vector<std::string>> flaws(std::size_t limit) override;
  Result<std::optional<LinkedBlob>> next_blob() override;
  Result<std::string> blob_bytes(const std::string& sha256, std::int64_t offset, std::int64_t limit) override;

 private:
  std::shared_ptr<SqliteConnection> connection_;
  SqliteUse entries_;
  SqliteUse checkpoints_;
  SqliteUse tiles_;
  const BlobKeepers keepers_;
  std::string last_blob_;
};

// Errors: store-unavailable.
Result<std::unique_ptr<LogSnapshot>> open_sqlite_log_snapshot(const std::string& path, std::unique_ptr<BlobKeeper> bucket = nullptr);

}  // namespace countersign
