// Registrations and assertions that others have made: the W3C's (WebAuthn level 3, section 16, test vectors: RP ID example.org,
// origin https://example.org), and a browser's.
#include <string>

#include "core/json/client_data.h"
#include "core/record/webauthn.h"
#include "tests/core/bytes.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

struct Published {
  const char* what;
  const char* challenge;
  const char* client_data;
  const char* attestation_object;
  const char* credential_id;
  const char* assertion_challenge;
  const char* assertion_client_data;
  const char* authenticator_data;
  const char* signature;
};

constexpr Published kPublished[] = {
    {"16.2: ES256, no attestation",
     "00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130",
     "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a22414d4d507434557878475453746e63647134313759"
     "447742466938767049612d7077386f4f755657345441222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73"
     "734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077"
     "697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a20426b5165446a646354"
     "427258426941774a544c453551227d",
     "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2"
     "e4b559000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4a50102"
     "03262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61225820930a56b87a2fca66334b03458abf879717c1"
     "2cc68ed73290af2e2664796b9220",
     "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4",
     "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408",
     "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e55685158756c5455506f334a5558543049393770"
     "767a7a59425039745a63685879617630314167222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f72"
     "6967696e223a66616c73657d",
     "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000",
     "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd5d78c6e486"
     "013f937295ea13653e331e87"},
    {"16.5: within a page of another origin",
     "4e1f4c6198699e33c14f192153f49d7e0e8e3577d5ac416c5f3adc92a41f27e5",
     "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a225468394d595a68706e6a504254786b68555f536466"
     "67364f4e58665672454673587a72636b7151664a2d55222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73"
     "734f726967696e223a747275652c22746f704f726967696e223a2268747470733a2f2f6578616d706c652e636f6d227d",
     "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2"
     "e4b5410000000097586fd09799a76401c200455099ef2a0020b8ad59b996047ab18e2ceb57206c362da57458793481f4a8ebf101c7ca7cc0f1a50102"
     "03262001215820a1c47c1d82da4ebe82cd72207102b380670701993bc35398ae2e5726427fe01d22582086c1080d82987028c7f54ecb1b01185de243"
     "b359294a0ed210cd47480f0adc88",
     "b8ad59b996047ab18e2ceb57206c362da57458793481f4a8ebf101c7ca7cc0f1",
     "d54a5c8ca4b62a8e3bb321e3b2bc73856f85a10150db2939ac195739eb1ea066",
     "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a22315570636a4b53324b6f34377379486a7372787a68572d46"
     "6f51465132796b3572426c584f6573656f4759222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f72"
     "6967696e223a747275652c22746f704f726967696e223a2268747470733a2f2f6578616d706c652e636f6d222c22657874726144617461223a22636c"
     "69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e207468652066"
     "75747572652c207375636820617320746869733a205569466f4a4d56525148444146574669347678557051227d",
     "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b50500000000",
     "3045022100b5a70c81780d5fcc9a4f2ae9caae99058f8accaf58b91fb59329646c28ac6ffc022012e101c165db3c8e9957f0c54dd6ca9b56bc3bd2f2"
     "80bd2faa6c1d02c6e5c171"},
};

// Section 16.3: attestation by the passkey itself.
constexpr const char* kPackedAttestation =
    "a363666d74667061636b65646761747453746d74a263616c672663736967584630440220067a20754ab925005dbf378097c92120031581c73228d1fb"
    "4f5b881bcd7da98302207fc7b147558c7c0eba3af18bd9d121fa3d3a26d17fe3f220272178f473b6006d68617574684461746158a4bfabc37432958b"
    "063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b55d00000000df850e09db6afbdfab51697791506cfc0020455ef34e2043a87db3d4afeb"
    "39bbcb6cc32df9347c789a865ecdca129cbef58ca5010203262001215820eb151c8176b225cc651559fecf07af450fd85802046656b34c18f6cf1938"
    "43c5225820927b8aa427a2be1b8834d233a2d34f61f13bfd44119c325d5896e183fee484f2";

// Section 16.4: in a registration.
constexpr const char* kFramedClientData =
    "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a224f2d57717a514e5463554a484930437257576e7951"
    "504859647862694332674872434d475666704c4f306b222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73"
    "734f726967696e223a747275652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e646564207769"
    "7468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a207a5a7175457444523944"
    "577170573574425754467567227d";

RelyingParty example_org() {
  return {"example.org", {"https://example.org"}, {"https://example.com"}, UserVerification::not_required};
}

Registration registration_of(const Published& published) {
  return {read_client_data(from_hex(published.client_data)).value(), from_hex(published.attestation_object)};
}

Assertion assertion_of(const Published& published) {
  return {from_hex(published.credential_id), read_client_data(from_hex(published.assertion_client_data)).value(),
          from_hex(published.authenticator_data), from_hex(published.signature)};
}

TEST_CASE("the published registrations and assertions hold") {
  for (const Published& published : kPublished) {
    CAPTURE(published.what);
    const Result<Passkey> passkey = check_registration(registration_of(published), from_hex(published.challenge), example_org());
    REQUIRE(passkey.ok());
    CHECK(passkey.value().credential_id == from_hex(published.credential_id));
    const Digest statement = Digest::from_bytes(from_hex(published.assertion_challenge));
    const Result<Passkey> used = check_assertion(assertion_of(published), statement, {passkey.value()}, example_org());
    REQUIRE(used.ok());
    CHECK(used.value().key == passkey.value().key);
  }
}

TEST_CASE("of the published, an attestation that is not \"none\" is refused, and a frame of an unknown page") {
  const Result<std::string_view> packed = parse_attestation_object(from_hex(kPackedAttestation));
  REQUIRE(!packed.ok());
  CHECK(packed.error().code == ErrorCode::passkey_unsupported);

  // Section 16.4: crossOrigin, and the browser does not say which page it is.
  const ClientData framed = read_client_data(from_hex(kFramedClientData)).value();
  CHECK(framed.is_cross_origin);
  CHECK(!framed.top_origin);
  Registration registration = registration_of(kPublished[0]);
  registration.client_data = framed;
  const Result<Passkey> refused = check_registration(registration, framed.challenge, example_org());
  REQUIRE(!refused.ok());
  CHECK(refused.error().code == ErrorCode::passkey_wrong_frame);
}

// Chromium 156 with its virtual authenticator (CTAP 2.1, with user verification): a passkey is made, and used twice.
constexpr const char* kChromiumId = "428146843482f5d80383f68fe3e1d1e8ffa3c8fa8d75d01a94822725f3e7f656";
constexpr const char* kChromiumAttestation =
    "a363666d74646e6f6e656761747453746d74a068617574684461746158a449960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d"
    "97634500000001010203040506070801020304050607080020428146843482f5d80383f68fe3e1d1e8ffa3c8fa8d75d01a94822725f3e7f656a50102"
    "032620012158201b5a163aed32f13a04a27edff4e96280a8778a1bc216b9e94e0b980bd2f67d572258205e3ee1aa68e4a00090cb92b10d537b1395af"
    "c60b4b18fed886a2e3d150ea225f";
constexpr const char* kChromiumRegistration =
    R"({"type":"webauthn.create","challenge":"YSBjaGFsbGVuZ2Ugb2YgdGhlIHNlcnZlciwgb25jZQ","origin":"http://localhost:18123","crossOrigin":false})";
constexpr const char* kChromiumUse =
    R"({"type":"webauthn.get","challenge":"9PmH8CioadUQMBqk4iy_LaQiy0ZAHWho9elNOT_Ejkg","origin":"http://localhost:18123","crossOrigin":false})";
constexpr const char* kChromiumFirst =
    "30460221008611558d89032a85451c96d436fcfad886781b571e1f093c730e022a7682d3e0022100ac8588a068122ef29df05ee685d426ffa26f11a3"
    "581f99f6dc1f160dcf266146";
constexpr const char* kChromiumSecond =
    "3044022028cab15e939e8507edd06344c651bfb00460ad3492d8de49f3939016eb5a9a44022058f903697cde671ddfbb07f44093cc822c2fd48db15d"
    "71ab25603aa83796e282";

TEST_CASE("what Chromium answers holds") {
  const RelyingParty party{"localhost", {"http://localhost:18123"}, {}, UserVerification::required};
  const Digest statement = Digest::of(R"({"decision":"approve","type":"countersign/decision-statement/v1"})");
  const Registration registration{read_client_data(kChromiumRegistration).value(), from_hex(kChromiumAttestation)};
  const Passkey made = check_registration(registration, "a challenge of the server, once", party).value();
  CHECK(made.counter == 1);
  CHECK(made.credential_id == from_hex(kChromiumId));

  const std::string data = from_hex("49960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d976305");
  const ClientData client_data = read_client_data(kChromiumUse).value();
  const Assertion first{made.credential_id, client_data, data + from_hex("00000002"), from_hex(kChromiumFirst)};
  const Assertion second{made.credential_id, client_data, data + from_hex("00000003"), from_hex(kChromiumSecond)};
  const Passkey once = check_assertion(first, statement, {made}, party).value();
  const Passkey twice = check_assertion(second, statement, {once}, party).value();
  CHECK(twice.counter == 3);
  CHECK(check_assertion(first, statement, {twice}, party).error().code == ErrorCode::passkey_counter_behind);
}

}  // namespace
}  // namespace countersign
