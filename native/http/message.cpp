#include "native/http/message.h"

namespace countersign {

std::string_view http_method_word(HttpMethod method) {
  switch (method) {
    case HttpMethod::get: return "GET";
    case HttpMethod::head: return "HEAD";
    case HttpMethod::post: return "POST";
    case HttpMethod::put: return "PUT";
    case HttpMethod::delete_: return "DELETE";
    case HttpMethod::options: return "OPTIONS";
    case HttpMethod::other: break;
  }
  return "OTHER";
}

std::optional<std::string_view> HttpRequest::header(std::string_view lower_case_name) const {
  std::optional<std::string_view> found;
  for (const HttpHeader& header : headers) {
    if (header.name != lower_case_name) continue;
    if (found) return std::nullopt;
    found = header.value;
  }
  return found;
}

bool HttpRequest::has_header(std::string_view lower_case_name) const {
  for (const HttpHeader& header : headers) {
    if (header.name == lower_case_name) return true;
  }
  return false;
}

std::optional<std::string_view> HttpRequest::parameter(std::string_view name) const {
  const auto found = query.find(std::string(name));
  if (found == query.end()) return std::nullopt;
  return found->second;
}

HttpResponse& HttpResponse::set(std::string name, std::string value) {
  for (HttpHeader& header : headers) {
    if (header.name == name) {
      header.value = std::move(value);
      return *this;
    }
  }
  headers.push_back({std::move(name), std::move(value)});
  return *this;
}

}  // namespace countersign
