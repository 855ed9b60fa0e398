// Ed25519 (RFC 8032) by libsodium, the same source natively and in WebAssembly, so that no two of our verifiers
// disagree.
//
// One rule for what is accepted, where RFC 8032 leaves a choice: the equation without the cofactor; S below the group
// order; R and the public key in canonical encoding and not of small order. tests/vectors/record/
// ed25519.json has the published edge cases.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace countersign {

using PublicKey = std::array<std::uint8_t, 32>;
using Ed25519Signature = std::array<std::uint8_t, 64>;

bool is_signed_by(const PublicKey& key, std::string_view message, const Ed25519Signature& signature);

// The secret half of a key pair: the 32 bytes that RFC 8032 calls the private key. Wiped when it goes.
class SigningKey {
 public:
  using Seed = std::array<std::uint8_t, 32>;

  explicit SigningKey(const Seed& seed);
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;
  ~SigningKey();

  const PublicKey& public_key() const { return public_key_; }
  Ed25519Signature sign(std::string_view message) const;

 private:
  std::array<std::uint8_t, 64> secret_{};
  PublicKey public_key_{};
};

}  // namespace countersign
