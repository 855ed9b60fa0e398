// The whole application over HTTP: the API, the demo's addresses, the static files, and what every answer carries.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "native/http/access_log.h"
#include "native/http/api.h"
#include "native/http/application.h"
#include "native/http/health.h"
#include "native/http/http_server.h"
#include "native/http/security_headers.h"
#include "native/http/static_files.h"
#include "native/operations/call_figures.h"
#include "native/operations/rate_limit.h"

namespace countersign {

struct AppOptions {
  std::string www;                         // folder served at /; empty: none
  std::string widget;                      // folder served at /countersign/; empty: none
  std::vector<std::string> allow_origins;  // other sites that may use the API from a browser
  std::vector<std::string> hosts;          // other names that the server answers to, behind a proxy
  std::optional<RelyingParty> passkeys;    // without: they are off
  ListenAddress listen;
  bool is_secure = false;  // the server itself speaks TLS
  bool demo = false;  // anyone who can reach the server may be one of the demo's people
  LogLevel log = LogLevel::everything;
  LogFormat log_format = LogFormat::text;
  HttpLimits limits;
  CallLimits rates;  // how fast calls may come; without: as they like
  ApiNotices notices;
  Calendar working_hours = usual_calendar();  // of the metrics
};

class App final : public HttpApplication {
 public:
  // Errors: invalid-format (an option that cannot be), store-unavailable.
  static Result<std::unique_ptr<App>> make(Store& store, LogService& log, Clock& clock, Random& random, AppOptions options);

  RequestService& requests() { return api_.requests(); }
  KeyUses& key_uses() { return api_.access().key_uses(); }
  MetricsModel& metrics() { return api_.metrics(); }
  const std::vector<Route>& routes() const { return routes_; }
  Health& health() { return health_; }
  const CallFigures& figures() const { return figures_; }

  HttpPlan plan(HttpRequest& request, std::string_view target) override;
  HttpResponse refusal(const Error& error) override;
  void complete(HttpRequest& request, HttpResponse& response) override;
  void log(const HttpRequest& request, const HttpResponse& response, std::int64_t bytes, std::chrono::microseconds time) override;
  void log_failure(const std::string& what, std::string_view id) override;
  void log_note(const std::string& what) override { log_.noted(what); }
  void drain() override;
  bool is_draining() const override { return health_.is_draining(); }

 private:
  App(Store& store, LogService& log, Clock& clock, Random& random, Challenges challenges, AppOptions options);

  void add_demo_routes(Store& store);
  std::string new_call_id();
  ClientAddress client_of(const HttpRequest& request) const;
  // The refusal of a call that comes too soon.
  std::optional<HttpResponse> limited(const HttpRequest& request);
  HttpPlan plan_route(HttpRequest& request, RouteMatch match);
  HttpPlan plan_files(HttpRequest& request);
  HttpPlan plan_preflight(const HttpRequest& request, std::string allow);

  AppOptions options_;
  Random& random_;
  OriginPolicy origins_;
  Health health_;
  Api api_;
  std::vector<Route> routes_;
  std::optional<StaticFiles> www_;
  std::optional<StaticFiles> widget_;
  AccessLog log_;
  CallFigures figures_;
  CallLimiter limiter_;
};

}  // namespace countersign
