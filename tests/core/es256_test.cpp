// ES256: which keys and signatures are taken, and which of those hold.
#include "core/record/es256.h"

#include <string>
#include <vector>

#include "tests/core/bytes.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

enum class Holds : bool { no, yes };

struct Vector {
  const char* what;
  const char* message;
  Holds holds;
  const char* point;      // x, y
  const char* signature;  // DER
};

constexpr const char* kRfcPoint =
    "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";

// The first two and their key are published; the others are made so that something particular happens on the way. OpenSSL
// says the same of each.
constexpr Vector kVectors[] = {
    {"RFC 6979, A.2.5: sample", "sample", Holds::yes,
     kRfcPoint,
     "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"},
    {"RFC 6979, A.2.5: test", "test", Holds::yes,
     kRfcPoint,
     "3045022100f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d383670220019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"},
    {"the same with n - s: low", "sample", Holds::yes,
     kRfcPoint,
     "3045022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf371602200834e36ad29a83bf2bc9385e491d6099c8fdf9d1ed67aa7ea5f51f93782857a9"},
    {"the same with n - s: high", "test", Holds::yes,
     kRfcPoint,
     "3046022100f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367022100fe60beeb8bd5d4ec42da6d94b639b6ea5dc07c4cd3965338e6f1887217f424ce"},
    {"of another message", "test", Holds::no,
     kRfcPoint,
     "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"},
    {"r and s swapped", "sample", Holds::no,
     kRfcPoint,
     "3046022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"},
    {"r + 1", "sample", Holds::no,
     kRfcPoint,
     "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3717022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"},
    {"s + 1", "sample", Holds::no,
     kRfcPoint,
     "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda9"},
    {"n - r", "sample", Holds::no,
     kRfcPoint,
     "30450220102b74d453495703eebf22632ba17e291fba7332506ca4f3306cbc1aadb3ee3b022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"},
    {"of another key", "sample", Holds::no,
     "7cf27b188d034f7e8a52380304b51ac3c08969e277f21b35a60b48fc47669978"
     "07775510db8ed040293d9ac69f7430dbba7dade63ce982299e04b79d227873d1",
     "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"},
    {"of the key with -y", "sample", Holds::no,
     "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
     "86fc01eef74743675be51616a9d7439b0d0e4df4d28160ae885c3d6b2bb9dd66",
     "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"},
    {"1, 1", "sample", Holds::no,
     kRfcPoint,
     "3006020101020101"},
    {"n - 1, n - 1", "sample", Holds::no,
     kRfcPoint,
     "3046022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550"},
    {"the key is the generator", "Countersign", Holds::yes,
     "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
     "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
     "3046022100fb50388f29498d0a93ad25ec4c34037b9d3cc3cca4787eb6fedabe2b3003eac8022100cdf64214157dd6be12326ebd2fb896fe89b749fd835e31a3d51051e59c4a021a"},
    {"the key is the generator with -y", "Countersign", Holds::yes,
     "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
     "b01cbd1c01e58065711814b583f061e9d431cca994cea1313449bf97c840ae0a",
     "3046022100e13800beaf6a7dede4dddf874e4adcc271bf069e8cfc2c5ef989084bec33b260022100f6dfb9b293c0f126a1a5f0e4ed0f2d5e002ac6842420fc4538dc0c519d1a0890"},
    {"the nonce is 1", "Countersign", Holds::yes,
     kRfcPoint,
     "304502206b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c29602210085a1eb4e76303b848d7773923838e49a8ed268543b2d827227d9ef3b719371f7"},
    {"both halves of the sum are equal", "Countersign", Holds::yes,
     "edba035d8c4ef64c4286cb80905c96c3c0a853b69ea11571664fe2cf4ee01c15"
     "1f604754527933e76c53eea1f06097f444ffeeeb2e5b091b8afe82f0a6e9e5b5",
     "30460221009fad84aeae08bbef7f010014d82cef6a09de2b0cf871b5ce0c4f1d13a59a5934022100fd5a157854cc6647fbeefa300d9ba39d091d3c2a29f6a850b4cc29b51862c3ae"},
    {"the sum is the point at infinity", "Countersign", Holds::no,
     "8e5aefb28f97821c7132530513a030204da719d932230e3fdd28f4b36c9871bc"
     "90094e835ad1332433e66451bb596c0b5ba0e43004027e68da9e6300c76d433f",
     "3006020105020107"},
    {"the sum is the point at infinity, r in use", "Countersign", Holds::no,
     "8cf249772f06091c2768fcce418203e71fa5f1f19a8074dc8db2819da9e6f04a"
     "fd4bc29b7418d06c8d8dc975d370c9c6db03d0ce2ccd14b362f734ba8c7ffa61",
     "302502206780c5fc70275e2c7061a0e7877bb174deadeb9887027f3fa83654158ba7f50c02012a"},
    {"x of the sum is above n", "Countersign", Holds::yes,
     "d56400ed1d3f1816ff0dbada7992d35c6089bc2ed2e1a7c61b8f4873c0cefa85"
     "bdeb4a8d430c3404023d0ca17c06448bf4b2ebdca8d73a2a72962b8f1fd7c7b3",
     "301502104319055358e8617b0c46353d039cdaab020103"},
    {"x of the sum is above n, another r", "Countersign", Holds::no,
     "d56400ed1d3f1816ff0dbada7992d35c6089bc2ed2e1a7c61b8f4873c0cefa85"
     "bdeb4a8d430c3404023d0ca17c06448bf4b2ebdca8d73a2a72962b8f1fd7c7b3",
     "301502104319055358e8617b0c46353d039cdaac020103"},
    {"r is small, s is 1", "Countersign", Holds::yes,
     "83a5ec0dee09422a38a0eb7c2ba13b352e15ba4c91f11e7d85bcff9a4b18ec42"
     "58797734c988087c285ecfa742a9edb5cc5f2d96d34ed1407ab4370e75aebdaf",
     "3006020105020101"},
    {"r is small, s is n - 1", "Countersign", Holds::yes,
     "9d2d91101c84255d096e92303a76790c3fa074f4f3f1b00297cea8e9db004bad"
     "d533ee2cb07c63ad39ab5eceef96e444979d2614947e3cac658b5282453b62ad",
     "3026020105022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550"},
    {"r is small, with n added to x", "Countersign", Holds::no,
     "5a8ee70bf24b45d5dde6cc70a787fe8799f97a09442df8ea0f0130c69da3afd9"
     "167eca75088b20b7d230a669a622666fcf4fccfccb34c30188aa77dd2c278576",
     "3006020105020101"},
    {"r is large, s is 2", "Countersign", Holds::yes,
     "e78d1b28669173bc01519f19167cf1f282722031cc1881915b1cf8fbf1365091"
     "419b7d9c88b4807c7d73133fbac6b05fa97b66c2dfb658ab9869e40977672b2f",
     "3026022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254f020102"},
    {"by OpenSSL, 0", "message 0", Holds::yes,
     "1896cd462301369eabf994d3a82bbedd7e9831cdf9622f0be4ff207b5b657f73"
     "cc7d49de2057b8250cc74c89e8f7ca241239c857c4fee30382af1fdc9044b127",
     "3044022027a6fb99ec3ad1ed5d58a74cc7ab66489b8e0a001d4f4f749ac01458a720f79502202ef21739f89a9402080996115fd30a079f457fcf22bacf795a1a2b166865f2af"},
    {"by OpenSSL, 1", "message 1", Holds::yes,
     "fc965c0654c5248690656a85dee86b322f04694196e8654eeb59c18f127949f6"
     "70c0f6da82bb5543f7699e11b98eb06e2a67fd3c7959618601d73d326461b744",
     "3045022018e1afb3d18f72172ddc3ebc3b66771da105b5f6f424023fc93375948b9b5dc0022100ab4017b0d5e55179172bdc29e7eeea4d7009150e8d8458af589a1562ab5ab2d0"},
    {"by OpenSSL, 2", "message 2", Holds::yes,
     "6d3f5474d922bef3481f0abb574fc03973bd7442f1b06bd0040f3bf7499db35a"
     "02789adfd2cf2254bd243b17bb0a21e108efc718445429985a7688b90eba8a06",
     "30450220311cb1125b16d02dbeee2d5a1072058eb0cf87d35696745a933fa885b630e26f022100937a1508c3c806365eae404bbd9b6b7e534deddf8808e30289d9ae7a99d9dc34"},
};

std::string cose(std::string_view point_hex) {
  return from_hex("a5010203262001215820" + std::string(point_hex.substr(0, 64)) + "225820" + std::string(point_hex.substr(64)));
}

Es256Key key_of(const Vector& vector) { return Es256Key::from_cose(cose(vector.point)).value(); }

bool holds(const Es256Key& key, std::string_view message, std::string_view der) {
  const Result<Es256Signature> signature = Es256Signature::from_der(der);
  return signature.ok() && is_signed_by(key, message, signature.value());
}

TEST_CASE("signatures of ES256 that hold, and some that do not") {
  for (const Vector& vector : kVectors) {
    CAPTURE(vector.what);
    const Result<Es256Signature> signature = Es256Signature::from_der(from_hex(vector.signature));
    REQUIRE(signature.ok());
    CHECK(is_signed_by(key_of(vector), vector.message, signature.value()) == (vector.holds == Holds::yes));
  }
}

TEST_CASE("no bit of a signature, a message or a key can be changed") {
  const Vector& vector = kVectors[0];
  const std::string der = from_hex(vector.signature);
  const std::string cose_key = cose(vector.point);
  const auto flipped = [](std::string bytes, std::size_t bit) {
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    return bytes;
  };
  for (std::size_t bit = 0; bit < 8 * der.size(); ++bit) {
    CAPTURE(bit);
    CHECK(!holds(key_of(vector), vector.message, flipped(der, bit)));
  }
  for (std::size_t bit = 0; bit < 8 * cose_key.size(); ++bit) {
    CAPTURE(bit);
    CHECK(!Es256Key::from_cose(flipped(cose_key, bit)).ok());  // a point alone on its x and y
  }
  for (std::size_t bit = 0; bit < 8 * std::string_view(vector.message).size(); ++bit) {
    CAPTURE(bit);
    CHECK(!holds(key_of(vector), flipped(vector.message, bit), der));
  }
}

std::string tagged(char tag, std::string_view content) {
  std::string out{tag, static_cast<char>(content.size())};
  return out += content;
}
std::string integer(std::string_view hex) { return tagged('\x02', from_hex(hex)); }
std::string sequence(std::string_view content) { return tagged('\x30', content); }

constexpr const char* kN = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
constexpr const char* kNLess1 = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550";
constexpr const char* kNAnd1 = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632552";
constexpr const char* kP = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";

// Points of the curve with x of 0 and 5.
constexpr const char* kYOf0 = "66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4";
constexpr const char* kYOf5 = "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc";

std::string zeroed(const char* hex) { return "00" + std::string(hex); }

TEST_CASE("r and s are from 1 to n - 1") {
  const std::string one = integer("01");
  const std::string largest = integer(zeroed(kNLess1));
  CHECK(hex_of(Es256Signature::from_der(sequence(one + largest)).value().bytes()) == std::string(63, '0') + "1" + kNLess1);
  CHECK(hex_of(Es256Signature::from_der(sequence(largest + one)).value().bytes()) == kNLess1 + std::string(63, '0') + "1");
  for (const std::string& wrong : {integer("00"), integer(zeroed(kN)), integer(zeroed(kNAnd1)), integer(zeroed(kP)),
                                   integer("00" + std::string(64, 'f')), integer("01" + std::string(64, '0'))}) {
    CAPTURE(hex_of(wrong));
    CHECK(!Es256Signature::from_der(sequence(wrong + one)).ok());
    CHECK(!Es256Signature::from_der(sequence(one + wrong)).ok());
  }
}

TEST_CASE("a signature has one spelling in DER") {
  const std::string one = integer("01");
  const std::string high = integer("0080");
  const std::string both = one + high;
  CHECK(Es256Signature::from_der(sequence(both)).ok());
  const auto joined = [](std::string front, std::string_view back) { return front += back; };
  const std::vector<std::pair<const char*, std::string>> wrong = {
      {"nothing", ""},
      {"a tag alone", "\x30"},
      {"an empty sequence", sequence("")},
      {"r alone", sequence(one)},
      {"a third integer", sequence(both + one)},
      {"something behind it", sequence(both) + '\0'},
      {"something behind the integers", sequence(joined(both, std::string_view("\0", 1)))},
      {"an end-of-contents behind the integers", sequence(joined(both, std::string_view("\0\0", 2)))},
      {"a sequence that is too long", joined(std::string{'\x30', static_cast<char>(both.size() + 1)}, both)},
      {"a sequence that is too short", joined(std::string{'\x30', static_cast<char>(both.size() - 1)}, both)},
      {"a long form of the sequence's length", joined(std::string{'\x30', '\x81', static_cast<char>(both.size())}, both)},
      {"a longer form of it", joined(std::string{'\x30', '\x82', '\0', static_cast<char>(both.size())}, both)},
      {"an indefinite length", joined(std::string{'\x30', '\x80'}, joined(both, std::string_view("\0\0", 2)))},
      {"a long form of r's length", sequence(joined(std::string("\x02\x81\x01\x01", 4), high))},
      {"a long form of s's length", sequence(joined(one, std::string_view("\x02\x81\x02\x00\x80", 5)))},
      {"an indefinite length of r", sequence(joined(std::string("\x02\x80\x01\x00\x00", 5), high))},
      {"a set", tagged('\x31', both)},
      {"a sequence that is not constructed", tagged('\x10', both)},
      {"octets for r", sequence(joined(tagged('\x04', "\x01"), high))},
      {"an enumerated for s", sequence(joined(one, tagged('\x0A', "\x01")))},
      {"a null for r", sequence(joined(std::string("\x05\x00", 2), high))},
      {"an r of no bytes", sequence(joined(std::string("\x02\x00", 2), high))},
      {"an s of no bytes", sequence(joined(one, std::string_view("\x02\x00", 2)))},
      {"a zero in front of r", sequence(integer("0001") + high)},
      {"a zero in front of s", sequence(one + integer("0001"))},
      {"two zeroes in front of s", sequence(one + integer("000080"))},
      {"a negative r", sequence(integer("80") + high)},
      {"a negative s", sequence(one + integer("ff"))},
      {"a negative s of 32 bytes", sequence(one + integer(kNLess1))},
      {"an s of 34 bytes", sequence(one + integer("0001" + std::string(64, '0')))},
      {"an s of 33 bytes, without a zero in front", sequence(one + integer("01" + std::string(64, '0')))},
      {"an s that ends too early", sequence(joined(one, std::string_view("\x02\x02\x01", 3)))},
      {"an s without a length", sequence(joined(one, std::string_view("\x02", 1)))},
      {"more than 72 bytes", sequence(integer(zeroed(kNLess1)) + integer(zeroed(kNLess1)) + std::string(1, '\0'))},
      {"a signature in another one", sequence(sequence(both))},
      {"r and s as WebCrypto writes them", from_hex(std::string(63, '0') + "1" + kNLess1)},
  };
  for (const auto& [what, der] : wrong) {
    CAPTURE(what);
    const Result<Es256Signature> signature = Es256Signature::from_der(der);
    REQUIRE(!signature.ok());
    CHECK(signature.error().code == ErrorCode::passkey_malformed);
  }
}

TEST_CASE("no byte can be put into the DER of a signature, or taken out") {
  const std::string der = from_hex(kVectors[1].signature);
  REQUIRE(der.size() < kEs256SignatureBytes);
  const auto resized = [](std::string bytes) {
    if (bytes.size() > 1) bytes[1] = static_cast<char>(bytes.size() - 2);
    return bytes;
  };
  int taken = 0;
  for (std::size_t at = 0; at <= der.size(); ++at) {
    const std::string shorter = at < der.size() ? std::string(der).erase(at, 1) : std::string();
    taken += Es256Signature::from_der(shorter).ok() + Es256Signature::from_der(resized(shorter)).ok();
    for (int byte = 0; byte < 256; ++byte) {
      const std::string longer = std::string(der).insert(at, 1, static_cast<char>(byte));
      taken += Es256Signature::from_der(longer).ok();
      if (at > 1) taken += Es256Signature::from_der(resized(longer)).ok();
    }
  }
  CHECK(taken == 0);
}

ErrorCode refusal_of(const std::string& cose_key) {
  const Result<Es256Key> key = Es256Key::from_cose(cose_key);
  REQUIRE(!key.ok());
  return key.error().code;
}

TEST_CASE("a key is a point of P-256, in the one form of COSE") {
  const std::string given = cose(kVectors[0].point);
  const Es256Key key = Es256Key::from_cose(given).value();
  CHECK(key.cose() == given);
  CHECK(hex_of(key.point()) == "04" + std::string(kVectors[0].point));
  CHECK(key == key_of(kVectors[0]));
  CHECK(!(key == Es256Key()));
  CHECK(!holds(Es256Key(), kVectors[0].message, from_hex(kVectors[0].signature)));

  const std::string x(kVectors[0].point, 64);
  const std::string y(kVectors[0].point + 64);
  const std::pair<const char*, std::string> other_forms[] = {
      {"nothing", ""},
      {"too short", given.substr(0, given.size() - 1)},
      {"too long", given + '\0'},
      {"ES384", from_hex("a501020338222001215820" + x + "225820" + y)},
      {"ES256 on P-384", from_hex("a5010203262002215820" + x + "225820" + y)},
      {"ES256K", from_hex("a501020338" "2e2008215820" + x + "225820" + y)},
      {"Ed25519", from_hex("a4010103272006215820" + x)},
      {"RS256", from_hex("a401030339010020" "43010001214101")},
      {"without alg", from_hex("a401022001215820" + x + "225820" + y)},
      {"with a kid", from_hex("a60102024101" "03262001215820" + x + "225820" + y)},
      {"a compressed point", from_hex("a5010203262001215820" + x + "22f5")},
      {"another order", from_hex("a5010203262001225820" + y + "215820" + x)},
      {"x of 31 bytes", from_hex("a501020326200121581f" + x.substr(2) + "225820" + y + "00")},
      {"a longer length of x", from_hex("a501020326200121590020" + x + "225820" + y)},
      {"an indefinite map", from_hex("bf010203262001215820" + x + "225820" + y + "ff")},
      {"an integer that could be shorter", from_hex("a518010203262001215820" + x + "225820" + y)},
      {"a text for a name", from_hex("a5610102" "03262001215820" + x + "225820" + y)},
  };
  for (const auto& [what, bytes] : other_forms) {
    CAPTURE(what);
    CHECK(refusal_of(bytes) == ErrorCode::passkey_unsupported);
  }

  CHECK(Es256Key::from_cose(cose(std::string(64, '0') + kYOf0)).ok());
  CHECK(Es256Key::from_cose(cose(std::string(63, '0') + "5" + kYOf5)).ok());
  const std::pair<const char*, std::string> no_points[] = {
      {"zeroes, which some take for the point at infinity", std::string(128, '0')},
      {"y is not that of x", x + x},
      {"y + 1", x + y.substr(0, 63) + "a"},
      {"x and y swapped", y + x},
      {"a point of the curve with another b", std::string(63, '0') + "1" + std::string(63, '0') + "1"},
      {"x is p, for 0", std::string(kP) + kYOf0},
      {"x + p, of a point with a small x", "ffffffff00000001000000000000000000000001000000000000000000000004" + std::string(kYOf5)},
      {"all bits set", std::string(128, 'f')},
  };
  for (const auto& [what, point] : no_points) {
    CAPTURE(what);
    CHECK(refusal_of(cose(point)) == ErrorCode::passkey_malformed);
  }
}

}  // namespace
}  // namespace countersign
