// countersign backup and countersign restore.
#include <filesystem>

#include "native/cli/commands.h"
#include "native/cli/text_io.h"
#include "native/log/log_head.h"
#include "native/log/log_key.h"
#include "native/log/owner_file.h"
#include "native/log/proven_tiles.h"
#include "native/store/log_snapshot.h"
#include "native/store/sqlite_backup.h"
#include "native/store/sqlite_store.h"

namespace countersign {
namespace {

void tell_of_bucket(const StoreCopy& copy) {
  if (copy.blobs_in_bucket == 0) return;
  print_line(std::to_string(copy.blobs_in_bucket) + " blobs stay in their bucket, and are not in the copy: the bucket needs a copy of its own.");
}

int refused(const std::string& why) {
  complain(why);
  return kExitRefused;
}

// Nothing, after a complaint, for a store of another kind.
std::optional<std::string> path_of(const BackupOptions& options) {
  auto path = sqlite_path(options.store);
  if (path) return path;
  complain("backup and restore are for sqlite:PATH; other databases have tools of their own");
  return std::nullopt;
}

bool is_at(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

std::string copied_text(const StoreCopy& copy) {
  return std::to_string(copy.entries) + " entries, " + std::to_string(copy.signed_entries) + " of them signed, " + std::to_string(copy.bytes) + " bytes" +
         (copy.blob_files > 0 ? "; " + std::to_string(copy.blob_files) + " files of blobs beside it, " + std::to_string(copy.blob_bytes) + " bytes" : "");
}

Result<std::optional<StoredCheckpoint>> last_checkpoint(const std::string& file) {
  const auto snapshot = open_log_snapshot("sqlite:" + file);
  if (!snapshot.ok()) return snapshot.error();
  std::optional<StoredCheckpoint> last;
  while (true) {
    auto next = snapshot.value()->next_checkpoint();
    if (!next.ok()) return next.error();
    if (!next.value()) return last;
    last = std::move(next).value();
  }
}

// Whether the key has signed the log that is in the file. Errors: invalid-format; store-unavailable.
Refusal check_key(const std::string& key_file, const std::string& file) {
  const auto key = read_log_key(key_file);
  if (!key.ok()) return key.error();
  const auto last = last_checkpoint(file);
  if (!last.ok()) return last.error();
  List<VerifierKey> keys;
  keys.push_back(key.value()->verifier());
  if (!last.value() || signed_head(last.value()->note, keys)) return std::nullopt;
  return Error{ErrorCode::store_unavailable, "", "The log in " + file + " was not signed with the key in " + key_file + "."};
}

// The key that a restored store will be served with: the one that is beside its place, or else the one that is given.
Refusal check_keys(const BackupOptions& options, const std::string& place) {
  if (is_at(place)) {
    if (!options.log_key.empty()) return Error{ErrorCode::store_unavailable, "", "There is a key at " + place + " already."};
    return check_key(place, options.file);
  }
  return options.log_key.empty() ? Refusal() : check_key(options.log_key, options.file);
}

}  // namespace

int run_backup(const BackupOptions& options) {
  const auto path = path_of(options);
  if (!path) return kExitUnusable;
  const auto copy = copy_sqlite_store(*path, options.file);
  if (!copy.ok()) return refused(copy.error().detail);
  print_line(options.file + ": " + copied_text(copy.value()));
  tell_of_bucket(copy.value());
  print_line("The key that signs the log is not in it: keep " + log_key_beside(options.store) + " apart.");
  return kExitOk;
}

int run_restore(const BackupOptions& options) {
  const auto path = path_of(options);
  if (!path) return kExitUnusable;
  const std::string key_place = log_key_beside(options.store);
  if (Refusal refusal = check_keys(options, key_place)) return refused(refusal->detail);
  const auto copy = copy_sqlite_store(options.file, *path);
  if (!copy.ok()) return refused(copy.error().detail);
  if (!options.log_key.empty()) {
    const auto key = read_small_file(options.log_key, 4096);
    if (!key || !replace_owner_file(key_place, *key)) return refused("the store is restored, but its key cannot be written to " + key_place);
  }
  print_line(*path + ": " + copied_text(copy.value()));
  tell_of_bucket(copy.value());
  if (!is_at(key_place)) print_line("The key that signs the log is not in a backup: put it at " + key_place + " before you serve.");
  if (is_at(log_head_beside(key_place)))
    print_line(log_head_beside(key_place) + " tells how much was signed. If that is more than the backup holds, serve refuses to start: see Backups in native/README.md.");
  return kExitOk;
}

}  // namespace countersign
