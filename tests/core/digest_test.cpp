#include "core/base/digest.h"

#include <algorithm>
#include <vector>

#include "tests/support/catch.h"

namespace countersign {
namespace {

// FIPS 180-4 examples and NIST's long messages.
TEST_CASE("SHA-256 of the published messages") {
  CHECK(Digest::of("").hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(Digest::of("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(Digest::of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").hex() ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(Digest::of("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu").hex() ==
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  CHECK(Digest::of(std::string(1'000'000, 'a')).hex() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

std::string bytes_of(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(static_cast<unsigned char>(i * 31 + i / 7));
  return bytes;
}

TEST_CASE("a message gives the same digest in whatever pieces it comes") {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{55}, std::size_t{56}, std::size_t{63}, std::size_t{64}, std::size_t{65}, std::size_t{128}, std::size_t{200}}) {
    const std::string bytes = bytes_of(size);
    const Digest whole = Digest::of(bytes);
    for (std::size_t cut = 0; cut <= size; ++cut) {
      Sha256 hash;
      hash.update(bytes.data(), cut);
      hash.update(bytes.data() + cut, size - cut);
      CHECK(hash.finish() == whole);
    }
    for (const std::size_t step : {std::size_t{1}, std::size_t{3}, std::size_t{64}}) {
      Sha256 hash;
      for (std::size_t at = 0; at < size; at += step) hash.update(bytes.data() + at, std::min(step, size - at));
      CHECK(hash.finish() == whole);
    }
  }
}

TEST_CASE("a hash in progress is a value: a copy goes its own way") {
  Sha256 hash;
  hash.update("ab", 2);
  Sha256 copy = hash;
  hash.update("c", 1);
  copy.update("d", 1);
  CHECK(hash.finish() == Digest::of("abc"));
  CHECK(copy.finish() == Digest::of("abd"));
}

TEST_CASE("a digest is read from 64 lower-case hexadecimal digits and from nothing else") {
  const std::string hex = "00ff0123456789abcdef" + std::string(44, '7');
  CHECK(Digest::from_hex(hex).value().hex() == hex);
  CHECK(Digest::from_hex(std::string(64, '0')).value() == Digest());
  for (std::size_t i = 0; i < 64; ++i) {
    for (const char bad : {'g', 'A', 'F', ' ', '/', ':', '`', '\0', '\x80'}) {
      std::string wrong = hex;
      wrong[i] = bad;
      CHECK(!Digest::from_hex(wrong).ok());
    }
  }
  CHECK(Digest::from_hex("").error().code == ErrorCode::invalid_format);
  CHECK(!Digest::from_hex(hex.substr(1)).ok());
  CHECK(!Digest::from_hex(hex + "0").ok());
}

}  // namespace
}  // namespace countersign
