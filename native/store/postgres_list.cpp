#include "native/store/postgres_list.h"

#include "native/store/list_statement.h"
#include "native/store/postgres_append.h"

namespace countersign {
namespace {

PostgresRows answered(PostgresConnection& connection, const ListStatement& statement) {
  PostgresValues values;
  for (const auto& value : statement.values) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      values.text(*text);
    } else {
      values.number(std::get<std::int64_t>(value));
    }
  }
  return connection.run(statement.sql, values);
}

ListLead postgres_lead(PostgresConnection& connection, const SummaryQuery& query) {
  if (!query.due_before) return ListLead::filters;
  return answered(connection, due_count_statement(query, ListDialect::postgres)).integer(0, 0) <= kFewDue ? ListLead::due : ListLead::filters;
}

}  // namespace

std::vector<SummaryRow> postgres_list(PostgresConnection& connection, const SummaryQuery& query) {
  const PostgresRows rows = answered(connection, list_statement(query, postgres_lead(connection, query), ListDialect::postgres));
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
  // Under the lock of all appends: the parts of theirs lock rows in no order that could be kept to here.
  connection.queue("BEGIN ISOLATION LEVEL READ COMMITTED");
  connection.queue(std::string(kLockAppends));
  connection.queue("UPDATE summaries SET wakes_at = $1 WHERE stream = $2 AND EXISTS (SELECT 1 FROM streams WHERE id = $2 AND head = coalesce($3, head))",
                   PostgresValues().optional_number(at ? std::optional(at->milliseconds()) : std::nullopt).text(stream).optional_number(head));
  connection.queue("COMMIT");
  connection.run_queue();
}

}  // namespace countersign
