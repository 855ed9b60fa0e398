// An authenticator with one passkey, for tests. Its private key is 1 or 2, and so is every nonce 1: the signature of a hash z is
// then r = Gx, s = z + r * key (mod n), which needs no more than additions. Worthless for anything but tests, and real.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/base64.h"
#include "core/base/digest.h"
#include "core/request/types.h"

namespace countersign::test {

class Authenticator {
 public:
  enum class PrivateKey : std::uint8_t { one = 1, two = 2 };

  // What an authenticator and its browser answer with. Tests spoil it.
  std::string rp_id = "approve.example";
  std::string origin = "https://approve.example";
  std::string more = R"(,"crossOrigin":false)";  // of the client data
  std::uint32_t counter = 0;                     // that it writes next
  std::uint8_t flags = 0x05;                     // present, verified

  explicit Authenticator(std::string id = std::string(16, 'i'), PrivateKey key = PrivateKey::one) : id_(std::move(id)), key_(key) {}

  std::string credential_id() const { return base64url(id_); }

  std::string client_data(std::string_view type, std::string_view challenge) const {
    const std::string text = R"({"type":")" + std::string(type) + R"(","challenge":")" + base64url(challenge) + R"(","origin":")" + origin + "\"";
    return base64url(text + more + "}");
  }

  std::string attestation_object() const {
    const std::string length = {'\0', static_cast<char>(id_.size())};
    const std::string data = authenticator_data(static_cast<std::uint8_t>(flags | 0x40U), std::string(16, '\0') + length + id_ + cose_key());
    const std::string head("\xA3\x63" "fmt\x64none\x67" "attStmt\xA0\x68" "authData", 28);
    return base64url(head + '\x58' + static_cast<char>(data.size()) + data);
  }

  PasskeyEvidence sign(const Digest& registration, const Digest& statement) const {
    return signed_over(registration, client_data("webauthn.get", statement.view()), authenticator_data(flags, {}));
  }

  PasskeyEvidence signed_over(const Digest& registration, const std::string& client_data, const std::string& data) const {
    std::string message = data;
    message += Digest::of(bytes_from_base64url(client_data).value()).view();
    return {registration, encoded(credential_id()), encoded(client_data), encoded(base64url(data)), encoded(base64url(signature(Digest::of(message))))};
  }

  std::string authenticator_data(std::uint8_t with_flags, std::string_view rest) const {
    std::string data(Digest::of(rp_id).view());
    data += static_cast<char>(with_flags);
    for (const unsigned shift : {24U, 16U, 8U, 0U}) data += static_cast<char>(counter >> shift & 0xFFU);
    return data += rest;
  }

 private:
  using Number = std::array<std::uint8_t, 32>;  // big-endian

  static Encoded encoded(const std::string& text) { return Encoded::from(text).value(); }

  static Number number(std::string_view hex) { return Digest::from_hex(hex).value().bytes(); }
  static Number order() { return number("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"); }
  static Number generator_x() { return number("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"); }

  // (a + b) mod n, for a and b below 2^256 whose sum is below 3n.
  static Number sum(const Number& a, const Number& b) {
    std::array<int, 32> digits{};
    int carry = 0;
    for (std::size_t i = 32; i-- > 0;) {
      carry += a[i] + b[i];
      digits[i] = carry & 0xFF;
      carry >>= 8;
    }
    const Number n = order();
    for (;;) {
      std::array<int, 32> less = digits;
      int borrow = 0;
      for (std::size_t i = 32; i-- > 0;) {
        less[i] -= n[i] + borrow;
        borrow = less[i] < 0 ? 1 : 0;
        if (borrow == 1) less[i] += 256;
      }
      if (carry < borrow) break;
      carry -= borrow;
      digits = less;
    }
    Number result{};
    for (std::size_t i = 0; i < 32; ++i) result[i] = static_cast<std::uint8_t>(digits[i]);
    return result;
  }

  static std::string integer(const Number& value) {
    std::string bytes(reinterpret_cast<const char*>(value.data()), value.size());
    bytes.erase(0, bytes.find_first_not_of('\0'));
    if ((static_cast<unsigned char>(bytes[0]) & 0x80U) != 0) bytes.insert(bytes.begin(), '\0');
    return '\x02' + std::string(1, static_cast<char>(bytes.size())) + bytes;
  }

  std::string signature(const Digest& hash) const {
    const Number r = generator_x();
    Number s = sum(hash.bytes(), r);
    if (key_ == PrivateKey::two) s = sum(s, r);
    const std::string numbers = integer(r) + integer(s);
    return '\x30' + std::string(1, static_cast<char>(numbers.size())) + numbers;
  }

  // The public key: the generator, or the double of it.
  std::string cose_key() const {
    const bool is_one = key_ == PrivateKey::one;
    const Number x = is_one ? generator_x() : number("7cf27b188d034f7e8a52380304b51ac3c08969e277f21b35a60b48fc47669978");
    const Number y = number(is_one ? "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
                                   : "07775510db8ed040293d9ac69f7430dbba7dade63ce982299e04b79d227873d1");
    const auto text = [](const Number& value) { return std::string(reinterpret_cast<const char*>(value.data()), value.size()); };
    return std::string("\xA5\x01\x02\x03\x26\x20\x01\x21\x58\x20", 10) + text(x) + std::string("\x22\x58\x20", 3) + text(y);
  }

  std::string id_;
  PrivateKey key_;
};

}  // namespace countersign::test
