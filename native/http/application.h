// What the HTTP machinery asks of the application above it. The machinery knows connections, limits and time; the
// application knows addresses, headers and answers.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "core/base/result.h"
#include "native/http/message.h"

namespace countersign {

// A refusal, or something that takes the body piece by piece.
using HttpUploadStart = std::variant<HttpResponse, std::unique_ptr<HttpUpload>>;

// What is to be done with a request whose header has been read. Exactly one function is set.
struct HttpPlan {
  std::int64_t body_limit = 0;
  // May block: runs on a worker thread, with the whole body.
  std::function<HttpResponse(const HttpRequest&)> answer;
  // May block: runs on a worker thread, before any of the body is read.
  std::function<HttpUploadStart(const HttpRequest&)> open;
  // Needs neither body nor worker.
  std::function<HttpResponse(const HttpRequest&)> refuse;
};

class HttpApplication {
 public:
  virtual ~HttpApplication() = default;

  // Fills in path, query and captures. Must not block.
  virtual HttpPlan plan(HttpRequest& request, std::string_view target) = 0;
  // The answer to something that never became a request, or could not be finished.
  virtual HttpResponse refusal(const Error& error) = 0;
  // Adds what every answer carries. The request may be one that nobody has planned: then it gets its id here.
  virtual void complete(HttpRequest& request, HttpResponse& response) = 0;
  // After the answer was sent.
  virtual void log(const HttpRequest& request, const HttpResponse& response, std::int64_t bytes, std::chrono::microseconds time) = 0;
  // The server was told to stop: from now on it says that it is not ready, and goes on serving for a while. From any thread.
  virtual void drain() {}
  virtual bool is_draining() const { return false; }
  virtual void log_note(const std::string&) {}
  // An exception that got away from a handler; with the id of the call, if it was one.
  virtual void log_failure(const std::string& what, std::string_view id) = 0;
};

}  // namespace countersign
