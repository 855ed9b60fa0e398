// Signs as the log does, for a test that verifies it with OpenSSL: prints COUNT lines "<seed> <public key> <signature>"
// in hexadecimal. Line N signs the bytes of "message N", repeated N mod 50 times, and there is a new key every 100
// lines.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/base/digest.h"
#include "core/record/ed25519.h"

namespace {

void print_hex(const auto& bytes, char end) {
  for (const std::uint8_t byte : bytes) std::printf("%02x", byte);
  std::putchar(end);
}

}  // namespace

int main(int count, char** arguments) {
  using namespace countersign;
  const unsigned long lines = count == 2 ? std::strtoul(arguments[1], nullptr, 10) : 0;
  for (unsigned long line = 0; line < lines; ++line) {
    SigningKey::Seed seed{};
    const Digest digest = Digest::of("seed " + std::to_string(line / 100));
    std::copy(digest.bytes().begin(), digest.bytes().end(), seed.begin());
    const SigningKey key(seed);
    std::string message;
    for (unsigned long i = 0; i < line % 50; ++i) message += "message " + std::to_string(line);
    print_hex(seed, ' ');
    print_hex(key.public_key(), ' ');
    print_hex(key.sign(message), '\n');
  }
  return lines > 0 ? 0 : 2;
}
