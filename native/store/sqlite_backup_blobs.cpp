#include "native/store/sqlite_backup_blobs.h"

#include <filesystem>
#include <optional>

#include "core/base/digest.h"
#include "native/store/blob_keeper.h"

namespace countersign {
namespace {

constexpr std::int64_t kCopiedAtOnce = 1024 * 1024;

struct NamedFile {
  std::int64_t number = 0;
  std::string sha256;
  std::int64_t size = 0;
  std::string object;
  bool is_linked = false;
};

Error bad_file(const NamedFile& file, const std::string& what) {
  return {ErrorCode::store_unavailable, "", "The file of the blob " + file.sha256 + " " + what + "."};
}

std::optional<NamedFile> next_file(SqliteConnection& copy, std::int64_t after) {
  auto select = copy.prepared(
      "SELECT number, sha256, size, object, EXISTS (SELECT 1 FROM stream_blobs l WHERE l.sha256 = b.sha256) FROM blobs b "
      "WHERE number > ? AND place = 'files' AND sha256 IS NOT NULL ORDER BY number LIMIT 1");
  if (!select->bind(1, after).step()) return std::nullopt;
  return NamedFile{select->integer(0), select->bytes(1), select->integer(2), select->bytes(3), select->integer(4) != 0};
}

// The name comes from a database that somebody may have brought along: it must not lead out of the folder.
bool is_object_name(const std::string& object) {
  return object.size() > 3 && object[2] == '/' && object.find_first_not_of("0123456789abcdef/") == std::string::npos && object.find('/', 3) == std::string::npos;
}

Refusal copy_file(BlobKeeper& from, BlobKeeper& to, const NamedFile& file) {
  auto writing = to.start(file.object);
  if (!writing.ok()) return writing.error();
  Sha256 hash;
  std::int64_t done = 0;
  while (done < file.size) {
    const auto piece = from.read(file.object, done, kCopiedAtOnce);
    if (!piece.ok()) return piece.error();
    if (piece.value().empty()) return bad_file(file, "is too short");
    hash.update(piece.value().data(), piece.value().size());
    if (Refusal refusal = writing.value()->write(piece.value())) return refusal;
    done += static_cast<std::int64_t>(piece.value().size());
  }
  if (done != file.size || hash.finish().hex() != file.sha256) return bad_file(file, "is damaged: it has other bytes");
  return writing.value()->finish();
}

void forget_blob(SqliteConnection& copy, const NamedFile& file) {
  copy.prepared("DELETE FROM tenant_blobs WHERE sha256 = ?")->bind_text(1, file.sha256).run();
  copy.prepared("DELETE FROM blobs WHERE number = ?")->bind(1, file.number).run();
}

// What the bucket may have lost before the copy is used goes from it: a sweep of the store takes away what nothing is linked to.
void forget_unlinked_in_bucket(SqliteConnection& copy) {
  copy.execute("DELETE FROM tenant_blobs WHERE sha256 IN (SELECT sha256 FROM blobs WHERE place = 'bucket') AND sha256 NOT IN (SELECT sha256 FROM stream_blobs)");
  copy.execute("DELETE FROM blobs WHERE place = 'bucket' AND (sha256 IS NULL OR sha256 NOT IN (SELECT sha256 FROM stream_blobs))");
}

}  // namespace

Result<CopiedBlobs> copy_blob_files(SqliteConnection& copy, const std::string& from, const std::string& to) {
  CopiedBlobs copied;
  // A store of an earlier schema has no files.
  if (copy.integer("SELECT count(*) FROM pragma_table_info('blobs') WHERE name = 'place'") == 0) return copied;
  copy.execute("DELETE FROM blobs WHERE place = 'files' AND sha256 IS NULL");
  forget_unlinked_in_bucket(copy);
  copied.in_bucket = static_cast<std::uint64_t>(copy.integer("SELECT count(*) FROM blobs WHERE place = 'bucket'"));
  const auto source = keep_blobs_in_folder(from);
  const auto target = keep_blobs_in_folder(to);
  std::int64_t last = 0;
  while (const auto file = next_file(copy, last)) {
    last = file->number;
    if (!is_object_name(file->object)) return bad_file(*file, "has a name that no file has");
    // A sweep may take it away at any moment, also while it is copied.
    const auto is_gone = [&] {
      std::error_code error;
      return !std::filesystem::exists(from + "/" + file->object, error);
    };
    if (is_gone() && file->is_linked) return bad_file(*file, "is missing");
    Refusal refusal = is_gone() ? Refusal() : copy_file(*source, *target, *file);
    if (is_gone() && !file->is_linked) {
      if (Refusal kept = target->remove(file->object)) return *std::move(kept);
      forget_blob(copy, *file);
      continue;
    }
    if (refusal) return *std::move(refusal);
    ++copied.files;
    copied.bytes += static_cast<std::uint64_t>(file->size);
  }
  return copied;
}

}  // namespace countersign
