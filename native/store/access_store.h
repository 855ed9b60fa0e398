// What the server remembers of those who may come in: tenants, sessions, API keys and personal links. Of a token only
// its SHA-256 is known here, in hexadecimal digits. What a role or a scope means is not known at all.
//
// Durability and errors: as in store.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/instant.h"
#include "core/base/result.h"

namespace countersign {

// There is always one with this id; what was stored before there were tenants is its.
inline constexpr std::string_view kDefaultTenant = "default";

// One of several organizations that use the same server and know nothing of each other.
struct StoredTenant {
  std::string id;
  Instant created_at;
  std::vector<std::string> origins;  // sites that may use the API in its name, from a browser
};

struct StoredSession {
  std::string token_hash;
  std::string tenant;
  std::string actor;                  // JSON bytes
  std::string role;                   // a word
  std::optional<std::string> stream;  // the only stream it may touch, if it is bound to one
  std::vector<std::string> origins;   // empty: not bound to origins
  std::string parent;                 // hash of the key or the link that it was made with; it ends with that
  std::string family;                 // hash of what it is one of several of: its link, or the session that was renewed first, itself if that is it
  Instant expires;
  std::optional<Instant> renewable_until;
};

struct StoredKey {
  std::string key_hash;
  std::string tenant;
  std::string name;    // nobody else's within the tenant, not even after it was revoked: the record names it
  std::string role;    // a word
  std::string scopes;  // words, with blanks between them
  std::string made_by;  // hash of the key that made it; empty: it was made on the command line
  Instant created_at;
  std::optional<Instant> used_at;  // roughly
  std::optional<Instant> revoked_at;
};

// What lets one person at one stream, without an account.
struct StoredLink {
  std::string token_hash;
  std::string id;
  std::string tenant;
  std::string stream;
  std::string actor;    // JSON bytes
  std::string made_by;  // hash of the key that made it, empty: the server; it ends with that
  Instant created_at;
  Instant expires;
  std::optional<Instant> used_at;
  std::int64_t uses = 0;
  std::optional<Instant> revoked_at;
};

// parent_ended: what it was made with has been revoked meanwhile.
enum class PutSession { put, parent_ended, too_many };
enum class PutKey { put, name_taken, maker_ended };

class AccessStore {
 public:
  virtual ~AccessStore() = default;

  // `at_most`: sessions that its family may have at the same time; none: as many as it likes.
  virtual Result<PutSession> put_session(const StoredSession& session, Instant now, std::optional<std::size_t> at_most) = 0;
  virtual Result<std::optional<StoredSession>> session(std::string_view token_hash) = 0;
  // Whether a tenant, or any session that ends after `since`, names this origin (asked before a browser may send a token).
  virtual Result<bool> knows_origin(std::string_view origin, Instant since) = 0;
  virtual Refusal forget_sessions(Instant expired_before) = 0;

  // False when there is one already.
  virtual Result<bool> put_tenant(const StoredTenant& tenant) = 0;
  // False when there is none.
  virtual Result<bool> set_tenant_origins(std::string_view id, const std::vector<std::string>& origins) = 0;
  virtual Result<std::optional<StoredTenant>> tenant(std::string_view id) = 0;
  virtual Result<std::vector<StoredTenant>> tenants() = 0;

  virtual Result<PutKey> put_key(const StoredKey& key) = 0;
  virtual Result<std::optional<StoredKey>> key(std::string_view key_hash) = 0;
  // All of a tenant, the oldest first.
  virtual Result<std::vector<StoredKey>> keys(std::string_view tenant) = 0;
  // Ends what was made with it as well: its sessions and links. Answers whether there was one that was not revoked.
  virtual Result<bool> revoke_key(std::string_view tenant, std::string_view name, Instant at) = 0;
  virtual Refusal note_key_use(std::string_view key_hash, Instant at) = 0;

  // False when the key that makes it has been revoked meanwhile.
  virtual Result<bool> put_link(const StoredLink& link) = 0;
  virtual Result<std::optional<StoredLink>> link(std::string_view token_hash) = 0;
  // All that lead to a stream, the oldest first, at most `limit`.
  virtual Result<std::vector<StoredLink>> links(std::string_view stream, std::size_t limit) = 0;
  // Ends its sessions as well. Answers whether there was one that was not revoked.
  virtual Result<bool> revoke_link(std::string_view stream, std::string_view id, Instant at) = 0;
  virtual Refusal note_link_use(std::string_view token_hash, Instant at) = 0;
  virtual Refusal forget_links(Instant expired_before) = 0;
};

}  // namespace countersign
