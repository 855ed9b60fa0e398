#include "native/service/blobs.h"

#include "native/net/http_status.h"
#include "native/service/access.h"

namespace countersign {

bool BlobReceiver::write(std::string_view piece) {
  if (!upload_) {
    auto upload = store_.upload();
    if (!upload.ok()) {
      failure_ = upload.error();
      return false;
    }
    upload_ = std::move(upload).value();
  }
  hash_.update(piece.data(), piece.size());
  size_ += static_cast<std::int64_t>(piece.size());
  failure_ = upload_->write(piece);
  return !failure_;
}

ServiceAnswer BlobReceiver::finish() {
  if (!failure_ && !upload_) write({});  // no bytes at all are bytes, too
  if (failure_) return refuse(*failure_);
  const Digest digest = hash_.finish();
  if (digest != promised_) {
    upload_.reset();
    return refuse(Error{ErrorCode::blob_digest_mismatch, "", "The bytes have the digest " + digest.hex() + "."});
  }
  const auto before = store_.blob_size(tenant_, digest.hex());
  if (!before.ok()) return refuse(before.error());
  if (Refusal refusal = upload_->commit(tenant_, digest.hex())) return refuse(*refusal);
  ServiceAnswer answer;
  answer.status = before.value() ? http_status::kOk : http_status::kCreated;
  answer.body = "{\"sha256\":\"" + digest.hex() + "\",\"size\":" + std::to_string(size_) + "}";
  return answer;
}

Result<std::unique_ptr<BlobReceiver>> BlobService::receive(const Caller& caller, std::string_view sha256) {
  if (Refusal refusal = require_delivery(caller.actor)) return *std::move(refusal);
  if (!has_right(caller.role, Right::prepare)) return Error{ErrorCode::forbidden};
  const auto digest = Digest::from_hex(sha256);
  if (!digest.ok())
    return Error{ErrorCode::invalid_format, "", "A digest is written as 64 lower-case hexadecimal digits."};
  return std::make_unique<BlobReceiver>(store_, caller.tenant, digest.value());
}

Result<BlobService::Found> BlobService::find(const Caller& caller, std::string_view sha256,
                                             const std::optional<RequestId>& request) {
  if (!Digest::from_hex(sha256).ok()) return Error{ErrorCode::blob_unknown};
  const std::optional<RequestId>& within = request ? request : caller.request;
  if (within) {
    if (Refusal refusal = check_reach(store_, caller, *within)) return *std::move(refusal);
    const auto linked = store_.stream_has_blob(within->text(), sha256);
    if (!linked.ok()) return linked.error();
    if (!linked.value()) return Error{ErrorCode::blob_unknown};
  }
  const auto size = store_.blob_size(caller.tenant, sha256);
  if (!size.ok()) return size.error();
  if (!size.value()) return Error{ErrorCode::blob_unknown};
  return Found{std::string(sha256), *size.value()};
}

std::string BlobService::read(const std::string& sha256, std::int64_t offset, std::int64_t limit) {
  auto bytes = store_.blob_bytes(sha256, offset, limit);
  return bytes.ok() ? std::move(bytes).value() : std::string();
}

}  // namespace countersign
