#include "native/store/postgres_append.h"

#include <string>

namespace countersign {
namespace {

// A statement that is put together from fixed texts; what is not fixed becomes a value. Each text is prepared once, so
// there are as many as there are kinds of appends.
class AppendStatement {
 public:
  explicit AppendStatement(const StreamAppend& append) : append_(append) {
    stream_ = values_.text(append.stream).place();
    expected_ = values_.number(append.expected_head).place();
    tenant_ = values_.text(append.tenant).place();
    count_ = values_.number(static_cast<std::int64_t>(append.events.size())).place();
    guard();
    move_head();
    put_events();
    put_passkey();
    put_summary();
    put_blob_links();
    put_answer();
    put_messages();
    sql_ += " SELECT EXISTS (SELECT 1 FROM moved), is_key_taken, is_passkey_moved, "
            "coalesce((SELECT head FROM streams WHERE id = " + stream_ + "), 0) FROM guard";
  }

  void queue_in(PostgresConnection& connection) && { connection.queue(std::move(sql_), std::move(values_)); }

 private:
  void guard() {
    std::string taken = "false";
    if (append_.answer) {
      scope_ = values_.text(append_.answer->scope).place();
      key_ = values_.text(append_.answer->key).place();
      taken = "EXISTS (SELECT 1 FROM answers WHERE scope = " + scope_ + " AND key = " + key_ + ")";
    }
    std::string moved = "false";
    if (append_.passkey) {
      credential_ = values_.bytes(append_.passkey->credential_id).place();
      moved = "EXISTS (SELECT 1 FROM passkeys WHERE credential_id = " + credential_;
      if (append_.passkey->counter_before) moved = "NOT " + moved + " AND counter = " + values_.number(*append_.passkey->counter_before).place();
      moved += ")";
    }
    sql_ = "WITH guard AS (SELECT " + taken + " AS is_key_taken, " + moved + " AS is_passkey_moved), ";
  }

  void move_head() {
    sql_ += "moved AS (";
    if (append_.expected_head == 0) {
      sql_ += "INSERT INTO streams (id, tenant, head) SELECT " + stream_ + ", " + tenant_ + ", " + expected_ + " + " + count_ +
              " FROM guard WHERE NOT is_key_taken AND NOT is_passkey_moved ON CONFLICT DO NOTHING RETURNING id), ";
    } else {
      sql_ += "UPDATE streams SET head = head + " + count_ + " FROM guard WHERE id = " + stream_ + " AND head = " + expected_ +
              " AND NOT is_key_taken AND NOT is_passkey_moved RETURNING id), ";
    }
    sql_ += "placed AS (UPDATE counters SET value = value + " + count_ +
            " FROM moved WHERE name = 'entries' RETURNING value - " + count_ + " AS before)";
  }

  void put_events() {
    std::vector<std::string_view> bytes;
    std::vector<std::string_view> leaves;
    for (const StoredEntry& event : append_.events) {
      bytes.push_back(event.bytes);
      leaves.push_back(event.leaf);
    }
    const std::string all = values_.byte_strings(bytes).place();
    sql_ += ", put_events AS (INSERT INTO events (position, stream, seq, bytes, leaf) SELECT before + n, " + stream_ + ", " + expected_ +
            " + n, e.bytes, e.leaf FROM placed, unnest(" + all + ", " + values_.byte_strings(leaves).place() +
            ") WITH ORDINALITY AS e (bytes, leaf, n))";
  }

  void put_passkey() {
    if (!append_.passkey) return;
    const PasskeyUse& use = *append_.passkey;
    const std::string counter = values_.number(use.counter).place();
    const std::string backed_up = values_.flag(use.is_backed_up).place();
    if (use.counter_before) {
      sql_ += ", put_passkey AS (UPDATE passkeys SET counter = " + counter + ", is_backed_up = " + backed_up +
              " FROM moved WHERE credential_id = " + credential_ + ")";
      return;
    }
    // Its registration is the last entry of the append.
    sql_ += ", put_passkey AS (INSERT INTO passkeys (credential_id, tenant, owner, position, counter, is_backed_up) SELECT " + credential_ + ", " + tenant_ + ", " +
            values_.text(append_.passkey_owner).place() + ", before + " + count_ + ", " + counter + ", " + backed_up + " FROM placed)";
  }

  void put_summary() {
    if (!append_.is_listed) return;
    const StoredSummary& summary = append_.summary;
    const auto milliseconds = [](const std::optional<Instant>& at) { return at ? std::optional(at->milliseconds()) : std::nullopt; };
    const std::string created_at = values_.number(summary.created_at.milliseconds()).place();
    sql_ += ", put_summary AS (INSERT INTO summaries (stream, tenant, created_at, state, project, due, bytes, holds_until, wakes_at) SELECT id, " + tenant_ + ", " + created_at;
    sql_ += ", " + values_.text(summary.state).place();
    sql_ += ", " + values_.optional_text(summary.project).place();
    sql_ += ", " + values_.optional_number(milliseconds(summary.due)).place();
    sql_ += ", " + values_.bytes(summary.bytes).place();
    sql_ += ", " + values_.optional_number(milliseconds(summary.holds_until)).place();
    sql_ += ", " + values_.optional_number(milliseconds(summary.wakes_at)).place();
    sql_ += " FROM moved ON CONFLICT (stream) DO UPDATE SET state = excluded.state, project = excluded.project, due = excluded.due, "
            "bytes = excluded.bytes, holds_until = excluded.holds_until, wakes_at = excluded.wakes_at)";
    // The parts of a statement have no order: what goes and what comes must not meet.
    const std::string people = values_.texts({summary.people.begin(), summary.people.end()}).place();
    sql_ += ", drop_people AS (DELETE FROM summary_approvers USING moved WHERE stream = id AND person <> ALL (" + people + "))";
    sql_ += ", put_people AS (INSERT INTO summary_approvers (tenant, person, created_at, stream) SELECT " + tenant_ + ", person, " + created_at +
            ", id FROM moved, unnest(" + people + ") AS people (person) ON CONFLICT DO NOTHING)";
  }

  void put_blob_links() {
    if (append_.blobs.empty()) return;
    sql_ += ", put_blobs AS (INSERT INTO stream_blobs (stream, sha256) SELECT id, sha256 FROM moved, unnest(" +
            values_.texts({append_.blobs.begin(), append_.blobs.end()}).place() + ") AS digests (sha256) ON CONFLICT DO NOTHING)";
  }

  // Not "on conflict do nothing": an answer that came in between by remember() undoes it all, and it is judged anew.
  void put_answer() {
    if (!append_.answer) return;
    const StoredAnswer& answer = *append_.answer;
    sql_ += ", put_answer AS (INSERT INTO answers (scope, key, fingerprint, status, stream, head, body, at) SELECT " + scope_ + ", " + key_;
    sql_ += ", " + values_.text(answer.fingerprint).place();
    sql_ += ", " + values_.number(answer.status).place();
    sql_ += ", " + values_.text(answer.stream).place();
    sql_ += ", " + values_.number(answer.head).place();
    sql_ += ", " + values_.bytes(answer.body).place();
    sql_ += ", " + values_.number(answer.at.milliseconds()).place() + " FROM moved)";
  }

  // Numbered under the lock, so that numbers grow in the order of commits. One that comes behind others that wait is not looked at
  // before they are.
  void put_messages() {
    if (append_.outbox.empty()) return;
    std::vector<std::string> times;
    for (const OutgoingMessage& message : append_.outbox) times.push_back(std::to_string(message.at.milliseconds()));
    std::vector<std::string_view> tenants, routes, receivers, ids, kinds, bodies;
    for (const OutgoingMessage& message : append_.outbox) {
      tenants.push_back(message.tenant);
      routes.push_back(message.route);
      receivers.push_back(message.receiver);
      ids.push_back(message.message_id);
      kinds.push_back(message.kind);
      bodies.push_back(message.body);
    }
    const std::string count = values_.number(static_cast<std::int64_t>(append_.outbox.size())).place();
    sql_ += ", numbered AS (UPDATE counters SET value = value + " + count + " FROM moved WHERE name = 'messages' RETURNING value - " + count + " AS before)";
    sql_ += ", put_messages AS (INSERT INTO outbox (number, stream, tenant, route, receiver, message_id, kind, body, at, not_before) SELECT before + n, " +
            stream_ + ", m.tenant, m.route, m.receiver, m.message_id, m.kind, m.body, CAST(m.at AS BIGINT), coalesce((SELECT max(o.not_before) FROM outbox o "
            "WHERE o.status = 'waiting' AND o.stream = " + stream_ + " AND o.route = m.route AND o.receiver = m.receiver), CAST(m.at AS BIGINT)) FROM numbered, unnest(";
    for (const auto* texts : {&tenants, &routes, &receivers, &ids, &kinds}) sql_ += values_.texts(*texts).place() + ", ";
    sql_ += values_.texts({times.begin(), times.end()}).place() + ", ";
    sql_ += values_.byte_strings(bodies).place() + ") WITH ORDINALITY AS m (tenant, route, receiver, message_id, kind, at, body, n))";
  }

  const StreamAppend& append_;
  PostgresValues values_;
  std::string sql_;
  std::string stream_;
  std::string tenant_;
  std::string expected_;
  std::string count_;
  std::string scope_;
  std::string key_;
  std::string credential_;
};

AppendResult result_in(const PostgresRows& row, const StreamAppend& append) {
  if (row.flag(0, 0)) return {AppendOutcome::appended, append.expected_head + static_cast<std::int64_t>(append.events.size())};
  const std::int64_t head = row.integer(0, 3);
  if (row.flag(0, 1)) return {AppendOutcome::key_taken, head};
  return {row.flag(0, 2) ? AppendOutcome::passkey_moved : AppendOutcome::head_moved, head};
}

}  // namespace

std::vector<AppendResult> postgres_append(PostgresConnection& connection, const std::vector<const StreamAppend*>& appends, Telling telling) {
  // Each statement sees what was committed before it began, and all of them begin under the lock.
  connection.queue("BEGIN ISOLATION LEVEL READ COMMITTED");
  connection.queue("SELECT value FROM counters WHERE name = 'entries' FOR UPDATE");
  for (const StreamAppend* append : appends) AppendStatement(*append).queue_in(connection);
  if (telling == Telling::others) {
    std::vector<std::string_view> streams;
    for (const StreamAppend* append : appends) streams.push_back(append->stream);
    connection.queue("SELECT pg_notify('countersign', id) FROM unnest($1) AS ids (id)", PostgresValues().texts(streams));
  }
  connection.queue("COMMIT");
  const std::vector<PostgresRows> answers = connection.run_queue();
  std::vector<AppendResult> results;
  for (std::size_t i = 0; i < appends.size(); ++i) results.push_back(result_in(answers[i + 2], *appends[i]));
  return results;
}

}  // namespace countersign
