#include "native/store/sqlite_repair.h"

#include "native/store/sqlite_guard.h"

namespace countersign {
namespace {

std::optional<std::int64_t> number_or_none(const SqliteUse& row, int column) {
  return row->is_null(column) ? std::nullopt : std::optional(row->integer(column));
}
std::optional<std::string> text_or_none(const SqliteUse& row, int column) {
  return row->is_null(column) ? std::nullopt : std::optional(row->bytes(column));
}

class SqliteRepair final : public SummaryRepair {
 public:
  explicit SqliteRepair(const std::string& path) : connection_(path, SqliteAccess::read_write) { connection_.execute("PRAGMA foreign_keys = ON"); }

  Result<std::vector<RepairedStream>> streams(std::string_view after, std::size_t limit) override {
    return guarded([&] {
      auto select = connection_.prepared("SELECT id, tenant, head FROM streams WHERE id > ? ORDER BY id LIMIT ?");
      select->bind_text(1, after).bind(2, static_cast<std::int64_t>(limit));
      std::vector<RepairedStream> found;
      while (select->step()) found.push_back({select->bytes(0), select->bytes(1), select->integer(2)});
      return found;
    });
  }

  // Most are right: they are looked at without the lock.
  Result<Repair> put(const RepairedStream& stream, const StoredFolds& right) override {
    return guarded([&]() -> Repair {
      const std::int64_t number = number_of(stream);
      if (difference(stored(number, stream), right).empty()) return {};
      connection_.execute("BEGIN IMMEDIATE");
      try {
        const Repair repair = put_locked(number, stream, right);
        connection_.execute("COMMIT");
        return repair;
      } catch (...) {
        if (connection_.in_transaction()) connection_.execute("ROLLBACK");
        throw;
      }
    });
  }

 private:
  std::int64_t number_of(const RepairedStream& stream) {
    auto select = connection_.prepared("SELECT number FROM streams WHERE id = ?");
    return select->bind_text(1, stream.id).step() ? select->integer(0) : 0;
  }

  std::int64_t head_of(std::int64_t number) {
    auto select = connection_.prepared("SELECT head FROM streams WHERE number = ?");
    return select->bind(1, number).step() ? select->integer(0) : 0;
  }

  StoredFolds stored(std::int64_t number, const RepairedStream& stream) {
    StoredFolds folds;
    {
      auto row = connection_.prepared(
          "SELECT id, tenant, created_at, state, project, due, holds_until, wakes_at, bytes FROM summaries WHERE stream = ?");
      if (row->bind(1, number).step()) {
        folds.summary = {row->bytes(0), row->bytes(1), row->integer(2), row->bytes(3), text_or_none(row, 4), number_or_none(row, 5),
                         number_or_none(row, 6), number_or_none(row, 7), row->bytes(8)};
      }
    }
    auto row = connection_.prepared(
        "SELECT person, tenant, id, created_at, state, project, due FROM summary_approvers WHERE stream = ? ORDER BY person, tenant, created_at, id");
    row->bind(1, number);
    while (row->step()) {
      folds.people.push_back({row->bytes(0), row->bytes(1), row->bytes(2), row->integer(3), row->bytes(4), text_or_none(row, 5), number_or_none(row, 6)});
    }
    auto cycle = connection_.prepared("SELECT tenant, head, bytes FROM cycles WHERE stream = ?");
    if (cycle->bind_text(1, stream.id).step()) folds.cycle = {stream.id, cycle->bytes(0), cycle->integer(1), cycle->bytes(2)};
    return folds;
  }

  Repair put_locked(std::int64_t number, const RepairedStream& stream, const StoredFolds& right) {
    if (head_of(number) != stream.head) return {Repair::Outcome::moved_on, ""};
    const std::string what = difference(stored(number, stream), right);
    if (what.empty()) return {};
    connection_.prepared("DELETE FROM summary_approvers WHERE stream = ?")->bind(1, number).run();
    connection_.prepared("DELETE FROM summaries WHERE stream = ?")->bind(1, number).run();
    const StoredFolds::Row& row = *right.summary;
    {
      auto insert = connection_.prepared(
          "INSERT INTO summaries (stream, id, tenant, created_at, state, project, due, holds_until, wakes_at, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
      insert->bind(1, number).bind_text(2, row.id).bind_text(3, row.tenant).bind(4, row.created_at).bind_text(5, row.state);
      insert->bind_optional_text(6, row.project).bind_optional(7, row.due).bind_optional(8, row.holds_until).bind_optional(9, row.wakes_at);
      insert->bind_blob(10, row.bytes).run();
    }
    for (const StoredFolds::Person& each : right.people) {
      auto insert = connection_.prepared(
          "INSERT INTO summary_approvers (stream, person, tenant, id, created_at, state, project, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
      insert->bind(1, number).bind_text(2, each.person).bind_text(3, each.tenant).bind_text(4, each.id).bind(5, each.created_at);
      insert->bind_text(6, each.state).bind_optional_text(7, each.project).bind_optional(8, each.due).run();
    }
    auto put = connection_.prepared(
        "INSERT INTO cycles (stream, tenant, head, bytes) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (stream) DO UPDATE SET tenant = excluded.tenant, head = excluded.head, bytes = excluded.bytes");
    put->bind_text(1, stream.id).bind_text(2, right.cycle->tenant).bind(3, right.cycle->head).bind_blob(4, right.cycle->bytes).run();
    return {Repair::Outcome::repaired, what};
  }

  SqliteConnection connection_;
};

}  // namespace

Result<std::unique_ptr<SummaryRepair>> open_sqlite_repair(const std::string& path) {
  return guarded([&]() -> std::unique_ptr<SummaryRepair> { return std::make_unique<SqliteRepair>(path); });
}

}  // namespace countersign
