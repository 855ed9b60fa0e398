#include "native/store/postgres_schema.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace countersign {
namespace {

// "CSGN": what servers that start at the same time wait for.
constexpr const char* kLock = "SELECT pg_advisory_xact_lock(1129531214)";

// Ids are compared by their bytes, whatever language the database speaks. There are no foreign keys: each would take a look
// and a lock for every row, and nobody but this program writes here.
//
// counters: "entries" is the number of entries of the log, and the lock under which it grows (postgres_append.h); "messages" is the
// number of the outbox's last message, which grows under the same lock; "signing" is the lock of those who move the log's checkpoints
// on; "access" is that of those who make sessions and links or revoke what they are made with.
constexpr const char* kTables = R"sql(
CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('entries', 0), ('messages', 0), ('signing', 0), ('access', 0);

CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value BYTEA NOT NULL
);

CREATE TABLE tenants (
  id TEXT COLLATE "C" PRIMARY KEY,
  created_at BIGINT NOT NULL
);
INSERT INTO tenants (id, created_at) VALUES ('default', CAST(EXTRACT(EPOCH FROM now()) AS BIGINT) * 1000);

CREATE TABLE tenant_origins (
  origin TEXT COLLATE "C" NOT NULL,
  tenant TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (origin, tenant)
);
CREATE INDEX tenant_origins_by_tenant ON tenant_origins (tenant);

CREATE TABLE streams (
  id TEXT COLLATE "C" PRIMARY KEY,
  tenant TEXT COLLATE "C" NOT NULL,
  head BIGINT NOT NULL CHECK (head > 0)
);

CREATE TABLE events (
  position BIGINT PRIMARY KEY CHECK (position > 0),
  stream TEXT COLLATE "C" NOT NULL,
  seq BIGINT NOT NULL CHECK (seq > 0),
  bytes BYTEA NOT NULL,
  leaf BYTEA NOT NULL
);
CREATE UNIQUE INDEX events_by_stream ON events (stream, seq);

CREATE TABLE summaries (
  stream TEXT COLLATE "C" PRIMARY KEY,
  tenant TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  project TEXT COLLATE "C",
  due BIGINT,
  bytes BYTEA NOT NULL,
  holds_until BIGINT,
  wakes_at BIGINT
);
CREATE INDEX summaries_by_age ON summaries (tenant, created_at, stream);
CREATE INDEX summaries_by_state ON summaries (tenant, state, created_at, stream);
CREATE INDEX summaries_by_project ON summaries (tenant, project, created_at, stream) WHERE project IS NOT NULL;
CREATE INDEX summaries_by_due ON summaries (tenant, due) WHERE due IS NOT NULL;
CREATE INDEX summaries_by_wake ON summaries (wakes_at) WHERE wakes_at IS NOT NULL;

CREATE TABLE summary_approvers (
  tenant TEXT COLLATE "C" NOT NULL,
  person TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  stream TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, person, created_at, stream)
);
CREATE INDEX summary_approvers_by_stream ON summary_approvers (stream);

CREATE TABLE answers (
  scope TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  fingerprint TEXT NOT NULL,
  status BIGINT NOT NULL,
  stream TEXT NOT NULL,
  head BIGINT NOT NULL,
  body BYTEA NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (scope, key)
);
CREATE INDEX answers_by_age ON answers (at);

CREATE TABLE blobs (
  upload TEXT COLLATE "C" PRIMARY KEY,
  sha256 TEXT COLLATE "C",
  size BIGINT NOT NULL,
  started BIGINT NOT NULL
);
CREATE UNIQUE INDEX blobs_by_digest ON blobs (sha256) WHERE sha256 IS NOT NULL;

CREATE TABLE blob_chunks (
  upload TEXT COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (upload, position)
);

CREATE TABLE tenant_blobs (
  tenant TEXT COLLATE "C" NOT NULL,
  sha256 TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, sha256)
);

CREATE TABLE stream_blobs (
  stream TEXT COLLATE "C" NOT NULL,
  sha256 TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (stream, sha256)
);

CREATE TABLE sessions (
  token_hash TEXT COLLATE "C" PRIMARY KEY,
  tenant TEXT NOT NULL,
  actor BYTEA NOT NULL,
  role TEXT NOT NULL,
  stream TEXT,
  parent TEXT COLLATE "C" NOT NULL,
  family TEXT COLLATE "C" NOT NULL,
  expires BIGINT NOT NULL,
  renewable_until BIGINT
);
CREATE INDEX sessions_by_parent ON sessions (parent);
CREATE INDEX sessions_by_family ON sessions (family, expires);
CREATE INDEX sessions_by_expiry ON sessions (expires);

CREATE TABLE session_origins (
  origin TEXT COLLATE "C" NOT NULL,
  token_hash TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (origin, token_hash)
);
CREATE INDEX session_origins_by_token ON session_origins (token_hash);

CREATE TABLE api_keys (
  key_hash TEXT COLLATE "C" PRIMARY KEY,
  tenant TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  role TEXT NOT NULL,
  scopes TEXT NOT NULL,
  made_by TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  used_at BIGINT,
  revoked_at BIGINT
);
CREATE UNIQUE INDEX api_keys_by_name ON api_keys (tenant, name);

CREATE TABLE links (
  token_hash TEXT COLLATE "C" PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL,
  tenant TEXT NOT NULL,
  stream TEXT COLLATE "C" NOT NULL,
  actor BYTEA NOT NULL,
  made_by TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  used_at BIGINT,
  uses BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE UNIQUE INDEX links_by_id ON links (id);
CREATE INDEX links_by_stream ON links (stream, created_at, id);
CREATE INDEX links_by_maker ON links (made_by);
CREATE INDEX links_by_expiry ON links (expires);

CREATE TABLE tiles (
  level BIGINT NOT NULL,
  tile BIGINT NOT NULL,
  hashes BYTEA NOT NULL,
  PRIMARY KEY (level, tile)
);

CREATE TABLE checkpoints (
  size BIGINT PRIMARY KEY,
  note BYTEA NOT NULL
);

CREATE TABLE passkeys (
  credential_id BYTEA PRIMARY KEY,
  tenant TEXT COLLATE "C" NOT NULL,
  owner TEXT COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  counter BIGINT NOT NULL CHECK (counter >= 0),
  is_backed_up BOOLEAN NOT NULL
);
CREATE INDEX passkeys_by_owner ON passkeys (tenant, owner, position);

CREATE TABLE outbox (
  number BIGINT PRIMARY KEY,
  stream TEXT COLLATE "C" NOT NULL,
  tenant TEXT COLLATE "C" NOT NULL,
  route TEXT COLLATE "C" NOT NULL,
  receiver TEXT COLLATE "C" NOT NULL,
  message_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  body BYTEA NOT NULL,
  at BIGINT NOT NULL,
  status TEXT COLLATE "C" NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'delivered', 'failed', 'skipped')),
  by_hand BOOLEAN NOT NULL DEFAULT false,
  attempts BIGINT NOT NULL DEFAULT 0,
  not_before BIGINT NOT NULL,
  leased_until BIGINT NOT NULL DEFAULT 0,
  claimer TEXT
);
CREATE INDEX outbox_waiting ON outbox (route, not_before, number) WHERE status = 'waiting';
CREATE INDEX outbox_in_order ON outbox (stream, route, receiver, number) WHERE status = 'waiting';
CREATE INDEX outbox_by_route ON outbox (tenant, route, number);
CREATE INDEX outbox_by_status ON outbox (tenant, route, status, number);
CREATE INDEX outbox_by_age ON outbox (at) WHERE status <> 'waiting';

CREATE TABLE outbox_attempts (
  message BIGINT NOT NULL,
  attempt BIGINT NOT NULL,
  at BIGINT NOT NULL,
  status BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (message, attempt)
);

CREATE TABLE webhooks (
  id TEXT COLLATE "C" PRIMARY KEY,
  tenant TEXT COLLATE "C" NOT NULL,
  revision BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  url TEXT NOT NULL,
  types TEXT NOT NULL,
  description TEXT NOT NULL,
  secret TEXT NOT NULL,
  previous_secret TEXT NOT NULL,
  previous_until BIGINT NOT NULL,
  failing_since BIGINT,
  disabled_at BIGINT,
  disabled_because TEXT NOT NULL
);
CREATE INDEX webhooks_by_tenant ON webhooks (tenant, created_at, id);

CREATE TABLE contacts (
  tenant TEXT COLLATE "C" NOT NULL,
  person TEXT COLLATE "C" NOT NULL,
  email TEXT NOT NULL,
  language TEXT NOT NULL,
  takes_mail BOOLEAN NOT NULL,
  party TEXT NOT NULL,
  PRIMARY KEY (tenant, person)
);
)sql";

// Since when a tenant has a blob: one that is linked to nothing goes after a while (postgres_sweep.h). What is there already counts as new.
constexpr const char* kBlobAges = R"sql(
ALTER TABLE tenant_blobs ADD COLUMN came_at BIGINT NOT NULL DEFAULT CAST(EXTRACT(EPOCH FROM now()) AS BIGINT);
CREATE INDEX tenant_blobs_by_digest ON tenant_blobs (sha256);
CREATE INDEX stream_blobs_by_digest ON stream_blobs (sha256);
CREATE INDEX blobs_cut_off ON blobs (upload) WHERE sha256 IS NULL;
)sql";

// Every combination of filters has an index in which its rows stand in the order of lists (list_statement.h).
constexpr const char* kListIndexTables = R"sql(
DROP INDEX summaries_by_age;
DROP INDEX summaries_by_state;
DROP INDEX summaries_by_project;
DROP INDEX summaries_by_due;
CREATE INDEX summaries_by_age ON summaries (tenant, created_at, stream, due);
CREATE INDEX summaries_by_state ON summaries (tenant, state, created_at, stream, due);
CREATE INDEX summaries_by_project ON summaries (tenant, project, created_at, stream, due) WHERE project IS NOT NULL;
CREATE INDEX summaries_by_project_and_state ON summaries (tenant, project, state, created_at, stream, due) WHERE project IS NOT NULL;
CREATE INDEX summaries_by_due ON summaries (tenant, (due + 0)) WHERE due IS NOT NULL;

ALTER TABLE summary_approvers ADD COLUMN state TEXT COLLATE "C" NOT NULL DEFAULT '', ADD COLUMN project TEXT COLLATE "C", ADD COLUMN due BIGINT;
UPDATE summary_approvers a SET state = m.state, project = m.project, due = m.due FROM summaries m WHERE m.stream = a.stream;
CREATE INDEX summary_approvers_by_age ON summary_approvers (tenant, person, created_at, stream, due);
CREATE INDEX summary_approvers_by_state ON summary_approvers (tenant, person, state, created_at, stream, due);
CREATE INDEX summary_approvers_by_project ON summary_approvers (tenant, person, project, created_at, stream, state, due) WHERE project IS NOT NULL;
)sql";

// The cycles of requests, for the metrics. Those that are there already are folded by the first server that is started.
constexpr const char* kCycleTables = R"sql(
CREATE TABLE cycles (
  stream TEXT COLLATE "C" PRIMARY KEY,
  tenant TEXT COLLATE "C" NOT NULL,
  head BIGINT NOT NULL CHECK (head > 0),
  bytes BYTEA NOT NULL
);

CREATE TABLE cycles_position (
  entries BIGINT NOT NULL
);
INSERT INTO cycles_position (entries) VALUES (0);
)sql";

// Where the bytes of a blob are: in rows, or the object of a bucket.
constexpr const char* kBlobPlaceColumns = R"sql(
ALTER TABLE blobs ADD COLUMN place TEXT COLLATE "C" NOT NULL DEFAULT 'rows', ADD COLUMN object TEXT COLLATE "C" NOT NULL DEFAULT '';
)sql";

// An append spends most of its time in indexes: each that names the state of a request grows by a row with every change of it, for
// each person. So one index is the key of who takes part and finds them by the request, where there were two; and pages of heads keep
// room, so that a head moves on within its page and its index is not written to.
constexpr const char* kFewerIndexTables = R"sql(
DELETE FROM summary_approvers a USING summary_approvers b
WHERE a.stream = b.stream AND a.person = b.person AND (a.tenant, a.created_at) > (b.tenant, b.created_at);
ALTER TABLE summary_approvers DROP CONSTRAINT summary_approvers_pkey, ADD CONSTRAINT summary_approvers_pkey PRIMARY KEY (stream, person);
DROP INDEX summary_approvers_by_stream;
ALTER TABLE streams SET (fillfactor = 70);
)sql";

// Only ever appended to: a database that exists somewhere was made by a prefix of this list.
constexpr std::array kPostgresMigrations = {kTables, kBlobAges, kListIndexTables, kCycleTables, kBlobPlaceColumns, kFewerIndexTables};

Error newer_schema(std::int64_t version) {
  return {ErrorCode::store_unavailable, "",
          "The store has schema " + std::to_string(version) + "; this program knows schemas up to " + std::to_string(kPostgresMigrations.size()) +
              ". Use a newer program."};
}

// In the transaction that holds the lock. The version afterwards.
std::int64_t migrate_under_lock(PostgresConnection& connection) {
  connection.execute("CREATE SCHEMA IF NOT EXISTS countersign");
  connection.execute("CREATE TABLE IF NOT EXISTS schema_version (one BIGINT PRIMARY KEY CHECK (one = 1), version BIGINT NOT NULL)");
  connection.execute("INSERT INTO schema_version (one, version) VALUES (1, 0) ON CONFLICT DO NOTHING");
  const std::int64_t version = connection.run("SELECT version FROM schema_version FOR UPDATE").integer(0, 0);
  const auto known = static_cast<std::int64_t>(kPostgresMigrations.size());
  for (std::int64_t next = version; next < known; ++next) connection.execute(kPostgresMigrations[static_cast<std::size_t>(next)]);
  if (version < known) connection.run("UPDATE schema_version SET version = $1", PostgresValues().number(known));
  return std::max(version, known);
}

// A database whose schema is up to date is not written to at all: its user may be one who cannot make tables.
std::optional<std::int64_t> schema_version(PostgresConnection& connection) {
  const PostgresRows there = connection.run("SELECT 1 FROM information_schema.tables WHERE table_schema = 'countersign' AND table_name = 'schema_version'");
  if (there.empty()) return std::nullopt;
  const PostgresRows rows = connection.run("SELECT version FROM schema_version");
  return rows.empty() ? std::nullopt : std::optional(rows.integer(0, 0));
}

}  // namespace

Refusal check_log_schema(PostgresConnection& connection) {
  const auto version = schema_version(connection);
  if (!version) return Error{ErrorCode::store_unavailable, "", "There is no store in this database."};
  if (*version > static_cast<std::int64_t>(kPostgresMigrations.size())) return newer_schema(*version);
  return std::nullopt;
}

Refusal migrate_schema(PostgresConnection& connection) {
  const auto known = static_cast<std::int64_t>(kPostgresMigrations.size());
  std::int64_t version = schema_version(connection).value_or(0);
  if (version < known) {
    connection.execute("BEGIN");
    try {
      // It may take long, here and in others that are before us.
      connection.be_patient(PostgresConnection::kHours);
      connection.execute("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0");
      connection.execute(kLock);
      version = migrate_under_lock(connection);
      connection.execute("COMMIT");
      connection.be_patient(PostgresConnection::kPatience);
    } catch (const PostgresFailure& failure) {
      if (!failure.is_lost()) connection.roll_back();
      throw;
    }
  }
  if (version > known) return newer_schema(version);
  return std::nullopt;
}

}  // namespace countersign
