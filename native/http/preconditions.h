// What the headers and the address of a request say: who, what, and under which condition.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/base/strong_id.h"
#include "native/http/message.h"

namespace countersign {

// The token of "Authorization: Bearer …". Errors: unauthorized.
Result<std::string_view> bearer_token(const HttpRequest& request);

// The head in `If-Match: "12"`; nothing for anything else.
std::optional<std::int64_t> if_match_head(const HttpRequest& request);

// Whether If-None-Match names this ETag (or any).
bool if_none_match(const HttpRequest& request, std::string_view etag);

// A call that changes something says which protocol it speaks, which no plain form can. Errors: header-missing.
Refusal require_protocol(const HttpRequest& request);
// Errors: media-type-unsupported.
Refusal require_json(const HttpRequest& request);
// Errors: unknown-field, with a pointer to the parameter.
Refusal require_query(const HttpRequest& request, std::initializer_list<std::string_view> known);

// A whole number in the query, or `otherwise` when it is absent. Errors: invalid-format, number-out-of-range.
Result<std::int64_t> query_number(const HttpRequest& request, std::string_view name, std::int64_t otherwise,
                                  std::int64_t least, std::int64_t most);

// The request that an address names in its first variable part. Errors: request-unknown: what is not an id is not the id of anything.
Result<RequestId> captured_request(const HttpRequest& request);

// A parameter of the query, if it is there. Errors: those of `read`, with a pointer to the parameter.
template <class Value>
Refusal read_parameter(const HttpRequest& request, std::string_view name, std::optional<Value>& into,
                       Result<Value> (*read)(std::string_view)) {
  const auto parameter = request.parameter(name);
  if (!parameter) return std::nullopt;
  Result<Value> value = read(*parameter);
  if (!value.ok()) return Error{value.error().code, "/" + std::string(name), value.error().detail};
  into = std::move(value).value();
  return std::nullopt;
}

}  // namespace countersign
