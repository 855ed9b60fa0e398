// Keys, links, sessions that are renewed, roles and tenants: what the matrix of addresses and callers does not show.
#include <numeric>

#include "tests/native/faulty_store.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

std::string links_of(const std::string& request) { return "/v1/requests/" + request + "/links"; }

std::string for_maria(const std::string& more = "") { return "{\"actor\":" + actor_json("maria") + more + "}"; }

// Without a token in its headers, as a page does it.
Reply exchanged(TestServer& server, const std::string& token, Headers more = {}) {
  more.emplace_back("Content-Type", "application/json");
  more.emplace_back("Countersign-Protocol", "1");
  return server.call("POST", "/v1/links/exchange", more, "{\"token\":\"" + token + "\"}");
}

std::string text_at(const Reply& reply, const char* key) { return reply.json().at(key).get<std::string>(); }

}  // namespace

TEST_CASE("a key is made, listed, used and revoked by another", "[access]") {
  TestServer server;
  server.clock().advance(1000);
  const Reply made = server.post("/v1/keys", server.key(), R"({"name":"crm","role":"account-manager","scopes":["sessions"]})");
  REQUIRE(made.status == 201);
  CHECK(text_at(made, "role") == "account-manager");
  const std::string crm = text_at(made, "key");
  CHECK(crm.starts_with("cs_key_"));
  server.clock().advance(5000);
  CHECK(server.get("/v1/requests", crm).status == 200);
  const Json keys = server.get("/v1/keys", server.key()).json().at("keys");
  REQUIRE(keys.size() == 2);
  CHECK(keys[1].at("name") == "crm");
  CHECK(keys[1].at("scopes") == Json::array({"sessions"}));
  CHECK(keys[1].at("created_at") == "2026-11-21T09:00:01.000Z");
  CHECK(keys[1].at("used_at") == "2026-11-21T09:00:06.000Z");
  CHECK_FALSE(keys[1].contains("revoked_at"));
  CHECK(keys.dump().find("cs_key_") == std::string::npos);
  const Reply session = server.post("/v1/sessions", crm, "{\"actor\":" + actor_json("dana") + "}");
  REQUIRE(session.status == 201);
  REQUIRE(server.remove("/v1/keys/crm", server.key()).status == 200);
  CHECK(server.get("/v1/requests", crm).code() == "unauthorized");
  CHECK(server.get("/v1/requests", text_at(session, "token")).code() == "unauthorized");
  CHECK(server.remove("/v1/keys/crm", server.key()).code() == "route-unknown");
  CHECK(server.get("/v1/keys", server.key()).json().at("keys")[1].contains("revoked_at"));
  CHECK(server.post("/v1/keys", server.key(), R"({"name":"crm"})").code() == "duplicate-id");
}

TEST_CASE("the use of a key is not written in the call, but with that of the others, once for each", "[access]") {
  TestServer server;
  const std::string hash = token_hash(server.key());
  const auto stored = [&] { return server.store().key(hash).value()->used_at; };
  const auto commits = [&] {
    const auto batches = server.store().figures().snapshot().batches.counts;
    return std::accumulate(batches.begin(), batches.end(), std::uint64_t{0});
  };
  server.stop_signing();
  const std::uint64_t before = commits();
  for (int i = 0; i < 5; ++i) {
    server.clock().advance(1000);
    REQUIRE(server.get("/v1/requests", server.key()).status == 200);
  }
  CHECK(commits() == before);
  CHECK_FALSE(stored());
  const std::string last = server.clock().now().text();
  CHECK(server.get("/v1/keys", server.key()).json().at("keys")[0].at("used_at") == last);  // this server knows all the same
  REQUIRE_FALSE(server.key_uses().write(server.store()));
  REQUIRE(stored());
  CHECK(stored()->text() == last);
  CHECK(commits() == before + 1);
  REQUIRE_FALSE(server.key_uses().write(server.store()));
  CHECK(commits() == before + 1);  // there is nothing new
}

TEST_CASE("the use of keys is written when the thread that does it ends, and a failure leaves it for the next time", "[access]") {
  TestServer server;
  const std::string hash = token_hash(server.key());
  REQUIRE(server.get("/v1/requests", server.key()).status == 200);
  std::vector<std::string> complaints;
  {
    const KeyUseThread thread(server.key_uses(), server.store(), [&](const std::string& what) { complaints.push_back(what); });
    server.clock().advance(2000);
    REQUIRE(server.get("/v1/requests", server.key()).status == 200);
  }
  CHECK(server.store().key(hash).value()->used_at == server.clock().now());
  CHECK(complaints.empty());

  class Refusing final : public FaultyStore {
   public:
    using FaultyStore::FaultyStore;
    Refusal note_key_use(std::string_view key_hash, Instant at) override {
      return is_down ? Refusal(Error{ErrorCode::store_unavailable}) : FaultyStore::note_key_use(key_hash, at);
    }
    bool is_down = true;
  };
  const TemporaryFolder folder;
  const Instant made = server.clock().now();
  Refusing store(std::move(open_sqlite_store(folder.file("store.sqlite"))).value());
  REQUIRE(store.put_key({"h", "default", "portal", "lead", "", "", made, {}, {}}).value() == PutKey::put);
  KeyUses uses;
  uses.note("h", later(made, 10));
  uses.note("h", later(made, 5));  // a clock was set back
  CHECK(uses.write(store));
  CHECK_FALSE(store.key("h").value()->used_at);
  store.is_down = false;
  CHECK_FALSE(uses.write(store));
  CHECK(store.key("h").value()->used_at == later(made, 10));
}

TEST_CASE("a key hands out no more than it has itself", "[access]") {
  TestServer server;
  Scopes both;
  both.add(Scope::manage);
  both.add(Scope::sessions);
  const std::string team = server.make_key({"default", "team", Role::delivery_team, both, {}});
  const std::string dana = actor_json("dana");
  CHECK(server.post("/v1/sessions", team, "{\"actor\":" + dana + R"(,"role":"viewer"})").status == 201);
  CHECK(server.post("/v1/sessions", team, "{\"actor\":" + dana + "}").status == 201);  // of the key's own role
  for (const std::string role : {"account-manager", "project-manager", "operations", "lead"}) {
    INFO(role);
    const Reply refused = server.post("/v1/sessions", team, "{\"actor\":" + dana + R"(,"role":")" + role + "\"}");
    CHECK(refused.code() == "forbidden");
    CHECK(refused.json().at("pointer") == "/role");
  }
  CHECK(server.post("/v1/keys", team, R"({"name":"a","role":"lead"})").json().at("pointer") == "/role");
  CHECK(server.remove("/v1/keys/portal", team).code() == "forbidden");
  CHECK(server.post("/v1/keys", team, R"({"name":"b","scopes":["log"]})").json().at("pointer") == "/scopes");
  const Reply usual = server.post("/v1/keys", team, R"({"name":"c"})");
  CHECK(usual.json().at("role") == "delivery-team");
  CHECK(usual.json().at("scopes") == Json::array({"manage", "sessions"}));
  CHECK(server.post("/v1/keys", server.key(), R"({"name":"d"})").json().at("scopes") == Json::array({"manage", "sessions"}));  // the log is not usual
}

TEST_CASE("a key or a session that cannot be is refused with a pointer", "[access]") {
  TestServer server;
  const std::string dana = actor_json("dana");
  const std::vector<std::array<std::string, 4>> cases = {
      {"/v1/keys", "{}", "missing-field", "/name"},
      {"/v1/keys", R"({"name":"a b"})", "invalid-format", "/name"},
      {"/v1/keys", R"({"name":"a","role":"boss"})", "invalid-format", "/role"},
      {"/v1/keys", R"({"name":"a","scopes":["all"]})", "invalid-format", "/scopes/0"},
      {"/v1/keys", R"({"name":"a","scopes":"log"})", "wrong-type", "/scopes"},
      {"/v1/keys", R"({"name":"a","tenant":"acme"})", "unknown-field", "/tenant"},
      {"/v1/sessions", "{\"actor\":" + dana + R"(,"role":"boss"})", "invalid-format", "/role"},
      {"/v1/sessions", R"({"actor":{"kind":"agent","party":"delivery","id":"key:portal","name":"portal"}})", "invalid-format", "/actor/id"},
      {"/v1/sessions", "{\"actor\":" + dana + R"(,"renewable_seconds":0})", "number-out-of-range", "/renewable_seconds"},
      {"/v1/sessions", "{\"actor\":" + dana + R"(,"renewable_seconds":86401})", "number-out-of-range", "/renewable_seconds"},
  };
  for (const auto& [target, body, code, pointer] : cases) {
    INFO(target << " " << body);
    const Reply reply = server.post(target, server.key(), body);
    CHECK(reply.code() == code);
    CHECK(reply.json().at("pointer") == pointer);
  }
  const std::string id = server.submitted_request();
  const Reply customer = server.post("/v1/requests/" + id + "/sessions", server.key(), for_maria(R"(,"role":"lead")"));
  CHECK(customer.code() == "delivery-only");
  CHECK(customer.json().at("pointer") == "/role");
}

TEST_CASE("a role keeps its session from the commands of others, and says what it is", "[access]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const std::string operations = server.session("dana", "", R"(,"role":"operations")");
  const Reply view = server.get("/v1/requests/" + id, operations);
  CHECK(view.json().at("role") == "operations");
  CHECK_FALSE(server.get("/v1/requests/" + id, server.session("maria", id)).json().contains("role"));
  const auto head = view.json().at("head").get<std::int64_t>();
  const Reply refused = server.command(id, operations, "k1", head, R"({"command":"withdraw","reason":"No."})");
  CHECK(refused.code() == "forbidden");
  CHECK(server.command(id, server.session("dana", "", R"(,"role":"project-manager")"), "k2", head, R"({"command":"withdraw","reason":"No."})").status == 200);
}

TEST_CASE("a link is exchanged for a session of its person and its request", "[access]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const Reply made = server.post(links_of(id), server.key(), for_maria());
  REQUIRE(made.status == 201);
  CHECK(text_at(made, "expires") == "2026-12-05T09:00:00.000Z");
  const std::string token = text_at(made, "token");
  CHECK(token.starts_with("cs_lnk_"));
  const Reply session = exchanged(server, token);
  REQUIRE(session.status == 201);
  CHECK(text_at(session, "request") == id);
  CHECK(session.json().at("actor").at("id") == "maria");
  CHECK(text_at(session, "expires") == "2026-11-21T09:15:00.000Z");
  const std::string maria = text_at(session, "token");
  CHECK(server.get("/v1/requests/" + id, maria).status == 200);
  CHECK(server.get("/v1/requests", maria).code() == "forbidden");
  const Json listed = server.get(links_of(id), server.key()).json().at("links");
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].at("uses") == 1);
  CHECK(listed[0].at("actor").at("name") == "Maria Keller");
  CHECK(listed.dump().find("cs_lnk_") == std::string::npos);
}

TEST_CASE("nothing but a POST that speaks the protocol uses a link", "[access]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const std::string token = text_at(server.post(links_of(id), server.key(), for_maria()), "token");
  // What mail scanners and previews do.
  for (const char* method : {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"}) {
    INFO(method);
    const Reply reply = server.call(method, "/v1/links/exchange", {{"Content-Type", "application/json"}, {"Countersign-Protocol", "1"}});
    CHECK((reply.status == 405 || reply.status == 204));
  }
  const std::string body = "{\"token\":\"" + token + "\"}";
  CHECK(server.call("POST", "/v1/links/exchange", {{"Content-Type", "application/json"}}, body).code() == "header-missing");
  CHECK(server.call("POST", "/v1/links/exchange", {{"Content-Type", "text/plain"}, {"Countersign-Protocol", "1"}}, body).code() == "media-type-unsupported");
  CHECK(server.call("POST", "/v1/links/exchange", {{"Content-Type", "application/x-www-form-urlencoded"}, {"Countersign-Protocol", "1"}}, "token=" + token).code() ==
        "media-type-unsupported");
  CHECK(exchanged(server, token, {{"Origin", "https://evil.example"}}).code() == "origin-not-allowed");
  CHECK(server.get(links_of(id), server.key()).json().at("links")[0].at("uses") == 0);
  // A link is no key to anything else.
  CHECK(server.get("/v1/requests/" + id, token).code() == "unauthorized");
  CHECK(exchanged(server, server.session("maria", id)).code() == "invalid-format");
  CHECK(exchanged(server, "cs_lnk_nothing").code() == "unauthorized");
}

TEST_CASE("a link ends at its time, and its sessions with it when it is revoked", "[access]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const Reply made = server.post(links_of(id), server.key(), for_maria(R"(,"ttl_seconds":3600)"));
  const std::string token = text_at(made, "token");
  const std::string maria = text_at(exchanged(server, token), "token");
  CHECK(server.get("/v1/requests/" + id, maria).status == 200);
  SECTION("revoked") {
    CHECK(server.remove(links_of(id) + "/lnk_nothing", server.key()).code() == "route-unknown");
    CHECK(server.remove(links_of(id) + "/" + text_at(made, "id"), server.key()).status == 200);
    CHECK(server.get("/v1/requests/" + id, maria).code() == "unauthorized");
    CHECK(exchanged(server, token).code() == "unauthorized");
  }
  SECTION("at its time") {
    server.clock().advance(3600 * 1000 - 1);
    CHECK(exchanged(server, token).status == 201);
    server.clock().advance(1);
    CHECK(exchanged(server, token).code() == "session-expired");
  }
}

TEST_CASE("a session of a link ends with the link at the latest", "[access]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const std::string token = text_at(server.post(links_of(id), server.key(), for_maria(R"(,"ttl_seconds":60)")), "token");
  CHECK(text_at(exchanged(server, token), "expires") == "2026-11-21T09:01:00.000Z");
}

TEST_CASE("a link that is exchanged too often is told to wait", "[access]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const std::string token = text_at(server.post(links_of(id), server.key(), for_maria()), "token");
  for (std::size_t i = 0; i < kSessionsOfOneLink; ++i) REQUIRE(exchanged(server, token).status == 201);
  const Reply refused = exchanged(server, token);
  CHECK(refused.code() == "too-many-requests");
  CHECK_FALSE(refused.header("retry-after").empty());
  server.clock().advance(15 * 60 * 1000);
  CHECK(exchanged(server, token).status == 201);
}

TEST_CASE("somebody who came by a link registers no passkey, which would be for more than the link is", "[access]") {
  ServerSettings settings;
  settings.passkeys = RelyingParty{"approve.example", {"https://approve.example"}, {}};
  TestServer server(settings);
  const std::string id = server.submitted_request();
  const std::string maria = text_at(exchanged(server, text_at(server.post(links_of(id), server.key(), for_maria()), "token")), "token");
  CHECK(server.get("/v1/passkeys", maria).status == 200);
  CHECK(server.post("/v1/passkeys", maria, "{}", {{"Idempotency-Key", "k1"}}).code() == "forbidden");
}

TEST_CASE("somebody of two tenants is two users to an authenticator", "[access]") {
  ServerSettings settings;
  settings.passkeys = RelyingParty{"approve.example", {"https://approve.example"}, {}};
  TestServer server(settings);
  const std::string acme = server.make_key({"acme", "portal", Role::lead, usual_scopes(), {}});
  const std::string theirs = text_at(server.post("/v1/sessions", acme, "{\"actor\":" + actor_json("dana") + "}"), "token");
  const auto user_of = [&](const std::string& token) { return server.get("/v1/passkeys", token).json().at("user").at("id"); };
  CHECK(user_of(server.session("dana")) != user_of(theirs));
}

TEST_CASE("a refusal for the sake of a role is not the answer for ever", "[access]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const auto head = server.get("/v1/requests/" + id, server.key()).json().at("head").get<std::int64_t>();
  const std::string comment = R"({"command":"comment","text":"Seen."})";
  CHECK(server.command(id, server.session("dana", "", R"(,"role":"viewer")"), "k1", head, comment).code() == "forbidden");
  CHECK(server.command(id, server.session("dana", "", R"(,"role":"lead")"), "k1", head, comment).status == 200);
}

TEST_CASE("a session that is renewed again and again has few that live at the same time", "[access]") {
  TestServer server;
  const std::string id = server.submitted_request();
  std::string token = server.session("maria", id, R"(,"renewable_seconds":7200)");
  for (std::size_t i = 1; i < kSessionsOfOneRenewal; ++i) token = text_at(server.post("/v1/sessions/renewal", token, "{}"), "token");
  CHECK(server.post("/v1/sessions/renewal", token, "{}").code() == "too-many-requests");
  server.clock().advance(14 * 60 * 1000);
  CHECK(server.post("/v1/sessions/renewal", token, "{}").code() == "too-many-requests");
  CHECK(server.session("maria", id).size() > 0);  // others are not concerned
}

TEST_CASE("a link is for a human, and leads to a request of the tenant", "[access]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const Reply agent = server.post(links_of(id), server.key(), R"({"actor":{"kind":"agent","party":"customer","id":"bot","name":"Bot"}})");
  CHECK(agent.code() == "humans-only");
  CHECK(agent.json().at("pointer") == "/actor/kind");
  CHECK(server.post(links_of("req_nothing"), server.key(), for_maria()).code() == "request-unknown");
  CHECK(server.post(links_of(id), server.key(), for_maria(R"(,"ttl_seconds":7776001)")).code() == "number-out-of-range");
  // Who comes by a link of the delivery side follows, and decides where a stage has them.
  const Reply dana = server.post(links_of(id), server.key(), "{\"actor\":" + actor_json("dana") + "}");
  const Reply view = server.get("/v1/requests/" + id, text_at(exchanged(server, text_at(dana, "token")), "token"));
  CHECK(view.json().at("role") == "viewer");
}

TEST_CASE("a session is renewed until the end that was set when it was made", "[access]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const auto renew = [&](const std::string& token) { return server.post("/v1/sessions/renewal", token, "{}"); };
  const std::string fixed = server.session("maria", id);
  CHECK(renew(fixed).code() == "forbidden");
  const std::string first = server.session("maria", id, R"(,"renewable_seconds":1800,"origins":["https://portal.example"])");
  server.clock().advance(14 * 60 * 1000);
  const Reply second = renew(first);
  REQUIRE(second.status == 201);
  CHECK(text_at(second, "expires") == "2026-11-21T09:29:00.000Z");
  CHECK(text_at(second, "renewable_until") == "2026-11-21T09:30:00.000Z");
  CHECK(second.json().at("actor").at("id") == "maria");
  const std::string token = text_at(second, "token");
  CHECK(server.get("/v1/requests/" + id, token, {{"Origin", "https://portal.example"}}).status == 200);
  CHECK(server.get("/v1/requests/" + id, token, {{"Origin", "https://evil.example"}}).code() == "origin-not-allowed");
  CHECK(server.get("/v1/requests", token).code() == "forbidden");  // still of its request alone
  server.clock().advance(14 * 60 * 1000);
  const Reply third = renew(token);
  CHECK(text_at(third, "expires") == "2026-11-21T09:30:00.000Z");
  CHECK(renew(first).code() == "session-expired");
  server.clock().advance(2 * 60 * 1000);
  CHECK(renew(text_at(third, "token")).code() == "session-expired");
  CHECK(server.post("/v1/sessions/renewal", fixed, R"({"ttl_seconds":5})").status == 401);
  CHECK(server.post("/v1/sessions/renewal", server.session("maria", id), R"({"ttl_seconds":5})").code() == "unknown-field");
}

TEST_CASE("tenants see nothing of each other", "[access]") {
  TestServer server;
  const std::string ours = server.submitted_request();
  const std::string acme = server.make_key({"acme", "portal", Role::lead, usual_scopes(), {}});  // the same name as ours
  CHECK(server.get("/v1/requests", acme).json().at("requests").empty());
  CHECK(server.get("/v1/keys", acme).json().at("keys").size() == 1);
  const Reply created = server.post("/v1/requests", acme, kCreate, {{"Idempotency-Key", "k1"}});
  REQUIRE(created.status == 201);
  // The same key of the same actor name in another tenant is another call.
  const Reply other = server.post("/v1/requests", server.key(), kCreate, {{"Idempotency-Key", "k1"}});
  REQUIRE(other.status == 201);
  CHECK(created.json().at("request").at("id") != other.json().at("request").at("id"));
  const std::string theirs = created.json().at("request").at("id").get<std::string>();
  CHECK(server.get("/v1/requests/" + theirs, server.key()).code() == "request-unknown");
  CHECK(server.command(theirs, server.key(), "k2", 1, R"({"command":"comment","text":"Hello"})").code() == "request-unknown");
  CHECK(server.get("/v1/requests?approver=maria", acme).json().at("requests").empty());
  // What one has uploaded is not there for the other, not even to be named by its digest.
  const Reply named = server.command(theirs, acme, "k3", 1,
                                     R"({"command":"add-version","parts":[{"id":"page","name":"page.txt","media_type":"text/plain","size":12,"sha256":")" +
                                         sha256_hex("the homepage") + "\"}]}");
  CHECK(named.code() == "blob-unknown");
  CHECK(server.get("/v1/requests", acme).json().at("requests").size() == 1);
  CHECK(server.get("/v1/requests/" + ours, server.key()).status == 200);
}

TEST_CASE("a tenant's own sites may use the API in its name, and in no other", "[access]") {
  TestServer server;
  const std::string acme = server.make_key({"acme", "portal", Role::lead, usual_scopes(), {}});
  REQUIRE(server.store().set_tenant_origins("acme", {"https://acme.example"}).value());
  const Headers there = {{"Origin", "https://acme.example"}};
  const Reply allowed = server.get("/v1/requests", acme, there);
  CHECK(allowed.status == 200);
  CHECK(allowed.header("access-control-allow-origin") == "https://acme.example");
  CHECK(server.get("/v1/requests", server.key(), there).code() == "origin-not-allowed");
  CHECK(server.get("/v1/requests", acme, {{"Origin", "https://other.example"}}).code() == "origin-not-allowed");
  const Reply preflight = server.call("OPTIONS", "/v1/requests", {{"Origin", "https://acme.example"}, {"Access-Control-Request-Method", "POST"}});
  CHECK(preflight.status == 204);
  REQUIRE(server.store().set_tenant_origins("acme", {}).value());
  CHECK(server.get("/v1/requests", acme, there).code() == "origin-not-allowed");
}
