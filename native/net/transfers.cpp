#include "native/net/transfers.h"

#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <list>
#include <mutex>

#include "core/base/check.h"
#include "native/net/curl_url.h"
#include "native/net/public_address.h"

namespace countersign {

// One call. Its address stays the same while it is on its way.
struct CurlTransfer {
  std::int64_t id = 0;
  CURL* curl = nullptr;
  curl_slist* list = nullptr;  // headers, or the recipient
  std::string body;
  std::size_t sent = 0;
  std::size_t header_bytes = 0;
  std::size_t answer_bytes = 0;
  Reach reach = Reach::anywhere;
  bool has_refused_address = false;
  bool is_mail = false;

  CurlTransfer() : curl(curl_easy_init()) { check(curl != nullptr); }  // out of memory
  ~CurlTransfer() {
    curl_easy_cleanup(curl);
    curl_slist_free_all(list);
  }
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;
};

namespace {

constexpr std::size_t kMostAnswer = 64 * 1024;
constexpr std::size_t kLongestUrl = 2000;
constexpr long kConnectMilliseconds = 5000;

// The address is that of the connection which is about to be made, whatever a name meant a moment ago.
curl_socket_t open_looked_at(void* of, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<CurlTransfer*>(of);
  if (transfer.reach == Reach::public_only && !is_public_address(&address->addr)) {
    transfer.has_refused_address = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// Answering with another size than was given ends the call. What the receiver says is counted and thrown away.
std::size_t drop_header(const char*, std::size_t size, std::size_t count, void* of) {
  auto& transfer = *static_cast<CurlTransfer*>(of);
  transfer.header_bytes += size * count;
  return transfer.header_bytes <= kMostAnswer ? size * count : 0;
}
std::size_t drop_body(const char*, std::size_t size, std::size_t count, void* of) {
  auto& transfer = *static_cast<CurlTransfer*>(of);
  transfer.answer_bytes += size * count;
  return transfer.answer_bytes <= kMostAnswer ? size * count : 0;
}

std::size_t give_body(char* into, std::size_t size, std::size_t count, void* of) {
  auto& transfer = *static_cast<CurlTransfer*>(of);
  const std::size_t piece = std::min(size * count, transfer.body.size() - transfer.sent);
  std::memcpy(into, transfer.body.data() + transfer.sent, piece);
  transfer.sent += piece;
  return piece;
}

void set_common(CurlTransfer& transfer, std::chrono::milliseconds longest) {
  CURL* curl = transfer.curl;
  curl_easy_setopt(curl, CURLOPT_PRIVATE, &transfer);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);  // a name that nobody answers for holds up neither the others nor the end
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, std::min(kConnectMilliseconds, static_cast<long>(longest.count())));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(longest.count()));
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_looked_at);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, drop_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
}

// Of the mail itself, not of the login or of the connection: those can be put right without another mail.
bool is_refused_for_good(CURLcode code, long status) {
  constexpr long kAuthenticationRequired = 530;
  const bool is_about_mail = code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_WEIRD_SERVER_REPLY;
  return is_about_mail && status >= 500 && status < 600 && status != kAuthenticationRequired;
}

std::string reason_of(const CurlTransfer& transfer, CURLcode code, long status) {
  if (transfer.has_refused_address) return "The address is not on the open internet.";
  if (transfer.is_mail && status >= 400) return "The mail server answered " + std::to_string(status) + ".";
  return curl_easy_strerror(code);
}

TransferEnd end_of(const CurlTransfer& transfer, CURLcode code) {
  TransferEnd end;
  end.id = transfer.id;
  long status = 0;
  curl_easy_getinfo(transfer.curl, CURLINFO_RESPONSE_CODE, &status);
  end.status = static_cast<int>(status);
  // More than anybody wants to read, behind an answer that has been understood.
  const bool is_answered = !transfer.is_mail && code == CURLE_WRITE_ERROR && status > 0 && transfer.answer_bytes > 0;
  if (code != CURLE_OK && !is_answered) {
    end.reason = reason_of(transfer, code, status);
    if (!transfer.is_mail) end.status = 0;
    end.is_refused = transfer.is_mail && is_refused_for_good(code, status);
  }
  curl_off_t seconds = 0;
  curl_easy_getinfo(transfer.curl, CURLINFO_RETRY_AFTER, &seconds);
  if (seconds > 0) end.retry_after_seconds = seconds;
  return end;
}

}  // namespace

Refusal check_webhook_url(const std::string& url, Reach reach) {
  const CurlUrl parsed(curl_url());
  const Error wrong{ErrorCode::invalid_format, "", "A webhook is at https://HOST[:PORT][/PATH][?QUERY], without a user and a fragment."};
  const bool is_visible = std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (!is_visible || url.size() > kLongestUrl || !parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK) return wrong;
  if (url.find('#') != std::string::npos) return wrong;
  const std::string scheme = curl_url_part(parsed.get(), CURLUPART_SCHEME);
  const bool is_on_this_machine = reach == Reach::anywhere && scheme == "http" && is_loopback_host(curl_url_part(parsed.get(), CURLUPART_HOST));
  return scheme == "https" || is_on_this_machine ? Refusal() : Refusal(wrong);
}

Refusal check_mail_url(const std::string& url) {
  const CurlUrl parsed(curl_url());
  const Error wrong{ErrorCode::invalid_format, "", "A mail server is smtp://HOST[:PORT] or smtps://HOST[:PORT]."};
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_DISALLOW_USER | CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) return wrong;
  const std::string scheme = curl_url_part(parsed.get(), CURLUPART_SCHEME);
  const std::string path = curl_url_part(parsed.get(), CURLUPART_PATH);
  const bool is_bare = (path.empty() || path == "/") && url.find('?') == std::string::npos && url.find('#') == std::string::npos;
  return is_bare && (scheme == "smtp" || scheme == "smtps") ? Refusal() : Refusal(wrong);
}

struct Transfers::Inside {
  std::chrono::milliseconds longest{};
  CURLM* multi = nullptr;
  std::list<CurlTransfer> transfers;

  void add(CurlTransfer& transfer) { check(curl_multi_add_handle(multi, transfer.curl) == CURLM_OK); }
  void drop(CurlTransfer* transfer) {
    curl_multi_remove_handle(multi, transfer->curl);
    transfers.remove_if([&](const CurlTransfer& each) { return &each == transfer; });
  }
};

Transfers::Transfers(std::chrono::milliseconds longest) : inside_(std::make_unique<Inside>()) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  inside_->longest = longest;
  inside_->multi = curl_multi_init();
  check(inside_->multi != nullptr);  // out of memory
}

Transfers::~Transfers() {
  for (CurlTransfer& transfer : inside_->transfers) curl_multi_remove_handle(inside_->multi, transfer.curl);
  inside_->transfers.clear();
  curl_multi_cleanup(inside_->multi);
}

void Transfers::start(std::int64_t id, WebhookCall call) {
  CurlTransfer& transfer = inside_->transfers.emplace_back();
  transfer.id = id;
  transfer.body = std::move(call.body);
  transfer.reach = call.reach;
  for (const std::string& header : call.headers) transfer.list = curl_slist_append(transfer.list, header.c_str());
  transfer.list = curl_slist_append(transfer.list, "Expect:");  // not asked for: bodies are small
  CURL* curl = transfer.curl;
  set_common(transfer, inside_->longest);
  curl_easy_setopt(curl, CURLOPT_URL, call.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "countersign/" COUNTERSIGN_VERSION);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, transfer.list);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(transfer.body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, transfer.body.data());
  inside_->add(transfer);
}

void Transfers::start(std::int64_t id, const MailServer& server, MailCall call) {
  CurlTransfer& transfer = inside_->transfers.emplace_back();
  transfer.id = id;
  transfer.is_mail = true;
  transfer.body = std::move(call.message);
  transfer.list = curl_slist_append(nullptr, ("<" + call.to + ">").c_str());
  CURL* curl = transfer.curl;
  set_common(transfer, inside_->longest);
  curl_easy_setopt(curl, CURLOPT_URL, server.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(server.tls == MailTls::required ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  if (!server.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, server.ca_file.c_str());
  if (!server.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, server.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, server.password.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, ("<" + call.from + ">").c_str());
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, transfer.list);
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_body);
  curl_easy_setopt(curl, CURLOPT_READDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(transfer.body.size()));
  inside_->add(transfer);
}

std::vector<TransferEnd> Transfers::proceed(std::chrono::milliseconds at_most) {
  int running = 0;
  curl_multi_perform(inside_->multi, &running);
  if (running > 0) {
    curl_multi_poll(inside_->multi, nullptr, 0, static_cast<int>(at_most.count()), nullptr);
    curl_multi_perform(inside_->multi, &running);
  }
  std::vector<TransferEnd> ended;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(inside_->multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    CurlTransfer* transfer = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    ended.push_back(end_of(*transfer, code));
    inside_->drop(transfer);
  }
  return ended;
}

std::size_t Transfers::on_their_way() const { return inside_->transfers.size(); }

}  // namespace countersign
