// An export taken from a store, past the command line: requests that no list shows, a log that nobody signs any more, a disk that is full.
#include <sys/resource.h>

#include <csignal>
#include <filesystem>

#include "native/log/export_check.h"
#include "native/log/log_key.h"
#include "native/log/tenant_export.h"
#include "native/store/sqlite.h"
#include "tests/native/faulty_store.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

ExportPlan plan_into(const std::string& folder) {
  ExportPlan plan;
  plan.tenant = std::string(kDefaultTenant);
  plan.folder = folder;
  plan.keys.push_back(test_log_key()->verifier());
  return plan;
}

void check_holds(const std::string& folder, std::int64_t requests) {
  const ExportFindings found = check_export(folder, test_trust());
  for (const std::string& finding : found.findings) FAIL_CHECK(finding);
  CHECK(found.requests == requests);
}

// A disk that has changed a byte of each file.
class OtherBytes : public FaultyStore {
 public:
  using FaultyStore::FaultyStore;
  Result<std::string> blob_bytes(std::string_view sha256, std::int64_t offset, std::int64_t limit) override {
    auto bytes = FaultyStore::blob_bytes(sha256, offset, limit);
    if (bytes.ok() && !bytes.value().empty()) bytes.value().front() ^= 1;
    return bytes;
  }
};

}  // namespace

TEST_CASE("an export has the requests that no list shows, and leaves out the streams that are none", "[export]") {
  TestServer server;
  const TemporaryFolder folder;
  const std::string listed = server.submitted_request();
  server.approve(listed, "maria", "customer");
  const std::string hidden = server.submitted_request();
  StreamAppend passkey;
  passkey.stream = "passkey/1";
  passkey.events.push_back({"{}", std::string(leaf_hash("{}").view())});
  passkey.is_listed = false;
  REQUIRE(server.store().append(passkey).ok());
  SqliteConnection(server.store_file(), SqliteAccess::read_write).execute(("DELETE FROM summaries WHERE id = '" + hidden + "'").c_str());
  REQUIRE(server.store().list({}).value().size() == 1);

  const auto report = export_tenant(server.store(), server.clock(), plan_into(folder.file("out")));
  REQUIRE(report.ok());
  CHECK(report.value().requests == 2);
  CHECK(report.value().blobs == 1);
  check_holds(folder.file("out"), 2);
}

TEST_CASE("a request whose end nobody signs is not exported, and the export goes on when somebody does", "[export]") {
  TestServer server;
  const TemporaryFolder folder;
  const std::string id = server.submitted_request();
  REQUIRE(export_tenant(server.store(), server.clock(), plan_into(folder.file("out"))).ok());
  server.stop_signing();
  server.approve(id, "maria", "customer");
  const auto refused = export_tenant(server.store(), server.clock(), plan_into(folder.file("out")));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::not_logged_yet);
  CHECK(refused.error().detail.find(id) != std::string::npos);
  CHECK_FALSE(check_export(folder.file("out"), test_trust()).holds());  // no longer whole
  server.start_signing();
  REQUIRE(export_tenant(server.store(), server.clock(), plan_into(folder.file("out"))).ok());
  check_holds(folder.file("out"), 1);
}

TEST_CASE("a record that a disk has changed is not exported", "[export]") {
  TestServer server;
  const TemporaryFolder folder;
  server.submitted_request();
  SqliteConnection(server.store_file(), SqliteAccess::read_write).execute("UPDATE events SET bytes = CAST('{}' AS BLOB) WHERE seq = 2");
  const auto refused = export_tenant(server.store(), server.clock(), plan_into(folder.file("out")));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::log_broken);
  CHECK_FALSE(std::filesystem::exists(folder.file("out") + "/manifest.json"));
}

TEST_CASE("a file whose bytes are not what their name says is not exported", "[export]") {
  TestServer server;
  const TemporaryFolder folder;
  server.submitted_request();
  OtherBytes store(std::move(open_sqlite_store(server.store_file())).value());
  const auto refused = export_tenant(store, server.clock(), plan_into(folder.file("out")));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::store_unavailable);
  CHECK(refused.error().detail.find("damaged") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder.file("out") + "/manifest.json"));
}

TEST_CASE("where the disk is full an export is refused, and goes on when there is room", "[export]") {
  TestServer server;
  const TemporaryFolder folder;
  const std::string id = server.submitted_request();
  REQUIRE(server.get("/v1/requests/" + id + "/bundle", server.key()).status == 200);  // it is signed
  // Files of this process may have so many bytes from now on: less than a bundle. (A full disk answers likewise.)
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const rlimit little{2000, before.rlim_max};
  server.stop_signing();
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &little) == 0);
  const auto refused = export_tenant(server.store(), server.clock(), plan_into(folder.file("out")));
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::store_unavailable);
  CHECK(refused.error().detail.find("Cannot write") != std::string::npos);
  for (const auto& each : std::filesystem::recursive_directory_iterator(folder.file("out"))) CHECK(each.path().string().find(".new-") == std::string::npos);
  REQUIRE(export_tenant(server.store(), server.clock(), plan_into(folder.file("out"))).ok());
  check_holds(folder.file("out"), 1);
}
