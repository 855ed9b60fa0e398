// What a keeper of blobs needs of a bucket: objects that are written once, as a whole or in parts, read in pieces, and removed.
//
// Errors of all calls: store-unavailable, with a detail that has the status and the word of the store's answer in it, and no address.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "native/net/s3_client.h"

namespace countersign {

class S3Objects {
 public:
  static constexpr std::size_t kPartBytes = 8 * 1024 * 1024;
  static constexpr std::size_t kMostParts = 10'000;  // of one object, as S3 has it

  explicit S3Objects(S3Bucket bucket) : client_(std::move(bucket)) {}

  // Durable when it returns, as are the next two.
  Refusal put(const std::string& object, std::string_view bytes);
  // At most `limit` bytes from `offset`; none behind the end.
  Result<std::string> get(const std::string& object, std::int64_t offset, std::int64_t limit);
  // That there is none is no error.
  Refusal remove(const std::string& object);

  // An object in parts, which is there when it is completed. Answers the upload's id.
  Result<std::string> begin_parts(const std::string& object);
  // Parts are numbered from 1; all but the last have the same size. Answers the part's tag.
  Result<std::string> put_part(const std::string& object, const std::string& upload, std::size_t number, std::string_view bytes);
  Refusal complete_parts(const std::string& object, const std::string& upload, const std::vector<std::string>& tags, std::int64_t size);
  // Takes the parts away. That there are none is no error.
  Refusal abort_parts(const std::string& object, const std::string& upload);
  // Ids of uploads of this object that were neither completed nor aborted; none where the store cannot list them.
  Result<std::vector<std::string>> unfinished(const std::string& object);

 private:
  Result<std::int64_t> size_of(const std::string& object);

  S3Client client_;
};

}  // namespace countersign
