// Blobs in the SQLite store. What is known of them is rows; their bytes are rows of at most one chunk each, or objects: files beside
// the store, or in a bucket (blob_keeper.h). Neither an upload nor a download needs the whole blob in memory, and a large upload never holds the writer for long.
//
// A row without a digest is an upload. Its bytes go when it is given up, or was begun a day ago: then it is condemned first
// (`started` is 0), which nothing undoes, so that whoever still writes it finds out; the bytes are taken away, and the row goes last.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "native/store/blob_keeper.h"
#include "native/store/sqlite_readers.h"
#include "native/store/sqlite_writer.h"
#include "native/store/store.h"

namespace countersign {

inline constexpr std::int64_t kBlobChunkBytes = 1024 * 1024;

// The bytes of one blob, or of one upload.
struct SqliteBlob {
  std::int64_t number = 0;  // of its row, which another one may get when it has gone
  BlobPlace place = BlobPlace::rows;
  std::string object;  // its own for ever; empty in rows of an earlier schema
  std::int64_t size = 0;
};

std::unique_ptr<BlobUpload> start_sqlite_upload(SqliteReaders& readers, SqliteWriter& writer, const BlobKeepers& keepers, BlobPlace place);

// Takes away the bytes of a row, a few at a time, and then the row. Precondition: it is condemned, and that is durable. Errors:
// store-unavailable; the rest stays condemned.
Refusal clear_condemned_blob(SqliteWriter& writer, const BlobKeepers& keepers, const SqliteBlob& blob);

// Whether the tenant has all of them. For the transaction of an append: nobody else writes meanwhile.
bool sqlite_has_blobs(SqliteConnection& connection, std::string_view tenant, const std::vector<std::string>& digests);

// Whether the stream is linked to it.
bool sqlite_stream_has_blob(SqliteConnection& connection, std::string_view stream, std::string_view sha256);
std::optional<std::int64_t> sqlite_blob_size(SqliteConnection& connection, std::string_view tenant, std::string_view sha256);
std::optional<SqliteBlob> sqlite_blob(SqliteConnection& connection, std::string_view sha256);
// Of a blob whose bytes are rows.
std::string sqlite_blob_bytes(SqliteConnection& connection, std::string_view sha256, std::int64_t offset, std::int64_t limit);

}  // namespace countersign
