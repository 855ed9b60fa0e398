// Who makes a call, after the token has been checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/request/roles.h"
#include "core/request/types.h"

namespace countersign {

enum class CallerKind { api_key, session };

// Whether a backend said who somebody is, or they had a personal link.
enum class CameBy { backend, link };

// What a key may do besides what its role gives.
enum class Scope : std::uint8_t {
  log,       // read the entries of the log, which are those of all tenants
  manage,    // keys of its tenant
  sessions,  // let people in: sessions and links
};

class Scopes {
 public:
  static constexpr std::uint8_t kCount = 3;
  constexpr Scopes() = default;
  static Scopes all() { return from_bits((1U << kCount) - 1U); }
  void add(Scope scope) { bits_ |= bit(scope); }
  bool has(Scope scope) const { return (bits_ & bit(scope)) != 0; }
  bool covers(Scopes others) const { return (others.bits_ & ~bits_) == 0; }

 private:
  static Scopes from_bits(unsigned bits) {
    Scopes scopes;
    scopes.bits_ = bits;
    return scopes;
  }
  static unsigned bit(Scope scope) { return 1U << static_cast<unsigned>(scope); }
  unsigned bits_ = 0;
};

std::string_view scope_word(Scope scope);
std::optional<Scope> scope_from_word(std::string_view text);
// In alphabetical order, with blanks between them.
std::string scopes_text(Scopes scopes);
// Of a text that scopes_text() has written; words that a newer program knows are left out.
Scopes scopes_from_text(std::string_view text);

struct Caller {
  CallerKind kind = CallerKind::session;
  std::string tenant;
  Actor actor;
  Role role = Role::viewer;  // of an actor of the delivery side
  Scopes scopes;             // of a key
  std::string credential;    // hash of the token: what is made with it ends with it
  std::string family;        // of a session: what it is one of several of
  CameBy came_by = CameBy::backend;
  std::optional<RequestId> request;  // the only request that a session may touch, if it is bound to one
  std::vector<std::string> origins;  // the only sites that may use the session, if it is bound to any

  // Whether the caller may touch this request, if it is one of its tenant's; what it may do with it is for the core to say.
  bool reaches(const RequestId& id) const { return !request || *request == id; }
};

}  // namespace countersign
