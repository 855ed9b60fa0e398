// Keys, signatures, notes, checkpoints and proofs, as C2SP writes them.
#include "core/record/note.h"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/base/base64.h"
#include "core/json/reader.h"
#include "core/record/checkpoint.h"
#include "core/record/tlog_proof.h"
#include "tests/core/bytes.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

template <class Array>
Array bytes_of(std::string_view hex) {
  const std::string bytes = from_hex(hex);
  Array array{};
  REQUIRE(bytes.size() == array.size());
  std::copy(bytes.begin(), bytes.end(), array.begin());
  return array;
}

TEST_CASE("Base64 is that of RFC 4648, one spelling for each value") {
  const std::pair<const char*, const char*> published[] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : published) {
    CHECK(base64(bytes) == text);
    CHECK(bytes_from_base64(text).value() == bytes);
  }
  for (const char* wrong : {"Zg=", "Zg", "Zh==", "Zm9", "Zm9v\n", " Zm9v", "Zm9v=", "Zm-v", "Zm9vYg==Zg==", "====", "Z"}) {
    CAPTURE(wrong);
    CHECK(!bytes_from_base64(wrong).ok());
  }
}

TEST_CASE("no byte in a Base64 text is taken for another") {
  const std::string right = base64("a hash, or so");
  const std::string right_url = base64url("a hash, or so");
  for (std::size_t at = 0; at < right_url.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string text = right;
      text[at] = static_cast<char>(byte);
      if (const auto bytes = bytes_from_base64(text); bytes.ok() && base64(bytes.value()) != text) FAIL(at << " " << byte);
      text = right_url;
      text[at] = static_cast<char>(byte);
      if (const auto bytes = bytes_from_base64url(text); bytes.ok() && base64url(bytes.value()) != text) FAIL(at << " " << byte);
    }
  }
}

TEST_CASE("Base64 for URLs is that of RFC 4648 without padding, one spelling for each value") {
  const std::pair<const char*, const char*> texts[] = {{"", ""}, {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"}, {"foob", "Zm9vYg"}, {"\xFB\xFF\xFE", "-__-"}};
  for (const auto& [bytes, text] : texts) {
    CHECK(base64url(bytes) == text);
    CHECK(bytes_from_base64url(text).value() == bytes);
  }
  for (const char* wrong : {"Zg==", "Zm8=", "Zh", "Zm9", "Z", "Zm9vZ", "+//+", "Zm9v\n", " Zm9v"}) {
    CAPTURE(wrong);
    CHECK(!bytes_from_base64url(wrong).ok());
  }
}

struct Rfc8032 {
  const char* seed;
  const char* key;
  const char* message;
  const char* signature;
};

// RFC 8032, section 7.1, tests 1 to 3.
constexpr Rfc8032 kPublished[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"}};

TEST_CASE("Ed25519 signs and verifies as RFC 8032 publishes it") {
  for (const Rfc8032& test : kPublished) {
    const SigningKey key(bytes_of<SigningKey::Seed>(test.seed));
    const std::string message = from_hex(test.message);
    CHECK(hex_of(key.public_key()) == test.key);
    const Ed25519Signature signature = key.sign(message);
    CHECK(hex_of(signature) == test.signature);
    CHECK(is_signed_by(key.public_key(), message, signature));
    CHECK(!is_signed_by(key.public_key(), message + "x", signature));
    for (std::size_t bit = 0; bit < 512; ++bit) {
      Ed25519Signature wrong = signature;
      wrong[bit / 8] = static_cast<std::uint8_t>(wrong[bit / 8] ^ (1U << bit % 8));
      if (is_signed_by(key.public_key(), message, wrong)) FAIL("bit " << bit);
    }
  }
}

// The eight encodings of points of small order, canonical and not: with such a key or R, one signature fits many messages.
constexpr const char* kSmallOrder[] = {"0000000000000000000000000000000000000000000000000000000000000000", "0100000000000000000000000000000000000000000000000000000000000000",
                                       "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                       "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                                       "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "0000000000000000000000000000000000000000000000000000000000000080"};

TEST_CASE("what RFC 8032 leaves open about Ed25519 is refused") {
  const Rfc8032& test = kPublished[2];
  const auto key = bytes_of<PublicKey>(test.key);
  const std::string message = from_hex(test.message);
  const auto signature = bytes_of<Ed25519Signature>(test.signature);
  SECTION("keys and points of small order") {
    for (const char* point : kSmallOrder) {
      CAPTURE(point);
      const auto small = bytes_of<PublicKey>(point);
      Ed25519Signature zero{};
      std::copy(small.begin(), small.end(), zero.begin());
      CHECK(!is_signed_by(small, message, signature));
      CHECK(!is_signed_by(small, message, zero));
      CHECK(!is_signed_by(key, message, zero));
    }
  }
  SECTION("S plus the group order") {
    constexpr const char* kOrder = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
    const auto order = bytes_of<PublicKey>(kOrder);
    Ed25519Signature wrong = signature;
    unsigned carry = 0;
    for (std::size_t i = 0; i < 32; ++i) {
      const unsigned sum = wrong[32 + i] + order[i] + carry;
      wrong[32 + i] = static_cast<std::uint8_t>(sum & 0xFFU);
      carry = sum >> 8U;
    }
    CHECK(!is_signed_by(key, message, wrong));
  }
  SECTION("an encoding that is not canonical: y plus the prime") {
    auto wrong = bytes_of<PublicKey>("f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
    CHECK(!is_signed_by(wrong, message, signature));
  }
}

// The same natively and in WebAssembly: this test runs in both.
TEST_CASE("the published edge cases of Ed25519 have one verdict everywhere") {
  std::ifstream file(COUNTERSIGN_SOURCE_DIR "/tests/vectors/record/ed25519.json", std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const Result<Json> vectors = read_json(text);
  REQUIRE(vectors.ok());
  const Json& cases = vectors.value()["cases"];
  REQUIRE(cases.size() == 12);
  for (const Json& each : cases) {
    const auto hex = [&](const char* key) { return each[key].get<std::string>(); };
    CAPTURE(hex("name"));
    CHECK(is_signed_by(bytes_of<PublicKey>(hex("key")), from_hex(hex("message")), bytes_of<Ed25519Signature>(hex("signature"))) ==
          each["accepted"].get<bool>());
  }
}

// The example in the documentation of golang.org/x/mod/sumdb/note.
constexpr std::string_view kNeumann = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view kNeumannNote =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

TEST_CASE("the published note is read, trusted with its key and printed as it was") {
  const VerifierKey key = VerifierKey::from(kNeumann).value();
  CHECK(key.name() == "PeterNeumann");
  CHECK(key.id() == 0xc74f20a3);
  CHECK(key.text() == kNeumann);
  const Note note = parse_note(kNeumannNote).value();
  CHECK(trust_in(note, key) == NoteTrust::signed_by_key);
  CHECK(print_note(note) == kNeumannNote);
  Note changed = note;
  changed.text[0] = 'i';
  CHECK(trust_in(changed, key) == NoteTrust::bad_signature);
  const SigningKey other(bytes_of<SigningKey::Seed>(kPublished[0].seed));
  CHECK(trust_in(note, VerifierKey("PeterNeumann", KeyType::log, other.public_key())) == NoteTrust::not_signed);
  CHECK(trust_in(note, VerifierKey("SomebodyElse", KeyType::log, key.key())) == NoteTrust::not_signed);
}

TEST_CASE("keys that are not written as they were published are refused") {
  const std::string text(kNeumann);
  for (const std::string& wrong : std::vector<std::string>{std::string(), std::string("PeterNeumann"), std::string("+c74f20a3+") + text.substr(22), "Peter Neumann" + text.substr(12),
                                   "PeterNeumann+c74f20a4" + text.substr(21), "peterneumann" + text.substr(12), "PeterNeumann+C74F20A3" + text.substr(21),
                                   text + "A", text.substr(0, text.size() - 4), text + "\n"}) {
    CAPTURE(wrong);
    CHECK(!VerifierKey::from(wrong).ok());
  }
}

TEST_CASE("notes that are not well formed are refused") {
  const std::string note(kNeumannNote);
  const std::string line = note.substr(note.find("\n\n") + 2);
  for (const std::string& wrong :
       std::vector<std::string>{std::string(), std::string("text\n"), std::string("text\n\n"), "text" + line, "text\n" + line, note.substr(0, note.size() - 1), note + "x\n", note + "\n",
        "a\tb\n\n" + line, "a\r\n\n" + line, "\xff\n\n" + line, "text\n\n- PeterNeumann x08g\n", "text\n\n— Peter x08goA==\n", "text\n\n— Pe+ter " + line.substr(17),
        "text\n\n— PeterNeumann  " + line.substr(17), "text\n\n— \xC2\xA0 " + line.substr(17), std::string(kNoteBytes, 'x') + "\n\n" + line}) {
    CAPTURE(wrong.substr(0, 80));
    CHECK(!parse_note(wrong).ok());
  }
  // Text may hold empty lines: the last one ends it. Signatures of other keys are kept.
  const Note kept = parse_note("a\n\nb\n\n" + line + "— other AAAAAAAA\n").value();
  CHECK(kept.text == "a\n\nb\n");
  REQUIRE(kept.signatures.size() == 2);
  CHECK(kept.signatures[1].name == "other");
  std::string many;
  for (std::size_t i = 0; i <= kNoteSignatures; ++i) many += line;
  CHECK(!parse_note("text\n\n" + many).ok());
}

TEST_CASE("a witness signs the text and the time, and is no log") {
  const SigningKey secret(bytes_of<SigningKey::Seed>(kPublished[1].seed));
  const VerifierKey witness("witness.example/w1", KeyType::witness, secret.public_key());
  CHECK(VerifierKey::from(witness.text()).value().type() == KeyType::witness);
  Note note{"log.example\n1\n" + base64(std::string(32, 'r')) + "\n", {}};
  note.signatures.push_back(sign_as_witness(note.text, witness.name(), secret, 1679315147));
  CHECK(cosigned_at(note.signatures[0]) == 1679315147);
  CHECK(trust_in(note, witness) == NoteTrust::signed_by_key);
  CHECK(trust_in(note, VerifierKey(witness.name(), KeyType::log, secret.public_key())) == NoteTrust::not_signed);
  Note other_time = note;
  other_time.signatures[0].bytes[7] = static_cast<char>(other_time.signatures[0].bytes[7] ^ 1);
  CHECK(trust_in(other_time, witness) == NoteTrust::bad_signature);
  CHECK(trust_in(parse_note(print_note(note)).value(), witness) == NoteTrust::signed_by_key);
}

TEST_CASE("a checkpoint is an origin, a size and a root") {
  constexpr std::string_view kText = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  const Checkpoint checkpoint = parse_checkpoint(kText).value();
  CHECK(checkpoint.origin == "example.com/behind-the-sofa");
  CHECK(checkpoint.head.size == 20852163);
  CHECK(checkpoint_text(checkpoint) == kText);
  CHECK(parse_checkpoint(std::string(kText) + "extension\n").ok());
  const std::string root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
  for (const std::string& wrong : std::vector<std::string>{std::string(), "\n1\n" + root + "\n", "o\n01\n" + root + "\n", "o\n-1\n" + root + "\n", "o\n1 \n" + root + "\n", "o\n\n" + root + "\n",
                                   "o\n9007199254740992\n" + root + "\n", "o\n99999999999999999999\n" + root + "\n", "o\n1\n" + root, "o\n1\n" + root.substr(4) + "\n",
                                   "o\n1\n" + root + "\n\n", "o\n1\n" + root + "\nextension"}) {
    CAPTURE(wrong);
    CHECK(!parse_checkpoint(wrong).ok());
  }
}

TEST_CASE("a tlog-proof is printed as C2SP writes it, and read back") {
  TlogProof proof{std::nullopt, 73894, {Digest::of("a"), Digest::of("b")}, "example.com/log\n1\nroot\n\n— sig\n"};
  const std::string text = "c2sp.org/tlog-proof@v1\nindex 73894\n" + hash_text(Digest::of("a")) + "\n" + hash_text(Digest::of("b")) + "\n\n" + proof.checkpoint;
  CHECK(print_tlog_proof(proof) == text);
  const TlogProof read = parse_tlog_proof(text).value();
  CHECK(read.index == 73894);
  CHECK(read.hashes == proof.hashes);
  CHECK(read.checkpoint == proof.checkpoint);
  CHECK(!read.extra);
  proof.extra = "opaque";
  CHECK(parse_tlog_proof(print_tlog_proof(proof)).value().extra == "opaque");
  for (const std::string& wrong : std::vector<std::string>{std::string(), std::string("c2sp.org/tlog-proof@v2") + text.substr(22), "c2sp.org/tlog-proof@v1\nextra !\n" + text.substr(23),
                                   "c2sp.org/tlog-proof@v1\nindex 01\n\nx\n", std::string("c2sp.org/tlog-proof@v1\nindex 1\n"), std::string("c2sp.org/tlog-proof@v1\nindex 1\n\n"),
                                   "c2sp.org/tlog-proof@v1\nindex 1\nabc\n\nx\n", std::string("c2sp.org/tlog-proof@v1\n\n") + text.substr(23)}) {
    CAPTURE(wrong);
    CHECK(!parse_tlog_proof(wrong).ok());
  }
  CHECK(add_checkpoint_body(7, {Digest::of("a")}, "note") == "old 7\n" + hash_text(Digest::of("a")) + "\n\nnote");
}

}  // namespace
}  // namespace countersign
