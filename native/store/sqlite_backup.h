// A copy of a store, made while others write to it, and a store made of such a copy.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"

namespace countersign {

struct StoreCopy {
  std::uint64_t entries = 0;         // of the log
  std::uint64_t signed_entries = 0;  // of these, those that its last checkpoint covers
  std::uint64_t bytes = 0;           // of the database
  std::uint64_t blob_files = 0;
  std::uint64_t blob_bytes = 0;  // of these
  std::uint64_t blobs_in_bucket = 0;  // that the copy names, and that stay where they are
};

// Copies the store at `from` as it stands at one moment, after the call has begun: what was acknowledged before is in it. Writers do not
// wait. `to` is a file for its owner only (0600), durable when this returns; it is not there at all before it was checked: SQLite's
// integrity_check, the schema, the streams' ends, and that the log is at least as long as what was signed. Files of blobs are copied to the
// folder beside `to`, and each is compared with its digest. Objects of a bucket stay there; one that no stream is linked to is unknown to the
// copy, since the bucket may have lost it by the time the copy is used. Nothing is overwritten.
// Errors: store-unavailable, with a detail: no store at `from`, something at `to`, another program's file, a newer schema, or damage.
Result<StoreCopy> copy_sqlite_store(const std::string& from, const std::string& to);

}  // namespace countersign
