// Signature Version 4 of AWS, by which calls to S3, and to what is compatible with it, say who makes them. The signature is over the whole
// call: method, address, headers and the digest of the body. libcurl could sign as well (CURLOPT_AWS_SIGV4), but its older versions, which
// distributions have, sign queries wrongly.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

namespace countersign {

struct AwsCredentials {
  std::string key_id;
  std::string secret;
  std::string session_token;  // empty: they are not temporary
};

// Whose keys are derived from the secret.
struct AwsScope {
  std::string region;
  std::string service;
};

struct AwsCall {
  std::string method;
  std::string path;                            // as it is sent (aws_encoded_path)
  std::map<std::string, std::string> query;    // not encoded yet
  std::map<std::string, std::string> headers;  // all that are signed, `host` among them; names in small letters
  std::string payload_sha256;                  // in hexadecimal digits
};

// Everything but letters, digits and -._~ as %XX. In a path slashes stay.
std::string aws_encoded(std::string_view text);
std::string aws_encoded_path(std::string_view path);

// "name=value&name=value" in the order in which they are signed, without a question mark. To be sent like this.
std::string aws_query(const std::map<std::string, std::string>& query);

// "20130524T000000Z", which goes into the header x-amz-date.
std::string aws_timestamp(std::chrono::system_clock::time_point time);

// The value of the header Authorization. `timestamp`: as it stands in x-amz-date.
std::string aws_authorization(const AwsCall& call, const AwsScope& scope, const AwsCredentials& credentials, const std::string& timestamp);

}  // namespace countersign
