#include "core/record/es256.h"

#include <bearssl_ec.h>

#include <algorithm>
#include <cstring>

#include "core/base/digest.h"

namespace countersign {
namespace {

constexpr std::size_t kNumberBytes = 32;

// The order n of the group (SEC 2, section 2.4.2). The prime p is BearSSL's to compare with.
constexpr std::array<std::uint8_t, kNumberBytes> kOrder = {0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF,
                                                           0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17,
                                                           0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51};

// {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}, cut where x and y stand.
constexpr std::string_view kBeforeX("\xA5\x01\x02\x03\x26\x20\x01\x21\x58\x20", 10);
constexpr std::string_view kBeforeY("\x22\x58\x20", 3);
static_assert(kBeforeX.size() + kBeforeY.size() + 2 * kNumberBytes == kEs256KeyBytes);

std::uint8_t byte_at(std::string_view bytes, std::size_t index) { return static_cast<std::uint8_t>(bytes[index]); }

bool is_on_curve(std::array<std::uint8_t, 65> point) {
  // Multiplying by one changes no point, and fails for what is none.
  constexpr std::uint8_t kOne = 1;
  return br_ec_p256_m31.mul(point.data(), point.size(), &kOne, sizeof kOne, BR_EC_secp256r1) == 1;
}

bool is_in_range(const std::uint8_t* number) {
  const bool is_zero = std::all_of(number, number + kNumberBytes, [](std::uint8_t byte) { return byte == 0; });
  return !is_zero && std::memcmp(number, kOrder.data(), kNumberBytes) < 0;
}

// Takes the INTEGER at the front of `rest`, right-aligned into 32 bytes that are zero. False when it is not in its one form,
// or not in 1..n-1.
bool take_integer(std::string_view& rest, std::uint8_t* number) {
  if (rest.size() < 3 || byte_at(rest, 0) != 0x02) return false;
  const std::size_t size = byte_at(rest, 1);  // a long form is larger than what follows
  if (size == 0 || size > rest.size() - 2) return false;
  std::string_view digits = rest.substr(2, size);
  rest.remove_prefix(2 + size);
  if (byte_at(digits, 0) >= 0x80) return false;  // negative
  if (byte_at(digits, 0) == 0) {
    if (size == 1 || byte_at(digits, 1) < 0x80) return false;  // zero, or longer than it has to be
    digits.remove_prefix(1);
  }
  if (digits.size() > kNumberBytes) return false;
  std::memcpy(number + kNumberBytes - digits.size(), digits.data(), digits.size());
  return is_in_range(number);
}

}  // namespace

Error malformed_passkey(std::string_view detail) { return make_error(ErrorCode::passkey_malformed, {}, detail); }

Result<Es256Key> Es256Key::from_cose(std::string_view cose_key) {
  const bool has_form = cose_key.size() == kEs256KeyBytes && cose_key.starts_with(kBeforeX) &&
                        cose_key.substr(kBeforeX.size() + kNumberBytes).starts_with(kBeforeY);
  if (!has_form) return make_error(ErrorCode::passkey_unsupported, {}, "The public key is not an ES256 key on P-256 as CTAP2 writes it.");
  Es256Key key;
  key.point_[0] = 0x04;
  std::memcpy(&key.point_[1], cose_key.data() + kBeforeX.size(), kNumberBytes);
  std::memcpy(&key.point_[1 + kNumberBytes], cose_key.data() + kEs256KeyBytes - kNumberBytes, kNumberBytes);
  if (!is_on_curve(key.point_)) return malformed_passkey("The public key is not a point of the curve P-256.");
  return key;
}

std::string Es256Key::cose() const {
  const std::string_view numbers(reinterpret_cast<const char*>(&point_[1]), 2 * kNumberBytes);
  std::string out(kBeforeX);
  out += numbers.substr(0, kNumberBytes);
  out += kBeforeY;
  return out += numbers.substr(kNumberBytes);
}

Result<Es256Signature> Es256Signature::from_der(std::string_view der) {
  const Error wrong = malformed_passkey("The signature is not the DER of two integers from 1 to n - 1.");
  if (der.size() < 2 || der.size() > kEs256SignatureBytes || byte_at(der, 0) != 0x30 || byte_at(der, 1) != der.size() - 2) return wrong;
  Es256Signature signature;
  std::string_view rest = der.substr(2);
  const bool has_both = take_integer(rest, signature.bytes_.data()) && take_integer(rest, signature.bytes_.data() + kNumberBytes);
  return has_both && rest.empty() ? Result<Es256Signature>(signature) : Result<Es256Signature>(wrong);
}

bool is_signed_by(const Es256Key& key, std::string_view message, const Es256Signature& signature) {
  std::array<std::uint8_t, 65> point = key.point();  // BearSSL's struct wants what it will not change to be changeable
  const br_ec_public_key public_key{BR_EC_secp256r1, point.data(), point.size()};
  const Digest digest = Digest::of(message);
  // One implementation by name, not BearSSL's choice for the machine: the verdict has to be the same on each.
  return br_ecdsa_i31_vrfy_raw(&br_ec_p256_m31, digest.bytes().data(), digest.bytes().size(), &public_key,
                               signature.bytes().data(), signature.bytes().size()) == 1;
}

}  // namespace countersign
