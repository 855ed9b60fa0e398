#include "native/net/http_client.h"

#include <mutex>

#include "native/net/curl_url.h"

namespace countersign {
namespace {

Error failed(const std::string& detail) { return {ErrorCode::internal, "", detail}; }

// What comes back from one call.
struct Incoming {
  const HttpCallLimits& limits;
  const std::atomic<bool>& is_stopping;
  HttpAnswer answer;
  std::size_t header_bytes = 0;
};

// Answering with another size than was given ends the call.
std::size_t take_header(const char*, std::size_t size, std::size_t count, void* into) {
  auto& incoming = *static_cast<Incoming*>(into);
  incoming.header_bytes += size * count;
  return incoming.header_bytes <= incoming.limits.header_bytes ? size * count : 0;
}

std::size_t take_body(const char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& incoming = *static_cast<Incoming*>(into);
  if (incoming.answer.body.size() + size * count > incoming.limits.body_bytes) return 0;
  incoming.answer.body.append(bytes, size * count);
  return size * count;
}

int should_stop(void* of, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Incoming*>(of)->is_stopping.load() ? 1 : 0;
}

}  // namespace

Refusal check_call_address(const std::string& url) {
  const CurlUrl parsed(curl_url());
  const Error wrong{ErrorCode::invalid_format, "",
                    "An address to call is https://HOST[:PORT][/PATH], or http:// on this machine."};
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK) return wrong;
  if (!curl_url_part(parsed.get(), CURLUPART_QUERY).empty() || !curl_url_part(parsed.get(), CURLUPART_FRAGMENT).empty())
    return wrong;
  const std::string scheme = curl_url_part(parsed.get(), CURLUPART_SCHEME);
  const bool is_open = scheme == "http" && is_loopback_host(curl_url_part(parsed.get(), CURLUPART_HOST));
  return scheme == "https" || is_open ? Refusal() : wrong;
}

class HttpClient::Handle {
 public:
  Handle() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    curl_ = curl_easy_init();
    check(curl_ != nullptr);  // out of memory
  }
  ~Handle() { curl_easy_cleanup(curl_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  // Options of the call before are gone, its connection is not.
  CURL* fresh() const {
    curl_easy_reset(curl_);
    return curl_;
  }

 private:
  CURL* curl_;
};

HttpClient::HttpClient(HttpCallLimits limits, const std::atomic<bool>& is_stopping)
    : limits_(limits), is_stopping_(is_stopping), handle_(std::make_unique<Handle>()) {}
HttpClient::~HttpClient() = default;

Result<HttpAnswer> HttpClient::post(const std::string& url, std::string_view media_type, std::string_view body) {
  Incoming incoming{limits_, is_stopping_, {}, 0};
  CURL* curl = handle_->fresh();
  const std::string content_type = "Content-Type: " + std::string(media_type);
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(curl_slist_append(nullptr, content_type.c_str()),
                                                                   curl_slist_free_all);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "countersign/" COUNTERSIGN_VERSION);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits_.connect.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(limits_.whole.count()));
  // What is on this machine is not asked for through a proxy.
  if (url.starts_with("http:")) curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &incoming);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &incoming);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, should_stop);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &incoming);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  const CURLcode code = curl_easy_perform(curl);
  if (code == CURLE_WRITE_ERROR) return failed("The answer is too long.");
  if (code != CURLE_OK) return failed(curl_easy_strerror(code));
  long status = 0;
  const char* type = nullptr;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
  incoming.answer.status = static_cast<int>(status);
  if (type != nullptr) incoming.answer.media_type = type;
  return std::move(incoming.answer);
}

}  // namespace countersign
