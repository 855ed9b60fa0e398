// ES256 (RFC 9053, section 2.1: ECDSA on P-256 with SHA-256), the signatures of passkeys, by BearSSL: the same source natively
// and in WebAssembly, so that no two of our verifiers disagree. Nothing is signed here; authenticators do that.
//
// One rule for what is accepted, where implementations differ:
//   key        a COSE_Key (RFC 9052, section 7) in the one form in which CTAP2 writes it, 77 bytes: kty EC2, alg ES256, crv
//              P-256, x and y of 32 bytes, in this order and with nothing else. x and y are below p, and the point lies on
//              the curve.
//   signature  DER (X.690) of SEQUENCE {INTEGER r, INTEGER s} in its one form: shortest lengths, shortest positive
//              integers, nothing behind them, 8 to 72 bytes. r and s are in 1..n-1.
//   high s     taken, like low s: authenticators make both (WebAuthn asks for neither), and who holds a signature with one
//              can compute the other. Nothing here may take a signature's bytes for the name of what was signed.
// The DER reader is ours, because BearSSL's takes several spellings of one signature.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace countersign {

inline constexpr std::size_t kEs256KeyBytes = 77;        // as COSE_Key
inline constexpr std::size_t kEs256SignatureBytes = 72;  // as DER, at most

// passkey-malformed: `detail` says what is wrong with the key, the signature or what an authenticator made.
Error malformed_passkey(std::string_view detail);

class Es256Key {
 public:
  Es256Key() = default;  // no key: nothing is signed by it

  // Errors: passkey-unsupported for a key of another kind or form, passkey-malformed for one that is no point of the curve.
  static Result<Es256Key> from_cose(std::string_view cose_key);
  std::string cose() const;

  // 0x04, x, y: the uncompressed point of SEC 1, section 2.3.3.
  const std::array<std::uint8_t, 65>& point() const { return point_; }
  bool operator==(const Es256Key&) const = default;

 private:
  std::array<std::uint8_t, 65> point_{};
};

class Es256Signature {
 public:
  // Errors: passkey-malformed.
  static Result<Es256Signature> from_der(std::string_view der);

  // r, s: 32 bytes each, as IEEE P1363 and WebCrypto write a signature.
  const std::array<std::uint8_t, 64>& bytes() const { return bytes_; }

 private:
  Es256Signature() = default;
  std::array<std::uint8_t, 64> bytes_{};
};

bool is_signed_by(const Es256Key& key, std::string_view message, const Es256Signature& signature);

}  // namespace countersign
