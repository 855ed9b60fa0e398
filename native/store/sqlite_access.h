// Tenants, sessions, keys and links in the SQLite store: what access_store.h says of each call, inside a transaction
// where it writes.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "native/store/access_store.h"
#include "native/store/sqlite.h"

namespace countersign {

// Stored by this program, so it is one.
Instant stored_instant(std::int64_t milliseconds);

PutSession sqlite_put_session(SqliteConnection& connection, const StoredSession& session, Instant now, std::optional<std::size_t> at_most);
std::optional<StoredSession> sqlite_session(SqliteConnection& connection, std::string_view token_hash);
bool sqlite_knows_origin(SqliteConnection& connection, std::string_view origin, Instant since);
void sqlite_forget_sessions(SqliteConnection& connection, Instant expired_before);

bool sqlite_put_tenant(SqliteConnection& connection, const StoredTenant& tenant);
bool sqlite_set_tenant_origins(SqliteConnection& connection, std::string_view id, const std::vector<std::string>& origins);
std::optional<StoredTenant> sqlite_tenant(SqliteConnection& connection, std::string_view id);
std::vector<StoredTenant> sqlite_tenants(SqliteConnection& connection);

PutKey sqlite_put_key(SqliteConnection& connection, const StoredKey& key);
std::optional<StoredKey> sqlite_key(SqliteConnection& connection, std::string_view key_hash);
std::vector<StoredKey> sqlite_keys(SqliteConnection& connection, std::string_view tenant);
bool sqlite_revoke_key(SqliteConnection& connection, std::string_view tenant, std::string_view name, Instant at);
void sqlite_note_key_use(SqliteConnection& connection, std::string_view key_hash, Instant at);

bool sqlite_put_link(SqliteConnection& connection, const StoredLink& link);
std::optional<StoredLink> sqlite_link(SqliteConnection& connection, std::string_view token_hash);
std::vector<StoredLink> sqlite_links(SqliteConnection& connection, std::string_view stream, std::size_t limit);
bool sqlite_revoke_link(SqliteConnection& connection, std::string_view stream, std::string_view id, Instant at);
void sqlite_note_link_use(SqliteConnection& connection, std::string_view token_hash, Instant at);
void sqlite_forget_links(SqliteConnection& connection, Instant expired_before);

}  // namespace countersign
