// What programs are told about blobs.
#pragma once

#include "native/cli/commands.h"
#include "native/store/open_store.h"

namespace countersign {

// Of `serve`. A bucket for new blobs is tried first (check_bucket). Errors: invalid-format, with the option that is wrong;
// store-unavailable, when the bucket does not do what is asked of it.
Result<BlobSetup> blob_setup(const BlobOptions& options);

// The bucket that blobs are read from and removed from; null when none was named. Errors: invalid-format.
Result<std::unique_ptr<BlobKeeper>> bucket_keeper(const BucketOptions& options);

}  // namespace countersign
