// Where the bytes of blobs are when they are not rows of the database: objects, each of which is written once, under a name of its own, and
// then never changes until it is removed.
//
// The database says which blobs there are and which object holds each. So an object has to outlive its row, never the other way round:
// 1. the row of an upload, with the object's name and without a digest, is durable before the object is begun;
// 2. the object is durable (finish) before its row gets a digest;
// 3. the row of a blob that goes loses its digest first, then the object is removed, then the row.
// Names are made up anew for each upload. So the removal of an object can never hit the bytes of somebody who uploads the same blob again.
//
// Errors: store-unavailable, with a detail that names no path. All calls may be made from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace countersign {

// An object on its way in.
class BlobWriting {
 public:
  virtual ~BlobWriting() = default;
  virtual Refusal write(std::string_view piece) = 0;
  // The object is there, whole, also after a crash of the machine.
  virtual Refusal finish() = 0;
};

class BlobKeeper {
 public:
  virtual ~BlobKeeper() = default;
  virtual Result<std::unique_ptr<BlobWriting>> start(const std::string& object) = 0;
  // At most `limit` bytes from `offset`, and at least one unless the object ends there.
  virtual Result<std::string> read(const std::string& object, std::int64_t offset, std::int64_t limit) = 0;
  // Whatever there is of it. Durable when this returns; that nothing is there is no error.
  virtual Refusal remove(const std::string& object) = 0;
  // What is read of it next comes from where it is, not from memory.
  virtual void forget(const std::string&) {}
};

// Where new blobs go. Those that are there are found wherever they are. A bucket is one of an S3-compatible store (blob_bucket.h).
enum class BlobPlace { rows, files, bucket };

// The words in the column `place` of both databases. A word that nobody has written counts as rows.
const char* place_word(BlobPlace place);
BlobPlace place_from(std::string_view word);

// Those that a store has. A place that it was not told of has a keeper that refuses everything, and says what is missing.
class BlobKeepers {
 public:
  BlobKeepers(std::unique_ptr<BlobKeeper> files, std::unique_ptr<BlobKeeper> bucket);
  // Precondition: not rows.
  BlobKeeper& of(BlobPlace place) const;

 private:
  std::unique_ptr<BlobKeeper> files_;
  std::unique_ptr<BlobKeeper> bucket_;
};

// Whether a blob that is there already still has its bytes: a file may have been cut off or changed past the store. Who uploads the same
// bytes again holds what is right, and the store then takes theirs. Reads and hashes all of it, which takes about as long as writing it took.
bool has_right_bytes(std::string_view sha256, std::int64_t size, const std::function<Result<std::string>(std::int64_t offset, std::int64_t limit)>& read);

// A name that nobody has used: two digits and a slash in front, so that no folder gets too large.
std::string new_blob_object();

// The folder beside a store in a file: PATH.blobs.
std::string blob_folder_beside(const std::string& path);

// Keeps objects as files for their owner only (0600) in a folder, which is made with the first of them.
std::unique_ptr<BlobKeeper> keep_blobs_in_folder(std::string folder);

}  // namespace countersign
