#include "native/notify/webhook_signature.h"

#include <sodium.h>

#include <array>
#include <optional>

namespace countersign {
namespace {

std::string standard_base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // the terminating NUL
  return text;
}

std::optional<std::string> key_of(std::string_view secret) {
  if (!secret.starts_with(kWebhookSecretPrefix)) return std::nullopt;
  secret.remove_prefix(kWebhookSecretPrefix.size());
  std::string key(secret.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(key.data()), key.size(), secret.data(), secret.size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0)
    return std::nullopt;
  key.resize(size);
  return key;
}

std::string mac_of(std::string_view key, std::string_view text) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()), key.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
  crypto_auth_hmacsha256_final(&state, mac.data());
  return {reinterpret_cast<const char*>(mac.data()), mac.size()};
}

// For the derivation alone: no message that is signed with v1 begins like this, because a message's id has no spaces.
constexpr std::string_view kSigningKeyLabel = "Countersign v1a signing key";

class WebhookSigningKey {
 public:
  explicit WebhookSigningKey(std::string_view secret_bytes) {
    std::string seed = mac_of(secret_bytes, kSigningKeyLabel);
    static_assert(crypto_auth_hmacsha256_BYTES == crypto_sign_SEEDBYTES);
    crypto_sign_seed_keypair(public_.data(), private_.data(), reinterpret_cast<const unsigned char*>(seed.data()));
    sodium_memzero(seed.data(), seed.size());
  }
  ~WebhookSigningKey() { sodium_memzero(private_.data(), private_.size()); }
  WebhookSigningKey(const WebhookSigningKey&) = delete;
  WebhookSigningKey& operator=(const WebhookSigningKey&) = delete;

  std::string public_bytes() const { return {reinterpret_cast<const char*>(public_.data()), public_.size()}; }

  std::string sign(std::string_view text) const {
    std::array<unsigned char, crypto_sign_BYTES> signature{};
    crypto_sign_detached(signature.data(), nullptr, reinterpret_cast<const unsigned char*>(text.data()), text.size(), private_.data());
    return {reinterpret_cast<const char*>(signature.data()), signature.size()};
  }

 private:
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> private_{};
};

}  // namespace

std::string webhook_secret(std::string_view bytes) { return std::string(kWebhookSecretPrefix) + standard_base64(bytes); }

std::string webhook_public_key(std::string_view secret) {
  const auto key = key_of(secret);
  return key ? std::string(kWebhookPublicKeyPrefix) + standard_base64(WebhookSigningKey(*key).public_bytes()) : std::string();
}

std::string webhook_signatures(const SignedPart& part, const std::vector<std::string>& secrets) {
  std::string signed_text(part.id);
  signed_text += '.';
  signed_text += std::to_string(part.timestamp_seconds);
  signed_text += '.';
  signed_text += part.body;
  std::string header;
  for (const std::string& secret : secrets) {
    const auto key = key_of(secret);
    if (!key) continue;
    if (!header.empty()) header += ' ';
    header += "v1," + standard_base64(mac_of(*key, signed_text)) + " v1a," + standard_base64(WebhookSigningKey(*key).sign(signed_text));
  }
  return header;
}

}  // namespace countersign
