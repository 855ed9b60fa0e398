// What is folded from events is damaged by hand, and made anew, on every store.
#include "native/service/rebuild.h"
#include "native/store/postgres.h"
#include "native/store/sqlite.h"
#include "tests/native/fixture.h"
#include "tests/native/postgres_cluster.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

// A server on a store of one kind, with the store's address.
struct Served {
  explicit Served(const std::string& kind) : is_postgres(kind == "postgres"), database(is_postgres ? new_postgres_database() : "") {
    ServerSettings settings;
    if (is_postgres) settings.around_store = [this](std::unique_ptr<Store>) { return std::move(open_store(database)).value(); };
    server = std::make_unique<TestServer>(settings);
    address = is_postgres ? database : "sqlite:" + server->store_file();
  }
  void execute(const std::string& sql) const {
    if (is_postgres) {
      PostgresConnection(database).execute(sql);
    } else {
      SqliteConnection(server->store_file(), SqliteAccess::read_write).execute(sql.c_str());
    }
  }
  // The lines that were told.
  std::vector<std::string> rebuilt(RebuildFigures* figures = nullptr) const {
    const auto repair = open_summary_repair(address);
    REQUIRE(repair.ok());
    std::vector<std::string> lines;
    const auto done = rebuild(server->store(), *repair.value(), [&](const std::string& line) { lines.push_back(line); });
    if (!done.ok()) FAIL(done.error().detail);
    if (figures != nullptr) *figures = done.value();
    return lines;
  }

  const bool is_postgres;
  const std::string database;
  std::unique_ptr<TestServer> server;
  std::string address;
};

std::string lists_of(TestServer& server) {
  std::string all;
  for (const char* query : {"", "?state=in-review", "?state=approved", "?approver=maria", "?approver=jonas&state=in-review", "?project=Site",
                            "?project=Site&approver=maria", "?due_before=2027-01-01T00:00:00.000Z", "?due_before=2027-01-01T00:00:00.000Z&approver=maria"}) {
    const Reply reply = server.get("/v1/requests" + std::string(query), server.key());
    REQUIRE(reply.status == 200);
    all += reply.body + "\n";
  }
  return all;
}

std::string metrics_of(TestServer& server) {
  server.restart();
  server.follow_log();
  REQUIRE_FALSE(server.metrics().keep());
  return server.get("/v1/metrics", server.key()).body;
}

}  // namespace

TEST_CASE("what was damaged by hand is made anew, byte for byte, and what is right is left alone", "[rebuild]") {
  const std::string kind = GENERATE("sqlite", "postgres");
  INFO(kind);
  Served served(kind);
  TestServer& server = *served.server;
  const std::string first = server.submitted_request(R"("project":"Site",)");
  const std::string second = server.submitted_request();
  server.submitted_request();
  server.approve(first, "maria", "customer");
  const std::string metrics = metrics_of(server);
  const std::string lists = lists_of(server);
  RebuildFigures figures;
  CHECK(served.rebuilt(&figures).empty());
  CHECK(figures.requests == 3);
  CHECK(figures.repaired == 0);

  const std::vector<std::pair<std::string, std::string>> damages = {
      {"UPDATE summaries SET state = 'draft'", "summary"},
      {"UPDATE summaries SET project = 'Other', due = 5", "summary"},
      {"UPDATE summaries SET bytes = CAST('{}' AS " + std::string(served.is_postgres ? "BYTEA" : "BLOB") + ")", "summary"},
      {"UPDATE summaries SET created_at = created_at + 1", "summary"},
      {"UPDATE summaries SET wakes_at = 5", "summary"},
      {"DELETE FROM summaries", "summary"},
      {"DELETE FROM summary_approvers WHERE person = 'maria'", "people"},
      {"UPDATE summary_approvers SET person = 'eve' WHERE person = 'maria'", "people"},
      {"UPDATE summary_approvers SET state = 'draft', due = NULL", "people"},
      {"UPDATE cycles SET head = head + 7", "cycle"},
      {"UPDATE cycles SET tenant = 'acme'", "cycle"},
  };
  for (const auto& [sql, what] : damages) {
    INFO(sql);
    served.execute(sql);
    const std::vector<std::string> lines = served.rebuilt(&figures);
    CHECK(figures.repaired == 3);
    CHECK(lines.size() == 3);
    for (const std::string& line : lines) CHECK(line.ends_with(": made anew: " + what));
    CHECK(lists_of(server) == lists);
    CHECK(served.rebuilt().empty());
  }
  served.execute("DELETE FROM cycles");
  CHECK(served.rebuilt(&figures).size() == 3);
  CHECK(metrics_of(server) == metrics);
}

TEST_CASE("of a request whose record does not hold together nothing is written, and the others are made anew", "[rebuild]") {
  Served served("sqlite");
  TestServer& server = *served.server;
  const std::string broken = server.submitted_request();
  server.submitted_request();
  served.execute("UPDATE summaries SET state = 'draft'");
  served.execute("UPDATE events SET bytes = CAST('{}' AS BLOB) WHERE stream = (SELECT number FROM streams WHERE id = '" + broken + "') AND seq = 2");
  RebuildFigures figures;
  const std::vector<std::string> lines = served.rebuilt(&figures);
  CHECK(figures.repaired == 1);
  CHECK(figures.unreadable == 1);
  CHECK(lines.size() == 2);
  CHECK(server.get("/v1/requests?state=draft", server.key()).json().at("requests").size() == 1);
}
