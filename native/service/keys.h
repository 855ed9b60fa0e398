// API keys of a tenant, for its backends: made, listed, revoked. Their tokens are shown once and stored as hashes.
#pragma once

#include <string>
#include <string_view>

#include "native/service/answer.h"
#include "native/service/caller.h"
#include "native/service/clock.h"
#include "native/service/key_uses.h"
#include "native/service/random.h"
#include "native/store/store.h"

namespace countersign {

// Of the ids of actors that are keys.
inline constexpr std::string_view kKeyActorPrefix = "key:";

struct MintedKey {
  std::string token;
  Instant created_at;
};

struct NewKey {
  std::string tenant = std::string(kDefaultTenant);
  std::string name;
  Role role = Role::lead;
  Scopes scopes;
  std::string made_by;  // hash of the key that makes it; empty: somebody on the command line
};

// What a key may do when nobody says otherwise: everything within its tenant.
Scopes usual_scopes();

// The actor of a key: the agent `key:NAME` of the delivery side. Errors: invalid-format.
Result<Actor> key_actor(std::string_view name);

// That are not revoked.
inline constexpr std::int64_t kKeysOfOneTenant = 1000;

class KeyService {
 public:
  // `uses`: those that are not written down yet, if there are any.
  KeyService(Store& store, Clock& clock, Random& random, const KeyUses* uses = nullptr) : store_(store), clock_(clock), random_(random), uses_(uses) {}

  // The new key, in plain text for the only time. Errors: duplicate-id when the name is taken, invalid-format when it
  // cannot be part of an actor's id or there is no such tenant, too-many-items.
  Result<MintedKey> make(const NewKey& key);

  // All of these are for keys with the scope `manage`, and within their tenant.
  // 200 {keys: [{name, role, scopes, created_at, made_by?, used_at?, revoked_at?}]}
  ServiceAnswer list(const Caller& caller);
  // 201 {key, name, role, scopes, created_at}. Body: {name, role?, scopes?}; none that the caller's own do not cover.
  ServiceAnswer add(const Caller& caller, std::string_view body);
  // 200 {name, revoked_at}. Its sessions and links end with it; keys that it made do not. Errors: route-unknown; forbidden, for a key that
  // may do more than the caller's.
  ServiceAnswer revoke(const Caller& caller, std::string_view name);

 private:
  Store& store_;
  Clock& clock_;
  Random& random_;
  const KeyUses* uses_;
};

}  // namespace countersign
