#include "native/http/app.h"

#include "native/demo/demo_routes.h"
#include "native/http/preconditions.h"
#include "native/http/service_response.h"
#include "native/http/target.h"
#include "native/net/http_status.h"
#include "native/operations/masking.h"
#include "native/service/origin.h"

namespace countersign {
namespace {

constexpr std::string_view kWidgetPrefix = "/countersign/";

// Routes of files, as the log names them.
constexpr std::string_view kFiles = "/{*}";
constexpr std::string_view kWidgetFiles = "/countersign/{*}";

HttpPlan refuse_with(HttpResponse response) {
  HttpPlan plan;
  plan.refuse = [response = std::move(response)](const HttpRequest&) { return response; };
  return plan;
}

HttpPlan refuse_with(const Error& error) { return refuse_with(refusal_response(error)); }

// Nothing below it is a file.
bool is_api(std::string_view path) { return path.starts_with("/v1/") || path.empty(); }

AnswerKind kind_of(const HttpRequest& request, const HttpResponse& response) {
  if (response.source && request.path.starts_with("/v1/blobs/")) return AnswerKind::bytes;
  const bool is_call = is_api(request.path) || is_demo_address(request.path) || Health::has_address(request.path);
  if (is_call || response.status >= http_status::kBadRequest) return AnswerKind::api;
  if (!request.path.starts_with(kWidgetPrefix)) return AnswerKind::page;
  return request.path.ends_with(".html") ? AnswerKind::saved : AnswerKind::widget;
}

bool changes_something(HttpMethod method) {
  return method == HttpMethod::post || method == HttpMethod::put || method == HttpMethod::delete_;
}

// By a header, or in the body of a POST that says who somebody is.
bool has_shown_token(const HttpRequest& request) { return request.has_header("authorization") || request.method == HttpMethod::post; }

// The names under which a server on this machine is reached from this machine.
std::set<std::string> local_hosts(const AppOptions& options) {
  std::set<std::string> hosts = {"localhost", "127.0.0.1", "[::1]", options.listen.host};
  hosts.insert(options.hosts.begin(), options.hosts.end());
  return hosts;
}

Refusal check_options(const AppOptions& options) {
  for (const std::string& origin : options.allow_origins) {
    if (!is_origin(origin))
      return Error{ErrorCode::invalid_format, "", "'" + origin + "' is not an origin such as https://portal.example."};
  }
  if (options.passkeys && !is_rp_id(options.passkeys->id)) {
    return Error{ErrorCode::invalid_format, "", "'" + options.passkeys->id + "' is not a domain such as approve.example."};
  }
  if (options.passkeys) {
    for (const std::string& origin : options.passkeys->origins) {
      if (is_origin_of(origin, options.passkeys->id)) continue;
      return Error{ErrorCode::invalid_format, "", "A page of '" + origin + "' cannot use passkeys of " + options.passkeys->id + "."};
    }
    for (const std::string& origin : options.passkeys->top_origins) {
      if (!is_origin(origin)) return Error{ErrorCode::invalid_format, "", "'" + origin + "' is not an origin such as https://portal.example."};
    }
  }
  if (options.demo && !is_loopback(options.listen)) {
    return Error{ErrorCode::invalid_format, "",
                 "The demo lets everyone be anyone; it listens on a loopback address only."};
  }
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<App>> App::make(Store& store, LogService& log, Clock& clock, Random& random, AppOptions options) {
  if (Refusal refusal = check_options(options)) return *std::move(refusal);
  auto challenges = Challenges::open(store, random);
  if (!challenges.ok()) return challenges.error();
  return std::unique_ptr<App>(new App(store, log, clock, random, challenges.value(), std::move(options)));
}

App::App(Store& store, LogService& log, Clock& clock, Random& random, Challenges challenges, AppOptions options)
    : options_(std::move(options)),
      random_(random),
      origins_(store, clock, options_.allow_origins),
      health_(store, log),
      api_(store, log, clock, random, std::move(challenges), origins_, options_.limits, options_.passkeys, options_.notices, options_.working_hours),
      routes_(api_.routes()),
      log_(options_.log, options_.log_format),
      limiter_(options_.rates, figures_) {
  if (is_loopback(options_.listen) || !options_.hosts.empty()) origins_.answer_only_to(local_hosts(options_));
  if (!options_.www.empty()) www_.emplace(options_.www);
  if (!options_.widget.empty()) widget_.emplace(options_.widget);
  if (options_.demo) add_demo_routes(store);
}

void App::add_demo_routes(Store& store) {
  for (Route& route : demo_routes(store, api_.access(), origins_)) routes_.push_back(std::move(route));
}

std::string App::new_call_id() {
  std::array<std::uint8_t, 15> bytes;
  random_.fill(bytes);
  std::string id = base64url(bytes);
  for (char& character : id) {
    if (character == '_') character = '.';  // what the next server takes from us, too
  }
  return id;
}

ClientAddress App::client_of(const HttpRequest& request) const {
  std::vector<std::string_view> forwarded;
  for (const HttpHeader& header : request.headers) {
    if (header.name == "x-forwarded-for") forwarded.push_back(header.value);
  }
  return client_behind(ClientAddress::from(request.peer).value_or(ClientAddress()), forwarded, options_.rates.trusted_proxies);
}

std::optional<HttpResponse> App::limited(const HttpRequest& request) {
  const auto token = bearer_token(request);
  const auto wait = limiter_.admit(client_of(request), token.ok() ? token.value() : std::string_view(), std::chrono::steady_clock::now());
  if (!wait) return std::nullopt;
  ProblemExtras extras;
  extras.retry_after_seconds = wait;
  return service_response(refuse(Error{ErrorCode::too_many_requests}, extras));
}

HttpPlan App::plan(HttpRequest& request, std::string_view target) {
  request.id = request_id_from(request.header("x-request-id")).value_or("");
  if (request.id.empty()) request.id = new_call_id();
  auto parsed = parse_target(target);
  if (!parsed) return refuse_with(Error{ErrorCode::bad_request, "", "The address is malformed."});
  request.path = std::move(parsed->path);
  request.query = std::move(parsed->query);
  if (Health::has_address(request.path)) return health_.plan(request);
  if (!origins_.answers_to(request.header("host").value_or(""))) {
    return refuse_with(Error{ErrorCode::bad_request, "", "This server does not answer to this Host."});
  }
  RouteMatch match = match_route(routes_, request.method, request.path);
  request.route = match.pattern;
  if (!match.allow.empty() || is_api(request.path)) {
    if (auto refusal = limited(request)) return refuse_with(*std::move(refusal));
  }
  if (!match.allow.empty()) return plan_route(request, std::move(match));
  if (is_api(request.path)) return refuse_with(Error{ErrorCode::route_unknown});
  return plan_files(request);
}

HttpPlan App::plan_route(HttpRequest& request, RouteMatch match) {
  if (request.method == HttpMethod::options) return plan_preflight(request, std::move(match.allow));
  if (match.route == nullptr) {
    HttpResponse response = refusal_response(Error{ErrorCode::method_not_allowed});
    return refuse_with(response.set("allow", match.allow));
  }
  const Route& route = *match.route;
  request.captures = std::move(match.captures);
  if (changes_something(route.method)) {
    if (Refusal refusal = require_protocol(request)) return refuse_with(*refusal);
    if (Refusal refusal = require_query(request, {})) return refuse_with(*refusal);
  }
  if (route.body == RouteBody::json) {
    if (Refusal refusal = require_json(request)) return refuse_with(*refusal);
  }
  HttpPlan plan;
  if (route.body == RouteBody::json) plan.body_limit = options_.limits.message_bytes;
  if (route.body == RouteBody::upload) plan.body_limit = options_.limits.upload_bytes;
  plan.answer = route.answer;
  plan.open = route.open;
  return plan;
}

HttpPlan App::plan_files(HttpRequest& request) {
  if (request.method != HttpMethod::get && request.method != HttpMethod::head) {
    HttpResponse response = refusal_response(Error{ErrorCode::method_not_allowed});
    return refuse_with(response.set("allow", "GET, HEAD"));
  }
  const bool of_widget = widget_ && request.path.starts_with(kWidgetPrefix);
  const StaticFiles* files = of_widget ? &*widget_ : www_ ? &*www_ : nullptr;
  if (files == nullptr) return refuse_with(Error{ErrorCode::route_unknown});
  request.route = of_widget ? kWidgetFiles : kFiles;
  HttpPlan plan;
  plan.answer = [files, of_widget](const HttpRequest& asked) {
    const std::string_view path = asked.path;
    return files->answer(asked, of_widget ? path.substr(kWidgetPrefix.size() - 1) : path);
  };
  return plan;
}

HttpPlan App::plan_preflight(const HttpRequest& request, std::string allow) {
  HttpResponse plain;
  plain.status = http_status::kNoContent;
  plain.set("allow", allow);
  const bool is_preflight = request.has_header("origin") && request.has_header("access-control-request-method");
  if (!is_preflight) return refuse_with(std::move(plain));
  HttpPlan plan;
  plan.answer = [this, allow = std::move(allow)](const HttpRequest& asked) {
    const std::string origin(asked.header("origin").value_or(""));
    if (!origins_.admits(origin)) return refusal_response(Error{ErrorCode::origin_not_allowed});
    return preflight_answer(origin, allow);
  };
  return plan;
}

HttpResponse App::refusal(const Error& error) { return refusal_response(error); }

void App::complete(HttpRequest& request, HttpResponse& response) {
  if (request.id.empty()) request.id = new_call_id();
  response.set("x-request-id", request.id);
  if (options_.is_secure) response.set("strict-transport-security", "max-age=31536000");
  const AnswerKind kind = kind_of(request, response);
  const auto origin = request.header("origin");
  // The widget's files are the same for everybody; `secure` opens them to all.
  if (kind != AnswerKind::widget && origin && origins_.is_known(*origin)) allow_reading(response, *origin);
  secure(response, kind);
}

void App::log(const HttpRequest& request, const HttpResponse& response, std::int64_t bytes, std::chrono::microseconds time) {
  if (Health::has_address(request.path)) return;  // asked every few seconds, by machines
  AnsweredCall call{request.id, http_method_word(request.method), request.route, request.caller, {}, response.status, bytes, time};
  call.refusal = refusal_code(response);
  if (call.refusal == ErrorCode::unauthorized && has_shown_token(request)) limiter_.unauthorized(client_of(request), std::chrono::steady_clock::now());
  figures_.count({call.route, call.method, call.status, call.refusal, response.stream ? std::nullopt : std::optional(time)});
  log_.answered(call);
}

void App::drain() { health_.drain(); }

void App::log_failure(const std::string& what, std::string_view id) { log_.failed(what, id); }

}  // namespace countersign
