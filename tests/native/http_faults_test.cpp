// What a caller is told when the trouble is the server's, and that the same call goes through once it has passed.
#include <future>
#include <stdexcept>

#include "tests/native/faulty_store.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {


struct FaultyServer {
  FaultyServer() {
    ServerSettings settings;
    settings.around_store = [this](std::unique_ptr<Store> store) {
      auto made = std::make_unique<FaultyStore>(std::move(store));
      faults = made.get();
      return made;
    };
    server = std::make_unique<TestServer>(std::move(settings));
  }

  Reply create() { return server->post("/v1/requests", server->key(), kCreate, {{"Idempotency-Key", "k1"}}); }
  std::size_t requests() { return server->get("/v1/requests", server->key()).json().at("requests").size(); }
  void heal() {
    faults->before_append = [] { return Refusal(); };
  }

  FaultyStore* faults = nullptr;
  std::unique_ptr<TestServer> server;
};

}  // namespace

TEST_CASE_METHOD(FaultyServer, "a call that comes again while it is worked on is told so, and carried out once",
                 "[http][faults]") {
  std::promise<void> arrived;
  std::promise<void> may_go_on;
  faults->before_append = [&, wait = may_go_on.get_future().share()] {
    arrived.set_value();
    wait.wait();
    return Refusal();
  };
  std::future<Reply> first = std::async(std::launch::async, [&] { return create(); });
  arrived.get_future().wait();
  const Reply second = create();
  may_go_on.set_value();
  CHECK(second.status == 409);
  CHECK(second.code() == "idempotency-in-flight");
  const Reply answered = first.get();
  CHECK(answered.status == 201);
  CHECK(create().body == answered.body);
  CHECK(requests() == 1);
}

TEST_CASE_METHOD(FaultyServer, "a store that cannot be written is a passing trouble, and nothing was changed",
                 "[http][faults]") {
  faults->before_append = [] { return Refusal(Error{ErrorCode::store_unavailable, "", "The disk is full."}); };
  const Reply refused = create();
  CHECK(refused.status == 503);
  CHECK(refused.code() == "store-unavailable");
  CHECK(requests() == 0);
  heal();
  CHECK(create().status == 201);
  CHECK(requests() == 1);
}

TEST_CASE_METHOD(FaultyServer, "an exception is answered without a word of what it says, and hurts no other call",
                 "[http][faults]") {
  faults->before_append = []() -> Refusal { throw std::runtime_error("/secret/path"); };
  const Reply refused = create();
  CHECK(refused.status == 500);
  CHECK(refused.code() == "internal");
  CHECK(refused.body.find("secret") == std::string::npos);
  CHECK(requests() == 0);
  heal();
  CHECK(create().status == 201);
  CHECK(requests() == 1);
}

TEST_CASE_METHOD(FaultyServer, "a file that is taken away while a version names it is unknown, and the same call goes through once it is there again",
                 "[http][blobs]") {
  const std::string id = create().json().at("request").at("id").get<std::string>();
  const std::string digest = server->upload("one");
  const std::string dana = server->session("dana");
  const auto add = [&] {
    return server->command(id, dana, "add", 1,
                           R"({"command":"add-version","parts":[{"id":"p","name":"p.txt","media_type":"text/plain","size":3,"sha256":")" + digest + "\"}]}");
  };
  faults->before_append = [&] {
    const auto swept = faults->sweep_blobs(std::chrono::seconds(0), SweepMode::remove);
    return swept.ok() ? Refusal() : Refusal(swept.error());
  };
  const Reply refused = add();
  CHECK(refused.code() == "blob-unknown");
  CHECK(refused.json().at("pointer") == "/parts/0/sha256");
  heal();
  CHECK(add().code() == "blob-unknown");
  CHECK(server->upload("one") == digest);
  CHECK(add().status == 200);
  CHECK(server->get("/v1/blobs/" + digest, server->key()).body == "one");
}
