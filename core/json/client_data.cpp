#include "core/json/client_data.h"

#include <string>
#include <utility>

#include "core/base/base64.h"
#include "core/base/canonical.h"
#include "core/json/reader.h"

namespace countersign {
namespace {

constexpr ReadLimits kClientDataLimits{kClientDataBytes, 8, true};

Error malformed_client_data(std::string_view detail) { return make_error(ErrorCode::passkey_malformed, "/client_data", detail); }

const std::string* text_member(const Json& json, std::string_view key) {
  const Json* member = find_member(json, key);
  return member == nullptr ? nullptr : member->get_ptr<const std::string*>();
}

}  // namespace

Result<ClientData> read_client_data(std::string_view json) {
  const Result<Json> document = read_json(json, kClientDataLimits);
  if (!document.ok()) {
    return malformed_client_data(canonical::joined({"The client data cannot be read: ", error_row(document.error().code).title}));
  }
  const std::string* type = text_member(document.value(), "type");
  const std::string* challenge = text_member(document.value(), "challenge");
  const std::string* origin = text_member(document.value(), "origin");
  if (type == nullptr || challenge == nullptr || origin == nullptr) return malformed_client_data("The client data has no type, challenge or origin.");
  Result<std::string> challenge_bytes = bytes_from_base64url(*challenge);
  if (!challenge_bytes.ok()) return malformed_client_data("The challenge is not Base64 for URLs without padding.");
  ClientData data{*type, std::move(challenge_bytes).value(), *origin, false, std::nullopt, Digest::of(json)};
  if (const Json* cross_origin = find_member(document.value(), "crossOrigin")) {
    if (!cross_origin->is_boolean()) return malformed_client_data("crossOrigin is neither true nor false.");
    data.is_cross_origin = cross_origin->get<bool>();
  }
  if (find_member(document.value(), "topOrigin") != nullptr) {
    const std::string* top_origin = text_member(document.value(), "topOrigin");
    if (top_origin == nullptr) return malformed_client_data("topOrigin is no text.");
    data.top_origin = *top_origin;
  }
  return data;
}

}  // namespace countersign
