// The addresses of the log, and of what proves something of one request.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "native/http/message.h"
#include "native/http/router.h"
#include "native/log/log_service.h"

namespace countersign {

class LogApi {
 public:
  using WithCaller = std::function<HttpResponse(const Caller&)>;
  // Authenticates the call, and hands over or refuses.
  using AsCaller = std::function<HttpResponse(const HttpRequest&, const WithCaller&)>;

  LogApi(LogService& log, AsCaller as_caller) : log_(log), as_caller_(std::move(as_caller)) {}

  std::vector<Route> routes();

 private:
  HttpResponse receipt(const HttpRequest& request);
  HttpResponse bundle(const HttpRequest& request);
  HttpResponse checkpoint(const HttpRequest& request);
  HttpResponse tile(const HttpRequest& request);
  HttpResponse entries(const HttpRequest& request);
  // C2SP has the entries below the tiles, too.
  HttpResponse entries_at(const HttpRequest& request, std::string_view path);

  LogService& log_;
  AsCaller as_caller_;
};

}  // namespace countersign
