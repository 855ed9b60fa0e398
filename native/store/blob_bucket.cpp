#include "native/store/blob_bucket.h"

#include <algorithm>
#include <list>
#include <mutex>

#include "native/net/s3_objects.h"

namespace countersign {
namespace {

static_assert(kMostBucketBlobBytes == static_cast<std::int64_t>(S3Objects::kPartBytes * S3Objects::kMostParts));

class BucketWriting final : public BlobWriting {
 public:
  BucketWriting(std::shared_ptr<S3Objects> objects, std::string object) : objects_(std::move(objects)), object_(std::move(object)) {}

  ~BucketWriting() override {
    // When this fails, the parts go when the object is removed.
    if (!upload_.empty() && !is_finished_) (void)objects_->abort_parts(object_, upload_);
  }

  // A part goes out when more comes behind it: the last one has to have something in it.
  Refusal write(std::string_view piece) override {
    while (!piece.empty()) {
      if (pending_.size() == S3Objects::kPartBytes) {
        if (Refusal refusal = put_pending()) return refusal;
      }
      const std::size_t room = S3Objects::kPartBytes - pending_.size();
      if (pending_.size() + piece.size() > kSmall) pending_.reserve(S3Objects::kPartBytes);  // once, or memory is left in pieces
      pending_.append(piece.substr(0, room));
      piece.remove_prefix(std::min(room, piece.size()));
    }
    return std::nullopt;
  }

  Refusal finish() override {
    if (upload_.empty()) {
      if (Refusal refusal = objects_->put(object_, pending_)) return refusal;
    } else {
      if (Refusal refusal = put_pending()) return refusal;
      if (Refusal refusal = objects_->complete_parts(object_, upload_, tags_, size_)) return refusal;
    }
    is_finished_ = true;
    pending_ = {};
    return std::nullopt;
  }

 private:
  Refusal put_pending() {
    if (upload_.empty()) {
      auto begun = objects_->begin_parts(object_);
      if (!begun.ok()) return begun.error();
      upload_ = std::move(begun).value();
    }
    if (tags_.size() == S3Objects::kMostParts) return Error{ErrorCode::store_unavailable, "", "The blob is too large for a bucket."};
    auto tag = objects_->put_part(object_, upload_, tags_.size() + 1, pending_);
    if (!tag.ok()) return tag.error();
    tags_.push_back(std::move(tag).value());
    size_ += static_cast<std::int64_t>(pending_.size());
    pending_.clear();
    return std::nullopt;
  }

  static constexpr std::size_t kSmall = std::size_t{1024} * 1024;

  const std::shared_ptr<S3Objects> objects_;
  const std::string object_;
  std::string pending_;
  std::string upload_;  // the id of one in parts; empty: there is none yet
  std::vector<std::string> tags_;
  std::int64_t size_ = 0;  // of the parts
  bool is_finished_ = false;
};

// The pieces that were read last. A download asks for less than a piece at a time.
class ReadPieces {
 public:
  static constexpr std::int64_t kPieceBytes = 1024 * 1024;

  using Piece = std::shared_ptr<const std::string>;

  Piece find(const std::string& object, std::int64_t offset) {
    const std::lock_guard lock(mutex_);
    const auto at = std::find_if(pieces_.begin(), pieces_.end(), [&](const Read& each) { return each.offset == offset && each.object == object; });
    if (at == pieces_.end()) return nullptr;
    pieces_.splice(pieces_.begin(), pieces_, at);
    return at->piece;
  }
  void keep(const std::string& object, std::int64_t offset, Piece piece) {
    const std::lock_guard lock(mutex_);
    pieces_.push_front({object, offset, std::move(piece)});
    if (pieces_.size() > kMost) pieces_.pop_back();
  }
  void forget(const std::string& object) {
    const std::lock_guard lock(mutex_);
    pieces_.remove_if([&](const Read& each) { return each.object == object; });
  }

 private:
  static constexpr std::size_t kMost = 16;
  struct Read {
    std::string object;
    std::int64_t offset;
    Piece piece;
  };
  std::mutex mutex_;
  std::list<Read> pieces_;  // the one that was used last in front
};

class BlobBucket final : public BlobKeeper {
 public:
  explicit BlobBucket(S3Bucket bucket) : objects_(std::make_shared<S3Objects>(std::move(bucket))) {}

  Result<std::unique_ptr<BlobWriting>> start(const std::string& object) override {
    return std::unique_ptr<BlobWriting>(std::make_unique<BucketWriting>(objects_, object));
  }

  Result<std::string> read(const std::string& object, std::int64_t offset, std::int64_t limit) override {
    const std::int64_t within = offset % ReadPieces::kPieceBytes;
    const std::int64_t first = offset - within;
    ReadPieces::Piece piece = pieces_.find(object, first);
    if (!piece) {
      auto got = objects_->get(object, first, ReadPieces::kPieceBytes);
      if (!got.ok()) return got.error();
      piece = std::make_shared<const std::string>(std::move(got).value());
      pieces_.keep(object, first, piece);
    }
    if (within >= static_cast<std::int64_t>(piece->size())) return std::string();
    return piece->substr(static_cast<std::size_t>(within), static_cast<std::size_t>(limit));
  }

  void forget(const std::string& object) override { pieces_.forget(object); }

  // An upload that is still on its way cannot be completed afterwards.
  Refusal remove(const std::string& object) override {
    pieces_.forget(object);
    const auto uploads = objects_->unfinished(object);
    if (!uploads.ok()) return uploads.error();
    for (const std::string& upload : uploads.value()) {
      if (Refusal refusal = objects_->abort_parts(object, upload)) return refusal;
    }
    return objects_->remove(object);
  }

 private:
  const std::shared_ptr<S3Objects> objects_;
  ReadPieces pieces_;
};

Refusal during(const char* what, Refusal refusal) {
  if (refusal) refusal->detail = std::string(what) + ": " + refusal->detail;
  return refusal;
}

}  // namespace

std::unique_ptr<BlobKeeper> keep_blobs_in_bucket(S3Bucket bucket) { return std::make_unique<BlobBucket>(std::move(bucket)); }

Refusal check_bucket(const S3Bucket& bucket) {
  S3Objects objects(bucket);
  const std::string object = new_blob_object();
  if (Refusal refusal = objects.put(object, "x")) return during("An object cannot be put", std::move(refusal));
  const auto got = objects.get(object, 0, 1);
  if (!got.ok() || got.value() != "x") return during("An object cannot be read", got.ok() ? Error{ErrorCode::store_unavailable, "", "It has other bytes."} : got.error());
  return during("An object cannot be removed", objects.remove(object));
}

}  // namespace countersign
