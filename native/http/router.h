// The table of routes: which address takes which methods, and who answers.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "native/http/application.h"
#include "native/http/message.h"

namespace countersign {

enum class RouteBody {
  none,    // a body is not expected and not read
  json,    // application/json, read whole
  upload,  // anything, read piece by piece
};

struct Route {
  HttpMethod method;
  std::string_view pattern;  // "/v1/requests/{}/commands": {} stands for one segment that is not empty, {*} for all that are left
  RouteBody body = RouteBody::none;
  std::function<HttpResponse(const HttpRequest&)> answer;
  std::function<HttpUploadStart(const HttpRequest&)> open;  // of an upload
};

struct RouteMatch {
  const Route* route = nullptr;
  std::string_view pattern;  // of the address, whether it takes the method or not
  std::vector<std::string> captures;
  std::string allow;  // the methods of this address, for Allow; empty when there is no such address
};

// HEAD is answered by GET's route.
RouteMatch match_route(const std::vector<Route>& routes, HttpMethod method, std::string_view path);

}  // namespace countersign
