#include "native/http/metrics_api.h"

#include "native/http/preconditions.h"
#include "native/http/service_response.h"
#include "native/service/requests.h"

namespace countersign {

Result<MetricsApi::Page> MetricsApi::page_of(const HttpRequest& request) {
  if (Refusal refusal = require_query(request, {"cursor", "limit"})) return *std::move(refusal);
  const auto limit = query_number(request, "limit", kDefaultPage, 1, kLargestPage);
  if (!limit.ok()) return limit.error();
  Page page;
  page.limit = static_cast<std::size_t>(limit.value());
  if (const auto cursor = request.parameter("cursor")) page.cursor = std::string(*cursor);
  return page;
}

std::vector<Route> MetricsApi::routes() {
  using Paged = std::function<ServiceAnswer(const Caller&, const Page&)>;
  const auto paged = [this](Paged work) {
    return [this, work = std::move(work)](const HttpRequest& request) {
      return as_caller_(request, [&](const Caller& caller) {
        const Result<Page> page = page_of(request);
        return page.ok() ? service_response(work(caller, page.value())) : refusal_response(page.error());
      });
    };
  };
  const auto whole = [this](const HttpRequest& request) {
    return as_caller_(request, [&](const Caller& caller) {
      if (Refusal refusal = require_query(request, {})) return refusal_response(*refusal);
      return service_response(model_.metrics(caller, clock_.now()));
    });
  };
  return {
      {HttpMethod::get, "/v1/metrics", RouteBody::none, whole, {}},
      {HttpMethod::get, "/v1/metrics/projects", RouteBody::none,
       paged([this](const Caller& caller, const Page& page) { return model_.projects(caller, page.cursor, page.limit); }), {}},
      {HttpMethod::get, "/v1/metrics/long-tails", RouteBody::none,
       paged([this](const Caller& caller, const Page& page) { return model_.long_tails(caller, clock_.now(), page.cursor, page.limit); }), {}},
  };
}

}  // namespace countersign
