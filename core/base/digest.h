// SHA-256 digests (FIPS 180-4, by libsodium), written as 64 lower-case hexadecimal digits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace countersign {

class Digest {
 public:
  using Bytes = std::array<std::uint8_t, 32>;

  Digest() = default;  // all zero: "no digest"; never the digest of anything that is known
  explicit Digest(const Bytes& bytes) : bytes_(bytes) {}

  // Errors: invalid-format.
  static Result<Digest> from_hex(std::string_view text);
  // Precondition: 32 bytes.
  static Digest from_bytes(std::string_view bytes);
  static Digest of(std::string_view bytes);

  std::string hex() const;
  const Bytes& bytes() const { return bytes_; }
  std::string_view view() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }
  bool operator==(const Digest&) const = default;

 private:
  Bytes bytes_{};
};

// Streaming SHA-256. A plain value: it may be copied, and moved in memory by its owner.
class Sha256 {
 public:
  Sha256();
  void update(const void* bytes, std::size_t size);
  Digest finish();  // once

 private:
  alignas(8) std::array<unsigned char, 104> state_;  // crypto_hash_sha256_state
};

}  // namespace countersign
