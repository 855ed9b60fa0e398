#include "core/base/digest.h"

#include <sodium/crypto_hash_sha256.h>

#include <cstring>

namespace countersign {
namespace {

using HashState = crypto_hash_sha256_state;
static_assert(sizeof(HashState) <= sizeof(Sha256) && alignof(HashState) <= alignof(Sha256));

constexpr std::string_view kHex = "0123456789abcdef";

// 0..15, or -1.
int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

Result<Digest> Digest::from_hex(std::string_view text) {
  Bytes bytes{};
  const Error malformed{ErrorCode::invalid_format, "", "A digest is 64 lower-case hexadecimal digits."};
  if (text.size() != 2 * bytes.size()) return malformed;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = hex_value(text[2 * i]);
    const int low = hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return malformed;
    bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return Digest(bytes);
}

Digest Digest::from_bytes(std::string_view bytes) {
  Digest digest;
  check(bytes.size() == digest.bytes_.size());
  std::memcpy(digest.bytes_.data(), bytes.data(), bytes.size());
  return digest;
}

Digest Digest::of(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes.data(), bytes.size());
  return hash.finish();
}

std::string Digest::hex() const {
  std::string out(2 * bytes_.size(), '0');
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    out[2 * i] = kHex[bytes_[i] >> 4U];
    out[2 * i + 1] = kHex[bytes_[i] & 15U];
  }
  return out;
}

Sha256::Sha256() : state_{} { crypto_hash_sha256_init(reinterpret_cast<HashState*>(state_.data())); }

void Sha256::update(const void* bytes, std::size_t size) {
  crypto_hash_sha256_update(reinterpret_cast<HashState*>(state_.data()), static_cast<const unsigned char*>(bytes), size);
}

Digest Sha256::finish() {
  Digest::Bytes out{};
  crypto_hash_sha256_final(reinterpret_cast<HashState*>(state_.data()), out.data());
  return Digest(out);
}

}  // namespace countersign
