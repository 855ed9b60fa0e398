#include "native/store/sqlite_access.h"

namespace countersign {
namespace {

std::optional<std::int64_t> milliseconds(const std::optional<Instant>& instant) {
  return instant ? std::optional(instant->milliseconds()) : std::nullopt;
}

std::optional<Instant> instant_in(const SqliteUse& row, int column) {
  return row->is_null(column) ? std::nullopt : std::optional(stored_instant(row->integer(column)));
}

std::vector<std::string> origins_of(SqliteConnection& connection, std::string_view tenant) {
  auto select = connection.prepared("SELECT origin FROM tenant_origins WHERE tenant = ? ORDER BY origin");
  select->bind_text(1, tenant);
  std::vector<std::string> origins;
  while (select->step()) origins.push_back(select->bytes(0));
  return origins;
}

void put_origins(SqliteConnection& connection, std::string_view tenant, const std::vector<std::string>& origins) {
  for (const std::string& origin : origins) {
    auto insert = connection.prepared("INSERT INTO tenant_origins (origin, tenant) VALUES (?, ?) ON CONFLICT DO NOTHING");
    insert->bind_text(1, origin).bind_text(2, tenant).run();
  }
}

#define COUNTERSIGN_SELECT_KEY "SELECT key_hash, tenant, name, role, scopes, made_by, created_at, used_at, revoked_at FROM api_keys "

StoredKey key_in(const SqliteUse& row) {
  return {row->bytes(0), row->bytes(1), row->bytes(2), row->bytes(3), row->bytes(4), row->bytes(5), stored_instant(row->integer(6)), instant_in(row, 7), instant_in(row, 8)};
}

#define COUNTERSIGN_SELECT_LINK \
  "SELECT token_hash, id, tenant, stream, actor, made_by, created_at, expires, used_at, uses, revoked_at FROM links "

StoredLink link_in(const SqliteUse& row) {
  return {row->bytes(0),        row->bytes(1),      row->bytes(2), row->bytes(3), row->bytes(4), row->bytes(5), stored_instant(row->integer(6)),
          stored_instant(row->integer(7)), instant_in(row, 8), row->integer(9), instant_in(row, 10)};
}

// Whether the key or the link with this hash, if there is to be one, has not been revoked.
bool stands(SqliteConnection& connection, std::string_view parent) {
  if (parent.empty()) return true;
  auto select = connection.prepared(
      "SELECT 1 FROM api_keys WHERE key_hash = ?1 AND revoked_at IS NULL UNION ALL SELECT 1 FROM links WHERE token_hash = ?1 AND revoked_at IS NULL");
  return select->bind_text(1, parent).step();
}

bool has_room(SqliteConnection& connection, std::string_view family, Instant now, std::optional<std::size_t> at_most) {
  if (!at_most) return true;
  auto count = connection.prepared("SELECT count(*) FROM (SELECT 1 FROM sessions WHERE family = ? AND expires > ? LIMIT ?)");
  count->bind_text(1, family).bind(2, now.milliseconds()).bind(3, static_cast<std::int64_t>(*at_most)).step();
  return count->integer(0) < static_cast<std::int64_t>(*at_most);
}

void end_sessions(SqliteConnection& connection, std::string_view parent) {
  connection.prepared("DELETE FROM sessions WHERE parent = ?")->bind_text(1, parent).run();
}

void end_links(SqliteConnection& connection, std::string_view key_hash, Instant at) {
  connection.prepared("DELETE FROM sessions WHERE parent IN (SELECT token_hash FROM links WHERE made_by = ?)")->bind_text(1, key_hash).run();
  auto revoke = connection.prepared("UPDATE links SET revoked_at = ? WHERE made_by = ? AND revoked_at IS NULL");
  revoke->bind(1, at.milliseconds()).bind_text(2, key_hash).run();
}

}  // namespace

Instant stored_instant(std::int64_t milliseconds) {
  const auto instant = Instant::from_milliseconds(milliseconds);
  return instant ? instant.value() : Instant();
}

PutSession sqlite_put_session(SqliteConnection& connection, const StoredSession& session, Instant now, std::optional<std::size_t> at_most) {
  if (!stands(connection, session.parent)) return PutSession::parent_ended;
  if (!has_room(connection, session.family, now, at_most)) return PutSession::too_many;
  auto insert = connection.prepared(
      "INSERT INTO sessions (token_hash, tenant, actor, role, stream, parent, expires, renewable_until, family) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert->bind_text(1, session.token_hash).bind_text(2, session.tenant).bind_blob(3, session.actor).bind_text(4, session.role);
  insert->bind_optional_text(5, session.stream).bind_text(6, session.parent).bind(7, session.expires.milliseconds());
  insert->bind_optional(8, milliseconds(session.renewable_until)).bind_text(9, session.family).run();
  for (const std::string& origin : session.origins) {
    auto insert_origin =
        connection.prepared("INSERT INTO session_origins (origin, token_hash) VALUES (?, ?) ON CONFLICT DO NOTHING");
    insert_origin->bind_text(1, origin).bind_text(2, session.token_hash).run();
  }
  return PutSession::put;
}

std::optional<StoredSession> sqlite_session(SqliteConnection& connection, std::string_view token_hash) {
  auto select =
      connection.prepared("SELECT tenant, actor, role, stream, parent, expires, renewable_until, family FROM sessions WHERE token_hash = ?");
  if (!select->bind_text(1, token_hash).step()) return std::nullopt;
  StoredSession session;
  session.token_hash = token_hash;
  session.tenant = select->bytes(0);
  session.actor = select->bytes(1);
  session.role = select->bytes(2);
  session.stream = select->optional_bytes(3);
  session.parent = select->bytes(4);
  session.expires = stored_instant(select->integer(5));
  session.renewable_until = instant_in(select, 6);
  session.family = select->bytes(7);
  auto origins = connection.prepared("SELECT origin FROM session_origins WHERE token_hash = ? ORDER BY origin");
  origins->bind_text(1, token_hash);
  while (origins->step()) session.origins.push_back(origins->bytes(0));
  return session;
}

bool sqlite_knows_origin(SqliteConnection& connection, std::string_view origin, Instant since) {
  auto select = connection.prepared(
      "SELECT 1 FROM tenant_origins WHERE origin = ?1 UNION ALL SELECT 1 FROM session_origins o "
      "JOIN sessions s ON s.token_hash = o.token_hash WHERE o.origin = ?1 AND s.expires > ?2 LIMIT 1");
  return select->bind_text(1, origin).bind(2, since.milliseconds()).step();
}

void sqlite_forget_sessions(SqliteConnection& connection, Instant expired_before) {
  connection.prepared("DELETE FROM sessions WHERE expires < ?")->bind(1, expired_before.milliseconds()).run();
}

bool sqlite_put_tenant(SqliteConnection& connection, const StoredTenant& tenant) {
  auto insert = connection.prepared("INSERT INTO tenants (id, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING");
  insert->bind_text(1, tenant.id).bind(2, tenant.created_at.milliseconds()).run();
  if (connection.changes() == 0) return false;
  put_origins(connection, tenant.id, tenant.origins);
  return true;
}

bool sqlite_set_tenant_origins(SqliteConnection& connection, std::string_view id, const std::vector<std::string>& origins) {
  if (!connection.prepared("SELECT 1 FROM tenants WHERE id = ?")->bind_text(1, id).step()) return false;
  connection.prepared("DELETE FROM tenant_origins WHERE tenant = ?")->bind_text(1, id).run();
  put_origins(connection, id, origins);
  return true;
}

std::optional<StoredTenant> sqlite_tenant(SqliteConnection& connection, std::string_view id) {
  auto select = connection.prepared("SELECT created_at FROM tenants WHERE id = ?");
  if (!select->bind_text(1, id).step()) return std::nullopt;
  return StoredTenant{std::string(id), stored_instant(select->integer(0)), origins_of(connection, id)};
}

std::vector<StoredTenant> sqlite_tenants(SqliteConnection& connection) {
  auto select = connection.prepared("SELECT id, created_at FROM tenants ORDER BY id");
  std::vector<StoredTenant> tenants;
  while (select->step()) tenants.push_back({select->bytes(0), stored_instant(select->integer(1)), {}});
  for (StoredTenant& tenant : tenants) tenant.origins = origins_of(connection, tenant.id);
  return tenants;
}

PutKey sqlite_put_key(SqliteConnection& connection, const StoredKey& key) {
  if (!stands(connection, key.made_by)) return PutKey::maker_ended;
  auto insert = connection.prepared(
      "INSERT INTO api_keys (key_hash, tenant, name, role, scopes, created_at, made_by) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
  insert->bind_text(1, key.key_hash).bind_text(2, key.tenant).bind_text(3, key.name).bind_text(4, key.role).bind_text(5, key.scopes);
  insert->bind(6, key.created_at.milliseconds()).bind_text(7, key.made_by).run();
  return connection.changes() == 1 ? PutKey::put : PutKey::name_taken;
}

std::optional<StoredKey> sqlite_key(SqliteConnection& connection, std::string_view key_hash) {
  auto select = connection.prepared(COUNTERSIGN_SELECT_KEY "WHERE key_hash = ?");
  if (!select->bind_text(1, key_hash).step()) return std::nullopt;
  return key_in(select);
}

std::vector<StoredKey> sqlite_keys(SqliteConnection& connection, std::string_view tenant) {
  auto select = connection.prepared(COUNTERSIGN_SELECT_KEY "WHERE tenant = ? ORDER BY created_at, name");
  select->bind_text(1, tenant);
  std::vector<StoredKey> keys;
  while (select->step()) keys.push_back(key_in(select));
  return keys;
}

bool sqlite_revoke_key(SqliteConnection& connection, std::string_view tenant, std::string_view name, Instant at) {
  auto update = connection.prepared("UPDATE api_keys SET revoked_at = ? WHERE tenant = ? AND name = ? AND revoked_at IS NULL RETURNING key_hash");
  if (!update->bind(1, at.milliseconds()).bind_text(2, tenant).bind_text(3, name).step()) return false;
  const std::string key_hash = update->bytes(0);
  end_sessions(connection, key_hash);
  end_links(connection, key_hash, at);
  return true;
}

void sqlite_note_key_use(SqliteConnection& connection, std::string_view key_hash, Instant at) {
  auto update = connection.prepared("UPDATE api_keys SET used_at = max(coalesce(used_at, 0), ?) WHERE key_hash = ?");
  update->bind(1, at.milliseconds()).bind_text(2, key_hash).run();
}

bool sqlite_put_link(SqliteConnection& connection, const StoredLink& link) {
  if (!stands(connection, link.made_by)) return false;
  auto insert = connection.prepared(
      "INSERT INTO links (token_hash, id, tenant, stream, actor, made_by, created_at, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  insert->bind_text(1, link.token_hash).bind_text(2, link.id).bind_text(3, link.tenant).bind_text(4, link.stream);
  insert->bind_blob(5, link.actor).bind_text(6, link.made_by).bind(7, link.created_at.milliseconds());
  insert->bind(8, link.expires.milliseconds()).run();
  return true;
}

std::optional<StoredLink> sqlite_link(SqliteConnection& connection, std::string_view token_hash) {
  auto select = connection.prepared(COUNTERSIGN_SELECT_LINK "WHERE token_hash = ?");
  if (!select->bind_text(1, token_hash).step()) return std::nullopt;
  return link_in(select);
}

std::vector<StoredLink> sqlite_links(SqliteConnection& connection, std::string_view stream, std::size_t limit) {
  auto select = connection.prepared(COUNTERSIGN_SELECT_LINK "WHERE stream = ? ORDER BY created_at, id LIMIT ?");
  select->bind_text(1, stream).bind(2, static_cast<std::int64_t>(limit));
  std::vector<StoredLink> links;
  while (select->step()) links.push_back(link_in(select));
  return links;
}

bool sqlite_revoke_link(SqliteConnection& connection, std::string_view stream, std::string_view id, Instant at) {
  auto update = connection.prepared("UPDATE links SET revoked_at = ? WHERE stream = ? AND id = ? AND revoked_at IS NULL RETURNING token_hash");
  if (!update->bind(1, at.milliseconds()).bind_text(2, stream).bind_text(3, id).step()) return false;
  const std::string token_hash = update->bytes(0);
  end_sessions(connection, token_hash);
  return true;
}

void sqlite_note_link_use(SqliteConnection& connection, std::string_view token_hash, Instant at) {
  auto update = connection.prepared("UPDATE links SET used_at = ?, uses = uses + 1 WHERE token_hash = ?");
  update->bind(1, at.milliseconds()).bind_text(2, token_hash).run();
}

void sqlite_forget_links(SqliteConnection& connection, Instant expired_before) {
  connection.prepared("DELETE FROM links WHERE expires < ?")->bind(1, expired_before.milliseconds()).run();
}

#undef COUNTERSIGN_SELECT_KEY
#undef COUNTERSIGN_SELECT_LINK

}  // namespace countersign
