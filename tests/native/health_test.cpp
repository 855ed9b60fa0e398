// What balancers ask, before a real server whose store fails, whose log cannot be signed, and which is told to stop.
#include "tests/native/faulty_store.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

// A store whose reads can be made to fail.
class UnreadableStore final : public FaultyStore {
 public:
  using FaultyStore::FaultyStore;
  std::atomic<bool> is_unreadable = false;
  std::atomic<bool> is_silent = false;
  std::atomic<int> asked = 0;
  Result<std::optional<StoredCheckpoint>> checkpoint() override {
    ++asked;
    while (is_silent) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    if (is_unreadable) return Error{ErrorCode::store_unavailable, "", "secret detail"};
    return FaultyStore::checkpoint();
  }
};

template <class StoreKind>
ServerSettings around(StoreKind*& store) {
  ServerSettings settings;
  settings.around_store = [&store](std::unique_ptr<Store> real) {
    auto wrapped = std::make_unique<StoreKind>(std::move(real));
    store = wrapped.get();
    return wrapped;
  };
  return settings;
}

// Waits for the answer, a long time.
Reply ready_answer(TestServer& server, int status) {
  Reply reply;
  for (int attempt = 0; attempt < 600; ++attempt) {
    reply = server.call("GET", "/readyz");
    if (reply.status == status) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return reply;
}

}  // namespace

TEST_CASE("health: anyone may ask, under any name, with GET and HEAD and nothing else", "[health]") {
  TestServer server;
  CHECK(server.call("GET", "/healthz").body == R"({"status":"ok"})");
  CHECK(server.call("GET", "/readyz").body == R"({"status":"ready"})");
  for (const char* address : {"/healthz", "/readyz"}) {
    INFO(address);
    const Reply head = server.call("HEAD", address);
    CHECK(head.status == 200);
    CHECK(head.body.empty());
    CHECK(head.header("cache-control") == "no-store");
    CHECK(head.header("content-type") == "application/json");
    CHECK(server.call("POST", address).code() == "method-not-allowed");
    CHECK(server.call("GET", std::string(address) + "?x=1").code() == "unknown-field");
    Connection connection(server.port());
    connection.send(std::string("GET ") + address + " HTTP/1.1\r\nHost: 10.1.2.3:8080\r\n\r\n");
    CHECK(connection.receive().status == 200);
  }
}

TEST_CASE("health: a store that cannot be read makes the server not ready, and says no more than that", "[health]") {
  UnreadableStore* store = nullptr;
  TestServer server(around(store));
  store->is_unreadable = true;
  const Reply reply = server.call("GET", "/readyz");
  CHECK(reply.status == 503);
  CHECK(reply.code() == "store-unavailable");
  CHECK(reply.json().at("detail") == "Not ready: store.");
  CHECK(reply.header("retry-after") == "2");
  CHECK(server.call("GET", "/healthz").status == 200);
  store->is_unreadable = false;
  CHECK(ready_answer(server, 200).status == 200);
}

TEST_CASE("health: the store is asked about once a second, however often somebody asks the server", "[health]") {
  UnreadableStore* store = nullptr;
  TestServer server(around(store));
  server.stop_signing();
  const int before = store->asked;
  const auto began = std::chrono::steady_clock::now();
  for (int call = 0; call < 300; ++call) REQUIRE(server.call("GET", "/readyz").status == 200);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - began).count();
  CHECK(store->asked - before >= 1);
  CHECK(store->asked - before <= 2 + seconds);
}

TEST_CASE("health: a store that does not answer makes the server not ready, and holds up one question to it", "[health]") {
  UnreadableStore* store = nullptr;
  TestServer server(around(store));
  server.stop_signing();
  REQUIRE(server.call("GET", "/readyz").status == 200);
  store->is_silent = true;
  const int before = store->asked;
  std::thread asking([&] {
    while (store->asked == before) server.call("GET", "/readyz");
  });
  while (store->asked == before) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  const Reply reply = ready_answer(server, 503);
  CHECK(reply.json().at("detail") == "Not ready: store.");
  CHECK(store->asked == before + 1);
  store->is_silent = false;
  asking.join();
  CHECK(ready_answer(server, 200).status == 200);
}

TEST_CASE("health: commits that fail make the server not ready, until one works", "[health]") {
  FaultyStore* store = nullptr;
  TestServer server(around(store));
  store->figures().failed();
  CHECK(server.call("GET", "/readyz").json().at("detail") == "Not ready: writing.");
  server.session("dana");  // which is written
  CHECK(server.call("GET", "/readyz").status == 200);
}

TEST_CASE("health: a log that cannot be signed makes the server not ready, until it can", "[health]") {
  FaultyStore* store = nullptr;
  TestServer server(around(store));
  std::atomic<bool> is_full = true;
  server.stop_signing();
  store->before_advance = [&]() -> Refusal {
    if (is_full) return Error{ErrorCode::store_unavailable, "", "full"};
    return std::nullopt;
  };
  server.submitted_request();
  server.start_signing();
  CHECK(ready_answer(server, 503).json().at("detail") == "Not ready: log.");
  is_full = false;
  CHECK(ready_answer(server, 200).status == 200);
  server.stop_signing();
}

TEST_CASE("health: the commits of a store are counted, and a failure is forgotten by a success", "[health]") {
  TestServer server;
  const auto before = server.store().figures().snapshot();
  server.session("dana");
  const auto after = server.store().figures().snapshot();
  std::uint64_t commits = 0;
  for (std::size_t at = 0; at < after.batches.counts.size(); ++at) commits += after.batches.counts[at] - before.batches.counts[at];
  CHECK(commits >= 1);
  CHECK(after.seconds.sum > before.seconds.sum);
  CHECK(after.failures == 0);
}
