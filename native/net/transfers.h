// Calls to webhooks and mail servers, many at once on one thread (libcurl's multi interface): a slow receiver holds up nobody.
// Redirects are not followed and proxies of the environment are not used, so that the address that is looked at is the one that is
// connected to.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace countersign {

// public_only: the very address of each connection is looked at, after the name was resolved (public_address.h).
enum class Reach { public_only, anywhere };

struct WebhookCall {
  std::string url;
  std::vector<std::string> headers;  // "name: value"
  std::string body;
  Reach reach = Reach::public_only;
};

// if_offered: also without TLS where the server has none, or somebody in between says so. Not for servers with a password.
enum class MailTls { required, if_offered };

struct MailServer {
  std::string url;  // smtp://host[:port] with STARTTLS, or smtps://host[:port]
  MailTls tls = MailTls::required;
  std::string ca_file;  // empty: the system's
  std::string user;     // empty: no login
  std::string password;
};

struct MailCall {
  std::string from;
  std::string to;
  std::string message;  // lines end with CRLF
};

struct TransferEnd {
  std::int64_t id = 0;
  int status = 0;      // the receiver's last answer; 0: none
  std::string reason;  // why it did not get through, in words of our own; empty: the receiver has answered
  std::optional<std::int64_t> retry_after_seconds;
  bool is_refused = false;  // of a mail: the server will not take it, however often it is sent
};

// An address that webhooks may be sent to: https, and with Reach::anywhere also http on a loopback address; without user and fragment,
// at most 2000 bytes. Errors: invalid-format.
Refusal check_webhook_url(const std::string& url, Reach reach);

// smtp:// or smtps://, without user and path. Errors: invalid-format.
Refusal check_mail_url(const std::string& url);

// For one thread.
class Transfers {
 public:
  // Each call may take so long.
  explicit Transfers(std::chrono::milliseconds longest);
  ~Transfers();  // what is still on its way is cut off
  Transfers(const Transfers&) = delete;
  Transfers& operator=(const Transfers&) = delete;

  void start(std::int64_t id, WebhookCall call);
  void start(std::int64_t id, const MailServer& server, MailCall call);

  // Waits at most so long for something to happen, and answers what has ended.
  std::vector<TransferEnd> proceed(std::chrono::milliseconds at_most);
  std::size_t on_their_way() const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace countersign
