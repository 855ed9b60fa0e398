// Personal links: one person, one request, no account. The token stands in the fragment of an address, which no server
// gets to see, and the page exchanges it for a session by POST. Opening the address, by whomever, changes nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "native/service/access.h"
#include "native/service/answer.h"
#include "native/service/caller.h"

namespace countersign {

inline constexpr std::int64_t kLinkSeconds = std::int64_t{14} * 86400;  // when nobody says otherwise
inline constexpr std::int64_t kLongestLinkSeconds = std::int64_t{90} * 86400;
inline constexpr std::size_t kLinksOfOneRequest = 1000;
// That live at the same time. Each lasts as long as a session does.
inline constexpr std::size_t kSessionsOfOneLink = 20;

struct NewLink {
  std::string tenant;
  RequestId request;
  Actor actor;
  std::string made_by;  // hash of the key's token; empty: the server
  std::int64_t seconds = kLinkSeconds;
};

struct MintedLink {
  std::string token;
  std::string id;
  Instant expires;
};

class LinkService {
 public:
  LinkService(Store& store, Clock& clock, Random& random, AccessService& access)
      : store_(store), clock_(clock), random_(random), access_(access) {}

  // The first three are for keys with the scope `sessions`.
  // 201 {token, id, expires, actor}. Body: {actor, ttl_seconds?}. Errors: humans-only, too-many-items, request-unknown.
  ServiceAnswer mint(const Caller& caller, const RequestId& request, std::string_view body);
  // 200 {links: [{id, actor, created_at, expires, uses, used_at?, revoked_at?}]}
  ServiceAnswer list(const Caller& caller, const RequestId& request);
  // 200 {id, revoked_at}. Its sessions end with it. Errors: route-unknown.
  ServiceAnswer revoke(const Caller& caller, const RequestId& request, std::string_view id);

  struct Bearer {
    Caller caller;  // bound to the link's request
    Instant expires;
  };
  // Whom a link is for; nothing is changed. Errors: unauthorized, session-expired.
  Result<Bearer> authenticate(std::string_view token);
  // 201 {token, expires, actor, request}, of a session that ends with the link at the latest. Errors: unauthorized, too-many-requests.
  ServiceAnswer exchange(const Bearer& bearer);

  Result<MintedLink> make(const NewLink& link);

 private:
  Store& store_;
  Clock& clock_;
  Random& random_;
  AccessService& access_;
};

// The token in the body of an exchange: {token}.
Result<std::string> read_link_token(std::string_view body);

}  // namespace countersign
