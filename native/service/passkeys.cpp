#include "native/service/passkeys.h"

#include <string>
#include <utility>

#include "core/base/base64.h"
#include "core/json/object_text.h"
#include "core/json/reader.h"
#include "core/record/tree.h"
#include "native/net/http_status.h"
#include "native/service/message_reader.h"

namespace countersign {
namespace {

bool is_instant(std::string_view text) { return Instant::from_text(text).ok(); }
bool is_encoded(std::string_view text) { return Encoded::from(text).ok(); }

// What was stored held when it was stored.
Result<RegisteredPasskey> stored_registration(const StoredPasskey& stored) {
  const Result<Json> entry = read_json(stored.registration.bytes);
  Result<RegisteredPasskey> registered = entry.ok() ? read_registration(entry.value()) : Result<RegisteredPasskey>(entry.error());
  if (registered.ok() && registered.value().leaf.view() == stored.registration.leaf) return registered;
  return Error{ErrorCode::store_unavailable, "", "The record of this passkey does not hold together."};
}

std::string passkey_json(const RegisteredPasskey& registered) {
  return ObjectText()
      .text("at", registered.claim.at.text())
      .text("credential_id", base64url(registered.passkey.credential_id))
      .text("registration", registered.leaf.hex())
      .take();
}

// An authenticator keeps one passkey of a site for each of these: somebody may take part in two tenants.
std::string name_of(const Caller& caller) {
  const std::string& id = caller.actor.person.id.text();
  return caller.tenant == kDefaultTenant ? id : caller.tenant + "/" + id;
}

// No request has such an id.
std::string stream_of(const RegisteredPasskey& registered) {
  return "passkey/" + Digest::of(registered.passkey.credential_id).hex();
}

}  // namespace

Refusal PasskeyService::check_caller(const Caller& caller) const {
  if (!host_) return Error{ErrorCode::passkeys_off};
  return caller.kind == CallerKind::session ? Refusal() : Error{ErrorCode::forbidden};
}

ServiceAnswer PasskeyService::list(const Caller& caller) {
  if (const Refusal refusal = check_caller(caller)) return refuse(*refusal);
  const Person& person = caller.actor.person;
  const auto stored = store_.passkeys(caller.tenant, person.id.text());
  if (!stored.ok()) return refuse(stored.error());
  ArrayText passkeys;
  for (const StoredPasskey& each : stored.value()) {
    const auto registered = stored_registration(each);
    if (!registered.ok()) return refuse(registered.error());
    // Those of a name that the site had earlier are of no use here.
    if (registered.value().claim.rp_id == host_->id) passkeys.json(passkey_json(registered.value()));
  }
  const PasskeyClaim claim{caller.actor, clock_.now(), host_->id};
  ServiceAnswer answer;
  answer.body = ObjectText()
                    .text("at", claim.at.text())
                    .text("challenge", base64url(registration_challenge(claim).view()))
                    .json("passkeys", passkeys.take())
                    .text("rp_id", host_->id)
                    .json("user", ObjectText().text("id", base64url(Digest::of(name_of(caller)).view())).text("name", person.name.text()).take())
                    .take();
  return answer;
}

ServiceAnswer PasskeyService::add(const Caller& caller, const CommandCall& call) {
  if (const Refusal refusal = check_caller(caller)) return refuse(*refusal);
  if (caller.came_by == CameBy::link) return refuse(Error{ErrorCode::forbidden, "", "A link is for one request; a passkey would be for all of them."});
  return answered_once(store_, in_flight_, caller, call, [&](const CallIdentity& identity) {
    MessageReader reader(call.body);
    const auto at = reader.text("at", is_instant);
    const auto client_data = reader.text("client_data", is_encoded);
    const auto attestation_object = reader.text("attestation_object", is_encoded);
    reader.require(at.has_value(), "at");
    reader.require(client_data.has_value(), "client_data");
    reader.require(attestation_object.has_value(), "attestation_object");
    if (const Refusal refusal = reader.finish()) return refuse(*refusal);
    const Instant asked_at = Instant::from_text(*at).value();
    const Instant now = clock_.now();
    if (asked_at > now || later(asked_at, kPasskeyChallengeMilliseconds) < now) return refuse(Error{ErrorCode::passkey_challenge_old, "/at"});
    return record(caller, identity,
                  {{caller.actor, asked_at, host_->id}, Encoded::from(*client_data).value(), Encoded::from(*attestation_object).value()}, now);
  });
}

ServiceAnswer PasskeyService::record(const Caller& caller, const CallIdentity& identity, const PasskeyRegistration& registration,
                                     Instant now) {
  const std::string entry = canonical_registration(registration);
  const auto registered = read_registration(read_json(entry).value(), &*host_);
  if (!registered.ok()) return refuse(registered.error());
  const auto others = store_.passkeys(caller.tenant, caller.actor.person.id.text());
  if (!others.ok()) return refuse(others.error());
  if (others.value().size() >= kPasskeysOfOnePerson) {
    return refuse(Error{ErrorCode::too_many_items, "", "Nobody has more than " + std::to_string(kPasskeysOfOnePerson) + " passkeys."});
  }
  const Passkey& passkey = registered.value().passkey;
  StreamAppend append;
  append.stream = stream_of(registered.value());
  append.tenant = caller.tenant;
  append.events.push_back({entry, std::string(registered.value().leaf.view())});
  append.is_listed = false;
  append.passkey = PasskeyUse{passkey.credential_id, passkey.counter, passkey.is_backed_up, std::nullopt};
  append.passkey_owner = caller.actor.person.id.text();
  ServiceAnswer answer;
  answer.status = http_status::kCreated;
  answer.body = passkey_json(registered.value());
  append.answer = answer_to_store(identity, answer, now);
  const auto result = store_.append(append);
  if (!result.ok()) return refuse(result.error());
  if (result.value().outcome == AppendOutcome::key_taken) return refuse(Error{ErrorCode::idempotency_in_flight});
  if (result.value().outcome != AppendOutcome::appended) return refuse(Error{ErrorCode::passkey_taken});
  return answer;
}

Result<PasskeyUse> PasskeyService::check(const std::string& tenant, const PasskeyEvidence& evidence, const Digest& statement, const Actor& actor) {
  if (!host_) return Error{ErrorCode::passkeys_off, "/passkey"};
  const Result<std::string> id = bytes_from_base64url(evidence.credential_id.text());
  if (!id.ok()) return Error{ErrorCode::passkey_malformed, "/passkey/credential_id", id.error().detail};
  const auto stored = store_.passkey(id.value());
  if (!stored.ok()) return stored.error();
  if (!stored.value() || stored.value()->tenant != tenant) return Error{ErrorCode::passkey_unknown, "/passkey/credential_id"};
  auto registered = stored_registration(*stored.value());
  if (!registered.ok()) return registered.error();
  registered.value().passkey.counter = stored.value()->counter;
  registered.value().passkey.is_backed_up = stored.value()->is_backed_up;
  const Result<Passkey> used = check_evidence(evidence, statement, actor, registered.value(), &*host_);
  if (!used.ok()) return used.error();
  return PasskeyUse{id.value(), used.value().counter, used.value().is_backed_up, stored.value()->counter};
}

}  // namespace countersign
