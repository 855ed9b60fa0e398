// The signatures of Standard Webhooks 1.0: HMAC-SHA256 over "id.timestamp.body", in Base64, with the bytes of the secret as key.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace countersign {

inline constexpr std::string_view kWebhookSecretPrefix = "whsec_";
inline constexpr std::size_t kWebhookSecretBytes = 32;

// "whsec_" and the Base64 of the bytes.
std::string webhook_secret(std::string_view bytes);

struct SignedPart {
  std::string_view id;
  std::int64_t timestamp_seconds;
  std::string_view body;
};

// The value of the header webhook-signature: "v1,…" for each secret, with spaces between them. A secret that is none is left out.
std::string webhook_signatures(const SignedPart& part, const std::vector<std::string>& secrets);

}  // namespace countersign
