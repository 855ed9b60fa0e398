// Who may come in: sessions, and whom a token stands for. Only hashes of tokens are stored; a token is shown once, when
// it is made. Sessions and links that are made with a key, and sessions that are made with a link, end when it is revoked.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "native/service/answer.h"
#include "native/service/caller.h"
#include "native/service/clock.h"
#include "native/service/key_uses.h"
#include "native/service/random.h"
#include "native/store/store.h"

namespace countersign {

inline constexpr std::int64_t kSessionSeconds = 15 * 60;  // when nobody says otherwise
inline constexpr std::int64_t kLongestSessionSeconds = 86400;
inline constexpr std::size_t kSessionsOfOneRenewal = 8;  // that live at the same time
// For so long after its end a session is still known as one that has ended, and its page may read so.
inline constexpr std::int64_t kSessionRenewalMilliseconds = std::int64_t{24} * 60 * 60 * 1000;

struct NewSession {
  std::string tenant = std::string(kDefaultTenant);
  Actor actor;
  Role role = Role::lead;
  std::optional<RequestId> request;
  std::vector<std::string> origins;
  std::string parent;  // hash of the token of the key or link that makes it; empty: the server makes it
  std::int64_t seconds = kSessionSeconds;
  std::int64_t renewable_seconds = 0;  // from now; 0: it cannot be renewed
  std::string family;  // StoredSession::family; empty: itself
  std::optional<std::size_t> family_at_most;  // that live at the same time, itself included
};

struct MintedSession {
  std::string token;
  Instant expires;
  std::optional<Instant> renewable_until;
};

class AccessService {
 public:
  AccessService(Store& store, Clock& clock, Random& random) : store_(store), clock_(clock), random_(random) {}

  // Whom a bearer token stands for. Errors: unauthorized, session-expired, store-unavailable.
  Result<Caller> authenticate(std::string_view token);

  // 201 {token, expires, renewable_until?, actor}. Body: {actor, role?, origins?, ttl_seconds?, renewable_seconds?}. For keys with the
  // scope `sessions`, and for roles that their own covers. Without a request: a team session, which the core's own guard gives to
  // delivery actors only.
  ServiceAnswer mint(const Caller& caller, const std::optional<RequestId>& request, std::string_view body);

  // 201, as mint(): another session in the place of this one, which goes on until its own end. Body: {}. Errors: forbidden, for a session
  // that was not made to be renewed or has been for as long as it was to be.
  ServiceAnswer renew(const Caller& caller, std::string_view token, std::string_view body);

  // Errors: unauthorized, when its parent has been revoked; too-many-requests.
  Result<MintedSession> make_session(const NewSession& session);

  // When keys were used last; somebody else has to write it down.
  KeyUses& key_uses() { return key_uses_; }

 private:
  Result<Caller> authenticate_key(std::string_view token);
  Result<Caller> authenticate_session(std::string_view token);

  Store& store_;
  Clock& clock_;
  Random& random_;
  KeyUses key_uses_;
};

// Of what is stored of a session or a link. Errors: those of the strict reader, when it is damaged.
Result<Caller> caller_from(std::string_view actor, const std::optional<std::string>& stream);

// 201 {token, expires, renewable_until?, actor}
ServiceAnswer session_answer(const MintedSession& session, const Actor& actor);

bool is_role(std::string_view text);

// The only thing that is stored of a token.
std::string token_hash(std::string_view token);

// Errors: forbidden, of a request that the caller is not bound to; request-unknown, also for those of other tenants.
Refusal check_reach(Store& store, const Caller& caller, const RequestId& id);

// The refusal of the core when actors of this kind never decide.
Refusal require_decider(const Actor& actor);

// The refusal of the core when this actor is not of the delivery team.
Refusal require_delivery(const Actor& actor);

}  // namespace countersign
