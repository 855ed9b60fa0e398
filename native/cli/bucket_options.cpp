// A bucket, by options, environment and a file of credentials.
#include <cstdlib>
#include <optional>
#include <sstream>

#include "native/cli/blob_options.h"
#include "native/log/owner_file.h"
#include "native/store/blob_bucket.h"

namespace countersign {
namespace {

constexpr std::size_t kLongestCredentials = 16 * 1024;
constexpr std::string_view kS3Scheme = "s3://";

Error unusable_bucket(const std::string& what) { return {ErrorCode::invalid_format, "", what}; }

std::string in_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string without_quotes(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\"");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\"") - first + 1));
}

// The field that a line of the file is about.
std::string* credential_named(std::string_view name, AwsCredentials& credentials) {
  if (name == "AWS_ACCESS_KEY_ID" || name == "aws_access_key_id") return &credentials.key_id;
  if (name == "AWS_SECRET_ACCESS_KEY" || name == "aws_secret_access_key") return &credentials.secret;
  if (name == "AWS_SESSION_TOKEN" || name == "aws_session_token") return &credentials.session_token;
  return nullptr;
}

// NAME = VALUE each, as in the file that the tools of AWS read, with one profile in it; what else it says is passed over.
Result<AwsCredentials> credentials_in(const std::string& path) {
  const auto text = read_small_file(path, kLongestCredentials);
  if (!text) return unusable_bucket("--s3-credentials-file: it cannot be read, or is longer than " + std::to_string(kLongestCredentials) + " bytes.");
  AwsCredentials credentials;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    const auto sign = line.find('=');
    if (sign == std::string::npos) continue;
    std::string* field = credential_named(without_quotes(std::string_view(line).substr(0, sign)), credentials);
    if (field == nullptr) continue;
    if (!field->empty()) return unusable_bucket("--s3-credentials-file: it names something twice; there may be one profile in it.");
    *field = without_quotes(std::string_view(line).substr(sign + 1));
  }
  return credentials;
}

// They go into headers as they are.
bool is_header_text(std::string_view text) { return text.find_first_of("\r\n\t ,\"") == std::string_view::npos; }

Result<AwsCredentials> credentials_of(const BucketOptions& options) {
  auto credentials = options.credentials_file.empty()
                         ? Result<AwsCredentials>(AwsCredentials{in_environment("AWS_ACCESS_KEY_ID"), in_environment("AWS_SECRET_ACCESS_KEY"), in_environment("AWS_SESSION_TOKEN")})
                         : credentials_in(options.credentials_file);
  if (!credentials.ok()) return credentials;
  const AwsCredentials& found = credentials.value();
  if (found.key_id.empty() || found.secret.empty()) {
    return unusable_bucket("A bucket needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, in the environment or in the file of --s3-credentials-file.");
  }
  if (!is_header_text(found.key_id) || !is_header_text(found.session_token)) return unusable_bucket("The credentials of the bucket have a character in them that none have.");
  return credentials;
}

// Nothing when none was named.
Result<std::optional<S3Bucket>> bucket_of(const BucketOptions& options) {
  if (options.address.empty()) {
    const bool is_about_one = !options.endpoint.empty() || !options.region.empty() || !options.credentials_file.empty() || !options.ca_file.empty() || options.allow_plain;
    if (is_about_one) return unusable_bucket("Options that begin with --s3- are about a bucket: --bucket s3://BUCKET[/PREFIX], or --blobs of serve.");
    return std::optional<S3Bucket>();
  }
  S3Bucket bucket;
  if (Refusal refusal = read_bucket_address(options.address, bucket)) return *std::move(refusal);
  const PlainHttp plain = options.allow_plain ? PlainHttp::anywhere : PlainHttp::on_this_machine;
  if (!options.endpoint.empty()) {
    if (Refusal refusal = check_s3_endpoint(options.endpoint, plain)) return unusable_bucket("--s3-endpoint: " + refusal->detail);
  }
  bucket.endpoint = options.endpoint;
  bucket.region = !options.region.empty() ? options.region : in_environment("AWS_REGION");
  if (bucket.region.empty()) bucket.region = "us-east-1";
  constexpr std::size_t kLongestRegion = 40;
  if (bucket.region.size() > kLongestRegion || bucket.region.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos) {
    return unusable_bucket("A region is named by small letters, digits and -, such as eu-central-1.");
  }
  bucket.ca_file = options.ca_file;
  auto credentials = credentials_of(options);
  if (!credentials.ok()) return credentials.error();
  bucket.credentials = std::move(credentials).value();
  return std::optional(std::move(bucket));
}

}  // namespace

Result<std::unique_ptr<BlobKeeper>> bucket_keeper(const BucketOptions& options) {
  auto bucket = bucket_of(options);
  if (!bucket.ok()) return bucket.error();
  return bucket.value() ? keep_blobs_in_bucket(*std::move(bucket).value()) : std::unique_ptr<BlobKeeper>();
}

Result<BlobSetup> blob_setup(const BlobOptions& options) {
  const bool is_bucket = options.place.starts_with(kS3Scheme);
  BucketOptions named = options.bucket;
  if (is_bucket && !named.address.empty() && named.address != options.place) return unusable_bucket("--blobs and --bucket name two buckets; a server knows one.");
  if (is_bucket) named.address = options.place;
  auto bucket = bucket_of(named);
  if (!bucket.ok()) return bucket.error();
  BlobSetup setup;
  if (options.place == "files") setup.place = BlobPlace::files;
  if (options.place == "rows") setup.place = BlobPlace::rows;
  if (is_bucket) setup.place = BlobPlace::bucket;
  if (!bucket.value()) return setup;
  if (is_bucket && options.most_bytes > kMostBucketBlobBytes) {
    return unusable_bucket("--max-blob-bytes: an object of a bucket has at most " + std::to_string(kMostBucketBlobBytes) + " bytes.");
  }
  if (is_bucket) {
    if (Refusal refusal = check_bucket(*bucket.value())) return Error{refusal->code, "", "--blobs: " + refusal->detail};
  }
  setup.bucket = keep_blobs_in_bucket(*std::move(bucket).value());
  return setup;
}

}  // namespace countersign
