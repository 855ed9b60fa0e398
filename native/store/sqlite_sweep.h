// Takes away what nobody needs any more of blobs (Store::sweep_blobs), in steps of one short transaction each: appends and uploads go on
// in between. What is to go is looked for by a reader, and looked at again in the transaction that takes it away.
#pragma once

#include <chrono>

#include "native/store/blob_keeper.h"
#include "native/store/sqlite_readers.h"
#include "native/store/sqlite_writer.h"
#include "native/store/store.h"

namespace countersign {

Result<SweptBlobs> sweep_sqlite_blobs(SqliteReaders& readers, SqliteWriter& writer, const BlobKeepers& keepers, std::chrono::seconds unlinked_for, SweepMode mode);

}  // namespace countersign
