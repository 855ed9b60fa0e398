// Numbers of other people's JSON: RFC 8785's table, and the published list of doubles, told by its hash.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/digest.h"
#include "core/json/number.h"
#include "core/json/reader.h"
#include "core/json/writer.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

// (std::bit_cast is not in every library that the core's tests are built with.)
double double_of(std::uint64_t bits) {
  double number = 0;
  std::memcpy(&number, &bits, sizeof number);
  return number;
}

std::string text_of(double number) {
  std::string text;
  append_double(text, number);
  return text;
}

std::string any_canonical(std::string_view text) {
  ReadLimits any;
  any.any_value = true;
  const Result<Json> json = read_json(text, any);
  return json.ok() ? write_canonical(json.value()) : "refused: " + std::string(error_row(json.error().code).word);
}

TEST_CASE("doubles are written as RFC 8785 says, appendix B") {
  struct Row {
    std::uint64_t bits;
    std::string_view text;
  };
  constexpr Row kRows[] = {
      {0x0000000000000000, "0"},
      {0x8000000000000000, "0"},
      {0x0000000000000001, "5e-324"},
      {0x8000000000000001, "-5e-324"},
      {0x7fefffffffffffff, "1.7976931348623157e+308"},
      {0xffefffffffffffff, "-1.7976931348623157e+308"},
      {0x4340000000000000, "9007199254740992"},
      {0xc340000000000000, "-9007199254740992"},
      {0x4430000000000000, "295147905179352830000"},
      {0x44b52d02c7e14af5, "9.999999999999997e+22"},
      {0x44b52d02c7e14af6, "1e+23"},
      {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
      {0x444b1ae4d6e2ef4e, "999999999999999700000"},
      {0x444b1ae4d6e2ef4f, "999999999999999900000"},
      {0x444b1ae4d6e2ef50, "1e+21"},
      {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
      {0x3eb0c6f7a0b5ed8d, "0.000001"},
      {0x41b3de4355555553, "333333333.3333332"},
      {0x41b3de4355555554, "333333333.33333325"},
      {0x41b3de4355555555, "333333333.3333333"},
      {0x41b3de4355555556, "333333333.3333334"},
      {0x41b3de4355555557, "333333333.33333343"},
      {0xbecbf647612f3696, "-0.0000033333333333333333"},
      {0x43143ff3c1cb0959, "1424953923781206.2"},
  };
  for (const Row& row : kRows) CHECK(text_of(double_of(row.bits)) == row.text);
}

TEST_CASE("any JSON has one canonical text") {
  CHECK(any_canonical("[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001]") == "[333333333.3333333,1e+30,4.5,0.002,1e-27]");
  CHECK(any_canonical("[-0,-0.0,0e5,1.0,10e-1,9007199254740993,123456789012345678901234567890]") == "[0,0,0,1,1,9007199254740992,1.2345678901234568e+29]");
  CHECK(any_canonical("[1e400]") == "refused: number-out-of-range");
  CHECK(any_canonical("[-1e400]") == "refused: number-out-of-range");
  CHECK(any_canonical("[1e-400,-1e-400]") == "[0,0]");
  CHECK(any_canonical(R"({"\u20ac":"\u0000\u000F\nA'B\"\\","\r":1})") == "{\"\\r\":1,\"\xE2\x82\xAC\":\"\\u0000\\u000f\\nA'B\\\"\\\\\"}");
  for (const char* const bad : {"1.", ".5", "01.5", "1e", "1e+", "+1", "0x1", "Infinity", "NaN", "1.5.5", "--1", "-"}) {
    INFO(bad);
    const bool ends_early = std::string_view(bad) == "0x1" || std::string_view(bad) == "1.5.5";
    CHECK(any_canonical(bad) == (ends_early ? "refused: json-trailing-bytes" : "refused: json-syntax"));
  }
  CHECK(any_canonical(R"({"a":1.5,"a":1.5})") == "refused: json-duplicate-key");
  CHECK(any_canonical("\"\\ud800\"") == "refused: json-invalid-utf8");
}

// The list that is published with the RFC's test data is generated: some numbers worth a look, then 2,000 in a row, then the
// bytes of a chain of SHA-256 hashes. Of its beginnings the hashes are published.
class PublishedNumbers {
 public:
  std::uint64_t next() {
    const std::size_t index = index_++;
    if (index < first_.size()) return first_[index];
    if (index < first_.size() + 2000) return 0x0010000000000000 + (index - first_.size());
    while (true) {
      if (used_ == 4) {
        block_ = Digest::of(block_.view());
        used_ = 0;
      }
      const std::uint64_t bits = word(used_++);
      const double number = double_of(bits);
      if (number != 0 && std::isfinite(number)) return bits;
    }
  }

 private:
  std::uint64_t word(std::size_t number) const {  // little-endian
    std::uint64_t bits = 0;
    for (std::size_t i = 8; i-- > 0;) bits = bits << 8U | block_.bytes()[number * 8 + i];
    return bits;
  }

  static std::vector<std::uint64_t> first_numbers() {
    constexpr std::uint64_t kSign = 0x8000000000000000;
    constexpr std::uint64_t kBothWays[] = {
        0x446696695dbd1cc3, 0x443211ede4974a35, 0x43fce97ca0f21056, 0x43c7213080c1a6ac, 0x439280f39a348556,
        0x435d9b1f5d20d557, 0x4327af4c4a80aaac, 0x42f2f2a36ecd5556, 0x42be51057e155558, 0x428840d131aaaaac,
        0x4253670dc1555557, 0x421f0b4935555557, 0x41e8d5d42aaaaaac, 0x41b3de4355555556, 0x417fca0555555556,
        0x41496e6aaaaaaaab, 0x4114585555555555, 0x40e046aaaaaaaaab, 0x40aa0aaaaaaaaaaa, 0x4074d55555555555,
        0x4040aaaaaaaaaaab, 0x400aaaaaaaaaaaab, 0x3fd5555555555555, 0x3fa1111111111111, 0x3f6b4e81b4e81b4f,
        0x3f35d867c3ece2a5, 0x3f0179ec9cbd821e, 0x3ecbf647612f3696, 0x3e965e9f80f29212, 0x3e61e54c672874db,
        0x3e2ca213d840baf8, 0x3df6e80fe033c8c6, 0x3dc2533fe68fd3d2, 0x3d8d51ffd74c861c, 0x3d5774ccac3d3817,
        0x3d22c3d6f030f9ac, 0x3cee0624b3818f79, 0x3cb804ea293472c7, 0x3c833721ba905bd3, 0x3c4ebe9c5db3c61e,
        0x3c18987d17c304e5, 0x3be3ad30dfcf371d, 0x3baf7b816618582f, 0x3b792f9ab81379bf, 0x3b442615600f9499,
        0x3b101e77800c76e1, 0x3ad9ca58cce0be35, 0x3aa4a1e0a3e6fe90, 0x3a708180831f320d, 0x3a3a68cd9e985016,
    };
    constexpr std::uint64_t kMore[] = {
        0x4024000000000000, 0x4014000000000000, 0x3fe0000000000000, 0x3fa999999999999a, 0x3f747ae147ae147b,
        0x3f40624dd2f1a9fc, 0x3f0a36e2eb1c432d, 0x3ed4f8b588e368f1, 0x3ea0c6f7a0b5ed8d, 0x3e6ad7f29abcaf48,
        0x3e35798ee2308c3a, 0x3ed539223589fa95, 0x3ed4ff26cd5a7781, 0x3ed4f95a762283ff, 0x3ed4f8c60703520c,
        0x3ed4f8b72f19cd0d, 0x3ed4f8b5b31c0c8d, 0x3ed4f8b58d1c461a, 0x3ed4f8b5894f7f0e, 0x3ed4f8b588ee37f3,
        0x3ed4f8b588e47da4, 0x3ed4f8b588e3849c, 0x3ed4f8b588e36bb5, 0x3ed4f8b588e36937, 0x3ed4f8b588e368f8,
        0x3ed4f8b588e368f1, 0x3ff0000000000000, 0xbff0000000000000, 0xbfeffffffffffffa, 0xbfeffffffffffffb,
        0x3feffffffffffffa, 0x3feffffffffffffb, 0x3feffffffffffffc, 0x3feffffffffffffe, 0xbfefffffffffffff,
        0xbfefffffffffffff, 0x3fefffffffffffff, 0x3fefffffffffffff, 0x3fd3333333333332, 0x3fd3333333333333,
        0x3fd3333333333334, 0x0010000000000000, 0x000ffffffffffffd, 0x000fffffffffffff, 0x7fefffffffffffff,
        0xffefffffffffffff, 0x4340000000000000, 0xc340000000000000, 0x4430000000000000, 0x44b52d02c7e14af5,
        0x44b52d02c7e14af6, 0x44b52d02c7e14af7, 0x444b1ae4d6e2ef4e, 0x444b1ae4d6e2ef4f, 0x444b1ae4d6e2ef50,
        0x3eb0c6f7a0b5ed8c, 0x3eb0c6f7a0b5ed8d, 0x41b3de4355555553, 0x41b3de4355555554, 0x41b3de4355555555,
        0x41b3de4355555556, 0x41b3de4355555557, 0xbecbf647612f3696, 0x43143ff3c1cb0959,
    };
    std::vector<std::uint64_t> numbers = {0, kSign, 1, kSign + 1};
    for (const std::uint64_t bits : kBothWays) numbers.push_back(bits | kSign);
    numbers.insert(numbers.end(), std::begin(kBothWays), std::end(kBothWays));
    numbers.insert(numbers.end(), std::begin(kMore), std::end(kMore));
    return numbers;
  }

  const std::vector<std::uint64_t> first_ = first_numbers();
  std::size_t index_ = 0;
  Digest block_ = Digest::from_bytes(std::string(32, '\0'));
  std::size_t used_ = 4;
};

TEST_CASE("the published list of doubles is written as it was published", "[doubles]") {
  struct Beginning {
    std::size_t lines;
    std::string_view sha256;
  };
  constexpr Beginning kBeginnings[] = {
      {1'000, "be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687"},
      {10'000, "b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892"},
      {100'000, "22776e6d4b49fa294a0d0f349268e5c28808fe7e0cb2bcbe28f63894e494d4c7"},
      {1'000'000, "49415fee2c56c77864931bd3624faad425c3c577d6d74e89a83bc725506dad16"},
      {10'000'000, "b9f8a44a91d46813b21b9602e72f112613c91408db0b8341fb94603d9db135e0"},
      {100'000'000, "0f7dda6b0837dde083c5d6b896f7d62340c8a2415b0c7121d83145e08a755272"},
  };
  // WebAssembly takes long: a tenth there. COUNTERSIGN_TEST_DOUBLES=10000000 for a release.
  const char* const wanted = std::getenv("COUNTERSIGN_TEST_DOUBLES");
  const std::size_t lines = wanted != nullptr ? std::strtoul(wanted, nullptr, 10) : sizeof(void*) == 4 ? 100'000 : 1'000'000;
  PublishedNumbers numbers;
  Sha256 hash;
  std::size_t line = 0;
  std::size_t read_back = 0;
  for (const Beginning& beginning : kBeginnings) {
    if (beginning.lines > lines) break;
    for (; line < beginning.lines; ++line) {
      const std::uint64_t bits = numbers.next();
      char hex[20];
      const int size = std::snprintf(hex, sizeof hex, "%llx,", static_cast<unsigned long long>(bits));
      std::string text(hex, static_cast<std::size_t>(size));
      append_double(text, double_of(bits));
      double again = 0;
      read_back += read_double(std::string_view(text).substr(static_cast<std::size_t>(size)), again) && again == double_of(bits) ? 1U : 0U;
      text += '\n';
      hash.update(text.data(), text.size());
    }
    Sha256 so_far = hash;
    CHECK(so_far.finish().hex() == beginning.sha256);
  }
  CHECK(line >= 100'000);
  CHECK(read_back == line);
}

}  // namespace
}  // namespace countersign
