// An S3-compatible object store for tests (tests/support/s3.mjs), one for all of them; each has a prefix of its own in its bucket.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "native/net/s3_client.h"
#include "native/store/blob_keeper.h"

namespace countersign::test {

// A bucket, with a prefix that nobody has used.
S3Bucket new_test_bucket();

// How many objects there are under its prefix, and how many uploads in parts to it that were not completed.
std::int64_t objects_in(const S3Bucket& bucket);
// The files that the object store keeps them in.
std::vector<std::string> files_of_objects(const S3Bucket& bucket);
std::int64_t unfinished_in(const S3Bucket& bucket);

}  // namespace countersign::test
