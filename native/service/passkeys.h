// Passkeys of people: their registration, and their use for decisions. The core judges; what changes of a passkey is kept in
// the store.
#pragma once

#include <optional>

#include "core/json/passkey.h"
#include "native/service/answer.h"
#include "native/service/caller.h"
#include "native/service/clock.h"
#include "native/service/idempotency.h"
#include "native/store/store.h"

namespace countersign {

inline constexpr std::int64_t kPasskeyChallengeMilliseconds = 10 * 60 * 1000;
inline constexpr std::size_t kPasskeysOfOnePerson = 20;

class PasskeyService {
 public:
  // Without a host passkeys are off.
  PasskeyService(Store& store, Clock& clock, std::optional<RelyingParty> host) : store_(store), clock_(clock), host_(std::move(host)) {}

  const std::optional<RelyingParty>& host() const { return host_; }

  // 200 {at, challenge, passkeys, rp_id, user}: what a browser needs to sign, or to register another. For sessions.
  // Errors: forbidden, passkeys-off.
  ServiceAnswer list(const Caller& caller);
  // 201 {at, credential_id, registration}. Body: {at, attestation_object, client_data}. Errors: as list(); passkey-challenge-old,
  // passkey-taken, too-many-items, idempotency-*, those of read_registration().
  ServiceAnswer add(const Caller& caller, const CommandCall& call);

  // What the store has to keep of it, when the actor's passkey has signed the statement. Errors: passkeys-off, those of
  // check_evidence().
  Result<PasskeyUse> check(const std::string& tenant, const PasskeyEvidence& evidence, const Digest& statement, const Actor& actor);

 private:
  // Whether this caller has to do with passkeys at all.
  Refusal check_caller(const Caller& caller) const;
  ServiceAnswer record(const Caller& caller, const CallIdentity& identity, const PasskeyRegistration& registration, Instant now);

  Store& store_;
  Clock& clock_;
  std::optional<RelyingParty> host_;
  InFlight in_flight_;
};

}  // namespace countersign
