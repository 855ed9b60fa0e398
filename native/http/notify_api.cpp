#include "native/http/notify_api.h"

#include "core/base/limits.h"
#include "native/http/preconditions.h"
#include "native/http/service_response.h"
#include "native/service/requests.h"

namespace countersign {
namespace {

Result<DeliveryPage> delivery_page(const HttpRequest& request) {
  DeliveryPage page;
  if (Refusal refusal = require_query(request, {"status", "cursor", "limit"})) return *std::move(refusal);
  if (const auto word = request.parameter("status")) {
    const auto status = read_delivery_status(*word);
    if (!status.ok()) return Error{status.error().code, "/status"};
    page.status = status.value();
  }
  const auto limit = query_number(request, "limit", kDefaultPage, 1, kLargestPage);
  if (!limit.ok()) return limit.error();
  page.limit = static_cast<std::size_t>(limit.value());
  if (!request.parameter("cursor")) return page;
  const auto before = query_number(request, "cursor", 1, 1, limits::kInteger);
  if (!before.ok()) return before.error();
  page.before = before.value();
  return page;
}

}  // namespace

HttpResponse NotifyApi::deliveries(const HttpRequest& request, const std::string& route) {
  return as_caller_(request, [&](const Caller& caller) {
    const auto page = delivery_page(request);
    return page.ok() ? service_response(webhooks_.deliveries(caller, route, page.value())) : refusal_response(page.error());
  });
}

std::vector<Route> NotifyApi::routes() {
  using enum HttpMethod;
  using Work = std::function<ServiceAnswer(const Caller&, const HttpRequest&)>;
  const auto call = [this](Work work) {
    return [this, work = std::move(work)](const HttpRequest& request) {
      return as_caller_(request, [&](const Caller& caller) {
        if (Refusal refusal = require_query(request, {})) return refusal_response(*refusal);
        return service_response(work(caller, request));
      });
    };
  };
  const auto first = [](const HttpRequest& request) -> const std::string& { return request.captures.front(); };
  const std::string mail(kMailRoute);
  return {
      {get, "/v1/webhooks", RouteBody::none, call([this](const Caller& caller, const HttpRequest&) { return webhooks_.list(caller); }), {}},
      {post, "/v1/webhooks", RouteBody::json, call([this](const Caller& caller, const HttpRequest& request) { return webhooks_.add(caller, request.body); }), {}},
      {get, "/v1/webhooks/{}", RouteBody::none,
       call([this, first](const Caller& caller, const HttpRequest& request) { return webhooks_.view(caller, first(request)); }), {}},
      {delete_, "/v1/webhooks/{}", RouteBody::none,
       call([this, first](const Caller& caller, const HttpRequest& request) { return webhooks_.remove(caller, first(request)); }), {}},
      {post, "/v1/webhooks/{}/secret", RouteBody::json,
       call([this, first](const Caller& caller, const HttpRequest& request) { return webhooks_.replace_secret(caller, first(request), request.body); }), {}},
      {post, "/v1/webhooks/{}/enable", RouteBody::json,
       call([this, first](const Caller& caller, const HttpRequest& request) { return webhooks_.enable(caller, first(request), request.body); }), {}},
      {get, "/v1/webhooks/{}/deliveries", RouteBody::none, [this, first](const HttpRequest& request) { return deliveries(request, first(request)); }, {}},
      {post, "/v1/webhooks/{}/deliveries/{}/retry", RouteBody::json,
       call([this, first](const Caller& caller, const HttpRequest& request) { return webhooks_.retry(caller, first(request), request.captures.back(), request.body); }), {}},
      {get, "/v1/mail/deliveries", RouteBody::none, [this, mail](const HttpRequest& request) { return deliveries(request, mail); }, {}},
      {post, "/v1/mail/deliveries/{}/retry", RouteBody::json,
       call([this, mail](const Caller& caller, const HttpRequest& request) { return webhooks_.retry(caller, mail, request.captures.back(), request.body); }), {}},
      {get, "/v1/contacts/{}", RouteBody::none,
       call([this, first](const Caller& caller, const HttpRequest& request) { return contacts_.view(caller, first(request)); }), {}},
      {put, "/v1/contacts/{}", RouteBody::json,
       call([this, first](const Caller& caller, const HttpRequest& request) { return contacts_.put(caller, first(request), request.body); }), {}},
      {delete_, "/v1/contacts/{}", RouteBody::none,
       call([this, first](const Caller& caller, const HttpRequest& request) { return contacts_.remove(caller, first(request)); }), {}},
  };
}

}  // namespace countersign
