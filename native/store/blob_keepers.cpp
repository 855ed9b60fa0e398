// Which keeper has the objects of a place, and whether what it has is right.
#include <algorithm>

#include "core/base/digest.h"
#include "native/store/blob_keeper.h"

namespace countersign {
namespace {

constexpr const char* kNoFolder = "The blob is in a file beside another store: a store in PostgreSQL has none.";
constexpr const char* kNoBucket = "The blob is in a bucket, and this program was not told which: --bucket s3://BUCKET[/PREFIX].";

class UnknownPlace final : public BlobKeeper {
 public:
  explicit UnknownPlace(const char* why) : why_(why) {}

  Result<std::unique_ptr<BlobWriting>> start(const std::string&) override { return refused(); }
  Result<std::string> read(const std::string&, std::int64_t, std::int64_t) override { return refused(); }
  Refusal remove(const std::string&) override { return refused(); }

 private:
  Error refused() const { return {ErrorCode::store_unavailable, "", why_}; }

  const char* why_;
};

std::unique_ptr<BlobKeeper> known_or(std::unique_ptr<BlobKeeper> keeper, const char* why) {
  return keeper ? std::move(keeper) : std::make_unique<UnknownPlace>(why);
}

}  // namespace

const char* place_word(BlobPlace place) {
  switch (place) {
    case BlobPlace::rows: return "rows";
    case BlobPlace::files: return "files";
    case BlobPlace::bucket: return "bucket";
  }
  return "rows";
}

BlobPlace place_from(std::string_view word) {
  if (word == "files") return BlobPlace::files;
  return word == "bucket" ? BlobPlace::bucket : BlobPlace::rows;
}

BlobKeepers::BlobKeepers(std::unique_ptr<BlobKeeper> files, std::unique_ptr<BlobKeeper> bucket)
    : files_(known_or(std::move(files), kNoFolder)), bucket_(known_or(std::move(bucket), kNoBucket)) {}

BlobKeeper& BlobKeepers::of(BlobPlace place) const {
  check(place != BlobPlace::rows);
  return place == BlobPlace::files ? *files_ : *bucket_;
}

bool has_right_bytes(std::string_view sha256, std::int64_t size, const std::function<Result<std::string>(std::int64_t offset, std::int64_t limit)>& read) {
  constexpr std::int64_t kReadAtOnce = 1024 * 1024;
  Sha256 hash;
  for (std::int64_t offset = 0; offset < size;) {
    const Result<std::string> piece = read(offset, std::min(kReadAtOnce, size - offset));
    if (!piece.ok() || piece.value().empty()) return false;
    hash.update(piece.value().data(), piece.value().size());
    offset += static_cast<std::int64_t>(piece.value().size());
  }
  return hash.finish().hex() == sha256;
}

}  // namespace countersign
