#include "native/store/sqlite_migrations.h"

#include <array>

namespace countersign {
namespace {

// events.position is the order in which events became durable, over all streams: what a log is built over.
constexpr const char* kFirstSchema = R"sql(
CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE streams (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  head INTEGER NOT NULL CHECK (head > 0)
) STRICT;

CREATE TABLE events (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  stream INTEGER NOT NULL REFERENCES streams (number),
  seq INTEGER NOT NULL CHECK (seq > 0),
  bytes BLOB NOT NULL,
  UNIQUE (stream, seq)
) STRICT;

CREATE TABLE summaries (
  stream INTEGER PRIMARY KEY REFERENCES streams (number),
  id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  project TEXT,
  due INTEGER,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX summaries_by_age ON summaries (created_at, id);
CREATE INDEX summaries_by_state ON summaries (state, created_at, id);
CREATE INDEX summaries_by_project ON summaries (project, created_at, id) WHERE project IS NOT NULL;
CREATE INDEX summaries_by_due ON summaries (due) WHERE due IS NOT NULL;

CREATE TABLE summary_approvers (
  person TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  id TEXT NOT NULL,
  stream INTEGER NOT NULL REFERENCES streams (number),
  PRIMARY KEY (person, created_at, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX summary_approvers_by_stream ON summary_approvers (stream);

CREATE TABLE answers (
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  status INTEGER NOT NULL,
  stream TEXT NOT NULL,
  head INTEGER NOT NULL,
  body BLOB NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (scope, key)
) STRICT;
CREATE INDEX answers_by_age ON answers (at);

CREATE TABLE blobs (
  number INTEGER PRIMARY KEY,
  sha256 TEXT,
  size INTEGER NOT NULL,
  started INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX blobs_by_digest ON blobs (sha256) WHERE sha256 IS NOT NULL;

CREATE TABLE blob_chunks (
  blob INTEGER NOT NULL REFERENCES blobs (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (blob, position)
) STRICT;

CREATE TABLE stream_blobs (
  stream INTEGER NOT NULL REFERENCES streams (number),
  sha256 TEXT NOT NULL,
  PRIMARY KEY (stream, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  actor BLOB NOT NULL,
  stream TEXT,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_expiry ON sessions (expires);

CREATE TABLE session_origins (
  origin TEXT NOT NULL,
  token_hash TEXT NOT NULL REFERENCES sessions (token_hash) ON DELETE CASCADE,
  PRIMARY KEY (origin, token_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_origins_by_token ON session_origins (token_hash);

CREATE TABLE api_keys (
  key_hash TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

constexpr const char* kSummariesThatEnd = R"sql(
ALTER TABLE summaries ADD COLUMN holds_until INTEGER;
)sql";

// The log: the hash of each entry's leaf, the tiles of the tree, and what was signed of it.
constexpr const char* kLog = R"sql(
ALTER TABLE events ADD COLUMN leaf BLOB;

CREATE TABLE tiles (
  level INTEGER NOT NULL,
  tile INTEGER NOT NULL,
  hashes BLOB NOT NULL,
  PRIMARY KEY (level, tile)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoints (
  size INTEGER PRIMARY KEY,
  note BLOB NOT NULL
) STRICT;
)sql";

// What changes of passkeys. Their registrations are entries of the log, each in a stream of its own.
constexpr const char* kPasskeys = R"sql(
CREATE TABLE passkeys (
  credential_id BLOB PRIMARY KEY,
  owner TEXT NOT NULL,
  position INTEGER NOT NULL UNIQUE REFERENCES events (position),
  counter INTEGER NOT NULL CHECK (counter >= 0),
  is_backed_up INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX passkeys_by_owner ON passkeys (owner, position);
)sql";

// When something is due in a request by itself. Those that are there already are looked at once, to find out.
constexpr const char* kTimers = R"sql(
ALTER TABLE summaries ADD COLUMN wakes_at INTEGER;
UPDATE summaries SET wakes_at = 0;
CREATE INDEX summaries_by_wake ON summaries (wakes_at) WHERE wakes_at IS NOT NULL;
)sql";

// Several organizations in one store. What is there already is of the first.
constexpr const char* kTenants = R"sql(
CREATE TABLE tenants (
  id TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO tenants (id, created_at) VALUES ('default', unixepoch() * 1000);

CREATE TABLE tenant_origins (
  origin TEXT NOT NULL,
  tenant TEXT NOT NULL REFERENCES tenants (id),
  PRIMARY KEY (origin, tenant)
) STRICT, WITHOUT ROWID;
CREATE INDEX tenant_origins_by_tenant ON tenant_origins (tenant);

ALTER TABLE streams ADD COLUMN tenant TEXT NOT NULL DEFAULT 'default';

ALTER TABLE summaries ADD COLUMN tenant TEXT NOT NULL DEFAULT 'default';
DROP INDEX summaries_by_age;
DROP INDEX summaries_by_state;
DROP INDEX summaries_by_project;
DROP INDEX summaries_by_due;
CREATE INDEX summaries_by_age ON summaries (tenant, created_at, id);
CREATE INDEX summaries_by_state ON summaries (tenant, state, created_at, id);
CREATE INDEX summaries_by_project ON summaries (tenant, project, created_at, id) WHERE project IS NOT NULL;
CREATE INDEX summaries_by_due ON summaries (tenant, due) WHERE due IS NOT NULL;

ALTER TABLE summary_approvers RENAME TO earlier_approvers;
CREATE TABLE summary_approvers (
  tenant TEXT NOT NULL,
  person TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  id TEXT NOT NULL,
  stream INTEGER NOT NULL REFERENCES streams (number),
  PRIMARY KEY (tenant, person, created_at, id)
) STRICT, WITHOUT ROWID;
INSERT INTO summary_approvers (tenant, person, created_at, id, stream) SELECT 'default', person, created_at, id, stream FROM earlier_approvers;
DROP TABLE earlier_approvers;
CREATE INDEX summary_approvers_by_stream ON summary_approvers (stream);

CREATE TABLE tenant_blobs (
  tenant TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (tenant, sha256)
) STRICT, WITHOUT ROWID;
INSERT INTO tenant_blobs (tenant, sha256) SELECT 'default', sha256 FROM blobs WHERE sha256 IS NOT NULL;

ALTER TABLE passkeys ADD COLUMN tenant TEXT NOT NULL DEFAULT 'default';
DROP INDEX passkeys_by_owner;
CREATE INDEX passkeys_by_owner ON passkeys (tenant, owner, position);
)sql";

// Keys and sessions say what they are for, and end with what they were made with. Keys that are there go on, but for the
// log, which is no longer that of one organization. Of sessions nobody knows what they were made with: pages ask for others.
constexpr const char* kRoles = R"sql(
ALTER TABLE sessions ADD COLUMN tenant TEXT NOT NULL DEFAULT 'default';
ALTER TABLE sessions ADD COLUMN role TEXT NOT NULL DEFAULT 'lead';
ALTER TABLE sessions ADD COLUMN parent TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN family TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN renewable_until INTEGER;
DELETE FROM session_origins;
DELETE FROM sessions;
CREATE INDEX sessions_by_parent ON sessions (parent);
CREATE INDEX sessions_by_family ON sessions (family, expires);

ALTER TABLE api_keys RENAME TO earlier_keys;
CREATE TABLE api_keys (
  key_hash TEXT PRIMARY KEY,
  tenant TEXT NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  scopes TEXT NOT NULL,
  made_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER,
  revoked_at INTEGER,
  UNIQUE (tenant, name)
) STRICT, WITHOUT ROWID;
INSERT INTO api_keys (key_hash, tenant, name, role, scopes, made_by, created_at)
  SELECT key_hash, 'default', name, 'lead', 'sessions', '', created_at FROM earlier_keys;
DROP TABLE earlier_keys;

CREATE TABLE links (
  token_hash TEXT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  tenant TEXT NOT NULL REFERENCES tenants (id),
  stream TEXT NOT NULL,
  actor BLOB NOT NULL,
  made_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  used_at INTEGER,
  uses INTEGER NOT NULL DEFAULT 0,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX links_by_stream ON links (stream, created_at, id);
CREATE INDEX links_by_maker ON links (made_by);
CREATE INDEX links_by_expiry ON links (expires);
)sql";

// What is told to others, and where they are. A webhook's messages go with it; the attempts with the message.
constexpr const char* kOutbox = R"sql(
CREATE TABLE outbox (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  route TEXT NOT NULL,
  receiver TEXT NOT NULL,
  stream TEXT NOT NULL,
  message_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  body BLOB NOT NULL,
  at INTEGER NOT NULL,
  status TEXT NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'delivered', 'failed', 'skipped')),
  by_hand INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL,
  leased_until INTEGER NOT NULL DEFAULT 0,
  claimer TEXT
) STRICT;
CREATE INDEX outbox_waiting ON outbox (route, not_before, number) WHERE status = 'waiting';
CREATE INDEX outbox_in_order ON outbox (stream, route, receiver, number) WHERE status = 'waiting';
CREATE INDEX outbox_by_route ON outbox (tenant, route, number);
CREATE INDEX outbox_by_status ON outbox (tenant, route, status, number);
CREATE INDEX outbox_by_age ON outbox (at) WHERE status <> 'waiting';

CREATE TABLE outbox_attempts (
  message INTEGER NOT NULL REFERENCES outbox (number) ON DELETE CASCADE,
  attempt INTEGER NOT NULL,
  at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (message, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE webhooks (
  id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  revision INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  url TEXT NOT NULL,
  types TEXT NOT NULL,
  description TEXT NOT NULL,
  secret TEXT NOT NULL,
  previous_secret TEXT NOT NULL,
  previous_until INTEGER NOT NULL,
  failing_since INTEGER,
  disabled_at INTEGER,
  disabled_because TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX webhooks_by_tenant ON webhooks (tenant, created_at, id);

CREATE TABLE contacts (
  tenant TEXT NOT NULL,
  person TEXT NOT NULL,
  email TEXT NOT NULL,
  language TEXT NOT NULL,
  takes_mail INTEGER NOT NULL,
  party TEXT NOT NULL,
  PRIMARY KEY (tenant, person)
) STRICT, WITHOUT ROWID;
)sql";

// Where the bytes of a blob are, and since when a tenant has it: a blob that is linked to nothing goes after a while (sqlite_sweep.h).
// What is there already counts as new.
constexpr const char* kBlobPlaces = R"sql(
ALTER TABLE blobs ADD COLUMN place TEXT NOT NULL DEFAULT 'rows';
ALTER TABLE blobs ADD COLUMN object TEXT NOT NULL DEFAULT '';
CREATE INDEX blobs_cut_off ON blobs (number) WHERE sha256 IS NULL;
ALTER TABLE tenant_blobs ADD COLUMN came_at INTEGER NOT NULL DEFAULT 0;
UPDATE tenant_blobs SET came_at = unixepoch();
CREATE INDEX tenant_blobs_by_digest ON tenant_blobs (sha256);
CREATE INDEX stream_blobs_by_digest ON stream_blobs (sha256);
)sql";

// Every combination of filters has an index in which its rows stand in the order of lists (list_statement.h).
constexpr const char* kListIndexes = R"sql(
DROP INDEX summaries_by_age;
DROP INDEX summaries_by_state;
DROP INDEX summaries_by_project;
DROP INDEX summaries_by_due;
CREATE INDEX summaries_by_age ON summaries (tenant, created_at, id, due);
CREATE INDEX summaries_by_state ON summaries (tenant, state, created_at, id, due);
CREATE INDEX summaries_by_project ON summaries (tenant, project, created_at, id, due) WHERE project IS NOT NULL;
CREATE INDEX summaries_by_project_and_state ON summaries (tenant, project, state, created_at, id, due) WHERE project IS NOT NULL;
CREATE INDEX summaries_by_due ON summaries (tenant, due + 0) WHERE due IS NOT NULL;

ALTER TABLE summary_approvers ADD COLUMN state TEXT NOT NULL DEFAULT '';
ALTER TABLE summary_approvers ADD COLUMN project TEXT;
ALTER TABLE summary_approvers ADD COLUMN due INTEGER;
UPDATE summary_approvers SET state = m.state, project = m.project, due = m.due FROM summaries m WHERE m.stream = summary_approvers.stream;
CREATE INDEX summary_approvers_by_state ON summary_approvers (tenant, person, state, created_at, id, due, stream);
CREATE INDEX summary_approvers_by_project ON summary_approvers (tenant, person, project, created_at, id, state, due, stream) WHERE project IS NOT NULL;
)sql";

// The cycles of requests, for the metrics. Those that are there already are folded by the first server that is started.
constexpr const char* kCycles = R"sql(
CREATE TABLE cycles (
  stream TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  head INTEGER NOT NULL CHECK (head > 0),
  bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cycles_position (
  entries INTEGER NOT NULL
) STRICT;
INSERT INTO cycles_position (entries) VALUES (0);
)sql";

// Bytes of blobs may be in a bucket. The tables have what it takes; the number keeps earlier programs, which would look for the bytes in
// rows, away.
constexpr const char* kBuckets = "CREATE INDEX blobs_in_buckets ON blobs (number) WHERE place = 'bucket'";

constexpr std::array kMigrations = {kFirstSchema, kSummariesThatEnd, kLog, kPasskeys, kTimers, kTenants, kRoles, kOutbox, kBlobPlaces, kListIndexes, kCycles,
                                   kBuckets};

}  // namespace

std::span<const char* const> sqlite_migrations() { return kMigrations; }

}  // namespace countersign
