// Blobs in the SQLite store: rows of at most one chunk each, so that neither an upload nor a download needs the whole
// blob in memory, and a large upload never holds the writer for long.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "native/store/sqlite_writer.h"
#include "native/store/store.h"

namespace countersign {

inline constexpr std::int64_t kBlobChunkBytes = 1024 * 1024;

std::unique_ptr<BlobUpload> start_sqlite_upload(SqliteWriter& writer);

// Removes what a crash left of uploads: those that began a day ago and never came to their end. Younger ones may belong
// to another process that has the same file open.
void clear_cut_off_uploads(SqliteConnection& connection);

std::optional<std::int64_t> sqlite_blob_size(SqliteConnection& connection, std::string_view tenant, std::string_view sha256);
std::string sqlite_blob_bytes(SqliteConnection& connection, std::string_view sha256, std::int64_t offset,
                              std::int64_t limit);

}  // namespace countersign
