// Passkeys in the record: the entry that registers one, and what a decision shows of one. The bytes of authenticators are
// judged by record/webauthn.h.
//
//   {"type": "countersign/passkey/v1", "actor", "at", "attestation_object", "client_data", "rp_id"}
//
// is an entry of the log like those of events, but of no request. The challenge behind it is the SHA-256 of
// {"type": "countersign/passkey-challenge/v1", "actor", "at", "rp_id"}, so that nobody has to remember one. Key and credential
// id come out of the attestation object; nothing else says them.
#pragma once

#include <string>

#include "core/base/digest.h"
#include "core/base/result.h"
#include "core/json/value.h"
#include "core/record/webauthn.h"
#include "core/request/event.h"
#include "core/request/request.h"

namespace countersign {

// Who registers a passkey, when, and for which site.
struct PasskeyClaim {
  Actor actor;
  Instant at;
  std::string rp_id;
};
Digest registration_challenge(const PasskeyClaim& claim);

struct PasskeyRegistration {
  PasskeyClaim claim;
  Encoded client_data;
  Encoded attestation_object;
};

// A registration that holds by itself.
struct RegisteredPasskey {
  PasskeyClaim claim;
  Passkey passkey;  // as it was then
  Digest leaf;      // of the entry: what decisions call it
};

// RFC 8785 bytes: the entry.
std::string canonical_registration(const PasskeyRegistration& registration);

// Below, `host` is what whoever runs the site expects. nullptr: judged by somebody who knows only the site; then every page does
// that browsers let use its passkeys, also within other pages.

// Reads and judges one. Errors: humans-only, those of check_registration() and of the strict reader.
Result<RegisteredPasskey> read_registration(const Json& entry, const RelyingParty* host = nullptr);

// Whoever decides has to sign with a passkey where the request demands it. Errors: passkey-missing.
Refusal check_demand(const Request& before, const Decided& decided);

// The passkey as it is to be kept from now on, when it is the actor's and has signed the statement.
// Errors: those of check_assertion(), below /passkey.
Result<Passkey> check_evidence(const PasskeyEvidence& evidence, const Digest& statement, const Actor& actor,
                               const RegisteredPasskey& registered, const RelyingParty* host = nullptr);

}  // namespace countersign
