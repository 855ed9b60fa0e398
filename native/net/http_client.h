// Calls to other servers (libcurl, which only the files of this folder include). What is called is named by the owner
// of this server; what it answers is a stranger's: bounded in size and time, never followed elsewhere.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace countersign {

struct HttpAnswer {
  int status = 0;
  std::string media_type;  // as it was sent
  std::string body;
};

struct HttpCallLimits {
  std::chrono::milliseconds connect{5000};
  std::chrono::milliseconds whole{10000};
  std::size_t header_bytes = 16 * 1024;
  std::size_t body_bytes = 64 * 1024;
};

// An address that may be called: https, or http on a loopback address; without a user, a query and a fragment. Errors:
// invalid-format.
Refusal check_call_address(const std::string& url);

// Keeps its connection from one call to the next. For one thread.
class HttpClient {
 public:
  // A call is cut off as soon as `is_stopping`.
  HttpClient(HttpCallLimits limits, const std::atomic<bool>& is_stopping);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Any status is an answer. Errors: internal, with a detail that holds nothing of what came back.
  Result<HttpAnswer> post(const std::string& url, std::string_view media_type, std::string_view body);

 private:
  class Handle;
  HttpCallLimits limits_;
  const std::atomic<bool>& is_stopping_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace countersign
