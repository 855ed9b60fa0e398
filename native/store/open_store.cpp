#include "native/store/open_store.h"

#include <filesystem>

#include "native/store/postgres_repair.h"
#include "native/store/postgres_store.h"
#include "native/store/sqlite_repair.h"
#include "native/store/sqlite_snapshot.h"
#include "native/store/sqlite_store.h"

namespace countersign {
namespace {

Error no_such_kind() { return {ErrorCode::invalid_format, "", "A store is named sqlite:PATH or postgres://USER@HOST/DATABASE."}; }

Error no_files_there() { return {ErrorCode::invalid_format, "", "Blobs of a store in PostgreSQL are rows of it: several servers share it."}; }

}  // namespace

Result<std::unique_ptr<Store>> open_store(std::string_view address, BlobSetup blobs) {
  if (is_postgres_address(address)) {
    if (blobs.place == BlobPlace::files) return no_files_there();
    return open_postgres_store(std::string(address), {blobs.place.value_or(BlobPlace::rows), std::move(blobs.bucket)});
  }
  const auto path = sqlite_path(address);
  if (!path) return no_such_kind();
  std::error_code ignored;
  const auto folder = std::filesystem::path(*path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
  return open_sqlite_store(*path, {blobs.place.value_or(BlobPlace::files), nullptr, std::move(blobs.bucket)});
}

Result<std::unique_ptr<LogSnapshot>> open_log_snapshot(std::string_view address, std::unique_ptr<BlobKeeper> bucket) {
  if (is_postgres_address(address)) return open_postgres_log_snapshot(std::string(address), std::move(bucket));
  const auto path = sqlite_path(address);
  if (!path) return no_such_kind();
  return open_sqlite_log_snapshot(*path, std::move(bucket));
}

Result<std::unique_ptr<SummaryRepair>> open_summary_repair(std::string_view address) {
  if (is_postgres_address(address)) return open_postgres_repair(std::string(address));
  const auto path = sqlite_path(address);
  if (!path) return no_such_kind();
  return open_sqlite_repair(*path);
}

bool is_store_absent(std::string_view address) {
  const auto path = sqlite_path(address);
  std::error_code error;
  return path && !std::filesystem::exists(*path, error);
}

}  // namespace countersign
