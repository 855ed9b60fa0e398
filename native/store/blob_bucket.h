// Blobs as objects of a bucket: S3, or what is compatible with it.
//
// An object of at most one part (S3Objects::kPartBytes) is kept in memory until it is whole and is then put by one call; a larger one is
// put in parts, one of which is in memory at a time. Pieces are read a mebibyte at a time, and the last few of them are kept: objects
// never change, so what was read once stays right.
//
// Errors: store-unavailable, as S3Objects has them; also for a blob of more than 78 GiB, the 10,000 parts that an object may have.
#pragma once

#include <memory>

#include "native/net/s3_client.h"
#include "native/store/blob_keeper.h"

namespace countersign {

// The largest blob that fits.
inline constexpr std::int64_t kMostBucketBlobBytes = std::int64_t{8} * 1024 * 1024 * 10'000;

std::unique_ptr<BlobKeeper> keep_blobs_in_bucket(S3Bucket bucket);

// Puts an object of a byte, reads it and removes it: whoever starts a server learns then what does not work. The detail says which call.
Refusal check_bucket(const S3Bucket& bucket);

}  // namespace countersign
