#include "native/http/security_headers.h"

#include <algorithm>

namespace countersign {
namespace {

constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'";
constexpr std::string_view kSavedPagePolicy =
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";
constexpr std::string_view kApiPolicy = "default-src 'none'; frame-ancestors 'none'";
constexpr std::string_view kBytesPolicy = "sandbox; default-src 'none'; frame-ancestors 'none'";

std::string_view policy(AnswerKind kind) {
  switch (kind) {
    case AnswerKind::page: return kPagePolicy;
    case AnswerKind::saved: return kSavedPagePolicy;
    case AnswerKind::bytes: return kBytesPolicy;
    case AnswerKind::widget:
    case AnswerKind::api: break;
  }
  return kApiPolicy;
}

void set_default(HttpResponse& response, std::string_view name, std::string_view value) {
  const bool is_set = std::any_of(response.headers.begin(), response.headers.end(),
                                  [&](const HttpHeader& header) { return header.name == name; });
  if (!is_set) response.headers.push_back({std::string(name), std::string(value)});
}

}  // namespace

void secure(HttpResponse& response, AnswerKind kind) {
  set_default(response, "content-security-policy", policy(kind));
  set_default(response, "x-content-type-options", "nosniff");
  set_default(response, "x-frame-options", "DENY");
  set_default(response, "referrer-policy", "no-referrer");
  set_default(response, "cross-origin-opener-policy", "same-origin");
  set_default(response, "cross-origin-resource-policy", kind == AnswerKind::widget ? "cross-origin" : "same-origin");
  // A module script and a WebAssembly of another site are loaded only with this, whoever asks.
  if (kind == AnswerKind::widget) set_default(response, "access-control-allow-origin", "*");
  set_default(response, "permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  set_default(response, "cache-control", kind == AnswerKind::api ? "no-store" : "no-cache");
  set_default(response, "vary", "Origin");
}

}  // namespace countersign
