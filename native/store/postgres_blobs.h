// Blobs in PostgreSQL: rows of at most one chunk each, or objects in a bucket that all servers know (blob_keeper.h). Neither an upload nor
// a download needs the whole blob in memory. No connection is held while the next piece, or a bucket, is waited for.
//
// A row of `blobs` without a digest is an upload. One that is given up, or was begun a day ago, is condemned first (`started` is 0), which
// nothing undoes: whoever still writes it finds out. Then its chunks go, or its object, and the row last.
//
// Locks: whoever puts a mark of a tenant on a blob holds the blob's row; whoever links a blob to a stream holds the mark; the sweep looks
// at what it takes away once more when it holds it (postgres_sweep.cpp).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "native/store/blob_keeper.h"
#include "native/store/postgres_pool.h"
#include "native/store/store.h"

namespace countersign {

// Where the bytes of a blob, or of an upload, are.
struct PostgresBlob {
  std::string upload;
  BlobPlace place = BlobPlace::rows;
  std::string object;  // empty when they are rows
};

std::unique_ptr<BlobUpload> start_postgres_upload(PostgresPool& pool, const BlobKeepers& keepers, BlobPlace place);

// Takes away the object of an upload or its chunks, a few at a time, and then its row. Precondition: it is condemned. Errors:
// store-unavailable; the rest stays condemned.
Refusal clear_condemned_upload(PostgresPool& pool, const BlobKeepers& keepers, const PostgresBlob& blob);

// For the statement of appends (postgres_append.cpp): parts of its WITH, each with a comma behind it, which hold the tenants' marks on the
// blobs that are linked until the transaction ends; and an expression that says whether one that the append `a` links is missing.
// `listed`: the places of two arrays, the numbers of appends and, for each, a digest.
struct BlobGuard {
  std::string parts;
  std::string is_gone = "false";
};
BlobGuard guard_of_blobs(const std::string& listed);

std::optional<std::int64_t> postgres_blob_size(PostgresConnection& connection, std::string_view tenant, std::string_view sha256);

// With the bytes when they are rows.
struct PostgresPiece {
  BlobPlace place = BlobPlace::rows;
  std::string object;
  std::string bytes;
};
PostgresPiece postgres_blob_piece(PostgresConnection& connection, std::string_view sha256, std::int64_t offset, std::int64_t limit);
// As it is in a store of an earlier schema, which knows no places.
PostgresPiece postgres_blob_rows(PostgresConnection& connection, std::string_view sha256, std::int64_t offset, std::int64_t limit);

}  // namespace countersign
