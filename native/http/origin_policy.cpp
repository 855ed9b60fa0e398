#include "native/http/origin_policy.h"

#include <algorithm>

#include "native/net/http_status.h"
#include "native/service/access.h"
#include "native/service/origin.h"

namespace countersign {
namespace {

// Forgetting them costs a question to the store each; remembering all that ever were would be a leak.
constexpr std::size_t kMostRemembered = 10000;

}  // namespace

OriginPolicy::OriginPolicy(Store& store, Clock& clock, const std::vector<std::string>& allowed)
    : store_(store), clock_(clock), allowed_(allowed.begin(), allowed.end()) {}

bool OriginPolicy::answers_to(std::string_view host_header) const {
  return hosts_.empty() || hosts_.count(std::string(authority_host(host_header))) > 0;
}

bool OriginPolicy::is_own_page(const HttpRequest& request, std::string_view origin) const {
  // Behind a proxy the scheme is not known here; the authority is.
  return is_origin(origin) && request.header("host") == origin_authority(origin);
}

Refusal OriginPolicy::check(const HttpRequest& request, const Caller& caller) {
  if (!request.has_header("origin")) return std::nullopt;
  const std::string_view origin = request.header("origin").value_or("");
  if (caller.origins.empty()) return check_of_tenant(request, origin, caller.tenant);
  if (std::find(caller.origins.begin(), caller.origins.end(), origin) == caller.origins.end()) {
    return Error{ErrorCode::origin_not_allowed};
  }
  remember(origin);
  return std::nullopt;
}

Refusal OriginPolicy::check_anonymous(const HttpRequest& request) const {
  if (!request.has_header("origin")) return std::nullopt;
  const std::string_view origin = request.header("origin").value_or("");
  if (is_own_page(request, origin) || allowed_.count(origin) > 0) return std::nullopt;
  return Error{ErrorCode::origin_not_allowed};
}

Refusal OriginPolicy::check_of_tenant(const HttpRequest& request, std::string_view origin, std::string_view tenant) {
  const Refusal refusal = check_anonymous(request);
  if (!refusal) return std::nullopt;
  const auto stored = store_.tenant(tenant);
  if (!stored.ok()) return stored.error();
  const bool is_its_own = stored.value() && std::find(stored.value()->origins.begin(), stored.value()->origins.end(), origin) != stored.value()->origins.end();
  if (!is_its_own) return refusal;
  remember(origin);
  return std::nullopt;
}

bool OriginPolicy::admits(std::string_view origin) {
  if (!is_origin(origin)) return false;
  if (allowed_.count(origin) > 0) return true;
  const auto found = store_.knows_origin(origin, later(clock_.now(), -kSessionRenewalMilliseconds));
  if (!found.ok() || !found.value()) return false;
  remember(origin);
  return true;
}

void OriginPolicy::recognize(const HttpRequest& request) {
  const auto origin = request.header("origin");
  if (!origin || is_own_page(request, *origin) || is_known(*origin)) return;
  admits(*origin);
}

bool OriginPolicy::is_known(std::string_view origin) const {
  if (allowed_.count(origin) > 0) return true;
  const std::lock_guard lock(mutex_);
  return of_others_.count(origin) > 0;
}

void OriginPolicy::remember(std::string_view origin) {
  const std::lock_guard lock(mutex_);
  if (of_others_.size() >= kMostRemembered) of_others_.clear();
  of_others_.emplace(origin);
}

HttpResponse preflight_answer(std::string_view origin, std::string_view allow) {
  HttpResponse response;
  response.status = http_status::kNoContent;
  allow_reading(response, origin);
  response.set("access-control-allow-methods", std::string(allow));
  response.set("access-control-allow-headers",
               "authorization, content-type, countersign-protocol, idempotency-key, if-match, if-none-match, last-event-id, range, x-request-id");
  response.set("access-control-max-age", "600");
  return response;
}

void allow_reading(HttpResponse& response, std::string_view origin) {
  response.set("access-control-allow-origin", std::string(origin));
  response.set("access-control-expose-headers", "content-range, etag, location, retry-after, x-request-id");
}

}  // namespace countersign
