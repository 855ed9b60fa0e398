#include "native/net/s3_client.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "core/base/digest.h"
#include "native/net/curl_url.h"

namespace countersign {
namespace {

using S3Clock = std::chrono::steady_clock;

constexpr int kS3Attempts = 4;
constexpr std::chrono::seconds kS3TriedFor{30};
constexpr std::chrono::milliseconds kS3FirstPause{200};
constexpr std::chrono::seconds kWaitForLine{5};
constexpr long kS3ConnectMilliseconds = 5000;
constexpr std::size_t kMostS3HeaderBytes = 16 * 1024;

Error bucket_unreachable(const std::string& why) { return {ErrorCode::store_unavailable, "", "The bucket of blobs cannot be reached: " + why + "."}; }

bool has_only_small(std::string_view text, std::string_view more) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || more.find(c) != std::string_view::npos; });
}

// What comes back from one attempt.
struct S3Incoming {
  std::size_t most_body;
  S3Answer answer = {};
  std::size_t header_bytes = 0;
};

std::string in_small_letters(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c); });
  return text;
}

// Answering with another size than was given ends the call.
std::size_t take_s3_header(const char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& incoming = *static_cast<S3Incoming*>(into);
  incoming.header_bytes += size * count;
  if (incoming.header_bytes > kMostS3HeaderBytes) return 0;
  const std::string_view line(bytes, size * count);
  constexpr std::size_t kName = 5;  // "etag:"
  if (line.size() > kName && in_small_letters(std::string(line.substr(0, kName))) == "etag:") {
    const auto first = line.find_first_not_of(" \t", kName);
    const auto last = line.find_last_not_of(" \t\r\n");
    if (first != std::string_view::npos && last >= first) incoming.answer.etag = line.substr(first, last - first + 1);
  }
  return size * count;
}

std::size_t take_s3_body(const char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& incoming = *static_cast<S3Incoming*>(into);
  if (incoming.answer.body.size() + size * count > incoming.most_body) return 0;
  incoming.answer.body.append(bytes, size * count);
  return size * count;
}

// What another attempt would not change.
bool is_for_good(CURLcode code) {
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_WRITE_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_PEER_FAILED_VERIFICATION: return true;
    default: return false;
  }
}

bool is_worth_another(int status) { return status == 429 || status == 500 || (status >= 502 && status <= 504); }

struct HeaderLines {
  curl_slist* list = nullptr;
  HeaderLines() = default;
  ~HeaderLines() { curl_slist_free_all(list); }
  HeaderLines(const HeaderLines&) = delete;
  HeaderLines& operator=(const HeaderLines&) = delete;
  void add(const std::string& line) { list = curl_slist_append(list, line.c_str()); }
};

void set_s3_method(CURL* curl, const S3Call& call) {
  if (call.method == "HEAD") {
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    return;
  }
  if (call.method == "PUT" || call.method == "POST") {
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call.body.empty() ? "" : call.body.data());
  }
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call.method.c_str());
}

// A connection that says nothing for a while is given up; so is a call that takes too long in all.
void set_s3_limits(CURL* curl, bool is_slow) {
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, kS3ConnectMilliseconds);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 100L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, is_slow ? 240L : 15L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, is_slow ? 300L : 120L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "countersign/" COUNTERSIGN_VERSION);
}

std::string host_header(CURLU* url) {
  const std::string port = curl_url_part(url, CURLUPART_PORT);
  const bool is_usual = port.empty() || (port == "443" && curl_url_part(url, CURLUPART_SCHEME) == "https") || (port == "80" && curl_url_part(url, CURLUPART_SCHEME) == "http");
  return curl_url_part(url, CURLUPART_HOST) + (is_usual ? "" : ":" + port);
}

}  // namespace

Refusal read_bucket_address(std::string_view address, S3Bucket& into) {
  constexpr std::string_view kScheme = "s3://";
  constexpr std::size_t kLongestPrefix = 200;
  const Error wrong{ErrorCode::invalid_format, "",
                    "A bucket is s3://BUCKET[/PREFIX]: 3 to 63 of a-z, 0-9, . and - in its name, at most 200 letters, digits, -, _, . and single slashes in the prefix."};
  if (!address.starts_with(kScheme)) return wrong;
  address.remove_prefix(kScheme.size());
  const std::string_view bucket = address.substr(0, address.find('/'));
  std::string prefix(address.substr(std::min(address.size(), bucket.size() + 1)));
  while (prefix.ends_with('/')) prefix.pop_back();
  const bool is_name = bucket.size() >= 3 && bucket.size() <= 63 && has_only_small(bucket, ".-") && has_only_small(bucket.substr(0, 1), "") && has_only_small(bucket.substr(bucket.size() - 1), "");
  const bool is_prefix = prefix.size() <= kLongestPrefix && has_only_small(in_small_letters(prefix), "-_./") && !prefix.starts_with('/') &&
                         ("/" + prefix + "/").find("/../") == std::string::npos && ("/" + prefix + "/").find("/./") == std::string::npos && prefix.find("//") == std::string::npos;
  if (!is_name || !is_prefix || bucket.find("..") != std::string_view::npos) return wrong;
  into.bucket = bucket;
  into.prefix = prefix.empty() ? "" : prefix + "/";
  return std::nullopt;
}

Refusal check_s3_endpoint(const std::string& endpoint, PlainHttp plain) {
  const CurlUrl parsed(curl_url());
  const Error wrong{ErrorCode::invalid_format, "", "The endpoint of an object store is https://HOST[:PORT], without a path; http:// on this machine, or with --s3-allow-plain."};
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, endpoint.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK) return wrong;
  const std::string path = curl_url_part(parsed.get(), CURLUPART_PATH);
  if ((!path.empty() && path != "/") || endpoint.find_first_of("?#") != std::string::npos) return wrong;
  const std::string scheme = curl_url_part(parsed.get(), CURLUPART_SCHEME);
  const bool is_plain = scheme == "http" && (plain == PlainHttp::anywhere || is_loopback_host(curl_url_part(parsed.get(), CURLUPART_HOST)));
  return scheme == "https" || is_plain ? Refusal() : wrong;
}

// Handles of libcurl, each of which keeps its connection from one call to the next.
class S3Client::Lines {
 public:
  Lines() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  }
  ~Lines() {
    for (CURL* each : free_) curl_easy_cleanup(each);
  }
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;

  // Null when there is none for too long.
  CURL* take() {
    std::unique_lock lock(mutex_);
    if (!returned_.wait_for(lock, kWaitForLine, [&] { return lent_ < kCallsAtOnce; })) return nullptr;
    ++lent_;
    if (free_.empty()) {
      CURL* made = curl_easy_init();
      check(made != nullptr);  // out of memory
      return made;
    }
    CURL* taken = free_.back();
    free_.pop_back();
    curl_easy_reset(taken);
    return taken;
  }
  void give_back(CURL* curl) {
    {
      const std::lock_guard lock(mutex_);
      free_.push_back(curl);
      --lent_;
    }
    returned_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<CURL*> free_;
  std::size_t lent_ = 0;
};

S3Client::S3Client(S3Bucket bucket) : bucket_(std::move(bucket)), lines_(std::make_unique<Lines>()) {
  // A certificate for *.s3.REGION.amazonaws.com is for no name with another dot in it.
  const bool is_folder = !bucket_.endpoint.empty() || bucket_.bucket.find('.') != std::string::npos;
  std::string base = bucket_.endpoint.empty() ? "https://" + (is_folder ? "" : bucket_.bucket + ".") + "s3." + bucket_.region + ".amazonaws.com" : bucket_.endpoint;
  while (base.ends_with('/')) base.pop_back();
  if (is_folder) folder_ = "/" + bucket_.bucket;
  address_ = base + folder_;
  const CurlUrl parsed(curl_url());
  check(parsed && curl_url_set(parsed.get(), CURLUPART_URL, base.c_str(), 0) == CURLUE_OK);  // it was checked
  host_ = host_header(parsed.get());
}

S3Client::~S3Client() = default;

Result<S3Answer> S3Client::call(const S3Call& call) {
  const auto began = S3Clock::now();
  static thread_local std::minstd_rand random{std::random_device{}()};
  for (int attempt = 1;; ++attempt) {
    auto answer = once(call);
    const bool again = answer.ok() ? is_worth_another(answer.value().status) : answer.error().code == ErrorCode::store_unavailable;
    if (!again || attempt == kS3Attempts || S3Clock::now() - began > kS3TriedFor) {
      // Of once(), `internal` says that nothing would change.
      return answer.ok() ? std::move(answer) : Result<S3Answer>(Error{ErrorCode::store_unavailable, "", answer.error().detail});
    }
    const auto pause = kS3FirstPause * (1 << (2 * (attempt - 1)));
    std::this_thread::sleep_for(pause / 2 + pause * (random() % 100) / 100);
  }
}

std::string S3Client::path_of(const std::string& object) const {
  if (object.empty()) return folder_.empty() ? "/" : folder_;
  return folder_ + "/" + aws_encoded_path(bucket_.prefix + object);
}

// Errors: store-unavailable when another attempt may help, otherwise internal.
Result<S3Answer> S3Client::once(const S3Call& call) {
  AwsCall to_sign{call.method, path_of(call.object), call.query, {}, Digest::of(call.body).hex()};
  const std::string timestamp = aws_timestamp(std::chrono::system_clock::now());
  to_sign.headers = {{"host", host_}, {"x-amz-content-sha256", to_sign.payload_sha256}, {"x-amz-date", timestamp}};
  if (call.method == "PUT" || call.method == "POST") to_sign.headers["content-type"] = "application/octet-stream";
  if (!call.range.empty()) to_sign.headers["range"] = call.range;
  if (!bucket_.credentials.session_token.empty()) to_sign.headers["x-amz-security-token"] = bucket_.credentials.session_token;
  HeaderLines lines;
  for (const auto& [name, value] : to_sign.headers) lines.add(name + ": " + value);
  lines.add("authorization: " + aws_authorization(to_sign, {bucket_.region, "s3"}, bucket_.credentials, timestamp));
  lines.add("expect:");
  const std::string query = aws_query(call.query);
  const std::string url = address_ + to_sign.path.substr(folder_.size()) + (query.empty() ? "" : "?" + query);

  CURL* curl = lines_->take();
  if (curl == nullptr) return Error{ErrorCode::internal, "", "Too many calls to the bucket of blobs are on their way."};
  S3Incoming incoming{call.most_answer};
  set_s3_limits(curl, call.is_slow);
  set_s3_method(curl, call);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  if (!bucket_.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, bucket_.ca_file.c_str());
  if (url.starts_with("http:")) curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines.list);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_s3_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &incoming);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_s3_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &incoming);
  const CURLcode code = curl_easy_perform(curl);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_off_t length = -1;
  curl_easy_getinfo(curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  lines_->give_back(curl);
  if (code == CURLE_WRITE_ERROR) return Error{ErrorCode::internal, "", "The bucket of blobs answered more than was asked for."};
  if (code != CURLE_OK) {
    Error error = bucket_unreachable(curl_easy_strerror(code));
    if (is_for_good(code)) error.code = ErrorCode::internal;
    return error;
  }
  incoming.answer.status = static_cast<int>(status);
  incoming.answer.length = length;
  return std::move(incoming.answer);
}

}  // namespace countersign
