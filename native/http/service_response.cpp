#include "native/http/service_response.h"

#include "native/net/http_status.h"

namespace countersign {

HttpResponse service_response(ServiceAnswer answer) {
  HttpResponse response;
  response.status = answer.status;
  response.set("content-type", answer.is_refusal() ? "application/problem+json" : "application/json");
  if (answer.head > 0 && !answer.is_refusal()) response.set("etag", "\"" + std::to_string(answer.head) + "\"");
  if (answer.retry_after_seconds) response.set("retry-after", std::to_string(*answer.retry_after_seconds));
  if (answer.status == http_status::kUnauthorized) response.set("www-authenticate", "Bearer");
  response.body = std::move(answer.body);
  return response;
}

HttpResponse refusal_response(const Error& error) { return service_response(refuse(error)); }

// Problem documents are canonical, so their code comes first, in those too that were stored and are answered again.
std::optional<ErrorCode> refusal_code(const HttpResponse& response) {
  constexpr std::string_view kBegin = "{\"code\":\"";
  const std::string_view body = response.body;
  if (response.status < http_status::kBadRequest || !body.starts_with(kBegin)) return std::nullopt;
  const std::string_view rest = body.substr(kBegin.size());
  return error_from_word(rest.substr(0, rest.find('"')));
}

}  // namespace countersign
