#include "native/store/sqlite_list.h"

namespace countersign {
namespace {

// One statement for each combination of filters, so that each can use the index made for it. All of them are built
// from the fixed texts below; values are only ever bound.
std::string list_statement(const SummaryQuery& query) {
  const std::string key = query.person ? "a" : "m";
  std::string sql = "SELECT m.id, m.created_at, m.bytes, m.holds_until FROM ";
  sql += query.person ? "summary_approvers a JOIN summaries m ON m.stream = a.stream" : "summaries m";
  sql += " WHERE " + key + ".tenant = :tenant";
  if (query.person) sql += " AND a.person = :person";
  if (query.state) sql += " AND m.state = :state";
  if (query.project) sql += " AND m.project = :project";
  if (query.due_before) sql += " AND m.due < :due";
  if (query.after) sql += " AND (" + key + ".created_at, " + key + ".id) < (:created_at, :id)";
  sql += " ORDER BY " + key + ".created_at DESC, " + key + ".id DESC LIMIT :limit";
  return sql;
}

}  // namespace

std::vector<SummaryRow> sqlite_list(SqliteConnection& connection, const SummaryQuery& query) {
  auto select = connection.prepared(list_statement(query));
  // Named parameters are numbered in the order in which they occur in the statement.
  int index = 0;
  select->bind_text(++index, query.tenant);
  if (query.person) select->bind_text(++index, *query.person);
  if (query.state) select->bind_text(++index, *query.state);
  if (query.project) select->bind_text(++index, *query.project);
  if (query.due_before) select->bind(++index, query.due_before->milliseconds());
  if (query.after) {
    select->bind(++index, query.after->created_at.milliseconds());
    select->bind_text(++index, query.after->stream);
  }
  select->bind(++index, static_cast<std::int64_t>(query.limit));
  std::vector<SummaryRow> rows;
  while (select->step()) {
    const auto created_at = Instant::from_milliseconds(select->integer(1));
    rows.push_back({select->bytes(0), created_at ? created_at.value() : Instant(), select->bytes(2), {}});
    if (select->is_null(3)) continue;
    if (const auto until = Instant::from_milliseconds(select->integer(3))) rows.back().holds_until = until.value();
  }
  return rows;
}

std::vector<std::string> sqlite_streams(SqliteConnection& connection, std::string_view tenant, std::string_view after, std::size_t limit) {
  auto select = connection.prepared("SELECT id FROM streams WHERE id > ? AND tenant = ? ORDER BY id LIMIT ?");
  select->bind_text(1, after).bind_text(2, tenant).bind(3, static_cast<std::int64_t>(limit));
  std::vector<std::string> ids;
  while (select->step()) ids.push_back(select->bytes(0));
  return ids;
}

}  // namespace countersign
