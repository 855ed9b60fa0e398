// `keys` and `tenants`: who may come in.
#include <algorithm>

#include "native/cli/commands.h"
#include "native/cli/store_input.h"
#include "native/cli/text_io.h"
#include "native/service/clock.h"
#include "native/service/keys.h"
#include "native/service/origin.h"

namespace countersign {
namespace {

constexpr std::size_t kMostOriginsOfATenant = 20;

// Printed between the fields of a line; no field has one.
constexpr char kTab = '\t';

Result<NewKey> wanted_key(const AccessOptions& options) {
  NewKey key{options.tenant, options.name, Role::lead, options.scopes.empty() ? usual_scopes() : Scopes(), {}};
  const auto role = from_word<Role>(options.role);
  if (!role) return Error{ErrorCode::unknown_word, "", "'" + printable(options.role) + "' is not a role."};
  key.role = *role;
  const bool is_none = options.scopes.size() == 1 && options.scopes.front() == "none";
  for (const std::string& text : options.scopes) {
    const auto scope = scope_from_word(text);
    if (!scope && !is_none) return Error{ErrorCode::unknown_word, "", "'" + printable(text) + "' is not a scope."};
    if (scope) key.scopes.add(*scope);
  }
  return key;
}

// As with request ids: nothing that would have to be quoted anywhere.
bool is_tenant_id(std::string_view id) {
  constexpr std::size_t kLongest = 40;
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !id.empty() && id.size() <= kLongest && id.front() != '-' && std::all_of(id.begin(), id.end(), is_plain);
}

Refusal check_origins(const std::vector<std::string>& origins) {
  if (origins.size() > kMostOriginsOfATenant) return Error{ErrorCode::too_many_items, "", "A tenant has at most 20 sites."};
  for (const std::string& origin : origins) {
    if (!is_origin(origin)) return Error{ErrorCode::invalid_format, "", "'" + printable(origin) + "' is not an origin such as https://portal.example."};
  }
  return std::nullopt;
}

int unusable(const Error& error) {
  complain(error.detail);
  return kExitUnusable;
}

std::string time_text(const std::optional<Instant>& instant) { return instant ? instant->text() : "-"; }

}  // namespace

int run_keys_create(const AccessOptions& options) {
  const auto wanted = wanted_key(options);
  if (!wanted.ok()) return unusable(wanted.error());
  const auto store = opened(options.store, options.may_be_new ? Absent::made : Absent::refused);
  if (!store) return kExitRefused;
  SystemClock clock;
  SystemRandom random;
  const auto key = KeyService(*store, clock, random).make(wanted.value());
  if (!key.ok()) {
    complain(key.error().detail);
    return kExitRefused;
  }
  print_line(key.value().token);
  return kExitOk;
}

int run_keys_list(const AccessOptions& options) {
  const auto store = opened(options.store, Absent::refused);
  if (!store) return kExitRefused;
  const auto keys = store->keys(options.tenant);
  if (!keys.ok()) return complain_about(keys.error());
  for (const StoredKey& key : keys.value()) {
    std::string line = key.name;
    for (const std::string& field : {key.role, key.scopes.empty() ? std::string("-") : key.scopes, "made " + key.created_at.text(), "used " + time_text(key.used_at),
                                     "revoked " + time_text(key.revoked_at)}) {
      line += kTab;
      line += field;
    }
    print_line(line);
  }
  return kExitOk;
}

int run_keys_revoke(const AccessOptions& options) {
  const auto store = opened(options.store, Absent::refused);
  if (!store) return kExitRefused;
  SystemClock clock;
  const auto revoked = store->revoke_key(options.tenant, options.name, clock.now());
  if (!revoked.ok()) return complain_about(revoked.error());
  if (revoked.value()) return kExitOk;
  complain("there is no key '" + printable(options.name) + "' that is not revoked");
  return kExitRefused;
}

int run_tenants_create(const AccessOptions& options) {
  if (!is_tenant_id(options.tenant)) {
    complain("a tenant's id has 1 to 40 small letters, digits and hyphens, and does not begin with a hyphen");
    return kExitUnusable;
  }
  if (const Refusal refusal = check_origins(options.origins)) return unusable(*refusal);
  const auto store = opened(options.store, Absent::refused);
  if (!store) return kExitRefused;
  SystemClock clock;
  const auto made = store->put_tenant({options.tenant, clock.now(), options.origins});
  if (!made.ok()) return complain_about(made.error());
  if (made.value()) return kExitOk;
  complain("there already is a tenant '" + options.tenant + "'");
  return kExitRefused;
}

int run_tenants_list(const AccessOptions& options) {
  const auto store = opened(options.store, Absent::refused);
  if (!store) return kExitRefused;
  const auto tenants = store->tenants();
  if (!tenants.ok()) return complain_about(tenants.error());
  for (const StoredTenant& tenant : tenants.value()) {
    std::string line = tenant.id + kTab + "made " + tenant.created_at.text();
    for (const std::string& origin : tenant.origins) line += kTab + origin;
    print_line(line);
  }
  return kExitOk;
}

int run_tenants_origins(const AccessOptions& options) {
  if (const Refusal refusal = check_origins(options.origins)) return unusable(*refusal);
  const auto store = opened(options.store, Absent::refused);
  if (!store) return kExitRefused;
  const auto set = store->set_tenant_origins(options.tenant, options.origins);
  if (!set.ok()) return complain_about(set.error());
  if (set.value()) return kExitOk;
  complain("there is no tenant '" + printable(options.tenant) + "'");
  return kExitRefused;
}

}  // namespace countersign
