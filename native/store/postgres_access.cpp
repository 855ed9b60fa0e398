#include "native/store/postgres_access.h"

namespace countersign {
namespace {

Instant instant_of(std::int64_t milliseconds) {
  const auto instant = Instant::from_milliseconds(milliseconds);
  return instant ? instant.value() : Instant();
}

std::optional<Instant> instant_at(const PostgresRows& rows, int row, int column) {
  return rows.is_null(row, column) ? std::nullopt : std::optional(instant_of(rows.integer(row, column)));
}

std::optional<std::int64_t> milliseconds_of(const std::optional<Instant>& instant) {
  return instant ? std::optional(instant->milliseconds()) : std::nullopt;
}

// A transaction in which nobody else makes or revokes anything: what was asked in it still holds when it commits. It is open
// until commit(); whoever goes before that, or throws, has done nothing.
class AccessChange {
 public:
  explicit AccessChange(PostgresConnection& connection) : connection_(connection) {
    connection_.queue("BEGIN ISOLATION LEVEL READ COMMITTED");
    connection_.queue("SELECT value FROM counters WHERE name = 'access' FOR UPDATE");
    connection_.run_queue();
  }
  ~AccessChange() {
    try {
      if (!is_committed_) connection_.roll_back();
    } catch (const PostgresFailure&) {
      // The database undoes it when the connection ends.
    }
  }
  AccessChange(const AccessChange&) = delete;
  AccessChange& operator=(const AccessChange&) = delete;

  // With what was queued.
  void commit() {
    connection_.queue("COMMIT");
    connection_.run_queue();
    is_committed_ = true;
  }

 private:
  PostgresConnection& connection_;
  bool is_committed_ = false;
};

// Whether the key or the link with this hash, if there is to be one, has not been revoked.
bool still_stands(PostgresConnection& connection, std::string_view parent) {
  return parent.empty() || !connection.run(
      "SELECT 1 FROM api_keys WHERE key_hash = $1 AND revoked_at IS NULL UNION ALL SELECT 1 FROM links WHERE token_hash = $1 AND revoked_at IS NULL",
      PostgresValues().text(parent)).empty();
}

bool has_room_for_one(PostgresConnection& connection, std::string_view family, Instant now, std::optional<std::size_t> at_most) {
  if (!at_most) return true;
  const auto most = static_cast<std::int64_t>(*at_most);
  return connection.run("SELECT 1 FROM sessions WHERE family = $1 AND expires > $2 LIMIT $3",
                        PostgresValues().text(family).number(now.milliseconds()).number(most)).count() < most;
}

// Which sessions, as a part of statements; each comes with its own value.
void queue_end_of_sessions(PostgresConnection& connection, const std::string& which, std::string_view value) {
  connection.queue("DELETE FROM session_origins WHERE token_hash IN (SELECT token_hash FROM sessions WHERE " + which + ")",
                   PostgresValues().text(value));
  connection.queue("DELETE FROM sessions WHERE " + which, PostgresValues().text(value));
}

void queue_origins(PostgresConnection& connection, std::string_view tenant, const std::vector<std::string>& origins) {
  for (const std::string& origin : origins) {
    connection.queue("INSERT INTO tenant_origins (origin, tenant) VALUES ($1, $2) ON CONFLICT DO NOTHING", PostgresValues().text(origin).text(tenant));
  }
}

const std::string kSelectTenants = "SELECT t.id, t.created_at, o.origin FROM tenants t LEFT JOIN tenant_origins o ON o.tenant = t.id ";

// A row for each of their origins, or one without.
std::vector<StoredTenant> tenants_in(const PostgresRows& rows) {
  std::vector<StoredTenant> tenants;
  for (int row = 0; row < rows.count(); ++row) {
    std::string id = rows.bytes(row, 0);
    if (tenants.empty() || tenants.back().id != id) tenants.push_back({std::move(id), instant_of(rows.integer(row, 1)), {}});
    if (!rows.is_null(row, 2)) tenants.back().origins.push_back(rows.bytes(row, 2));
  }
  return tenants;
}

const std::string kSelectKeys = "SELECT key_hash, tenant, name, role, scopes, made_by, created_at, used_at, revoked_at FROM api_keys ";

StoredKey key_at(const PostgresRows& rows, int row) {
  return {rows.bytes(row, 0), rows.bytes(row, 1), rows.bytes(row, 2), rows.bytes(row, 3), rows.bytes(row, 4), rows.bytes(row, 5),
          instant_of(rows.integer(row, 6)), instant_at(rows, row, 7), instant_at(rows, row, 8)};
}

const std::string kSelectLinks =
    "SELECT token_hash, id, tenant, stream, actor, made_by, created_at, expires, used_at, uses, revoked_at FROM links ";

StoredLink link_at(const PostgresRows& rows, int row) {
  return {rows.bytes(row, 0), rows.bytes(row, 1), rows.bytes(row, 2), rows.bytes(row, 3), rows.bytes(row, 4), rows.bytes(row, 5),
          instant_of(rows.integer(row, 6)), instant_of(rows.integer(row, 7)), instant_at(rows, row, 8), rows.integer(row, 9), instant_at(rows, row, 10)};
}

}  // namespace

std::optional<StoredAnswer> postgres_answer(PostgresRunner& connection, std::string_view scope, std::string_view key) {
  const PostgresRows rows = connection.run("SELECT fingerprint, status, stream, head, body, at FROM answers WHERE scope = $1 AND key = $2",
                                           PostgresValues().text(scope).text(key));
  if (rows.empty()) return std::nullopt;
  return StoredAnswer{std::string(scope), std::string(key),   rows.bytes(0, 0), static_cast<int>(rows.integer(0, 1)),
                      rows.bytes(0, 2),   rows.integer(0, 3), rows.bytes(0, 4), instant_of(rows.integer(0, 5))};
}

void postgres_remember(PostgresConnection& connection, const StoredAnswer& answer) {
  connection.run(
      "INSERT INTO answers (scope, key, fingerprint, status, stream, head, body, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
      PostgresValues().text(answer.scope).text(answer.key).text(answer.fingerprint).number(answer.status).text(answer.stream).number(answer.head)
          .bytes(answer.body).number(answer.at.milliseconds()));
}

PutSession postgres_put_session(PostgresConnection& connection, const StoredSession& session, Instant now, std::optional<std::size_t> at_most) {
  AccessChange change(connection);
  if (!still_stands(connection, session.parent)) return PutSession::parent_ended;
  if (!has_room_for_one(connection, session.family, now, at_most)) return PutSession::too_many;
  connection.queue(
      "INSERT INTO sessions (token_hash, tenant, actor, role, stream, parent, family, expires, renewable_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      PostgresValues().text(session.token_hash).text(session.tenant).bytes(session.actor).text(session.role).optional_text(session.stream)
          .text(session.parent).text(session.family).number(session.expires.milliseconds()).optional_number(milliseconds_of(session.renewable_until)));
  for (const std::string& origin : session.origins) {
    connection.queue("INSERT INTO session_origins (origin, token_hash) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                     PostgresValues().text(origin).text(session.token_hash));
  }
  change.commit();
  return PutSession::put;
}

std::optional<StoredSession> postgres_session(PostgresRunner& connection, std::string_view token_hash) {
  const PostgresRows rows = connection.run(
      "SELECT s.tenant, s.actor, s.role, s.stream, s.parent, s.expires, s.renewable_until, o.origin, s.family FROM sessions s "
      "LEFT JOIN session_origins o ON o.token_hash = s.token_hash WHERE s.token_hash = $1 ORDER BY o.origin",
      PostgresValues().text(token_hash));
  if (rows.empty()) return std::nullopt;
  StoredSession session;
  session.token_hash = token_hash;
  session.tenant = rows.bytes(0, 0);
  session.actor = rows.bytes(0, 1);
  session.role = rows.bytes(0, 2);
  session.stream = rows.optional_bytes(0, 3);
  session.parent = rows.bytes(0, 4);
  session.expires = instant_of(rows.integer(0, 5));
  session.renewable_until = instant_at(rows, 0, 6);
  session.family = rows.bytes(0, 8);
  for (int row = 0; row < rows.count() && !rows.is_null(row, 7); ++row) session.origins.push_back(rows.bytes(row, 7));
  return session;
}

bool postgres_knows_origin(PostgresConnection& connection, std::string_view origin, Instant since) {
  return !connection.run(
      "SELECT 1 FROM tenant_origins WHERE origin = $1 UNION ALL SELECT 1 FROM session_origins o "
      "JOIN sessions s ON s.token_hash = o.token_hash WHERE o.origin = $1 AND s.expires > $2 LIMIT 1",
      PostgresValues().text(origin).number(since.milliseconds())).empty();
}

void postgres_forget_sessions(PostgresConnection& connection, Instant expired_before) {
  connection.queue("BEGIN");
  connection.queue("DELETE FROM session_origins WHERE token_hash IN (SELECT token_hash FROM sessions WHERE expires < $1)",
                   PostgresValues().number(expired_before.milliseconds()));
  connection.queue("DELETE FROM sessions WHERE expires < $1", PostgresValues().number(expired_before.milliseconds()));
  connection.queue("COMMIT");
  connection.run_queue();
}

bool postgres_put_tenant(PostgresConnection& connection, const StoredTenant& tenant) {
  AccessChange change(connection);
  const PostgresRows put = connection.run("INSERT INTO tenants (id, created_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                                          PostgresValues().text(tenant.id).number(tenant.created_at.milliseconds()));
  if (put.written() == 0) return false;
  queue_origins(connection, tenant.id, tenant.origins);
  change.commit();
  return true;
}

bool postgres_set_tenant_origins(PostgresConnection& connection, std::string_view id, const std::vector<std::string>& origins) {
  AccessChange change(connection);
  if (connection.run("SELECT 1 FROM tenants WHERE id = $1", PostgresValues().text(id)).empty()) return false;
  connection.queue("DELETE FROM tenant_origins WHERE tenant = $1", PostgresValues().text(id));
  queue_origins(connection, id, origins);
  change.commit();
  return true;
}

std::optional<StoredTenant> postgres_tenant(PostgresConnection& connection, std::string_view id) {
  auto found = tenants_in(connection.run(kSelectTenants + "WHERE t.id = $1 ORDER BY o.origin", PostgresValues().text(id)));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<StoredTenant> postgres_tenants(PostgresConnection& connection) {
  return tenants_in(connection.run(kSelectTenants + "ORDER BY t.id, o.origin"));
}

PutKey postgres_put_key(PostgresConnection& connection, const StoredKey& key) {
  AccessChange change(connection);
  if (!still_stands(connection, key.made_by)) return PutKey::maker_ended;
  const PostgresRows put = connection.run(
      "INSERT INTO api_keys (key_hash, tenant, name, role, scopes, made_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
      PostgresValues().text(key.key_hash).text(key.tenant).text(key.name).text(key.role).text(key.scopes).text(key.made_by)
          .number(key.created_at.milliseconds()));
  if (put.written() == 0) return PutKey::name_taken;
  change.commit();
  return PutKey::put;
}

std::optional<StoredKey> postgres_key(PostgresRunner& connection, std::string_view key_hash) {
  const PostgresRows rows = connection.run(kSelectKeys + "WHERE key_hash = $1", PostgresValues().text(key_hash));
  return rows.empty() ? std::nullopt : std::optional(key_at(rows, 0));
}

std::vector<StoredKey> postgres_keys(PostgresConnection& connection, std::string_view tenant) {
  const PostgresRows rows = connection.run(kSelectKeys + "WHERE tenant = $1 ORDER BY created_at, name", PostgresValues().text(tenant));
  std::vector<StoredKey> keys;
  for (int row = 0; row < rows.count(); ++row) keys.push_back(key_at(rows, row));
  return keys;
}

bool postgres_revoke_key(PostgresConnection& connection, std::string_view tenant, std::string_view name, Instant at) {
  AccessChange change(connection);
  const PostgresRows revoked = connection.run(
      "UPDATE api_keys SET revoked_at = $1 WHERE tenant = $2 AND name = $3 AND revoked_at IS NULL RETURNING key_hash",
      PostgresValues().number(at.milliseconds()).text(tenant).text(name));
  if (revoked.empty()) return false;
  const std::string key_hash = revoked.bytes(0, 0);
  queue_end_of_sessions(connection, "parent = $1", key_hash);
  queue_end_of_sessions(connection, "parent IN (SELECT token_hash FROM links WHERE made_by = $1)", key_hash);
  connection.queue("UPDATE links SET revoked_at = $1 WHERE made_by = $2 AND revoked_at IS NULL",
                   PostgresValues().number(at.milliseconds()).text(key_hash));
  change.commit();
  return true;
}

void postgres_note_key_use(PostgresConnection& connection, std::string_view key_hash, Instant at) {
  connection.run("UPDATE api_keys SET used_at = greatest(coalesce(used_at, 0), $1) WHERE key_hash = $2",
                 PostgresValues().number(at.milliseconds()).text(key_hash));
}

bool postgres_put_link(PostgresConnection& connection, const StoredLink& link) {
  AccessChange change(connection);
  if (!still_stands(connection, link.made_by)) return false;
  connection.queue(
      "INSERT INTO links (token_hash, id, tenant, stream, actor, made_by, created_at, expires, uses) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
      PostgresValues().text(link.token_hash).text(link.id).text(link.tenant).text(link.stream).bytes(link.actor).text(link.made_by)
          .number(link.created_at.milliseconds()).number(link.expires.milliseconds()));
  change.commit();
  return true;
}

std::optional<StoredLink> postgres_link(PostgresConnection& connection, std::string_view token_hash) {
  const PostgresRows rows = connection.run(kSelectLinks + "WHERE token_hash = $1", PostgresValues().text(token_hash));
  return rows.empty() ? std::nullopt : std::optional(link_at(rows, 0));
}

std::vector<StoredLink> postgres_links(PostgresConnection& connection, std::string_view stream, std::size_t limit) {
  const PostgresRows rows = connection.run(kSelectLinks + "WHERE stream = $1 ORDER BY created_at, id LIMIT $2",
                                           PostgresValues().text(stream).number(static_cast<std::int64_t>(limit)));
  std::vector<StoredLink> links;
  for (int row = 0; row < rows.count(); ++row) links.push_back(link_at(rows, row));
  return links;
}

bool postgres_revoke_link(PostgresConnection& connection, std::string_view stream, std::string_view id, Instant at) {
  AccessChange change(connection);
  const PostgresRows revoked = connection.run(
      "UPDATE links SET revoked_at = $1 WHERE stream = $2 AND id = $3 AND revoked_at IS NULL RETURNING token_hash",
      PostgresValues().number(at.milliseconds()).text(stream).text(id));
  if (revoked.empty()) return false;
  const std::string token_hash = revoked.bytes(0, 0);
  queue_end_of_sessions(connection, "parent = $1", token_hash);
  change.commit();
  return true;
}

void postgres_note_link_use(PostgresConnection& connection, std::string_view token_hash, Instant at) {
  connection.run("UPDATE links SET used_at = $1, uses = uses + 1 WHERE token_hash = $2", PostgresValues().number(at.milliseconds()).text(token_hash));
}

void postgres_forget_links(PostgresConnection& connection, Instant expired_before) {
  connection.run("DELETE FROM links WHERE expires < $1", PostgresValues().number(expired_before.milliseconds()));
}

std::optional<std::string> postgres_meta(PostgresConnection& connection, std::string_view name) {
  const PostgresRows rows = connection.run("SELECT value FROM meta WHERE name = $1", PostgresValues().text(name));
  return rows.empty() ? std::nullopt : std::optional(rows.bytes(0, 0));
}

std::string postgres_meta_or_put(PostgresConnection& connection, std::string_view name, std::string_view value) {
  connection.run("INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING", PostgresValues().text(name).bytes(value));
  return postgres_meta(connection, name).value_or(std::string());
}

}  // namespace countersign
