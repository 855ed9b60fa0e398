// Passkeys: a registration, assertions, and each reason to refuse one. webauthn_published_test.cpp has those of the W3C.
#include "core/record/webauthn.h"

#include <functional>
#include <string>
#include <vector>

#include "core/base/base64.h"
#include "core/json/client_data.h"
#include "tests/core/bytes.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

// A decision, and what an authenticator with a key made for these tests answers. The signatures are by OpenSSL.
constexpr const char* kStatement = R"({"decision":"approve","type":"countersign/decision-statement/v1"})";
constexpr const char* kPoint =
    "2c08dd53e9a9b4876023403285270fccde293124b79a5383c455375cf2d8d5c3"
    "6006a71d38e2df80e6d173196a767e6c84a45dbcab9a91f6b6a9dbc2e822a5d7";
constexpr const char* kOtherKey =
    "a501020326200121582060fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "2258207903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";

constexpr struct {
  const char* counting =
      "3045022100d515bc4a79fc236937ba3074e3ead1bac1688f5ef20304d81100d6a4217e1b7b0220646c7bc6a7bcd604e347fc19ca64816711b1afd7778e5983ae8ff90564c622b5";
  const char* synced =
      "3045022100a74f8e08176bfa3f2f94c891f83c1802ef0132aa3f0fb580d3db5fdc9b82edca02202f392d36a8815fe59512fcd55ae38849b81b4f43aad5bc7dd5a5db0ba5591f25";
  const char* framed =
      "3045022042a36e2b72755d113f7431e3504f32aa6393cce0fe21cfb18bdaf6f3ae382d8b022100eed655a5030043eac5ce8add3e5b1b99bc52556611b67946c44ddc43c5713ae1";
  const char* extended =
      "30450220425b94cf7a3396febc1dd22b44df0cdf5fb98790feb4660aa4f93e9e4a059eda022100c468c2fbfb11de5951f10bcdbb88ba4e3f67cf54490acc60d1c3de4459511078";
  const char* unverified =
      "3045022100f1f0ab700b7fdb7970c6402c3dd120d03d9acbe575ccfc3e42033ce1b24c1b6402200a34b7f486c148469bd92dedf67c4f9829b10793ac378e86ec74d5b6fb2a365e";
  const char* zero =
      "30440220128da37610230f54a0f37aa3c2ef950e0d8719e87d84c13af10829e27201489602204d65f0364ed671f2b80a9c6f28ae270d0fba46d012d3cef72056b7257aedcf3e";
} kSignatures;

std::string id() { return std::string(16, 'i'); }
Digest signed_statement() { return Digest::of(kStatement); }

RelyingParty party() {
  return {"approve.example", {"https://approve.example", "https://www.approve.example"}, {"https://portal.example"}, UserVerification::required};
}

std::string client_data_json(std::string_view type, std::string_view challenge, std::string_view more = R"(,"crossOrigin":false)") {
  std::string json = R"({"type":")" + std::string(type) + R"(","challenge":")" + base64url(challenge);
  return json + R"(","origin":"https://approve.example")" + std::string(more) + "}";
}

enum AuthenticatorFlag : unsigned { kPresent = 0x01, kReserved1 = 0x02, kVerified = 0x04, kEligible = 0x08, kBacked = 0x10, kReserved2 = 0x20, kAttested = 0x40, kExtended = 0x80 };

std::string authenticator_data(unsigned flags, unsigned counter, std::string_view more = {}) {
  std::string data(Digest::of("approve.example").view());
  data += static_cast<char>(flags);
  for (const unsigned shift : {24U, 16U, 8U, 0U}) data += static_cast<char>(counter >> shift & 0xFFU);
  return data += more;
}

std::string cose_key() {
  const std::string_view point = kPoint;
  return from_hex("a5010203262001215820" + std::string(point.substr(0, 64)) + "225820" + std::string(point.substr(64)));
}

std::string credential(const std::string& credential_id, const std::string& key) {
  std::string out(16, '\0');  // aaguid
  out += static_cast<char>(credential_id.size() >> 8U);
  out += static_cast<char>(credential_id.size() & 0xFFU);
  return out + credential_id + key;
}

std::string registered_data(unsigned flags = kPresent | kVerified | kAttested, unsigned counter = 0) {
  return authenticator_data(flags, counter, credential(id(), cose_key()));
}

std::string attestation_object(const std::string& data) {
  std::string out = from_hex("a363666d74646e6f6e656761747453746d74a0686175746844617461");
  out += data.size() < 256 ? '\x58' : '\x59';
  if (data.size() >= 256) out += static_cast<char>(data.size() >> 8U);
  out += static_cast<char>(data.size() & 0xFFU);
  return out + data;
}

constexpr std::string_view kChallenge = "a challenge of the server, once";

Registration registration(const std::string& data = registered_data()) {
  return {read_client_data(client_data_json("webauthn.create", kChallenge)).value(), attestation_object(data)};
}

Passkey test_passkey(std::uint32_t counter = 6) {
  return {id(), Es256Key::from_cose(cose_key()).value(), counter, false, false};
}

// It is used for the seventh time.
Assertion assertion() {
  return {id(), read_client_data(client_data_json("webauthn.get", signed_statement().view())).value(), authenticator_data(kPresent | kVerified, 7),
          from_hex(kSignatures.counting)};
}

struct Refused {
  const char* what;
  ErrorCode code;
  const char* pointer;
};

void check_refused(const Result<Passkey>& result, const Refused& expected) {
  CAPTURE(expected.what);
  REQUIRE(!result.ok());
  CHECK(error_row(result.error().code).word == error_row(expected.code).word);
  CHECK(result.error().pointer == expected.pointer);
}

TEST_CASE("a passkey is registered, and then signs a decision") {
  const Passkey made = check_registration(registration(), kChallenge, party()).value();
  CHECK(made == test_passkey(0));
  const Passkey used = check_assertion(assertion(), signed_statement(), {made}, party()).value();
  CHECK(used == test_passkey(7));
  // It is the seventh use only once.
  check_refused(check_assertion(assertion(), signed_statement(), {used}, party()), {"again", ErrorCode::passkey_counter_behind, "/authenticator_data"});
}

TEST_CASE("the passkey that was used is found among those of its owner") {
  Passkey other = test_passkey();
  other.credential_id = std::string(16, 'o');
  other.key = Es256Key::from_cose(from_hex(kOtherKey)).value();
  CHECK(check_assertion(assertion(), signed_statement(), {other, test_passkey()}, party()).ok());
  const Refused unknown{"of somebody else", ErrorCode::passkey_unknown, "/credential_id"};
  check_refused(check_assertion(assertion(), signed_statement(), {}, party()), unknown);
  check_refused(check_assertion(assertion(), signed_statement(), {other}, party()), unknown);
  Assertion renamed = assertion();
  renamed.credential_id = other.credential_id;
  check_refused(check_assertion(renamed, signed_statement(), {other, test_passkey()}, party()), {"the other's id", ErrorCode::passkey_signature_wrong, "/signature"});
}

TEST_CASE("a passkey that is backed up does not count") {
  Assertion synced = assertion();
  synced.authenticator_data = authenticator_data(kPresent | kVerified | kEligible | kBacked, 0);
  synced.signature = from_hex(kSignatures.synced);
  Passkey known = test_passkey(0);
  known.is_backup_eligible = true;
  const Passkey used = check_assertion(synced, signed_statement(), {known}, party()).value();
  CHECK(used.is_backed_up);
  CHECK(used.counter == 0);
  CHECK(check_assertion(synced, signed_statement(), {used}, party()).ok());

  check_refused(check_assertion(synced, signed_statement(), {test_passkey(0)}, party()), {"it was not to be copied", ErrorCode::passkey_backup_wrong, "/authenticator_data"});
  known.counter = 1;
  check_refused(check_assertion(synced, signed_statement(), {known}, party()), {"it has counted before", ErrorCode::passkey_counter_behind, "/authenticator_data"});
  known = test_passkey();
  known.is_backup_eligible = true;
  check_refused(check_assertion(assertion(), signed_statement(), {known}, party()), {"it can be copied no more", ErrorCode::passkey_backup_wrong, "/authenticator_data"});
}

TEST_CASE("a counter goes up") {
  for (const std::uint32_t before : {0U, 1U, 6U}) CHECK(check_assertion(assertion(), signed_statement(), {test_passkey(before)}, party()).ok());
  for (const std::uint32_t before : {7U, 8U, 0xFFFFFFFFU}) {
    check_refused(check_assertion(assertion(), signed_statement(), {test_passkey(before)}, party()), {"behind", ErrorCode::passkey_counter_behind, "/authenticator_data"});
  }
  Assertion uncounted = assertion();
  uncounted.authenticator_data = authenticator_data(kPresent | kVerified, 0);
  uncounted.signature = from_hex(kSignatures.zero);
  CHECK(check_assertion(uncounted, signed_statement(), {test_passkey(0)}, party()).ok());
  check_refused(check_assertion(uncounted, signed_statement(), {test_passkey(1)}, party()), {"back to none", ErrorCode::passkey_counter_behind, "/authenticator_data"});
}

TEST_CASE("where nobody has to be verified, somebody has to be present") {
  Assertion unverified = assertion();
  unverified.authenticator_data = authenticator_data(kPresent, 7);
  unverified.signature = from_hex(kSignatures.unverified);
  check_refused(check_assertion(unverified, signed_statement(), {test_passkey()}, party()), {"not verified", ErrorCode::passkey_not_verified, "/authenticator_data"});
  RelyingParty lenient = party();
  lenient.user_verification = UserVerification::not_required;
  CHECK(check_assertion(unverified, signed_statement(), {test_passkey()}, lenient).ok());
  CHECK(check_assertion(assertion(), signed_statement(), {test_passkey()}, lenient).ok());
  unverified.authenticator_data = authenticator_data(kVerified, 7);
  check_refused(check_assertion(unverified, signed_statement(), {test_passkey()}, lenient), {"not present", ErrorCode::passkey_not_present, "/authenticator_data"});
}

TEST_CASE("within another page, only one that is allowed") {
  Assertion framed = assertion();
  framed.client_data = read_client_data(client_data_json("webauthn.get", signed_statement().view(), R"(,"crossOrigin":true,"topOrigin":"https://portal.example")")).value();
  framed.signature = from_hex(kSignatures.framed);
  CHECK(check_assertion(framed, signed_statement(), {test_passkey()}, party()).ok());
  RelyingParty unframed = party();
  unframed.top_origins = {};
  const Refused refused{"framed", ErrorCode::passkey_wrong_frame, "/client_data"};
  check_refused(check_assertion(framed, signed_statement(), {test_passkey()}, unframed), refused);
  unframed.top_origins = {"https://portal.example:8443", "http://portal.example", "https://portal.example/"};
  check_refused(check_assertion(framed, signed_statement(), {test_passkey()}, unframed), refused);
  for (const char* more : {R"(,"crossOrigin":true)", R"(,"topOrigin":"https://portal.example")", R"(,"crossOrigin":false,"topOrigin":"https://portal.example")",
                           R"(,"crossOrigin":true,"topOrigin":"https://approve.example")", R"(,"crossOrigin":true,"topOrigin":"")"}) {
    CAPTURE(more);
    framed.client_data = read_client_data(client_data_json("webauthn.get", signed_statement().view(), more)).value();
    check_refused(check_assertion(framed, signed_statement(), {test_passkey()}, party()), refused);
    Registration framed_too = registration();
    framed_too.client_data = read_client_data(client_data_json("webauthn.create", kChallenge, more)).value();
    check_refused(check_registration(framed_too, kChallenge, party()), refused);
  }
}

struct WrongAssertion {
  Refused refused;
  std::function<void(Assertion&, RelyingParty&)> change;
};

TEST_CASE("each thing that can be wrong with an assertion is refused with its own reason") {
  const auto with_type = [](std::string_view type) { return read_client_data(client_data_json(type, signed_statement().view())).value(); };
  const WrongAssertion wrong[] = {
      {{"it is a registration", ErrorCode::passkey_wrong_ceremony, "/client_data"}, [&](Assertion& given, RelyingParty&) { given.client_data = with_type("webauthn.create"); }},
      {{"it is a payment", ErrorCode::passkey_wrong_ceremony, "/client_data"}, [&](Assertion& given, RelyingParty&) { given.client_data = with_type("payment.get"); }},
      {{"no type", ErrorCode::passkey_wrong_ceremony, "/client_data"}, [&](Assertion& given, RelyingParty&) { given.client_data = with_type(""); }},
      {{"another decision", ErrorCode::passkey_wrong_challenge, "/client_data"}, [](Assertion& given, RelyingParty&) { given.client_data = read_client_data(client_data_json("webauthn.get", Digest::of("reject").view())).value(); }},
      {{"a shorter challenge", ErrorCode::passkey_wrong_challenge, "/client_data"}, [](Assertion& given, RelyingParty&) { given.client_data.challenge.pop_back(); }},
      {{"no challenge", ErrorCode::passkey_wrong_challenge, "/client_data"}, [](Assertion& given, RelyingParty&) { given.client_data.challenge.clear(); }},
      {{"another page", ErrorCode::passkey_wrong_origin, "/client_data"}, [](Assertion&, RelyingParty& expected) { expected.origins = {"https://www.approve.example"}; }},
      {{"no page is allowed", ErrorCode::passkey_wrong_origin, "/client_data"}, [](Assertion&, RelyingParty& expected) { expected.origins = {}; }},
      {{"another scheme", ErrorCode::passkey_wrong_origin, "/client_data"}, [](Assertion& given, RelyingParty&) { given.client_data.origin = "http://approve.example"; }},
      {{"another port", ErrorCode::passkey_wrong_origin, "/client_data"}, [](Assertion& given, RelyingParty&) { given.client_data.origin = "https://approve.example:444"; }},
      {{"a longer name", ErrorCode::passkey_wrong_origin, "/client_data"}, [](Assertion& given, RelyingParty&) { given.client_data.origin += ".attacker.example"; }},
      {{"no origin", ErrorCode::passkey_wrong_origin, "/client_data"}, [](Assertion& given, RelyingParty&) { given.client_data.origin = ""; }},
      {{"another site", ErrorCode::passkey_wrong_site, "/authenticator_data"}, [](Assertion&, RelyingParty& expected) { expected.id = "example"; }},
      {{"nobody was there", ErrorCode::passkey_not_present, "/authenticator_data"}, [](Assertion& given, RelyingParty&) { given.authenticator_data = authenticator_data(kVerified, 7); }},
      {{"nobody was there, and reserved bits", ErrorCode::passkey_not_present, "/authenticator_data"}, [](Assertion& given, RelyingParty&) { given.authenticator_data = authenticator_data(kVerified | kReserved1 | kReserved2, 7); }},
      {{"nobody was verified, and reserved bits", ErrorCode::passkey_not_verified, "/authenticator_data"}, [](Assertion& given, RelyingParty&) { given.authenticator_data = authenticator_data(kPresent | kReserved1 | kReserved2, 7); }},
      {{"nobody was verified", ErrorCode::passkey_not_verified, "/authenticator_data"}, [](Assertion& given, RelyingParty&) { given.authenticator_data = authenticator_data(kPresent, 7); }},
      {{"a backup that cannot be", ErrorCode::passkey_backup_wrong, "/authenticator_data"}, [](Assertion& given, RelyingParty&) { given.authenticator_data = authenticator_data(kPresent | kVerified | kBacked, 7); }},
      {{"a credential in it", ErrorCode::passkey_malformed, "/authenticator_data"}, [](Assertion& given, RelyingParty&) { given.authenticator_data = registered_data(); }},
      {{"a byte too few", ErrorCode::passkey_malformed, "/authenticator_data"}, [](Assertion& given, RelyingParty&) { given.authenticator_data.pop_back(); }},
      {{"a byte too many", ErrorCode::passkey_malformed, "/authenticator_data"}, [](Assertion& given, RelyingParty&) { given.authenticator_data += '\0'; }},
      {{"no authenticator data", ErrorCode::passkey_malformed, "/authenticator_data"}, [](Assertion& given, RelyingParty&) { given.authenticator_data.clear(); }},
      {{"no signature", ErrorCode::passkey_malformed, "/signature"}, [](Assertion& given, RelyingParty&) { given.signature.clear(); }},
      {{"a byte behind the signature", ErrorCode::passkey_malformed, "/signature"}, [](Assertion& given, RelyingParty&) { given.signature += '\0'; }},
      {{"a signature of something else", ErrorCode::passkey_signature_wrong, "/signature"}, [](Assertion& given, RelyingParty&) { given.signature = from_hex(kSignatures.framed); }},
      {{"another counter than was signed", ErrorCode::passkey_signature_wrong, "/signature"}, [](Assertion& given, RelyingParty&) { given.authenticator_data = authenticator_data(kPresent | kVerified, 8); }},
      {{"other client data than was signed", ErrorCode::passkey_signature_wrong, "/signature"}, [](Assertion& given, RelyingParty&) { given.client_data = read_client_data(client_data_json("webauthn.get", signed_statement().view(), "")).value(); }},
      {{"a reserved bit that was not signed", ErrorCode::passkey_signature_wrong, "/signature"}, [](Assertion& given, RelyingParty&) { given.authenticator_data = authenticator_data(kPresent | kVerified | kReserved1 | kReserved2, 7); }},
  };
  for (const WrongAssertion& each : wrong) {
    Assertion given = assertion();
    RelyingParty expected = party();
    each.change(given, expected);
    check_refused(check_assertion(given, signed_statement(), {test_passkey()}, expected), each.refused);
  }
}

TEST_CASE("each thing that can be wrong with a registration is refused with its own reason") {
  const auto with = [](const std::string& data) { return registration(data); };
  const auto with_credential = [&](const std::string& more) { return with(authenticator_data(kPresent | kVerified | kAttested, 0, more)); };
  const auto with_object = [](const std::string& object) { return Registration{registration().client_data, object}; };
  const auto with_client_data = [](const std::string& json) { return Registration{read_client_data(json).value(), registration().attestation_object}; };
  const std::string object = registration().attestation_object;
  const std::string ed25519 = from_hex("a4010103272006215820") + std::string(32, 'x');
  const std::string none = from_hex("a363666d74646e6f6e656761747453746d74");
  const std::pair<Refused, Registration> wrong[] = {
      {{"it is an assertion", ErrorCode::passkey_wrong_ceremony, "/client_data"}, with_client_data(client_data_json("webauthn.get", kChallenge))},
      {{"another challenge", ErrorCode::passkey_wrong_challenge, "/client_data"}, with_client_data(client_data_json("webauthn.create", "another"))},
      {{"nobody was there", ErrorCode::passkey_not_present, "/attestation_object"}, with(registered_data(kVerified | kAttested))},
      {{"nobody was verified", ErrorCode::passkey_not_verified, "/attestation_object"}, with(registered_data(kPresent | kAttested))},
      {{"a backup that cannot be", ErrorCode::passkey_backup_wrong, "/attestation_object"}, with(registered_data(kPresent | kVerified | kAttested | kBacked))},
      {{"no credential", ErrorCode::passkey_malformed, "/attestation_object"}, with(authenticator_data(kPresent | kVerified, 0))},
      {{"a credential that no flag announces", ErrorCode::passkey_malformed, "/attestation_object"}, with(registered_data(kPresent | kVerified))},
      {{"a flag without a credential", ErrorCode::passkey_malformed, "/attestation_object"}, with_credential("")},
      {{"a short id", ErrorCode::passkey_malformed, "/attestation_object"}, with_credential(credential(std::string(15, 'i'), cose_key()))},
      {{"a long id", ErrorCode::passkey_malformed, "/attestation_object"}, with_credential(credential(std::string(1024, 'i'), cose_key()))},
      {{"it ends within the id", ErrorCode::passkey_malformed, "/attestation_object"}, with_credential(credential(std::string(200, 'i'), "").substr(0, 100))},
      {{"no key", ErrorCode::passkey_unsupported, "/attestation_object"}, with_credential(credential(id(), ""))},
      {{"a key of Ed25519", ErrorCode::passkey_unsupported, "/attestation_object"}, with_credential(credential(id(), ed25519))},
      {{"a key of Ed25519 and more", ErrorCode::passkey_unsupported, "/attestation_object"}, with_credential(credential(id(), ed25519 + std::string(100, 'x')))},
      {{"a key that is no point", ErrorCode::passkey_malformed, "/attestation_object"}, with_credential(credential(id(), cose_key().substr(0, 76) + 'x'))},
      {{"something behind the key", ErrorCode::passkey_malformed, "/attestation_object"}, with_credential(credential(id(), cose_key() + '\0'))},
      {{"more than anybody needs", ErrorCode::passkey_malformed, "/attestation_object"}, with_credential(credential(std::string(1023, 'i'), cose_key() + std::string(1000, '\0')))},
      {{"nothing", ErrorCode::passkey_malformed, "/attestation_object"}, with_object("")},
      {{"an empty map", ErrorCode::passkey_malformed, "/attestation_object"}, with_object("\xA0")},
      {{"another format", ErrorCode::passkey_unsupported, "/attestation_object"}, with_object(from_hex("a363666d74686669646f2d753266") + object.substr(10))},
      {{"an attestation in \"none\"", ErrorCode::passkey_unsupported, "/attestation_object"}, with_object(none + from_hex("a1616101") + object.substr(none.size() + 1))},
      {{"no authenticator data", ErrorCode::passkey_malformed, "/attestation_object"}, with_object(object.substr(0, 28))},
      {{"an empty text for it", ErrorCode::passkey_malformed, "/attestation_object"}, with_object(object.substr(0, 28) + '\x40')},
      {{"a text for it", ErrorCode::passkey_malformed, "/attestation_object"}, with_object(object.substr(0, 28) + '\x78' + object.substr(29))},
      {{"a length that could be shorter", ErrorCode::passkey_malformed, "/attestation_object"}, with_object(object.substr(0, 28) + from_hex("5900") + object.substr(29))},
      {{"it ends too early", ErrorCode::passkey_malformed, "/attestation_object"}, with_object(object.substr(0, object.size() - 1))},
      {{"something behind it", ErrorCode::passkey_malformed, "/attestation_object"}, with_object(object + '\0')},
  };
  for (const auto& [refused, given] : wrong) check_refused(check_registration(given, kChallenge, party()), refused);

  RelyingParty elsewhere = party();
  elsewhere.id = "www.approve.example";
  check_refused(check_registration(registration(), kChallenge, elsewhere), {"another site", ErrorCode::passkey_wrong_site, "/attestation_object"});
  elsewhere = party();
  elsewhere.origins = {"https://elsewhere.example"};
  check_refused(check_registration(registration(), kChallenge, elsewhere), {"another page", ErrorCode::passkey_wrong_origin, "/client_data"});
}

TEST_CASE("an id of a credential has 16 to 1023 bytes, and backup flags are kept") {
  // With ids of 123 and 124 bytes the length of the authenticator data goes from one byte to two.
  for (const std::size_t size : {std::size_t{16}, std::size_t{64}, std::size_t{123}, std::size_t{124}, std::size_t{255}, std::size_t{256}, std::size_t{1023}}) {
    const std::string data = authenticator_data(kPresent | kVerified | kAttested | kEligible | kBacked, 3, credential(std::string(size, 'i'), cose_key()));
    const Passkey made = check_registration(registration(data), kChallenge, party()).value();
    CHECK(made.credential_id == std::string(size, 'i'));
    CHECK(made.is_backup_eligible);
    CHECK(made.is_backed_up);
    CHECK(made.counter == 3);
  }
}

TEST_CASE("what extensions say is one map, and nothing relies on it") {
  Assertion extended = assertion();
  extended.client_data = read_client_data(client_data_json("webauthn.get", signed_statement().view(), "")).value();
  extended.authenticator_data = authenticator_data(kPresent | kVerified | kExtended, 7, from_hex("a16b6372656450726f7465637402"));
  extended.signature = from_hex(kSignatures.extended);
  CHECK(check_assertion(extended, signed_statement(), {test_passkey()}, party()).ok());

  const auto parsed = [](const char* extensions) { return parse_authenticator_data(authenticator_data(kPresent | kExtended, 0, from_hex(extensions))); };
  for (const char* map : {"a0", "a1616101", "a1616120", "a2616101" "6162f5", "a16161f6", "a161614101", "a16161" "83010203", "a16161a1616202", "a16161fb3ff8000000000000",
                          "a1616118ff", "a161611901ff", "a161611a00010000", "a161611b0000000100000000", "b801616101", "a16161a1616281a0"}) {
    CAPTURE(map);
    CHECK(parsed(map).ok());
  }
  for (const char* wrong : {"", "80", "01", "f6", "a1", "a161", "a1616101" "00", "a1616141", "a161614201", "a161615a00000001", "a161615bffffffffffffffff", "a161619bffffffffffffffff", "a16161bb8000000000000000",
                            "bf616101ff", "a161615f4101ff", "a16161c001", "a16161c0", "a161611c", "a161611c" "00000000000000000000000000000000", "a16161ff", "a161619a00000fff", "a16161818181810" "1", "a1616118", "a2616101"}) {
    CAPTURE(wrong);
    const Result<AuthenticatorData> result = parsed(wrong);
    REQUIRE(!result.ok());
    CHECK(result.error().code == ErrorCode::passkey_malformed);
  }

  const std::string registered = registered_data(kPresent | kVerified | kAttested | kExtended) + from_hex("a16b686d61632d736563726574f5");
  CHECK(check_registration(registration(registered), kChallenge, party()).ok());
}

TEST_CASE("authenticator data of any length is read or refused") {
  const std::string whole = registered_data(kPresent | kVerified | kAttested | kExtended) + from_hex("a16b686d61632d736563726574f5");
  CHECK(parse_authenticator_data(whole).ok());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK(!parse_authenticator_data(whole.substr(0, size)).ok());
  }
  const auto with_extension_of = [](const char* head, std::size_t size) {
    return authenticator_data(kPresent | kExtended, 0, from_hex(head) + std::string(size, 'e'));
  };
  REQUIRE(with_extension_of("a161615907d5", 0x7D5).size() == kAuthenticatorDataBytes);
  CHECK(parse_authenticator_data(with_extension_of("a161615907d5", 0x7D5)).ok());
  CHECK(!parse_authenticator_data(with_extension_of("a161615907d6", 0x7D6)).ok());
}

}  // namespace
}  // namespace countersign
