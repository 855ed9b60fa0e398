#include "native/http/router.h"

#include <optional>

namespace countersign {
namespace {

std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);
  const std::size_t end = path.find('/');
  const std::string_view segment = path.substr(0, end);
  path = end == std::string_view::npos ? std::string_view() : path.substr(end);
  return segment;
}

std::optional<std::vector<std::string>> captures_of(std::string_view pattern, std::string_view path) {
  std::vector<std::string> captures;
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = take_segment(pattern);
    if (wanted == "{*}") {
      captures.emplace_back(path.substr(1));
      return captures;
    }
    const std::string_view given = take_segment(path);
    if (wanted == "{}" && !given.empty()) {
      captures.emplace_back(given);
    } else if (wanted != given) {
      return std::nullopt;
    }
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return captures;
}

void allow(std::string& list, std::string_view method) {
  if (!list.empty()) list += ", ";
  list += method;
}

}  // namespace

RouteMatch match_route(const std::vector<Route>& routes, HttpMethod method, std::string_view path) {
  RouteMatch match;
  const HttpMethod wanted = method == HttpMethod::head ? HttpMethod::get : method;
  for (const Route& route : routes) {
    auto captures = captures_of(route.pattern, path);
    if (!captures) continue;
    match.pattern = route.pattern;
    allow(match.allow, http_method_word(route.method));
    if (route.method == HttpMethod::get) allow(match.allow, http_method_word(HttpMethod::head));
    if (route.method != wanted) continue;
    match.route = &route;
    match.captures = *std::move(captures);
  }
  if (!match.allow.empty()) allow(match.allow, http_method_word(HttpMethod::options));
  return match;
}

}  // namespace countersign
