// Calls to one bucket of S3, or of what is compatible with it: signed (aws_signature.h), bounded in size and time, tried again when it may
// help. The address is the operator's own; what it answers is checked, never followed elsewhere, and never shown but for a word of its own.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "native/net/aws_signature.h"

namespace countersign {

struct S3Bucket {
  std::string endpoint;  // https://HOST[:PORT], which has buckets as folders; empty: AWS, by region
  std::string region;
  std::string bucket;
  std::string prefix;   // of the names of all objects: "" or "folder/"
  std::string ca_file;  // empty: the system's
  AwsCredentials credentials;
};

// "s3://BUCKET[/PREFIX]": fills in bucket and prefix. Errors: invalid-format.
Refusal read_bucket_address(std::string_view address, S3Bucket& into);

// https://HOST[:PORT], or http:// when that is allowed or the host is this machine. Errors: invalid-format.
enum class PlainHttp { on_this_machine, anywhere };
Refusal check_s3_endpoint(const std::string& endpoint, PlainHttp plain);

struct S3Call {
  std::string method;
  std::string object;  // its name below the prefix; empty: the call is to the bucket
  std::map<std::string, std::string> query = {};
  std::string range = {};  // "bytes=0-9", or empty
  std::string_view body = {};
  std::size_t most_answer = 256 * 1024;
  bool is_slow = false;  // the answer may take minutes
};

struct S3Answer {
  int status = 0;
  std::string body;
  std::string etag;
  std::int64_t length = 0;  // of the body, or what it would be
};

class S3Client {
 public:
  static constexpr std::size_t kCallsAtOnce = 16;

  explicit S3Client(S3Bucket bucket);
  ~S3Client();
  S3Client(const S3Client&) = delete;
  S3Client& operator=(const S3Client&) = delete;

  // Any status is an answer. Lost connections, timeouts, 429, 500 and 502 to 504 are tried again, with pauses in between, at most four
  // times in all and for half a minute; so a call that changes something may be carried out twice. From any thread; when too many
  // are on their way for five seconds, another is refused. Errors: store-unavailable, with a detail that holds no address and no secret.
  Result<S3Answer> call(const S3Call& call);

  const S3Bucket& bucket() const { return bucket_; }

 private:
  class Lines;
  Result<S3Answer> once(const S3Call& call);
  std::string path_of(const std::string& object) const;

  const S3Bucket bucket_;
  std::string address_;  // scheme, host and the folder of the bucket, without a slash behind it
  std::string host_;     // as it stands in the header
  std::string folder_;   // that path: "" or "/bucket"
  std::unique_ptr<Lines> lines_;
};

}  // namespace countersign
