#include "native/store/sqlite_backup.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>

#include "native/store/blob_keeper.h"
#include "native/store/log_snapshot.h"
#include "native/store/sqlite_backup_blobs.h"
#include "native/store/sqlite_guard.h"
#include "native/store/sqlite_schema.h"

namespace countersign {
namespace {

namespace files = std::filesystem;

Error not_copied(const std::string& why) { return {ErrorCode::store_unavailable, "", why}; }

bool has_file(const std::string& path) {
  std::error_code error;
  return files::symlink_status(path, error).type() != files::file_type::not_found;
}

// The file that is written to, which goes unless it was put in its place. SQLite may leave others beside it.
class UnfinishedCopy {
 public:
  explicit UnfinishedCopy(const std::string& place) : path_(place + ".new-XXXXXX") {
    const int descriptor = ::mkostemp(path_.data(), O_CLOEXEC);  // for its owner only
    if (descriptor < 0) path_.clear();
    else ::close(descriptor);
  }
  ~UnfinishedCopy() {
    if (path_.empty()) return;
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) ::unlink((path_ + suffix).c_str());
    std::error_code ignored;
    files::remove_all(blob_folder_beside(path_), ignored);
  }
  UnfinishedCopy(const UnfinishedCopy&) = delete;
  UnfinishedCopy& operator=(const UnfinishedCopy&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

Database opened_database(const std::string& path, int flags) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(opened);
  if (code != SQLITE_OK) throw SqliteFailure(code, sqlite3_errstr(code));
  sqlite3_extended_result_codes(opened, 1);
  sqlite3_busy_timeout(opened, 5000);
  return database;
}

// In one go: it reads one state of the store, and begins anew only if it is interrupted between two steps.
void copy_pages(sqlite3* from, sqlite3* to) {
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  if (backup == nullptr) throw SqliteFailure(sqlite3_extended_errcode(to), sqlite3_errmsg(to));
  const int stepped = sqlite3_backup_step(backup, -1);
  const int finished = sqlite3_backup_finish(backup);
  if (stepped != SQLITE_DONE) throw SqliteFailure(stepped, sqlite3_errstr(stepped));
  if (finished != SQLITE_OK) throw SqliteFailure(finished, sqlite3_errstr(finished));
}

Refusal check_whole(SqliteConnection& copy, StoreCopy& report) {
  if (Refusal refusal = check_log_schema(copy)) return refusal;
  const std::string integrity = copy.text("PRAGMA integrity_check(1)");
  if (integrity != "ok") return not_copied("The store is damaged: " + integrity + ".");
  report.entries = static_cast<std::uint64_t>(copy.integer("SELECT coalesce(max(position), 0) FROM events"));
  report.signed_entries = static_cast<std::uint64_t>(copy.integer("SELECT coalesce(max(size), 0) FROM checkpoints"));
  if (static_cast<std::uint64_t>(copy.integer("SELECT count(*) FROM events")) != report.entries) return not_copied("The log has a gap.");
  if (report.signed_entries > report.entries) return not_copied("More was signed than is in the log.");
  return std::nullopt;
}

Refusal check_streams(const std::string& path) {
  const auto snapshot = open_log_snapshot("sqlite:" + path);
  if (!snapshot.ok()) return snapshot.error();
  const auto flaws = snapshot.value()->flaws(1);
  if (!flaws.ok()) return flaws.error();
  if (!flaws.value().empty()) return not_copied(flaws.value().front());
  return std::nullopt;
}

bool synced(const std::string& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool is_synced = ::fsync(descriptor) == 0;
  ::close(descriptor);
  return is_synced;
}

// A link is made only where nothing is.
Refusal put_in_place(const std::string& copy, const std::string& place) {
  if (!synced(copy, O_RDONLY)) return not_copied("The copy cannot be written to the disk.");
  if (::link(copy.c_str(), place.c_str()) != 0) {
    return not_copied(errno == EEXIST ? "There is something at " + place + " already." : "Cannot write " + place + ": " + std::strerror(errno) + ".");
  }
  const std::string folder = files::path(place).parent_path().string();
  if (synced(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY)) return std::nullopt;
  ::unlink(place.c_str());  // or it would stand there without its files of blobs
  return not_copied("The copy cannot be written to the disk.");
}

// The files of blobs take their place before the database does: without it they are nothing.
Refusal put_blobs_in_place(const std::string& copy, const std::string& place) {
  if (!has_file(blob_folder_beside(copy))) return std::nullopt;
  if (::rename(blob_folder_beside(copy).c_str(), blob_folder_beside(place).c_str()) == 0) return std::nullopt;
  return not_copied("Cannot write " + blob_folder_beside(place) + ": " + std::strerror(errno) + ".");
}

Result<StoreCopy> copy_and_check(const std::string& from, const std::string& to, const std::string& unfinished) {
  StoreCopy report;
  {
    const Database source = opened_database(from, SQLITE_OPEN_READONLY);
    const Database target = opened_database(unfinished, SQLITE_OPEN_READWRITE);
    copy_pages(source.get(), target.get());
  }
  {
    SqliteConnection copy(unfinished, SqliteAccess::read_write);
    if (Refusal refusal = check_whole(copy, report)) return *std::move(refusal);
    const auto blobs = copy_blob_files(copy, blob_folder_beside(from), blob_folder_beside(unfinished));
    if (!blobs.ok()) return blobs.error();
    report.blob_files = blobs.value().files;
    report.blob_bytes = blobs.value().bytes;
    report.blobs_in_bucket = blobs.value().in_bucket;
    copy.execute("PRAGMA journal_mode = DELETE");  // one file, which can be read from any medium
  }
  if (Refusal refusal = check_streams(unfinished)) return *std::move(refusal);
  if (Refusal refusal = put_blobs_in_place(unfinished, to)) return *std::move(refusal);
  if (Refusal refusal = put_in_place(unfinished, to)) {
    std::error_code ignored;
    files::rename(blob_folder_beside(to), blob_folder_beside(unfinished), ignored);
    return *std::move(refusal);
  }
  std::error_code error;
  report.bytes = files::file_size(to, error);
  return report;
}

}  // namespace

Result<StoreCopy> copy_sqlite_store(const std::string& from, const std::string& to) {
  if (!has_file(from)) return not_copied("There is no store at " + from + ".");
  for (const char* suffix : {"", "-wal", "-journal", ".blobs"}) {
    if (has_file(to + suffix)) return not_copied("There is something at " + to + suffix + " already.");
  }
  const UnfinishedCopy unfinished(to);
  if (unfinished.path().empty()) return not_copied("Cannot write " + to + ": " + std::strerror(errno) + ".");
  try {
    return copy_and_check(from, to, unfinished.path());
  } catch (const SqliteFailure& failure) {
    return store_error(failure);
  }
}

}  // namespace countersign
