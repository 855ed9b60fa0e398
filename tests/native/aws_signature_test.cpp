// The examples of "Signature calculations for the Authorization header", which AWS publishes for S3.
#include "native/net/aws_signature.h"

#include "core/base/digest.h"
#include "tests/support/catch.h"

using namespace countersign;

namespace {

constexpr const char* kExampleTime = "20130524T000000Z";
const AwsCredentials kExampleKey{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""};

AwsCall example_call(const std::string& method, const std::string& path, const std::string& body = "") {
  AwsCall call{method, aws_encoded_path(path), {}, {}, Digest::of(body).hex()};
  call.headers = {{"host", "examplebucket.s3.amazonaws.com"}, {"x-amz-content-sha256", call.payload_sha256}, {"x-amz-date", kExampleTime}};
  return call;
}

std::string signature_of(const AwsCall& call) {
  const std::string value = aws_authorization(call, {"us-east-1", "s3"}, kExampleKey, kExampleTime);
  return value.substr(value.find("Signature=") + 10);
}

}  // namespace

TEST_CASE("calls are signed as the examples that AWS publishes are", "[s3]") {
  AwsCall get = example_call("GET", "/test.txt");
  get.headers["range"] = "bytes=0-9";
  CHECK(aws_authorization(get, {"us-east-1", "s3"}, kExampleKey, kExampleTime) ==
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
        "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");

  AwsCall put = example_call("PUT", "/test$file.text", "Welcome to Amazon S3.");
  put.headers["date"] = "Fri, 24 May 2013 00:00:00 GMT";
  put.headers["x-amz-storage-class"] = "REDUCED_REDUNDANCY";
  CHECK(put.path == "/test%24file.text");
  CHECK(signature_of(put) == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");

  AwsCall lifecycle = example_call("GET", "/");
  lifecycle.query = {{"lifecycle", ""}};
  CHECK(signature_of(lifecycle) == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");

  AwsCall list = example_call("GET", "/");
  list.query = {{"prefix", "J"}, {"max-keys", "2"}};
  CHECK(signature_of(list) == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST_CASE("names in addresses are encoded as AWS has it, and times are in UTC", "[s3]") {
  CHECK(aws_encoded("a/b c~d-e_f.g+ü") == "a%2Fb%20c~d-e_f.g%2B%C3%BC");
  CHECK(aws_encoded_path("/a/b c") == "/a/b%20c");
  CHECK(aws_query({{"uploads", ""}, {"prefix", "a/b"}}) == "prefix=a%2Fb&uploads=");
  CHECK(aws_timestamp(std::chrono::system_clock::from_time_t(1369353600)) == kExampleTime);
}
