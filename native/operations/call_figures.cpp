#include "native/operations/call_figures.h"

#include <algorithm>

namespace countersign {
namespace {

constexpr std::string_view kStatusClasses[] = {"0xx", "1xx", "2xx", "3xx", "4xx", "5xx"};

std::size_t class_of(int status) {
  constexpr int kHundred = 100;
  return static_cast<std::size_t>(std::clamp(status / kHundred, 0, 5));
}

}  // namespace

void CallFigures::count(const CountedCall& call) {
  const std::string_view route = call.route.empty() ? "none" : call.route;
  const std::lock_guard lock(mutex_);
  ++answers_[{route, call.method, static_cast<int>(class_of(call.status))}];
  if (call.refusal) ++refusals_[*call.refusal];
  if (!call.time) return;
  const double seconds = std::chrono::duration<double>(*call.time).count();
  Durations& durations = durations_[route];
  ++durations.counts[static_cast<std::size_t>(std::lower_bound(kSecondBounds.begin(), kSecondBounds.end(), seconds) - kSecondBounds.begin())];
  durations.sum += seconds;
}

void CallFigures::limited(CallLimit limit) {
  const std::lock_guard lock(mutex_);
  ++(limit == CallLimit::of_key ? limited_by_key_ : limited_by_address_);
}

void CallFigures::describe(MetricsText& text) const {
  const std::lock_guard lock(mutex_);
  text.counter("countersign_http_requests_total", "Answers, by route, method and class of status.");
  for (const auto& [key, count] : answers_) {
    const auto& [route, method, status] = key;
    text.sample(static_cast<double>(count), {{"route", route}, {"method", method}, {"status", kStatusClasses[static_cast<std::size_t>(status)]}});
  }
  text.histogram("countersign_http_request_duration_seconds", "From the first byte of a request to the last of its answer; live streams are not counted.");
  for (const auto& [route, durations] : durations_) text.classes(kSecondBounds, durations.counts, durations.sum, {{"route", route}});
  text.counter("countersign_refusals_total", "Answers that refused, by the code of the problem.");
  for (const auto& [code, count] : refusals_) text.sample(static_cast<double>(count), {{"code", error_row(code).word}});
  text.counter("countersign_rate_limited_total", "Calls that came faster than they may, by what was counted.");
  text.sample(static_cast<double>(limited_by_key_), {{"limit", "key"}}).sample(static_cast<double>(limited_by_address_), {{"limit", "address"}});
}

}  // namespace countersign
