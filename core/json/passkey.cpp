#include "core/json/passkey.h"

#include <utility>

#include "core/base/base64.h"
#include "core/base/canonical.h"
#include "core/json/client_data.h"
#include "core/json/command_codec.h"
#include "core/json/object_text.h"
#include "core/json/type_shapes.h"
#include "core/json/writer.h"
#include "core/record/tree.h"

namespace countersign {
namespace {

Refusal check_rp_id(std::string_view text) {
  return is_rp_id(text) ? std::nullopt : refuse(ErrorCode::invalid_format, {}, "An RP ID is a domain in lower case.");
}

constexpr auto kRegistration = in_key_order(
    {COUNTERSIGN_FIELD(PasskeyClaim, actor, "actor"), COUNTERSIGN_FIELD(PasskeyClaim, at, "at"),
     COUNTERSIGN_FIELD_AS(PasskeyClaim, rp_id, "rp_id", required, (CheckedText<check_rp_id>::kKind))});
constexpr auto kAnswer = in_key_order({COUNTERSIGN_FIELD(PasskeyRegistration, client_data, "client_data"),
                                       COUNTERSIGN_FIELD(PasskeyRegistration, attestation_object, "attestation_object")});

constexpr std::string_view kPasskeyTypes[] = {"countersign/passkey/v1"};
constexpr WordDetails kPasskeyTypeDetails{kPasskeyTypes, 0};
constexpr Kind kPasskeyType{KindType::word, &kPasskeyTypeDetails};
constexpr Field kPasskeyTypeField[] = {{"type", 0, Presence::required, kPasskeyType}};

Result<std::string> decoded(const Encoded& text, const char* pointer) {
  Result<std::string> bytes = bytes_from_base64url(text.text());
  if (bytes.ok()) return bytes;
  return make_error(ErrorCode::passkey_malformed, pointer, "This is not Base64 for URLs without padding.");
}

Result<ClientData> decoded_client_data(const Encoded& text) {
  const Result<std::string> json = decoded(text, "/client_data");
  return json.ok() ? read_client_data(json.value()) : Result<ClientData>(json.error());
}

// What somebody can expect who knows only the site.
RelyingParty any_page_of(const std::string& rp_id, const ClientData& data) {
  RelyingParty party;
  party.id = rp_id;
  if (is_origin_of(data.origin, rp_id)) party.origins.push_back(data.origin);
  if (data.top_origin) party.top_origins.push_back(*data.top_origin);
  return party;
}

Refusal check_site(const PasskeyClaim& claim, const RelyingParty* host, const char* pointer) {
  return host == nullptr || host->id == claim.rp_id ? std::nullopt : refuse(ErrorCode::passkey_wrong_site, pointer);
}

Result<Passkey> judged(const PasskeyRegistration& registration, const RelyingParty* host) {
  if (registration.claim.actor.kind != ActorKind::human) return make_error(ErrorCode::humans_only, "/actor/kind");
  if (Refusal refusal = check_site(registration.claim, host, "/rp_id")) return *std::move(refusal);
  Result<ClientData> data = decoded_client_data(registration.client_data);
  if (!data.ok()) return data.error();
  Result<std::string> object = decoded(registration.attestation_object, "/attestation_object");
  if (!object.ok()) return object.error();
  const RelyingParty party = host != nullptr ? *host : any_page_of(registration.claim.rp_id, data.value());
  const Digest challenge = registration_challenge(registration.claim);
  return check_registration({std::move(data).value(), std::move(object).value()}, challenge.view(), party);
}

Result<Passkey> judged(const PasskeyEvidence& evidence, const Digest& statement, const Actor& actor,
                       const RegisteredPasskey& registered, const RelyingParty* host) {
  // Names change; who somebody is and for which side they stand does not.
  const Actor& owner = registered.claim.actor;
  const bool is_theirs = evidence.registration == registered.leaf && actor.person.id == owner.person.id && actor.party == owner.party;
  if (!is_theirs) return make_error(ErrorCode::passkey_unknown, "/registration");
  if (Refusal refusal = check_site(registered.claim, host, "/registration")) return *std::move(refusal);
  Result<std::string> id = decoded(evidence.credential_id, "/credential_id");
  if (!id.ok()) return id.error();
  Result<ClientData> data = decoded_client_data(evidence.client_data);
  if (!data.ok()) return data.error();
  Result<std::string> authenticator = decoded(evidence.authenticator_data, "/authenticator_data");
  if (!authenticator.ok()) return authenticator.error();
  Result<std::string> signature = decoded(evidence.signature, "/signature");
  if (!signature.ok()) return signature.error();
  const RelyingParty party = host != nullptr ? *host : any_page_of(registered.claim.rp_id, data.value());
  const Assertion assertion{std::move(id).value(), std::move(data).value(), std::move(authenticator).value(), std::move(signature).value()};
  return check_assertion(assertion, statement, {registered.passkey}, party);
}

}  // namespace

Digest registration_challenge(const PasskeyClaim& claim) {
  return Digest::of(ObjectText()
                        .json("actor", canonical_actor(claim.actor))
                        .text("at", claim.at.text())
                        .text("rp_id", claim.rp_id)
                        .text("type", "countersign/passkey-challenge/v1")
                        .take());
}

std::string canonical_registration(const PasskeyRegistration& registration) {
  constexpr std::uint8_t kThisType = 0;
  const FieldsOf groups[] = {{kPasskeyTypeField, &kThisType}, {kRegistration, &registration.claim}, {kAnswer, &registration}};
  std::string out;
  write_object(out, groups);
  return out;
}

Result<RegisteredPasskey> read_registration(const Json& entry, const RelyingParty* host) {
  Reading reading{UnknownFields::refused};
  std::uint8_t type = 0;
  PasskeyRegistration registration;
  const FieldsOf groups[] = {{kPasskeyTypeField, &type}, {kRegistration, &registration.claim}, {kAnswer, &registration}};
  read_object(entry, groups, {}, reading);
  if (reading.failed()) return *std::move(reading.refusal);
  Result<Passkey> passkey = judged(registration, host);
  if (!passkey.ok()) return passkey.error();
  return RegisteredPasskey{std::move(registration.claim), std::move(passkey).value(), leaf_hash(write_canonical(entry))};
}

Refusal check_demand(const Request& before, const Decided& decided) {
  if (decided.passkey || !demands(before, Demand::passkey)) return std::nullopt;
  return refuse(ErrorCode::passkey_missing, "/passkey");
}

Result<Passkey> check_evidence(const PasskeyEvidence& evidence, const Digest& statement, const Actor& actor,
                               const RegisteredPasskey& registered, const RelyingParty* host) {
  Result<Passkey> passkey = judged(evidence, statement, actor, registered, host);
  if (passkey.ok()) return passkey;
  Error error = passkey.error();
  error.pointer = canonical::joined({"/passkey", error.pointer});
  return error;
}

}  // namespace countersign
