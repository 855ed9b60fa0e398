#include "native/service/idempotency.h"

#include "core/base/digest.h"

namespace countersign {

CallIdentity identify_call(const Caller& caller, std::string_view key, std::string_view address,
                           std::string_view body) {
  Sha256 hash;
  hash.update(address.data(), address.size());
  hash.update("\n", 1);  // an address has no line break
  hash.update(body.data(), body.size());
  // An actor's id has no slash, so nobody of one tenant gets at the keys of another.
  const std::string& actor = caller.actor.person.id.text();
  return {caller.tenant == kDefaultTenant ? actor : caller.tenant + "/" + actor, std::string(key), hash.finish().hex()};
}

ServiceAnswer answer_from(const StoredAnswer& stored) {
  return ServiceAnswer{stored.status, stored.body, stored.stream, stored.head, std::nullopt};
}

StoredAnswer answer_to_store(const CallIdentity& call, const ServiceAnswer& answer, Instant at) {
  return StoredAnswer{call.scope,    call.key,    call.fingerprint, answer.status,
                      answer.stream, answer.head, answer.body,      at};
}

std::optional<InFlight::Keys::const_iterator> InFlight::enter(const CallIdentity& call) {
  const std::lock_guard lock(mutex_);
  const auto [place, is_new] = held_.emplace(call.scope, call.key);
  return is_new ? std::optional<Keys::const_iterator>(place) : std::nullopt;
}

void InFlight::leave(Keys::const_iterator place) noexcept {
  const std::lock_guard lock(mutex_);
  held_.erase(place);
}

Result<std::optional<ServiceAnswer>> earlier_answer(Store& store, const CallIdentity& call) {
  const auto stored = store.answer(call.scope, call.key);
  if (!stored.ok()) return stored.error();
  if (!stored.value()) return std::optional<ServiceAnswer>();
  if (stored.value()->fingerprint != call.fingerprint) return Error{ErrorCode::idempotency_key_reused};
  return std::optional(answer_from(*stored.value()));
}

}  // namespace countersign
