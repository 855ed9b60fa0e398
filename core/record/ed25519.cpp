#include "core/record/ed25519.h"

#include <sodium/crypto_sign_ed25519.h>
#include <sodium/utils.h>

namespace countersign {
namespace {

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

bool is_signed_by(const PublicKey& key, std::string_view message, const Ed25519Signature& signature) {
  return crypto_sign_ed25519_verify_detached(signature.data(), bytes_of(message), message.size(), key.data()) == 0;
}

SigningKey::SigningKey(const Seed& seed) { crypto_sign_ed25519_seed_keypair(public_key_.data(), secret_.data(), seed.data()); }

SigningKey::~SigningKey() { sodium_memzero(secret_.data(), secret_.size()); }

Ed25519Signature SigningKey::sign(std::string_view message) const {
  Ed25519Signature signature{};
  crypto_sign_ed25519_detached(signature.data(), nullptr, bytes_of(message), message.size(), secret_.data());
  return signature;
}

}  // namespace countersign
