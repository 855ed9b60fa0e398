#include "native/store/postgres_list.h"

namespace countersign {

// One statement for each combination of filters, so that each can use the index made for it. All of them are built from
// fixed texts; values are only ever bound.
std::vector<SummaryRow> postgres_list(PostgresConnection& connection, const SummaryQuery& query) {
  const std::string key = query.person ? "a" : "m";
  PostgresValues values;
  std::string sql = "SELECT m.stream, m.created_at, m.bytes, m.holds_until FROM ";
  sql += query.person ? "summary_approvers a JOIN summaries m ON m.stream = a.stream" : "summaries m";
  sql += " WHERE " + key + ".tenant = " + values.text(query.tenant).place();
  if (query.person) sql += " AND a.person = " + values.text(*query.person).place();
  if (query.state) sql += " AND m.state = " + values.text(*query.state).place();
  if (query.project) sql += " AND m.project = " + values.text(*query.project).place();
  if (query.due_before) sql += " AND m.due < " + values.number(query.due_before->milliseconds()).place();
  if (query.after) {
    sql += " AND (" + key + ".created_at, " + key + ".stream) < (" + values.number(query.after->created_at.milliseconds()).place();
    sql += ", " + values.text(query.after->stream).place() + ")";
  }
  sql += " ORDER BY " + key + ".created_at DESC, " + key + ".stream DESC LIMIT " + values.number(static_cast<std::int64_t>(query.limit)).place();
  const PostgresRows rows = connection.run(sql, values);
  std::vector<SummaryRow> found;
  for (int row = 0; row < rows.count(); ++row) {
    const auto created_at = Instant::from_milliseconds(rows.integer(row, 1));
    found.push_back({rows.bytes(row, 0), created_at ? created_at.value() : Instant(), rows.bytes(row, 2), {}});
    if (rows.is_null(row, 3)) continue;
    if (const auto until = Instant::from_milliseconds(rows.integer(row, 3))) found.back().holds_until = until.value();
  }
  return found;
}

std::vector<std::string> postgres_streams(PostgresConnection& connection, std::string_view tenant, std::string_view after, std::size_t limit) {
  const PostgresRows rows = connection.run("SELECT id FROM streams WHERE id > $1 AND tenant = $2 ORDER BY id LIMIT $3",
                                           PostgresValues().text(after).text(tenant).number(static_cast<std::int64_t>(limit)));
  std::vector<std::string> ids;
  for (int row = 0; row < rows.count(); ++row) ids.push_back(rows.bytes(row, 0));
  return ids;
}

std::vector<std::string> postgres_streams_to_wake(PostgresConnection& connection, Instant now, std::size_t limit) {
  const PostgresRows rows = connection.run("SELECT stream FROM summaries WHERE wakes_at <= $1 ORDER BY wakes_at LIMIT $2",
                                           PostgresValues().number(now.milliseconds()).number(static_cast<std::int64_t>(limit)));
  std::vector<std::string> ids;
  for (int row = 0; row < rows.count(); ++row) ids.push_back(rows.bytes(row, 0));
  return ids;
}

void postgres_set_wake(PostgresConnection& connection, std::string_view stream, std::optional<std::int64_t> head, std::optional<Instant> at) {
  // An append at this moment has the stream's row until it is done, and then the stream does not stand there any more.
  connection.queue("BEGIN ISOLATION LEVEL READ COMMITTED");
  connection.queue("SELECT head FROM streams WHERE id = $1 FOR UPDATE", PostgresValues().text(stream));
  connection.queue("UPDATE summaries SET wakes_at = $1 WHERE stream = $2 AND EXISTS (SELECT 1 FROM streams WHERE id = $2 AND head = coalesce($3, head))",
                   PostgresValues().optional_number(at ? std::optional(at->milliseconds()) : std::nullopt).text(stream).optional_number(head));
  connection.queue("COMMIT");
  connection.run_queue();
}

}  // namespace countersign
