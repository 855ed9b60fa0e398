#include "native/store/sqlite_append.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "native/store/sqlite_answers.h"
#include "native/store/sqlite_blobs.h"
#include "native/store/sqlite_log.h"
#include "native/store/sqlite_outbox.h"
#include "native/store/sqlite_passkeys.h"

namespace countersign {
namespace {

// The stream's number when it stood at the expected head and has been moved on; nothing when it stood elsewhere.
std::optional<std::int64_t> move_head(SqliteConnection& connection, const StreamAppend& append) {
  const std::int64_t head = append.expected_head + static_cast<std::int64_t>(append.events.size());
  if (append.expected_head == 0) {
    auto insert = connection.prepared(
        "INSERT INTO streams (id, head, tenant) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING number");
    if (!insert->bind_text(1, append.stream).bind(2, head).bind_text(3, append.tenant).step()) return std::nullopt;
    return insert->integer(0);
  }
  auto update = connection.prepared("UPDATE streams SET head = ? WHERE id = ? AND head = ? RETURNING number");
  if (!update->bind(1, head).bind_text(2, append.stream).bind(3, append.expected_head).step()) return std::nullopt;
  return update->integer(0);
}

void put_events(SqliteConnection& connection, std::int64_t number, const StreamAppend& append) {
  std::int64_t seq = append.expected_head;
  for (const StoredEntry& event : append.events) {
    auto insert = connection.prepared("INSERT INTO events (stream, seq, bytes, leaf) VALUES (?, ?, ?, ?)");
    insert->bind(1, number).bind(2, ++seq).bind_blob(3, event.bytes).bind_blob(4, event.leaf).run();
  }
}

std::optional<std::int64_t> milliseconds_of(const std::optional<Instant>& at) {
  return at ? std::optional(at->milliseconds()) : std::nullopt;
}

// Whether it stands in lists where it stood: then their indexes are not written.
bool stands_where_it_stood(SqliteConnection& connection, std::int64_t number, const StoredSummary& summary) {
  auto select = connection.prepared("SELECT 1 FROM summaries WHERE stream = ? AND state = ? AND project IS ? AND due IS ?");
  select->bind(1, number).bind_text(2, summary.state).bind_optional_text(3, summary.project).bind_optional(4, milliseconds_of(summary.due));
  return select->step();
}

std::vector<std::string> stored_people(SqliteConnection& connection, std::int64_t number) {
  auto select = connection.prepared("SELECT person FROM summary_approvers WHERE stream = ? ORDER BY person");
  select->bind(1, number);
  std::vector<std::string> people;
  while (select->step()) people.push_back(select->bytes(0));
  return people;
}

void put_people(SqliteConnection& connection, std::int64_t number, const StreamAppend& append, bool moved) {
  const StoredSummary& summary = append.summary;
  std::vector<std::string> people = summary.people;
  std::sort(people.begin(), people.end());
  people.erase(std::unique(people.begin(), people.end()), people.end());
  const std::vector<std::string> before = stored_people(connection, number);
  if (!moved && people == before) return;
  for (const std::string& person : before) {
    if (std::binary_search(people.begin(), people.end(), person)) continue;
    connection.prepared("DELETE FROM summary_approvers WHERE stream = ? AND person = ?")->bind(1, number).bind_text(2, person).run();
  }
  for (const std::string& person : people) {
    auto upsert = connection.prepared(
        "INSERT INTO summary_approvers (tenant, person, created_at, id, stream, state, project, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET state = excluded.state, project = excluded.project, due = excluded.due");
    upsert->bind_text(1, append.tenant).bind_text(2, person).bind(3, summary.created_at.milliseconds()).bind_text(4, append.stream).bind(5, number);
    upsert->bind_text(6, summary.state).bind_optional_text(7, summary.project).bind_optional(8, milliseconds_of(summary.due)).run();
  }
}

void put_summary(SqliteConnection& connection, std::int64_t number, const StreamAppend& append) {
  if (!append.is_listed) return;
  const StoredSummary& summary = append.summary;
  const bool moved = append.expected_head == 0 || !stands_where_it_stood(connection, number, summary);
  if (moved) {
    auto upsert = connection.prepared(
        "INSERT INTO summaries (stream, id, created_at, state, project, due, bytes, holds_until, wakes_at, tenant) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (stream) DO UPDATE SET state = excluded.state, project = excluded.project, due = excluded.due, "
        "bytes = excluded.bytes, holds_until = excluded.holds_until, wakes_at = excluded.wakes_at");
    upsert->bind(1, number).bind_text(2, append.stream).bind(3, summary.created_at.milliseconds()).bind_text(4, summary.state);
    upsert->bind_optional_text(5, summary.project).bind_optional(6, milliseconds_of(summary.due)).bind_blob(7, summary.bytes);
    upsert->bind_optional(8, milliseconds_of(summary.holds_until)).bind_optional(9, milliseconds_of(summary.wakes_at));
    upsert->bind_text(10, append.tenant).run();
  } else {
    auto update = connection.prepared("UPDATE summaries SET bytes = ?, holds_until = ?, wakes_at = ? WHERE stream = ?");
    update->bind_blob(1, summary.bytes).bind_optional(2, milliseconds_of(summary.holds_until));
    update->bind_optional(3, milliseconds_of(summary.wakes_at)).bind(4, number).run();
  }
  put_people(connection, number, append, moved);
}

void put_blob_links(SqliteConnection& connection, std::int64_t number, const StreamAppend& append) {
  for (const std::string& sha256 : append.blobs) {
    auto insert = connection.prepared("INSERT INTO stream_blobs (stream, sha256) VALUES (?, ?) ON CONFLICT DO NOTHING");
    insert->bind(1, number).bind_text(2, sha256).run();
  }
}

}  // namespace

AppendResult sqlite_append(SqliteConnection& connection, const StreamAppend& append) {
  if (append.answer && sqlite_has_answer(connection, append.answer->scope, append.answer->key)) {
    return {AppendOutcome::key_taken, sqlite_stream_head(connection, append.stream)};
  }
  if (append.passkey && !sqlite_passkey_stands(connection, *append.passkey)) {
    return {AppendOutcome::passkey_moved, sqlite_stream_head(connection, append.stream)};
  }
  if (!sqlite_has_blobs(connection, append.tenant, append.blobs)) {
    const std::int64_t head = sqlite_stream_head(connection, append.stream);
    return {head == append.expected_head ? AppendOutcome::blob_gone : AppendOutcome::head_moved, head};
  }
  const auto number = move_head(connection, append);
  if (!number) return {AppendOutcome::head_moved, sqlite_stream_head(connection, append.stream)};
  put_events(connection, *number, append);
  if (append.passkey) sqlite_put_passkey(connection, append);
  put_summary(connection, *number, append);
  put_blob_links(connection, *number, append);
  if (append.answer) sqlite_put_answer(connection, *append.answer);
  sqlite_put_messages(connection, append.stream, append.outbox);
  return {AppendOutcome::appended, append.expected_head + static_cast<std::int64_t>(append.events.size())};
}

}  // namespace countersign
