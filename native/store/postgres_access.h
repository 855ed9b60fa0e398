// Tenants, sessions, keys, links, answers and values of the server itself in PostgreSQL.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "native/store/postgres.h"
#include "native/store/store.h"

namespace countersign {

std::optional<StoredAnswer> postgres_answer(PostgresRunner& connection, std::string_view scope, std::string_view key);
void postgres_remember(PostgresConnection& connection, const StoredAnswer& answer);

PutSession postgres_put_session(PostgresConnection& connection, const StoredSession& session, Instant now, std::optional<std::size_t> at_most);
std::optional<StoredSession> postgres_session(PostgresRunner& connection, std::string_view token_hash);
bool postgres_knows_origin(PostgresConnection& connection, std::string_view origin, Instant since);
void postgres_forget_sessions(PostgresConnection& connection, Instant expired_before);

bool postgres_put_tenant(PostgresConnection& connection, const StoredTenant& tenant);
bool postgres_set_tenant_origins(PostgresConnection& connection, std::string_view id, const std::vector<std::string>& origins);
std::optional<StoredTenant> postgres_tenant(PostgresConnection& connection, std::string_view id);
std::vector<StoredTenant> postgres_tenants(PostgresConnection& connection);

PutKey postgres_put_key(PostgresConnection& connection, const StoredKey& key);
std::optional<StoredKey> postgres_key(PostgresRunner& connection, std::string_view key_hash);
std::vector<StoredKey> postgres_keys(PostgresConnection& connection, std::string_view tenant);
bool postgres_revoke_key(PostgresConnection& connection, std::string_view tenant, std::string_view name, Instant at);
void postgres_note_key_use(PostgresConnection& connection, std::string_view key_hash, Instant at);

bool postgres_put_link(PostgresConnection& connection, const StoredLink& link);
std::optional<StoredLink> postgres_link(PostgresConnection& connection, std::string_view token_hash);
std::vector<StoredLink> postgres_links(PostgresConnection& connection, std::string_view stream, std::size_t limit);
bool postgres_revoke_link(PostgresConnection& connection, std::string_view stream, std::string_view id, Instant at);
void postgres_note_link_use(PostgresConnection& connection, std::string_view token_hash, Instant at);
void postgres_forget_links(PostgresConnection& connection, Instant expired_before);

std::optional<std::string> postgres_meta(PostgresConnection& connection, std::string_view name);
std::string postgres_meta_or_put(PostgresConnection& connection, std::string_view name, std::string_view value);

}  // namespace countersign
