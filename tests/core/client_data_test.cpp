// The client data of passkeys: what a browser writes, and what is no such thing.
#include "core/json/client_data.h"

#include <string>

#include "tests/support/catch.h"

namespace countersign {
namespace {

const std::string kType = R"({"type":"webauthn.get",)";
const std::string kChallenge = R"("challenge":"Y2hhbGxlbmdl",)";
const std::string kOrigin = R"("origin":"https://approve.example")";
const std::string kAllMembers = kType + kChallenge + kOrigin;

TEST_CASE("client data is what the browser wrote") {
  const std::string json = kAllMembers + R"(,"crossOrigin":true,"topOrigin":"https://portal.example","other_keys_can_be_added_here":{"a":[1.5,null,"\u0000"]}})";
  const ClientData data = read_client_data(json).value();
  CHECK(data.type == "webauthn.get");
  CHECK(data.challenge == "challenge");
  CHECK(data.origin == "https://approve.example");
  CHECK(data.is_cross_origin);
  CHECK(data.top_origin == "https://portal.example");
  CHECK(data.hash == Digest::of(json));
  CHECK(!read_client_data(kAllMembers + "}").value().is_cross_origin);
  CHECK(!read_client_data(kAllMembers + "}").value().top_origin);
  CHECK(!read_client_data(kAllMembers + R"(,"crossOrigin":false})").value().is_cross_origin);
  CHECK(read_client_data(kType + R"("challenge":"",)" + kOrigin + "}").value().challenge.empty());
}

TEST_CASE("client data that two readers could understand differently is refused, or that says too little") {
  const std::string wrong[] = {
      "",
      "null",
      "[]",
      "{}",
      kType + kOrigin + "}",
      "{" + kChallenge + kOrigin + "}",
      kType + R"("challenge":"Y2hhbGxlbmdl"})",
      R"({"type":1,)" + kChallenge + kOrigin + "}",
      kType + R"("challenge":null,)" + kOrigin + "}",
      kType + R"("challenge":"Y2hhbGxlbmd",)" + kOrigin + "}",
      kType + R"("challenge":"Y2hhbGxlbmdlCg==",)" + kOrigin + "}",
      kType + R"("challenge":"Y2hh bGxlbmdl",)" + kOrigin + "}",
      kType + R"("challenge":"++//",)" + kOrigin + "}",
      kType + kChallenge + R"("origin":["https://approve.example"]})",
      kAllMembers + R"(,"crossOrigin":"false"})",
      kAllMembers + R"(,"crossOrigin":null})",
      kAllMembers + R"(,"crossOrigin":true,"topOrigin":null})",
      kAllMembers + R"(,"crossOrigin":true,"topOrigin":["https://portal.example"]})",
      kAllMembers + "," + kChallenge + kOrigin + "}",
      kAllMembers + R"(,"\u006frigin":"https://attacker.example"})",
      kAllMembers + "} ,",
      kAllMembers,
      "\xEF\xBB\xBF" + kAllMembers + "}",
      kAllMembers + ",\"more\":\"" + std::string(kClientDataBytes, ' ') + "\"}",
      kAllMembers + ",\"more\":[[[[[[[[1]]]]]]]]}",
      kAllMembers + ",\"more\":\"\xFF\"}",
  };
  for (const std::string& each : wrong) {
    CAPTURE(each);
    const Result<ClientData> refused = read_client_data(each);
    REQUIRE(!refused.ok());
    CHECK(refused.error().code == ErrorCode::passkey_malformed);
    CHECK(refused.error().pointer == "/client_data");
  }
}

}  // namespace
}  // namespace countersign
