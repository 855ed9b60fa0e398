// Who may come in, from where, and how far: keys, sessions, origins, blobs, the demo.
#include "native/service/housekeeping.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

const std::string kPortal = "https://portal.example";

Headers preflight(const std::string& origin) {
  return {{"Origin", origin},
          {"Access-Control-Request-Method", "POST"},
          {"Access-Control-Request-Headers", "authorization"}};
}

}  // namespace

TEST_CASE("a session reaches its own request and nothing else", "[access]") {
  TestServer server;
  const std::string mine = server.submitted_request();
  const std::string other = server.submitted_request();
  const std::string maria = server.session("maria", mine);
  CHECK(server.get("/v1/requests/" + mine, maria).status == 200);
  CHECK(server.get("/v1/requests/" + mine + "/events", maria).status == 200);
  for (const std::string& target : {"/v1/requests/" + other, "/v1/requests/" + other + "/events",
                                    std::string("/v1/requests/req_unknown"), std::string("/v1/requests")}) {
    const Reply reply = server.get(target, maria);
    CHECK(reply.status == 403);
    CHECK(reply.code() == "forbidden");
  }
  CHECK(server.command(other, maria, "k1", 5, R"({"command":"comment","text":"x"})").code() == "forbidden");
  CHECK(server.post("/v1/requests", server.session("dana", mine), kCreate, {{"Idempotency-Key", "k1"}}).code() ==
        "forbidden");
}

TEST_CASE("only keys make sessions", "[access]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const std::string order = "{\"actor\":" + actor_json("dana") + "}";
  for (const std::string& token : {server.session("maria", id), server.session("dana")}) {
    CHECK(server.post("/v1/sessions", token, order).code() == "forbidden");
    CHECK(server.post("/v1/requests/" + id + "/sessions", token, order).code() == "forbidden");
  }
  const Reply made = server.post("/v1/requests/" + id + "/sessions", server.key(),
                                 "{\"actor\":" + actor_json("maria") + R"(,"ttl_seconds":60})");
  CHECK(made.status == 201);
  CHECK(made.json().at("expires") == "2026-11-21T09:01:00.000Z");
  CHECK(made.json().at("actor").at("id") == "maria");
  CHECK(made.json().at("token").get<std::string>().size() == 7 + 43);
}

TEST_CASE("a team session is for the delivery team", "[access]") {
  TestServer server;
  const Reply refused = server.post("/v1/sessions", server.key(), "{\"actor\":" + actor_json("maria") + "}");
  CHECK(refused.status == 403);
  CHECK(refused.code() == "delivery-only");
  CHECK(server.get("/v1/requests", server.session("dana")).status == 200);
}

TEST_CASE("a session that cannot be is refused with a pointer", "[access]") {
  TestServer server;
  const std::string dana = actor_json("dana");
  const std::vector<std::array<std::string, 3>> cases = {
      {"{}", "missing-field", "/actor"},
      {"[]", "wrong-type", ""},
      {R"({"actor":{"id":"x","kind":"robot","name":"X","party":"delivery"}})", "unknown-word", "/actor/kind"},
      {R"({"actor":{"id":"x y","kind":"human","name":"X","party":"delivery"}})", "invalid-format", "/actor/id"},
      {"{\"actor\":" + dana + R"(,"ttl_seconds":0})", "number-out-of-range", "/ttl_seconds"},
      {"{\"actor\":" + dana + R"(,"ttl_seconds":86401})", "number-out-of-range", "/ttl_seconds"},
      {"{\"actor\":" + dana + R"(,"ttl_seconds":"60"})", "wrong-type", "/ttl_seconds"},
      {"{\"actor\":" + dana + R"(,"origins":["portal.example"]})", "invalid-format", "/origins/0"},
      {"{\"actor\":" + dana + R"(,"origins":["https://a.example/path"]})", "invalid-format", "/origins/0"},
      {"{\"actor\":" + dana + R"(,"origins":["null"]})", "invalid-format", "/origins/0"},
      {"{\"actor\":" + dana + R"(,"origins":["*"]})", "invalid-format", "/origins/0"},
      {"{\"actor\":" + dana + R"(,"scope":"all"})", "unknown-field", "/scope"},
  };
  for (const auto& [body, code, pointer] : cases) {
    INFO(body);
    const Reply reply = server.post("/v1/sessions", server.key(), body);
    CHECK(reply.status == 400);
    CHECK(reply.code() == code);
    CHECK(reply.json().at("pointer") == pointer);
  }
  CHECK(server.post("/v1/requests/nothing/sessions", server.key(), "{\"actor\":" + dana + "}").code() ==
        "request-unknown");
}

TEST_CASE("a session ends at its time", "[access]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const std::string maria = server.session("maria", id);
  server.clock().set("2026-11-21T09:14:59.999Z");
  CHECK(server.get("/v1/requests/" + id, maria).status == 200);
  server.clock().set("2026-11-21T09:15:00.000Z");
  const Reply reply = server.get("/v1/requests/" + id, maria);
  CHECK(reply.status == 401);
  CHECK(reply.code() == "session-expired");
}

TEST_CASE("tokens are stored as hashes only", "[access]") {
  TestServer server;
  const std::string token = server.session("dana");
  CHECK_FALSE(server.store().session(token).value().has_value());
  CHECK(server.store().session(sha256_hex(token)).value().has_value());
  CHECK(server.store().key(sha256_hex(server.key())).value()->name == "portal");
}

TEST_CASE("a session that names its sites works from those and from outside browsers", "[access]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const std::string maria = server.session("maria", id, R"(,"origins":["https://portal.example"])");
  const std::string target = "/v1/requests/" + id;
  CHECK(server.get(target, maria).status == 200);
  const Reply allowed = server.get(target, maria, {{"Origin", kPortal}});
  CHECK(allowed.status == 200);
  CHECK(allowed.header("access-control-allow-origin") == kPortal);
  CHECK(allowed.header("vary") == "Origin");
  CHECK(allowed.header("access-control-allow-credentials").empty());
  for (const std::string origin :
       {"https://evil.example", "null", "http://portal.example", "https://portal.example:444", "http://127.0.0.1",
        "https://portal.example.evil.example"}) {
    const Reply refused = server.get(target, maria, {{"Origin", origin}});
    INFO(origin);
    CHECK(refused.status == 403);
    CHECK(refused.code() == "origin-not-allowed");
    CHECK(refused.header("access-control-allow-origin").empty());
  }
  CHECK(server.get(target, maria, {{"Origin", kPortal}, {"Origin", "https://evil.example"}}).status == 403);
}

TEST_CASE("a session that names none works from the server's own pages and from allowed sites", "[access]") {
  ServerSettings settings;
  settings.allow_origins = {kPortal};
  TestServer server(settings);
  const std::string dana = server.session("dana");
  CHECK(server.get("/v1/requests", dana, {{"Origin", "http://127.0.0.1:8080"}, {"Host", "127.0.0.1:8080"}}).status ==
        200);
  CHECK(server.get("/v1/requests", dana, {{"Origin", "http://127.0.0.1:9999"}, {"Host", "127.0.0.1:8080"}}).status ==
        403);
  CHECK(server.get("/v1/requests", dana, {{"Origin", kPortal}}).header("access-control-allow-origin") == kPortal);
  CHECK(server.get("/v1/requests", dana, {{"Origin", "https://evil.example"}}).status == 403);
  CHECK(server.get("/v1/requests", dana, {{"Origin", "null"}}).status == 403);
}

TEST_CASE("preflights are answered for allowed sites and for those that sessions name", "[access]") {
  ServerSettings settings;
  settings.allow_origins = {kPortal};
  TestServer server(settings);
  const std::string id = server.submitted_request();
  const std::string target = "/v1/requests/" + id + "/commands";
  const Reply allowed = server.call("OPTIONS", target, preflight(kPortal));
  CHECK(allowed.status == 204);
  CHECK(allowed.header("access-control-allow-origin") == kPortal);
  CHECK(allowed.header("access-control-allow-methods").find("POST") != std::string::npos);
  for (const std::string name :
       {"authorization", "if-match", "idempotency-key", "countersign-protocol", "content-type", "last-event-id"}) {
    CHECK(allowed.header("access-control-allow-headers").find(name) != std::string::npos);
  }
  CHECK(server.call("OPTIONS", target, preflight("https://a.example")).status == 403);
  server.session("maria", id, R"(,"origins":["https://a.example"],"ttl_seconds":60)");
  CHECK(server.call("OPTIONS", target, preflight("https://a.example")).status == 204);
  CHECK(server.call("OPTIONS", target, preflight("https://b.example")).status == 403);
  CHECK(server.call("OPTIONS", target).header("allow") == "POST, OPTIONS");
}

TEST_CASE("a page whose session has ended can read that it has, for a day, also after a restart", "[access]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const std::string target = "/v1/requests/" + id;
  const std::string origin = "https://a.example";
  const std::string ended = server.session("maria", id, R"(,"origins":["https://a.example"],"ttl_seconds":60)");
  const auto is_told = [&] {
    CHECK(server.call("OPTIONS", target + "/commands", preflight(origin)).status == 204);
    const Reply reply = server.get(target, ended, {{"Origin", origin}});
    CHECK(reply.status == 401);
    CHECK(reply.code() == "session-expired");
    CHECK(reply.header("access-control-allow-origin") == origin);
  };
  const std::int64_t day = std::int64_t{24} * 60 * 60 * 1000;
  server.clock().advance(60'000);
  is_told();
  // The browser remembers its preflight longer than the server remembers the page.
  server.restart();
  CHECK(server.get(target, ended, {{"Origin", origin}}).header("access-control-allow-origin") == origin);
  server.clock().advance(day - 1);
  REQUIRE_FALSE(keep_house(server.store(), server.clock().now()));
  server.restart();
  is_told();
  // A site that no session names is told nothing, and the token opens nothing anywhere.
  CHECK(server.get(target, ended, {{"Origin", kPortal}}).header("access-control-allow-origin").empty());
  server.clock().advance(1);
  server.restart();
  CHECK(server.call("OPTIONS", target, preflight(origin)).status == 403);
  CHECK(server.get(target, ended, {{"Origin", origin}}).header("access-control-allow-origin").empty());
  server.clock().advance(1);
  REQUIRE_FALSE(keep_house(server.store(), server.clock().now()));
  CHECK(server.get(target, ended).code() == "unauthorized");
}

TEST_CASE("an answer never lets every site read it", "[access]") {
  ServerSettings settings;
  settings.allow_origins = {kPortal};
  TestServer server(settings);
  for (const std::string& origin :
       {std::string("https://evil.example"), std::string("null"), std::string("*"), kPortal}) {
    const Reply reply = server.call("GET", "/v1/capabilities", {{"Origin", origin}});
    CHECK(reply.header("access-control-allow-origin") == (origin == kPortal ? kPortal : ""));
  }
}

TEST_CASE("bytes come back as they went in, whole or in part, to who may see them", "[blobs]") {
  TestServer server;
  std::string bytes(700'000, '\0');
  for (std::size_t index = 0; index < bytes.size(); ++index) bytes[index] = static_cast<char>(index * 7);
  const std::string digest = server.upload(bytes);
  const std::string target = "/v1/blobs/" + digest;
  const Reply whole = server.get(target, server.key());
  CHECK(whole.status == 200);
  CHECK(whole.body == bytes);
  CHECK(whole.header("etag") == "\"" + digest + "\"");
  CHECK(whole.header("content-type") == "application/octet-stream");
  CHECK(whole.header("content-disposition") == "attachment");
  CHECK(whole.header("x-content-type-options") == "nosniff");
  CHECK(whole.header("content-security-policy").starts_with("sandbox"));
  CHECK(whole.header("cache-control") == "private, max-age=31536000, immutable");
  CHECK(whole.header("vary") == "Authorization, Origin");
  CHECK(server.get(target, server.key(), {{"If-None-Match", "\"" + digest + "\""}}).status == 304);

  const auto part = [&](const std::string& range) { return server.get(target, server.key(), {{"Range", range}}); };
  const Reply middle = part("bytes=262140-262150");
  CHECK(middle.status == 206);
  CHECK(middle.body == bytes.substr(262140, 11));
  CHECK(middle.header("content-range") == "bytes 262140-262150/700000");
  CHECK(part("bytes=-5").body == bytes.substr(699'995));
  CHECK(part("bytes=699999-").body == bytes.substr(699'999));
  CHECK(part("bytes=0-99999999").body.size() == bytes.size());
  CHECK(part("bytes=5-4").status == 200);
  CHECK(part("bytes=0-1,5-6").status == 200);
  CHECK(part("lines=0-1").status == 200);
  const Reply outside = part("bytes=700000-");
  CHECK(outside.status == 416);
  CHECK(outside.code() == "range-not-satisfiable");
  CHECK(outside.header("content-range") == "bytes */700000");
  CHECK(server.get(target, server.key(), {{"Range", "bytes=0-1"}, {"If-Range", "\"other\""}}).status == 200);
}

TEST_CASE("an upload has the digest of its address, or is not there", "[blobs]") {
  TestServer server;
  const auto put = [&](const std::string& digest, const std::string& body, const std::string& token,
                       Headers more = {}) {
    more.emplace_back("Authorization", "Bearer " + token);
    more.emplace_back("Countersign-Protocol", "1");
    return server.call("PUT", "/v1/blobs/" + digest, more, body);
  };
  const std::string digest = sha256_hex("right");
  const Reply wrong = put(digest, "wrong", server.key());
  CHECK(wrong.status == 422);
  CHECK(wrong.code() == "blob-digest-mismatch");
  CHECK(server.get("/v1/blobs/" + digest, server.key()).code() == "blob-unknown");
  CHECK(put(digest, "right", server.key()).status == 201);
  const Reply again = put(digest, "right", server.session("dana"));
  CHECK(again.status == 200);
  CHECK(again.json().at("size") == 5);
  CHECK(again.json().at("sha256") == digest);
  CHECK(put("abc", "x", server.key()).code() == "invalid-format");
  CHECK(put(sha256_hex(""), "", server.key()).status == 201);
  CHECK(server.get("/v1/blobs/" + sha256_hex(""), server.key()).status == 200);
  const std::string id = server.submitted_request();
  CHECK(put(digest, "right", server.session("maria", id)).code() == "delivery-only");
  CHECK(server.call("PUT", "/v1/blobs/" + digest, {{"Authorization", "Bearer " + server.key()}}, "right").code() ==
        "header-missing");
}

TEST_CASE("an upload that is too large is refused, announced or not", "[blobs]") {
  ServerSettings settings;
  settings.limits.upload_bytes = 1'000'000;
  TestServer server(settings);
  const std::string bytes(1'000'001, 'x');
  const Headers headers = {{"Authorization", "Bearer " + server.key()}, {"Countersign-Protocol", "1"}};
  CHECK(server.call("PUT", "/v1/blobs/" + sha256_hex(bytes), headers, bytes).status == 413);
  Connection connection(server.port());
  connection.send(request_text("PUT", "/v1/blobs/" + sha256_hex(bytes),
                               {headers[0], headers[1], {"Transfer-Encoding", "chunked"}}, ""));
  connection.send("f4241\r\n" + bytes + "\r\n0\r\n\r\n");
  const Reply reply = connection.receive();
  CHECK(reply.status == 413);
  CHECK(reply.code() == "body-too-large");
  CHECK(server.get("/v1/blobs/" + sha256_hex(bytes), server.key()).code() == "blob-unknown");
}

TEST_CASE("a session sees the bytes of its request only", "[blobs]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const std::string other = server.upload("other bytes");
  const std::string maria = server.session("maria", id);
  const std::string mine = sha256_hex("the homepage");
  CHECK(server.get("/v1/blobs/" + mine, maria).body == "the homepage");
  CHECK(server.get("/v1/blobs/" + mine + "?request=" + id, maria).status == 200);
  CHECK(server.get("/v1/blobs/" + other, maria).code() == "blob-unknown");
  CHECK(server.get("/v1/blobs/" + mine + "?request=req_other", maria).code() == "forbidden");
  CHECK(server.get("/v1/blobs/" + other, server.key()).status == 200);
  CHECK(server.get("/v1/blobs/" + other + "?request=" + id, server.key()).code() == "blob-unknown");
  CHECK(server.get("/v1/blobs/" + mine + "?request=a%2Fb", server.key()).status == 400);
}

TEST_CASE("the demo lets anyone be one of its people, and only the demo does", "[demo]") {
  ServerSettings settings;
  settings.demo = true;
  TestServer server(settings);
  const Headers headers = {{"Content-Type", "application/json"}, {"Countersign-Protocol", "1"}};
  const Reply people = server.call("GET", "/demo/people");
  CHECK(people.json().at("people").size() == 4);
  const Reply dana = server.call("POST", "/demo/session", headers, R"({"person":"dana"})");
  CHECK(dana.status == 201);
  CHECK(server.get("/v1/requests", dana.json().at("token").get<std::string>()).status == 200);
  CHECK(server.call("POST", "/demo/session", headers, R"({"person":"maria"})").code() == "delivery-only");
  CHECK(server.call("POST", "/demo/session", headers, R"({"person":"nobody"})").code() == "unknown-word");
  CHECK(server.call("POST", "/demo/session", headers, R"({})").code() == "missing-field");
  CHECK(server.call("POST", "/demo/session", headers, R"({"person":"maria","request":"req_x"})").code() ==
        "request-unknown");
  Headers from_elsewhere = headers;
  from_elsewhere.emplace_back("Origin", "https://evil.example");
  CHECK(server.call("POST", "/demo/session", from_elsewhere, R"({"person":"dana"})").code() == "origin-not-allowed");
  TestServer plain;
  CHECK(plain.call("GET", "/demo/people").code() == "route-unknown");
}

TEST_CASE("the demo does not listen to the world, and an origin has to be one", "[demo]") {
  const TemporaryFolder folder;
  const auto store = std::move(open_sqlite_store(folder.file("s.sqlite"))).value();
  SystemClock clock;
  SystemRandom random;
  const auto log = Log::open(*store, test_log_key());
  REQUIRE(log.ok());
  LogService& service = log.value()->service();
  AppOptions options;
  options.demo = true;
  options.listen = {"0.0.0.0", 8080};
  CHECK(App::make(*store, service, clock, random, options).error().code == ErrorCode::invalid_format);
  options.demo = false;
  options.allow_origins = {"*"};
  CHECK(App::make(*store, service, clock, random, options).error().code == ErrorCode::invalid_format);
}
