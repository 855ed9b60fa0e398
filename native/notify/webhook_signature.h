// The signatures of Standard Webhooks 1.0 over "id.timestamp.body", in Base64: v1 is HMAC-SHA256 with the bytes of the secret as key, v1a is
// Ed25519, for those who are to verify and not to sign. Its key comes from the secret, so it changes with it, and whoever has the
// secret could sign, too.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace countersign {

inline constexpr std::string_view kWebhookSecretPrefix = "whsec_";
inline constexpr std::string_view kWebhookPublicKeyPrefix = "whpk_";
inline constexpr std::size_t kWebhookSecretBytes = 32;

// "whsec_" and the Base64 of the bytes.
std::string webhook_secret(std::string_view bytes);

struct SignedPart {
  std::string_view id;
  std::int64_t timestamp_seconds;
  std::string_view body;
};

// Of the v1a signatures that are made with a secret: "whpk_" and the Base64 of the key. Empty for a secret that is none.
std::string webhook_public_key(std::string_view secret);

// The value of the header webhook-signature: "v1,… v1a,…" for each secret, with spaces between them. A secret that is none is left out.
std::string webhook_signatures(const SignedPart& part, const std::vector<std::string>& secrets);

}  // namespace countersign
