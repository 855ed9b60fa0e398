#include "tests/native/store_places.h"

#include <stdexcept>

#include "core/record/tree.h"
#include "native/store/open_store.h"
#include "native/store/postgres.h"
#include "native/store/sqlite.h"
#include "tests/native/fixture.h"
#include "tests/native/postgres_cluster.h"

namespace countersign::test {
namespace {

class SqlitePlace final : public StorePlace {
 public:
  Result<std::unique_ptr<Store>> open() override { return open_sqlite_store(file_); }
  std::int64_t rows(const std::string& table) override {
    return SqliteConnection(file_, SqliteAccess::read_write).integer(("SELECT count(*) FROM " + table).c_str());
  }
  void execute(const std::string& sql) override { SqliteConnection(file_, SqliteAccess::read_write).execute(sql.c_str()); }

 private:
  TemporaryFolder folder_;
  const std::string file_ = folder_.file("store.sqlite");
};

class PostgresPlace final : public StorePlace {
 public:
  Result<std::unique_ptr<Store>> open() override { return open_store(address_); }
  std::int64_t rows(const std::string& table) override {
    return PostgresConnection(address_).run("SELECT count(*) FROM " + table).integer(0, 0);
  }
  void execute(const std::string& sql) override { PostgresConnection(address_).execute(sql); }

 private:
  const std::string address_ = new_postgres_database();
};

}  // namespace

std::unique_ptr<StorePlace> new_store_place(const std::string& kind) {
  if (kind == "sqlite") return std::make_unique<SqlitePlace>();
  if (kind == "postgres") return std::make_unique<PostgresPlace>();
  throw std::runtime_error("no kind of store: " + kind);
}

StreamAppend append_of(const std::string& stream, std::int64_t head, const std::vector<std::string>& events) {
  StreamAppend append;
  append.stream = stream;
  append.expected_head = head;
  for (const std::string& event : events) append.events.push_back({event, std::string(leaf_hash(event).view())});
  append.summary.created_at = kMorning;
  append.summary.state = "draft";
  append.summary.bytes = "{\"id\":\"" + stream + "\"}";
  return append;
}

AppendOutcome outcome_of(Store& store, const StreamAppend& append) { return store.append(append).value().outcome; }

}  // namespace countersign::test
