// Blobs in PostgreSQL: rows of at most one chunk each, so that neither an upload nor a download needs the whole blob in
// memory. No connection is held while the next piece is waited for.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "native/store/postgres_pool.h"
#include "native/store/store.h"

namespace countersign {

std::unique_ptr<BlobUpload> start_postgres_upload(PostgresPool& pool);

// Removes what servers left of uploads when they ended suddenly: those that began a day ago and never came to their end.
void clear_cut_off_uploads(PostgresConnection& connection);

std::optional<std::int64_t> postgres_blob_size(PostgresConnection& connection, std::string_view tenant, std::string_view sha256);
std::string postgres_blob_bytes(PostgresConnection& connection, std::string_view sha256, std::int64_t offset, std::int64_t limit);

}  // namespace countersign
