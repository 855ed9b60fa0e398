#include "native/http/log_api.h"

#include "native/http/preconditions.h"
#include "native/http/service_response.h"

namespace countersign {
namespace {

// The log's tiles and entries never change once they are there.
constexpr std::string_view kImmutable = "public, max-age=31536000, immutable";
constexpr std::string_view kPrivateImmutable = "private, max-age=31536000, immutable";

HttpResponse log_response(Result<std::string> bytes, std::string_view media_type, std::string_view caching) {
  if (!bytes.ok()) return refusal_response(bytes.error());
  HttpResponse response;
  response.set("content-type", std::string(media_type));
  response.set("cache-control", std::string(caching));
  response.body = std::move(bytes).value();
  return response;
}

}  // namespace

std::vector<Route> LogApi::routes() {
  using enum HttpMethod;
  const auto call = [this](HttpResponse (LogApi::*handler)(const HttpRequest&)) {
    return [this, handler](const HttpRequest& request) { return (this->*handler)(request); };
  };
  return {
      {get, "/v1/requests/{}/receipt", RouteBody::none, call(&LogApi::receipt), {}},
      {get, "/v1/requests/{}/bundle", RouteBody::none, call(&LogApi::bundle), {}},
      {get, "/v1/log/checkpoint", RouteBody::none, call(&LogApi::checkpoint), {}},
      {get, "/v1/log/entries/{*}", RouteBody::none, call(&LogApi::entries), {}},
      {get, "/v1/log/tile/{*}", RouteBody::none, call(&LogApi::tile), {}},
  };
}

HttpResponse LogApi::receipt(const HttpRequest& request) {
  return as_caller_(request, [&](const Caller& caller) {
    const auto id = captured_request(request);
    if (!id.ok()) return refusal_response(id.error());
    std::optional<DecisionId> decision;
    Refusal refusal = require_query(request, {"decision"});
    if (!refusal) refusal = read_parameter(request, "decision", decision, DecisionId::from);
    if (refusal) return refusal_response(*refusal);
    return service_response(log_.receipt(caller, id.value(), decision));
  });
}

HttpResponse LogApi::bundle(const HttpRequest& request) {
  return as_caller_(request, [&](const Caller& caller) {
    const auto id = captured_request(request);
    if (!id.ok()) return refusal_response(id.error());
    if (Refusal refusal = require_query(request, {})) return refusal_response(*refusal);
    return service_response(log_.bundle(caller, id.value()));
  });
}

HttpResponse LogApi::checkpoint(const HttpRequest& request) {
  if (Refusal refusal = require_query(request, {})) return refusal_response(*refusal);
  return log_response(log_.checkpoint(), "text/plain; charset=utf-8", "max-age=1");
}

HttpResponse LogApi::tile(const HttpRequest& request) {
  // C2SP tlog-tiles has the entries beside the tiles.
  constexpr std::string_view kEntries = "entries/";
  const std::string_view path = request.captures.front();
  if (path.starts_with(kEntries)) return entries_at(request, path.substr(kEntries.size()));
  if (Refusal refusal = require_query(request, {})) return refusal_response(*refusal);
  const auto name = tile_from_path(path);
  if (!name.ok()) return refusal_response(name.error());
  return log_response(log_.tile(name.value()), "application/octet-stream", kImmutable);
}

HttpResponse LogApi::entries(const HttpRequest& request) { return entries_at(request, request.captures.front()); }

HttpResponse LogApi::entries_at(const HttpRequest& request, std::string_view path) {
  return as_caller_(request, [&](const Caller& caller) {
    if (Refusal refusal = require_query(request, {})) return refusal_response(*refusal);
    const auto name = bundle_from_path(path);
    if (!name.ok()) return refusal_response(name.error());
    return log_response(log_.entries(caller, name.value()), "application/octet-stream", kPrivateImmutable);
  });
}

}  // namespace countersign
