// Takes away what nobody needs any more of blobs (Store::sweep_blobs), in steps of one short transaction each. Several servers may do it
// at the same time.
#pragma once

#include <chrono>

#include "native/store/blob_keeper.h"
#include "native/store/postgres_pool.h"
#include "native/store/store.h"

namespace countersign {

Result<SweptBlobs> sweep_postgres_blobs(PostgresPool& pool, const BlobKeepers& keepers, std::chrono::seconds unlinked_for, SweepMode mode);

}  // namespace countersign
