#include "native/store/postgres_repair.h"

#include "native/store/postgres_append.h"
#include "native/store/postgres_pool.h"

namespace countersign {
namespace {

class PostgresRepair final : public SummaryRepair {
 public:
  explicit PostgresRepair(const std::string& address) : pool_(address, 1) {}

  Result<std::vector<RepairedStream>> streams(std::string_view after, std::size_t limit) override {
    return pool_.read([&](auto& connection) {
      const PostgresRows rows = connection.run("SELECT id, tenant, head FROM streams WHERE id > $1 ORDER BY id LIMIT $2",
                                               PostgresValues().text(after).number(static_cast<std::int64_t>(limit)));
      std::vector<RepairedStream> found;
      for (int row = 0; row < rows.count(); ++row) found.push_back({rows.bytes(row, 0), rows.bytes(row, 1), rows.integer(row, 2)});
      return found;
    });
  }

  // Most are right: they are looked at without the lock.
  Result<Repair> put(const RepairedStream& stream, const StoredFolds& right) override {
    return pool_.change([&](auto& connection) -> Repair {
      if (difference(stored(connection, stream), right).empty()) return {};
      connection.queue("BEGIN ISOLATION LEVEL READ COMMITTED");
      connection.queue(std::string(kLockAppends));
      connection.queue("SELECT head FROM streams WHERE id = $1", PostgresValues().text(stream.id));
      const PostgresRows head = std::move(connection.run_queue().back());
      const bool stands = !head.empty() && head.integer(0, 0) == stream.head;
      const std::string what = stands ? difference(stored(connection, stream), right) : "";
      if (what.empty()) {
        connection.roll_back();
        return {stands ? Repair::Outcome::right : Repair::Outcome::moved_on, ""};
      }
      queue_all(connection, stream, right);
      connection.queue("COMMIT");
      connection.run_queue();
      return {Repair::Outcome::repaired, what};
    });
  }

 private:
  static StoredFolds stored(PostgresConnection& connection, const RepairedStream& stream) {
    const auto of_stream = [&] { return PostgresValues().text(stream.id); };
    StoredFolds folds;
    const PostgresRows row = connection.run(
        "SELECT stream, tenant, created_at, state, project, due, holds_until, wakes_at, bytes FROM summaries WHERE stream = $1", of_stream());
    if (!row.empty()) {
      folds.summary = {row.bytes(0, 0),           row.bytes(0, 1),           row.integer(0, 2), row.bytes(0, 3), row.optional_bytes(0, 4), row.optional_integer(0, 5),
                       row.optional_integer(0, 6), row.optional_integer(0, 7), row.bytes(0, 8)};
    }
    const PostgresRows people = connection.run(
        "SELECT person, tenant, stream, created_at, state, project, due FROM summary_approvers WHERE stream = $1 ORDER BY person, tenant, created_at", of_stream());
    for (int i = 0; i < people.count(); ++i) {
      folds.people.push_back({people.bytes(i, 0), people.bytes(i, 1), people.bytes(i, 2), people.integer(i, 3), people.bytes(i, 4),
                              people.optional_bytes(i, 5), people.optional_integer(i, 6)});
    }
    const PostgresRows cycle = connection.run("SELECT tenant, head, bytes FROM cycles WHERE stream = $1", of_stream());
    if (!cycle.empty()) folds.cycle = {stream.id, cycle.bytes(0, 0), cycle.integer(0, 1), cycle.bytes(0, 2)};
    return folds;
  }

  static void queue_all(PostgresConnection& connection, const RepairedStream& stream, const StoredFolds& right) {
    const auto of_stream = [&] { return PostgresValues().text(stream.id); };
    connection.queue("DELETE FROM summary_approvers WHERE stream = $1", of_stream());
    connection.queue("DELETE FROM summaries WHERE stream = $1", of_stream());
    const StoredFolds::Row& row = *right.summary;
    connection.queue(
        "INSERT INTO summaries (stream, tenant, created_at, state, project, due, holds_until, wakes_at, bytes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        of_stream().text(row.tenant).number(row.created_at).text(row.state).optional_text(row.project).optional_number(row.due).optional_number(row.holds_until)
            .optional_number(row.wakes_at).bytes(row.bytes));
    for (const StoredFolds::Person& each : right.people) {
      connection.queue("INSERT INTO summary_approvers (stream, person, tenant, created_at, state, project, due) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                       of_stream().text(each.person).text(each.tenant).number(each.created_at).text(each.state).optional_text(each.project).optional_number(each.due));
    }
    connection.queue("INSERT INTO cycles (stream, tenant, head, bytes) VALUES ($1, $2, $3, $4) "
                     "ON CONFLICT (stream) DO UPDATE SET tenant = excluded.tenant, head = excluded.head, bytes = excluded.bytes",
                     of_stream().text(right.cycle->tenant).number(right.cycle->head).bytes(right.cycle->bytes));
  }

  PostgresPool pool_;
};

}  // namespace

Result<std::unique_ptr<SummaryRepair>> open_postgres_repair(const std::string& address) {
  return std::unique_ptr<SummaryRepair>(std::make_unique<PostgresRepair>(address));
}

}  // namespace countersign
