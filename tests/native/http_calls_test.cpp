// The protocol's rules that hold for every call: ETag and If-Match, idempotency, and who may do what.
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {


std::string decision(const Reply& view, const std::string& stage, const std::string& word = "approve") {
  const Json json = view.json();
  const Json& version = json.at("request").at("versions").back();
  return R"({"command":"decide","stage":")" + stage + R"(","version":)" +
         std::to_string(version.at("number").get<int>()) + R"(,"displayed_digest":")" +
         version.at("digest").get<std::string>() + R"(","decision":")" + word + R"(","challenge":")" +
         json.at("challenge").at("value").get<std::string>() + "\"}";
}

}  // namespace

TEST_CASE("a request is created, located, read and listed", "[http]") {
  TestServer server;
  const Reply created = server.post("/v1/requests", server.key(), kCreate, {{"Idempotency-Key", "k1"}});
  REQUIRE(created.status == 201);
  const auto id = created.json().at("request").at("id").get<std::string>();
  CHECK(id.size() == 30);
  CHECK(id.starts_with("req_"));
  CHECK(created.header("location") == "/v1/requests/" + id);
  CHECK(created.header("etag") == "\"1\"");
  CHECK(created.header("cache-control") == "no-store");
  CHECK(created.json().at("events").at(0).at("actor").at("id") == "key:portal");
  CHECK(created.json().at("events").at(0).at("at") == "2026-11-21T09:00:00.000Z");

  const Reply viewed = server.get("/v1/requests/" + id, server.key());
  CHECK(viewed.status == 200);
  CHECK(viewed.header("etag") == "\"1\"");
  CHECK_FALSE(viewed.json().contains("challenge"));
  CHECK(server.get("/v1/requests/" + id, server.key(), {{"If-None-Match", "\"1\""}}).status == 304);
  CHECK(server.get("/v1/requests/" + id, server.key(), {{"If-None-Match", "\"0\", W/\"1\""}}).status == 304);
  CHECK(server.get("/v1/requests/" + id, server.key(), {{"If-None-Match", "\"2\""}}).status == 200);
  CHECK(server.get("/v1/requests/req_unknown", server.key()).code() == "request-unknown");

  const Reply list = server.get("/v1/requests?state=draft", server.key());
  CHECK(list.json().at("requests").at(0).at("id") == id);
  CHECK(server.get("/v1/requests?state=ready", server.key()).json().at("requests").empty());
}

TEST_CASE("a person finds what they take part in, also what was handed to them, for as long as it is theirs",
          "[http]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const auto found_by = [&](const std::string& person) {
    return server.get("/v1/requests?approver=" + person, server.key()).json().at("requests").size() == 1;
  };
  const auto waits_for = [&] {
    return server.get("/v1/requests", server.key()).json().at("requests").at(0).at("waiting_for").at(0).at("id");
  };
  CHECK(found_by("maria"));
  CHECK(found_by("jonas"));
  CHECK_FALSE(found_by("ana"));

  const Reply delegated =
      server.command(id, server.session("maria", id), "k1", 5, R"({"command":"delegate","stage":"customer",
      "to":{"id":"ana","name":"Ana Vogel"},"reason":"I am away.","until":"2026-11-23T09:00:00.000Z"})");
  INFO(delegated.body);
  REQUIRE(delegated.status == 200);
  CHECK(found_by("ana"));
  CHECK(found_by("maria"));
  CHECK(waits_for() == "ana");

  server.clock().set("2026-11-23T09:00:00.000Z");  // the cover ends by itself: nobody appends anything
  CHECK_FALSE(found_by("ana"));
  CHECK(found_by("maria"));
  CHECK(waits_for() == "maria");

  const Reply reassigned =
      server.command(id, server.session("dana"), "k2", delegated.json().at("head").get<std::int64_t>(),
                     R"({"command":"reassign","stage":"customer","place":"maria",
      "to":{"id":"olga","name":"Olga Sand"},"reason":"Maria is on leave."})");
  INFO(reassigned.body);
  REQUIRE(reassigned.status == 200);
  CHECK(found_by("olga"));
  CHECK(waits_for() == "olga");
}

TEST_CASE("lists refuse what they do not understand", "[http]") {
  TestServer server;
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"state=none", "unknown-word"},
      {"state=nothing", "unknown-word"},
      {"due_before=tomorrow", "invalid-format"},
      {"limit=0", "number-out-of-range"},
      {"limit=201", "number-out-of-range"},
      {"limit=ten", "invalid-format"},
      {"limit=-1", "invalid-format"},
      {"cursor=x", "invalid-format"},
      {"approver=a%20b", "invalid-format"},
      {"approver=" + std::string(65, 'a'), "invalid-format"},
      {"project=" + std::string(101, 'a'), "text-too-long"},
      {"sort=age", "unknown-field"}};
  for (const auto& [query, code] : cases) {
    INFO(query);
    const Reply reply = server.get("/v1/requests?" + query, server.key());
    CHECK(reply.status == 400);
    CHECK(reply.code() == code);
  }
}

TEST_CASE("pages of a list follow one another", "[http]") {
  TestServer server;
  for (int number = 0; number < 5; ++number) {
    server.clock().advance(1000);
    REQUIRE(server.post("/v1/requests", server.key(), kCreate, {{"Idempotency-Key", "k" + std::to_string(number)}})
                .status == 201);
  }
  std::vector<std::string> ids;
  std::string cursor;
  int pages = 0;
  do {
    const Json page =
        server.get("/v1/requests?limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor), server.key()).json();
    for (const Json& summary : page.at("requests")) ids.push_back(summary.at("id").get<std::string>());
    cursor = page.value("cursor", std::string());
    ++pages;
  } while (!cursor.empty());
  CHECK(pages == 3);
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == 5);
}

TEST_CASE("a command needs the head that it acts on", "[http]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const std::string maria = server.session("maria", id);
  const std::string target = "/v1/requests/" + id + "/commands";
  const std::string comment = R"({"command":"comment","text":"Hello"})";
  for (const std::string head : {"", "4", "W/\"5\"", "*", "\"x\"", "\"-5\""}) {
    Headers headers = {{"Idempotency-Key", "k1"}};
    if (!head.empty()) headers.emplace_back("If-Match", head);
    const Reply reply = server.post(target, maria, comment, headers);
    INFO(head);
    CHECK(reply.status == 428);
    CHECK(reply.code() == "precondition-required");
  }
  const Reply stale = server.command(id, maria, "k1", 4, comment);
  CHECK(stale.status == 412);
  CHECK(stale.code() == "head-stale");
  CHECK(stale.json().at("head") == 5);
  // A stale attempt is not an answer: the same key may be used again with the right head.
  const Reply fresh = server.command(id, maria, "k1", 5, comment);
  CHECK(fresh.status == 200);
  CHECK(fresh.header("etag") == "\"6\"");
}

TEST_CASE("the same call again is given the first answer, byte for byte", "[http]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const std::string maria = server.session("maria", id);
  const std::string comment = R"({"command":"comment","text":"Hello"})";
  const Reply first = server.command(id, maria, "k1", 5, comment);
  REQUIRE(first.status == 200);
  server.clock().advance(60'000);
  REQUIRE(server.command(id, maria, "k2", 6, comment).status == 200);
  for (const std::int64_t head : {5, 6, 7}) {
    const Reply again = server.command(id, server.session("maria", id), "k1", head, comment);
    CHECK(again.status == 200);
    CHECK(again.body == first.body);
    CHECK(again.header("etag") == first.header("etag"));
  }
  CHECK(server.get("/v1/requests/" + id, maria).json().at("head") == 7);

  const Reply other = server.command(id, maria, "k1", 7, R"({"command":"comment","text":"Other"})");
  CHECK(other.status == 422);
  CHECK(other.code() == "idempotency-key-reused");
  CHECK(server.command(id, server.session("jonas", id), "k1", 7, comment).status == 200);
}

TEST_CASE("a key is required, and has to be an id", "[http]") {
  TestServer server;
  for (const std::string& key : {std::string(), std::string("a b"), std::string(65, 'k'), std::string("a/b")}) {
    Headers headers;
    if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
    const Reply reply = server.post("/v1/requests", server.key(), kCreate, headers);
    CHECK(reply.status == 400);
    CHECK(reply.code() == "idempotency-key-missing");
  }
}

TEST_CASE("creating twice with the same key creates once", "[http]") {
  TestServer server;
  const Reply first = server.post("/v1/requests", server.key(), kCreate, {{"Idempotency-Key", "k1"}});
  const Reply again = server.post("/v1/requests", server.key(), kCreate, {{"Idempotency-Key", "k1"}});
  CHECK(again.status == 201);
  CHECK(again.body == first.body);
  CHECK(again.header("location") == first.header("location"));
  CHECK(server.get("/v1/requests", server.key()).json().at("requests").size() == 1);
}

TEST_CASE("the core's refusal is an answer too, and stays", "[http]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const std::string dana = server.session("dana", id);
  const Reply refused = server.command(id, dana, "k1", 5, R"({"command":"submit"})");
  CHECK(refused.status == 409);
  CHECK(refused.code() == "wrong-state");
  const Reply again = server.command(id, dana, "k1", 5, R"({"command":"submit"})");
  CHECK(again.body == refused.body);
  CHECK(server.command(id, dana, "k1", 5, R"({"command":"revise"})").code() == "idempotency-key-reused");
}

TEST_CASE("of the same call many times at once one is carried out, and the others hear of it", "[http]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const std::string maria = server.session("maria", id);
  std::atomic<int> carried_out{0};
  std::atomic<int> in_flight{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&] {
      const Reply reply = server.command(id, maria, "k1", 5, R"({"command":"comment","text":"Hello"})");
      if (reply.status == 200) ++carried_out;
      if (reply.code() == "idempotency-in-flight") ++in_flight;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(carried_out + in_flight == 8);
  CHECK(carried_out >= 1);
  CHECK(server.get("/v1/requests/" + id, maria).json().at("request").at("comments").size() == 1);
}

TEST_CASE("of many decisions at the same head one wins, and the others are told the head", "[http]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const std::string maria = server.session("maria", id);
  const Reply view = server.get("/v1/requests/" + id, maria);
  std::atomic<int> won{0};
  std::atomic<int> told{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      const Reply reply = server.command(id, maria, "tab-" + std::to_string(thread), 5, decision(view, "customer"));
      if (reply.status == 200) ++won;
      if (reply.status == 412 && reply.json().at("head").get<int>() > 5) ++told;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(won == 1);
  CHECK(told == 7);
  CHECK(server.get("/v1/requests/" + id, maria).json().at("request").at("decisions").size() == 1);
}

TEST_CASE("a decision is recorded from the challenge that was handed out, once, to this person, for ten minutes",
          "[http]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const std::string maria = server.session("maria", id, R"(,"ttl_seconds":3600)");
  const Reply view = server.get("/v1/requests/" + id, maria);
  CHECK(view.json().at("challenge").at("expires") == "2026-11-21T09:10:00.000Z");
  CHECK(view.json().at("actor").at("id") == "maria");
  CHECK(view.json().at("now") == "2026-11-21T09:00:00.000Z");

  SECTION("in time") {
    server.clock().set("2026-11-21T09:09:59.999Z");
    const Reply reply = server.command(id, maria, "k1", 5, decision(view, "customer"));
    CHECK(reply.status == 200);
    CHECK(reply.json().at("events").at(0).at("event") == "decided");
  }
  SECTION("too late") {
    server.clock().set("2026-11-21T09:10:00.000Z");
    CHECK(server.command(id, maria, "k1", 5, decision(view, "customer")).code() == "challenge-expired");
  }
  SECTION("somebody else's") {
    const std::string jonas = server.session("jonas", id);
    std::string body = decision(view, "customer");
    CHECK(server.command(id, jonas, "k1", 5, body).status == 403);
    const Reply theirs = server.get("/v1/requests/" + id, jonas);
    CHECK(server.command(id, maria, "k2", 5, decision(theirs, "customer")).code() == "challenge-unknown");
  }
  SECTION("of another request") {
    const std::string other = server.submitted_request();
    const Reply elsewhere = server.get("/v1/requests/" + other, server.session("maria", other));
    CHECK(server.command(id, maria, "k1", 5, decision(elsewhere, "customer")).code() == "challenge-unknown");
  }
  SECTION("made up or changed") {
    const auto value = view.json().at("challenge").at("value").get<std::string>();
    for (std::size_t index = 0; index < value.size(); index += 5) {
      std::string forged = value;
      forged[index] = forged[index] == 'A' ? 'B' : 'A';
      std::string body = decision(view, "customer");
      body.replace(body.find(value), value.size(), forged);
      CHECK(server.command(id, maria, "f" + std::to_string(index), 5, body).code() == "challenge-unknown");
    }
  }
  SECTION("for keys there is none, and to agents it is of no use") {
    CHECK_FALSE(server.get("/v1/requests/" + id, server.key()).json().contains("challenge"));
    const std::string bot = server.session("bot", id);
    const std::string body = decision(server.get("/v1/requests/" + id, bot), "customer");
    CHECK(server.command(id, bot, "k1", 5, body).code() == "humans-only");
  }
}

TEST_CASE("an approval goes through both stages and survives a new start of the application", "[http]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const std::string maria = server.session("maria", id);
  const std::string jonas = server.session("jonas", id);
  REQUIRE(server.command(id, maria, "k1", 5, decision(server.get("/v1/requests/" + id, maria), "customer")).status ==
          200);
  const Reply view = server.get("/v1/requests/" + id, jonas);
  const auto head = view.json().at("head").get<std::int64_t>();
  const Reply approved = server.command(id, jonas, "k1", head, decision(view, "legal"));
  REQUIRE(approved.status == 200);
  CHECK(approved.json().at("request").at("state") == "approved");

  // A service that has never seen the request folds the same state, byte for byte.
  SystemRandom random;
  PasskeyService passkeys(server.store(), server.clock(), std::nullopt);
  LiveNews news;
  RequestService fresh(server.store(), server.clock(), random, Challenges::open(server.store(), random).value(), passkeys, news);
  Caller key;
  key.kind = CallerKind::api_key;
  key.tenant = "default";
  const ServiceAnswer answer = fresh.view(key, RequestId::from(id).value());
  const std::string request = approved.body.substr(approved.body.find("\"request\":{"));
  CHECK(answer.body.ends_with(request));
}

TEST_CASE("events are given in order, in the bytes that were stored", "[http]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const Reply all = server.get("/v1/requests/" + id + "/events", server.key());
  REQUIRE(all.status == 200);
  CHECK(all.json().at("head") == 5);
  CHECK(all.json().at("events").size() == 5);
  const Reply some = server.get("/v1/requests/" + id + "/events?after=2&limit=2", server.key());
  CHECK(some.json().at("events").size() == 2);
  CHECK(some.json().at("events").at(0).at("seq") == 3);
  const StoredEvents stored = server.store().events(id, 0, 10).value();
  for (const std::string& bytes : stored.events) {
    CHECK(all.body.find(bytes) != std::string::npos);
  }
  CHECK(server.get("/v1/requests/" + id + "/events?after=-1", server.key()).code() == "invalid-format");
  CHECK(server.get("/v1/requests/nothing/events", server.key()).code() == "request-unknown");
}

TEST_CASE("a version is made of bytes that are there", "[http]") {
  TestServer server;
  const std::string dana = server.session("dana");
  const auto id = server.post("/v1/requests", dana, kCreate, {{"Idempotency-Key", "k1"}})
                      .json()
                      .at("request")
                      .at("id")
                      .get<std::string>();
  const std::string bytes = "some text";
  const auto add = [&](const std::string& key, int size) {
    return server.command(
        id, dana, key, 1,
        R"({"command":"add-version","parts":[{"id":"p","name":"p.txt","media_type":"text/plain","size":)" +
            std::to_string(size) + R"(,"sha256":")" + sha256_hex(bytes) + "\"}]}");
  };
  const Reply unknown = add("k2", 9);
  CHECK(unknown.status == 404);
  CHECK(unknown.code() == "blob-unknown");
  CHECK(unknown.json().at("pointer") == "/parts/0/sha256");
  server.upload(bytes);
  const Reply wrong = add("k3", 8);
  CHECK(wrong.code() == "blob-unknown");
  CHECK(wrong.json().at("pointer") == "/parts/0/size");
  // Once the bytes are there, the very same call goes through.
  CHECK(add("k2", 9).status == 200);
}

TEST_CASE("malformed commands are refused with a pointer and change nothing", "[http]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const std::string maria = server.session("maria", id);
  const std::vector<std::array<std::string, 3>> cases = {
      {"", "json-syntax", ""},
      {"{", "json-syntax", ""},
      {"[]", "wrong-type", ""},
      {R"({"command":"comment","text":"a","text":"b"})", "json-duplicate-key", "/text"},
      {R"({"command":"comment","text":"a"} x)", "json-trailing-bytes", ""},
      {R"({"command":"comment","text":"a","more":1})", "unknown-field", "/more"},
      {R"({"command":"comment"})", "missing-field", "/text"},
      {R"({"command":"commend","text":"a"})", "unknown-word", "/command"},
      {R"({"command":"open-part","version":1.5,"part":"page"})", "number-not-integer", "/version"},
      {"{\"command\":\"comment\",\"text\":\"\xff\"}", "json-invalid-utf8", "/text"},
      {std::string(40, '[') + std::string(40, ']'), "json-too-deep", "*"},
      {R"({"command":"comment","text":" "})", "text-blank", "/text"},
      {R"({"command":"comment","text":")" + std::string(4001, 'a') + "\"}", "text-too-long", "/text"},
  };
  int number = 0;
  for (const auto& [body, code, pointer] : cases) {
    INFO(body.substr(0, 80));
    const Reply reply = server.command(id, maria, "k" + std::to_string(++number), 5, body);
    CHECK(reply.code() == code);
    CHECK(reply.status == 400);
    if (pointer != "*") CHECK(reply.json().at("pointer") == pointer);
  }
  CHECK(server.get("/v1/requests/" + id, maria).json().at("head") == 5);
}
