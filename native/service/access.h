// Who may come in: API keys and sessions. Only hashes of tokens are stored; a token is shown once, when it is made.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "native/service/answer.h"
#include "native/service/caller.h"
#include "native/service/clock.h"
#include "native/service/random.h"
#include "native/store/store.h"

namespace countersign {

inline constexpr std::int64_t kSessionSeconds = 15 * 60;  // when nobody says otherwise
inline constexpr std::int64_t kLongestSessionSeconds = 86400;
// For so long after its end a session is still known as one that has ended, and its page may read so.
inline constexpr std::int64_t kSessionRenewalMilliseconds = std::int64_t{24} * 60 * 60 * 1000;

struct NewSession {
  Actor actor;
  std::optional<RequestId> request;
  std::vector<std::string> origins;
  std::int64_t seconds = kSessionSeconds;
};

struct MintedSession {
  std::string token;
  Instant expires;
};

class AccessService {
 public:
  AccessService(Store& store, Clock& clock, Random& random) : store_(store), clock_(clock), random_(random) {}

  // Whom a bearer token stands for. Errors: unauthorized, session-expired, store-unavailable.
  Result<Caller> authenticate(std::string_view token);

  // 201 {token, expires, actor}. Body: {actor, origins?, ttl_seconds?}. For API keys.
  // Without a request: a team session, which the core's own guard gives to delivery actors only.
  ServiceAnswer mint(const Caller& caller, const std::optional<RequestId>& request, std::string_view body);

  Result<MintedSession> make_session(const NewSession& session);

  // The new key, in plain text for the only time. Errors: duplicate-id when the name is taken, invalid-format when it
  // cannot be part of an actor's id.
  Result<std::string> make_key(std::string_view name);

 private:
  Result<Caller> authenticate_key(std::string_view token);
  Result<Caller> authenticate_session(std::string_view token);

  Store& store_;
  Clock& clock_;
  Random& random_;
};

// 201 {token, expires, actor}
ServiceAnswer session_answer(const MintedSession& session, const Actor& actor);

// The refusal of the core when this actor is not of the delivery team.
Refusal require_delivery(const Actor& actor);

}  // namespace countersign
