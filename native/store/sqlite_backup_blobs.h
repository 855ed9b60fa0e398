// The files of blobs that belong to a copy of a store (sqlite_backup.h).
#pragma once

#include <string>

#include "core/base/result.h"
#include "native/store/sqlite.h"

namespace countersign {

struct CopiedBlobs {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::uint64_t in_bucket = 0;  // not copied
};

// Copies the file of every blob that the copied database names from one folder to another, which is made when there are any, and
// compares each with its digest. The database was copied first, so what it names was there then: a file that has gone since was that of a
// blob that nothing is linked to, and its row goes from the copy, too. So do uploads that were on their way. Errors: store-unavailable, with a
// detail, when the file of a blob that a stream is linked to is missing, or any has other bytes. Throws SqliteFailure.
Result<CopiedBlobs> copy_blob_files(SqliteConnection& copy, const std::string& from, const std::string& to);

}  // namespace countersign
