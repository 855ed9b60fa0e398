#include "native/http/access_api.h"

#include "native/http/preconditions.h"
#include "native/http/service_response.h"

namespace countersign {

std::vector<Route> AccessApi::routes() {
  using enum HttpMethod;
  const auto call = [this](HttpResponse (AccessApi::*handler)(const HttpRequest&)) {
    return [this, handler](const HttpRequest& request) { return (this->*handler)(request); };
  };
  return {
      {post, "/v1/requests/{}/sessions", RouteBody::json, call(&AccessApi::mint), {}},
      {post, "/v1/sessions", RouteBody::json, call(&AccessApi::mint), {}},
      {post, "/v1/sessions/renewal", RouteBody::json, call(&AccessApi::renew), {}},
      {get, "/v1/requests/{}/links", RouteBody::none, call(&AccessApi::links), {}},
      {post, "/v1/requests/{}/links", RouteBody::json, call(&AccessApi::make_link), {}},
      {delete_, "/v1/requests/{}/links/{}", RouteBody::none, call(&AccessApi::revoke_link), {}},
      {post, "/v1/links/exchange", RouteBody::json, call(&AccessApi::exchange_link), {}},
      {get, "/v1/keys", RouteBody::none, call(&AccessApi::keys), {}},
      {post, "/v1/keys", RouteBody::json, call(&AccessApi::make_key), {}},
      {delete_, "/v1/keys/{}", RouteBody::none, call(&AccessApi::revoke_key), {}},
  };
}

HttpResponse AccessApi::mint(const HttpRequest& request) {
  return as_caller_(request, [&](const Caller& caller) {
    std::optional<RequestId> bound;
    if (!request.captures.empty()) {
      const auto id = captured_request(request);
      if (!id.ok()) return refusal_response(id.error());
      bound = id.value();
    }
    return service_response(access_.mint(caller, bound, request.body));
  });
}

HttpResponse AccessApi::renew(const HttpRequest& request) {
  return as_caller_(request, [&](const Caller& caller) { return service_response(access_.renew(caller, bearer_token(request).value(), request.body)); });
}

HttpResponse AccessApi::links(const HttpRequest& request) {
  return as_caller_(request, [&](const Caller& caller) {
    const auto id = captured_request(request);
    if (!id.ok()) return refusal_response(id.error());
    if (Refusal refusal = require_query(request, {})) return refusal_response(*refusal);
    return service_response(links_.list(caller, id.value()));
  });
}

HttpResponse AccessApi::make_link(const HttpRequest& request) {
  return as_caller_(request, [&](const Caller& caller) {
    const auto id = captured_request(request);
    return id.ok() ? service_response(links_.mint(caller, id.value(), request.body)) : refusal_response(id.error());
  });
}

HttpResponse AccessApi::revoke_link(const HttpRequest& request) {
  return as_caller_(request, [&](const Caller& caller) {
    const auto id = captured_request(request);
    return id.ok() ? service_response(links_.revoke(caller, id.value(), request.captures.back())) : refusal_response(id.error());
  });
}

HttpResponse AccessApi::exchange_link(const HttpRequest& request) {
  origins_.recognize(request);
  const auto token = read_link_token(request.body);
  if (!token.ok()) return refusal_response(token.error());
  const auto link = links_.authenticate(token.value());
  if (!link.ok()) return refusal_response(link.error());
  if (Refusal refusal = origins_.check(request, link.value().caller)) return refusal_response(*refusal);
  return service_response(links_.exchange(link.value()));
}

HttpResponse AccessApi::keys(const HttpRequest& request) {
  return as_caller_(request, [&](const Caller& caller) {
    if (Refusal refusal = require_query(request, {})) return refusal_response(*refusal);
    return service_response(keys_.list(caller));
  });
}

HttpResponse AccessApi::make_key(const HttpRequest& request) {
  return as_caller_(request, [&](const Caller& caller) { return service_response(keys_.add(caller, request.body)); });
}

HttpResponse AccessApi::revoke_key(const HttpRequest& request) {
  return as_caller_(request, [&](const Caller& caller) { return service_response(keys_.revoke(caller, request.captures.front())); });
}

}  // namespace countersign
