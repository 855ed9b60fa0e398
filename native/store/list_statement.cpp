#include "native/store/list_statement.h"

namespace countersign {
namespace {

// So many more may become due between the count and the list, which are two statements.
constexpr std::int64_t kDueMeanwhile = 1000;

class ListText {
 public:
  ListText(const SummaryQuery& query, ListDialect dialect)
      : query_(query), mark_(dialect == ListDialect::sqlite ? "?" : "$"), id_(dialect == ListDialect::sqlite ? "id" : "stream") {}

  ListStatement take(std::string sql) { return {std::move(sql), std::move(values_)}; }

  std::string count_due() {
    return "SELECT count(*) FROM (SELECT 1 FROM summaries WHERE " + due_first(kFewDue + 1) + ") few";
  }

  // The keys of the page come out of an index alone; only then are its rows looked at.
  std::string led_by_filters() {
    std::string sql = head() + "(SELECT stream FROM ";
    sql += query_.person ? "summary_approvers" : "summaries";
    sql += " WHERE tenant = " + place(query_.tenant);
    if (query_.person) sql += " AND person = " + place(*query_.person);
    sql += state_and_project();
    if (query_.due_before) sql += " AND due < " + place(query_.due_before->milliseconds());
    return sql + position() + order() + limit() + ") page JOIN summaries m ON m.stream = page.stream" + order("m.");
  }

  std::string led_by_due() {
    std::string sql = "WITH few AS MATERIALIZED (SELECT * FROM summaries WHERE " + due_first(kFewDue + kDueMeanwhile) + ") " + head() + "few m WHERE true" + state_and_project();
    if (query_.person) {
      sql += " AND (SELECT 1 FROM summary_approvers a WHERE a.tenant = m.tenant AND a.person = " + place(*query_.person) +
             " AND a.created_at = m.created_at AND a." + id_ + " = m." + id_ + ") IS NOT NULL";
    }
    return sql + position() + order() + limit();
  }

 private:
  std::string place(std::variant<std::string, std::int64_t> value) {
    values_.push_back(std::move(value));
    return mark_ + std::to_string(values_.size());
  }

  std::string head() const { return "SELECT m." + id_ + ", m.created_at, m.bytes, m.holds_until FROM "; }
  // In the order of their index, which leaves PostgreSQL no other way: it cannot know that few are due, and would read all rows.
  std::string due_first(std::int64_t most) {
    const std::string tenant = place(query_.tenant);
    const std::string time = place(query_.due_before->milliseconds());
    return "tenant = " + tenant + " AND due IS NOT NULL AND due + 0 < " + time + " ORDER BY due + 0 LIMIT " + place(most);
  }
  std::string state_and_project() {
    std::string sql;
    if (query_.state) sql += " AND state = " + place(*query_.state);
    if (query_.project) sql += " AND project = " + place(*query_.project);
    return sql;
  }
  std::string position() {
    if (!query_.after) return "";
    const std::string created_at = place(query_.after->created_at.milliseconds());
    return " AND (created_at, " + id_ + ") < (" + created_at + ", " + place(query_.after->stream) + ")";
  }
  std::string order(const std::string& table = "") const { return " ORDER BY " + table + "created_at DESC, " + table + id_ + " DESC"; }
  std::string limit() { return " LIMIT " + place(static_cast<std::int64_t>(query_.limit)); }

  const SummaryQuery& query_;
  const std::string mark_;
  const std::string id_;
  std::vector<std::variant<std::string, std::int64_t>> values_;
};

}  // namespace

ListStatement due_count_statement(const SummaryQuery& query, ListDialect dialect) {
  ListText text(query, dialect);
  std::string sql = text.count_due();
  return text.take(std::move(sql));
}

ListStatement list_statement(const SummaryQuery& query, ListLead lead, ListDialect dialect) {
  ListText text(query, dialect);
  std::string sql = lead == ListLead::due ? text.led_by_due() : text.led_by_filters();
  return text.take(std::move(sql));
}

}  // namespace countersign
