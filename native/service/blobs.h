// Bytes of parts: in under their digest, out to those who may see them.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "core/base/digest.h"
#include "native/service/answer.h"
#include "native/service/caller.h"
#include "native/store/store.h"

namespace countersign {

// An upload that is being received. The digest of what arrived is compared with the one that was promised.
class BlobReceiver {
 public:
  BlobReceiver(Store& store, std::string tenant, Digest promised) : store_(store), tenant_(std::move(tenant)), promised_(promised) {}

  // False when there is no point in going on; finish() then says why.
  bool write(std::string_view piece);
  // 201 or, when the bytes were there before, 200 {sha256, size}. Errors: blob-digest-mismatch, store-unavailable.
  ServiceAnswer finish();

 private:
  Store& store_;
  const std::string tenant_;
  Digest promised_;
  Sha256 hash_;
  std::int64_t size_ = 0;
  std::unique_ptr<BlobUpload> upload_;
  Refusal failure_;
};

class BlobService {
 public:
  explicit BlobService(Store& store) : store_(store) {}

  // Who may upload: actors of the delivery side whose role prepares, by the core's own rules.
  Result<std::unique_ptr<BlobReceiver>> receive(const Caller& caller, std::string_view sha256);

  struct Found {
    std::string sha256;
    std::int64_t size;
  };
  // A blob that the caller may read. `request`: on behalf of which one. Errors: blob-unknown, forbidden.
  Result<Found> find(const Caller& caller, std::string_view sha256, const std::optional<RequestId>& request);

  // At least one byte and at most `limit`; empty when the store failed.
  std::string read(const std::string& sha256, std::int64_t offset, std::int64_t limit);

 private:
  Store& store_;
};

}  // namespace countersign
