#include "native/http/health.h"

#include "core/json/object_text.h"
#include "native/http/preconditions.h"
#include "native/http/service_response.h"

namespace countersign {
namespace {

constexpr std::string_view kAlive = "/healthz";
constexpr std::string_view kReady = "/readyz";

HttpPlan plan_of(HttpResponse response) {
  HttpPlan plan;
  plan.refuse = [response = std::move(response)](const HttpRequest&) { return response; };
  return plan;
}

HttpResponse health_answer(std::string_view status) {
  ServiceAnswer answer;
  answer.body = ObjectText().text("status", status).take();
  return service_response(std::move(answer));
}

}  // namespace

bool Health::has_address(std::string_view path) { return path == kAlive || path == kReady; }

HttpPlan Health::plan(const HttpRequest& request) {
  if (request.method != HttpMethod::get && request.method != HttpMethod::head) {
    HttpResponse response = refusal_response(Error{ErrorCode::method_not_allowed});
    return plan_of(response.set("allow", "GET, HEAD"));
  }
  if (Refusal refusal = require_query(request, {})) return plan_of(refusal_response(*refusal));
  if (request.path == kAlive) return plan_of(health_answer("ok"));
  HttpPlan plan;
  plan.answer = [this](const HttpRequest&) { return readiness(); };
  return plan;
}

std::vector<std::string_view> Health::failing() {
  std::vector<std::string_view> failing;
  if (is_draining_) failing.push_back("draining");
  if (!store_.checkpoint().ok()) failing.push_back("store");
  if (store_.figures().is_failing()) failing.push_back("writing");
  if (!log_.can_sign()) failing.push_back("log");
  return failing;
}

HttpResponse Health::readiness() {
  const auto checks = failing();
  if (checks.empty()) return health_answer("ready");
  std::string failed;
  for (const std::string_view check : checks) failed.append(failed.empty() ? "" : ", ").append(check);
  return refusal_response(Error{ErrorCode::store_unavailable, "", "Not ready: " + failed + "."});
}

}  // namespace countersign
