#include "native/http/health.h"

#include "core/json/object_text.h"
#include "native/http/preconditions.h"
#include "native/http/service_response.h"

namespace countersign {
namespace {

constexpr std::string_view kAlive = "/healthz";
constexpr std::string_view kReady = "/readyz";

constexpr std::chrono::seconds kOneAnswerServes{1};
constexpr std::chrono::seconds kStorePatience{5};

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
  if (const auto is_readable = known_readable()) return plan_of(readiness(*is_readable));
  HttpPlan plan;
  plan.answer = [this](const HttpRequest&) { return readiness(ask_whether_readable()); };
  return plan;
}

std::optional<bool> Health::known_readable() {
  const std::lock_guard lock(mutex_);
  return known_readable_locked(std::chrono::steady_clock::now());
}

std::optional<bool> Health::known_readable_locked(SteadyTime now) const {
  if (last_answer_ && now - last_answer_->at < kOneAnswerServes) return last_answer_->is_readable;
  if (!asked_at_) return std::nullopt;
  if (now - *asked_at_ >= kStorePatience) return false;
  return last_answer_ ? std::optional(last_answer_->is_readable) : std::nullopt;
}

bool Health::ask_whether_readable() {
  {
    const std::lock_guard lock(mutex_);
    const SteadyTime now = std::chrono::steady_clock::now();
    if (const auto is_readable = known_readable_locked(now)) return *is_readable;
    if (!asked_at_) asked_at_ = now;
  }
  bool is_readable = false;
  try {
    is_readable = store_.checkpoint().ok();
  } catch (const std::exception&) {
    // Out of memory, most likely: not readable, for now.
  }
  const std::lock_guard lock(mutex_);
  asked_at_.reset();
  last_answer_ = {std::chrono::steady_clock::now(), is_readable};
  return is_readable;
}

std::vector<std::string_view> Health::failing(bool is_readable) const {
  std::vector<std::string_view> failing;
  if (is_draining_) failing.push_back("draining");
  if (!is_readable) failing.push_back("store");
  if (store_.figures().is_failing()) failing.push_back("writing");
  if (!log_.can_sign()) failing.push_back("log");
  return failing;
}

HttpResponse Health::readiness(bool is_readable) const {
  const auto checks = failing(is_readable);
  if (checks.empty()) return health_answer("ready");
  std::string failed;
  for (const std::string_view check : checks) failed.append(failed.empty() ? "" : ", ").append(check);
  return refusal_response(Error{ErrorCode::store_unavailable, "", "Not ready: " + failed + "."});
}

}  // namespace countersign
