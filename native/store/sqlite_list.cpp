#include "native/store/sqlite_list.h"

#include "native/store/list_statement.h"

namespace countersign {
namespace {

void bind_list(SqliteUse& use, const ListStatement& statement) {
  int index = 0;
  for (const auto& value : statement.values) {
    ++index;
    if (const auto* text = std::get_if<std::string>(&value)) {
      use->bind_text(index, *text);
    } else {
      use->bind(index, std::get<std::int64_t>(value));
    }
  }
}

ListLead sqlite_lead(SqliteConnection& connection, const SummaryQuery& query) {
  if (!query.due_before) return ListLead::filters;
  const ListStatement statement = due_count_statement(query, ListDialect::sqlite);
  auto count = connection.prepared(statement.sql);
  bind_list(count, statement);
  return count->step() && count->integer(0) <= kFewDue ? ListLead::due : ListLead::filters;
}

}  // namespace

std::vector<SummaryRow> sqlite_list(SqliteConnection& connection, const SummaryQuery& query) {
  const ListStatement statement = list_statement(query, sqlite_lead(connection, query), ListDialect::sqlite);
  auto select = connection.prepared(statement.sql);
  bind_list(select, statement);
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

std::vector<std::string> sqlite_streams_to_wake(SqliteConnection& connection, Instant now, std::size_t limit) {
  auto select = connection.prepared("SELECT id FROM summaries WHERE wakes_at <= ? ORDER BY wakes_at LIMIT ?");
  select->bind(1, now.milliseconds()).bind(2, static_cast<std::int64_t>(limit));
  std::vector<std::string> ids;
  while (select->step()) ids.push_back(select->bytes(0));
  return ids;
}

void sqlite_set_wake(SqliteConnection& connection, std::string_view stream, std::optional<std::int64_t> head, std::optional<Instant> at) {
  auto update = connection.prepared(
      "UPDATE summaries SET wakes_at = ? WHERE stream = (SELECT number FROM streams WHERE id = ? AND head = coalesce(?, head))");
  update->bind_optional(1, at ? std::optional(at->milliseconds()) : std::nullopt).bind_text(2, stream);
  update->bind_optional(3, head);
  update->run();
}

}  // namespace countersign
