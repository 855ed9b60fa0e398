#include "native/service/random.h"

#include <sodium.h>

#include "core/base/check.h"

namespace countersign {

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
  check(sodium_init() >= 0);
  randombytes_buf(bytes.data(), bytes.size());
}

namespace {

std::string new_id(Random& random, std::string_view prefix) {
  // RFC 4648's alphabet has no 0 and no 1, which people take for letters.
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
  std::array<std::uint8_t, 26> bytes;
  random.fill(bytes);
  std::string id(prefix);
  for (const std::uint8_t byte : bytes) id += kAlphabet[byte % kAlphabet.size()];
  return id;
}

}  // namespace

std::string new_request_id(Random& random) { return new_id(random, "req_"); }

std::string new_link_id(Random& random) { return new_id(random, "lnk_"); }

std::string base64url(std::span<const std::uint8_t> bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  text.pop_back();  // the terminating NUL
  return text;
}

std::string new_token(Random& random, std::string_view prefix) {
  std::array<std::uint8_t, 32> bytes;
  random.fill(bytes);
  return std::string(prefix) + base64url(bytes);
}

}  // namespace countersign
