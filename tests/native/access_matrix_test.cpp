// Every address of the server, asked by everybody: which answers each gets, in one table. An address that is not in it fails
// the test.
#include <functional>
#include <set>

#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

// The columns of the table, in this order. K: an API key with every scope; k: one without scopes; v: one of the role viewer, which lets
// people in; O: like K, of another tenant. M: maria's session of the request; N: hers of another request. Then sessions of the team,
// by role, and one of another tenant. G: maria's session of the request that a link gave her; B: dana's as a lead, for that request alone.
const std::vector<std::string> kCallers = {"nobody", "rubbish", "link", "K", "k", "v", "O", "M", "N", "viewer", "delivery-team",
                                           "account-manager", "project-manager", "operations", "lead", "foreign", "G", "B"};

// What the letters of the table say.
std::string meaning(char letter) {
  switch (letter) {
    case '+': return "";
    case 'u': return "unauthorized";
    case 'f': return "forbidden";
    case 'r': return "request-unknown";
    case 'b': return "blob-unknown";
    case 'd': return "delivery-only";
    case 'm': return "missing-field";
    case 'n': return "route-unknown";
    default: throw std::runtime_error(std::string("no meaning: ") + letter);
  }
}

// One server with one of each caller, and a decided request.
struct World {
  static ServerSettings settings() {
    ServerSettings settings;
    settings.demo = true;
    settings.passkeys = RelyingParty{"approve.example", {"https://approve.example"}, {}};
    return settings;
  }

  TestServer server{settings()};
  std::string request = server.submitted_request();
  std::string other_request = server.submitted_request();
  std::string digest = sha256_hex("the homepage");
  std::map<std::string, std::string> tokens;
  std::string last_webhook;
  int calls = 0;

  World() {
    server.approve(request, "maria", "customer");
    server.follow_log();
    const auto key = [&](const std::string& tenant, const std::string& name, Role role, Scopes scopes) {
      return server.make_key({tenant, name, role, scopes, {}});
    };
    Scopes sessions;
    sessions.add(Scope::sessions);
    tokens["rubbish"] = "cs_ses_rubbish";
    tokens["K"] = server.key();
    tokens["k"] = key("default", "plain", Role::lead, {});
    tokens["v"] = key("default", "door", Role::viewer, sessions);
    tokens["O"] = key("acme", "portal", Role::lead, Scopes::all());
    const std::string renewable = R"(,"renewable_seconds":7200)";
    tokens["M"] = server.session("maria", request, renewable);
    tokens["N"] = server.session("maria", other_request, renewable);
    for (const std::string_view role : Words<Role>::list) {
      tokens[std::string(role)] = server.session("dana", "", renewable + R"(,"role":")" + std::string(role) + "\"");
    }
    tokens["foreign"] = token_in(server.post("/v1/sessions", tokens["O"], "{\"actor\":" + actor_json("dana") + renewable + "}"));
    tokens["link"] = new_link();
    tokens["G"] = token_in(post("nobody", "/v1/links/exchange", "{\"token\":\"" + new_link() + "\"}"));
    tokens["B"] = server.session("dana", request, renewable);
  }

  static std::string token_in(const Reply& reply) { return reply.json().at("token").get<std::string>(); }

  std::string fresh() { return "call-" + std::to_string(++calls); }
  std::string new_link() { return token_in(server.post("/v1/requests/" + request + "/links", server.key(), "{\"actor\":" + actor_json("maria") + "}")); }
  std::string link_id() {
    return server.post("/v1/requests/" + request + "/links", server.key(), "{\"actor\":" + actor_json("maria") + "}").json().at("id").get<std::string>();
  }
  std::string spare_key() {
    const std::string name = "spare-" + fresh();
    server.make_key({"default", name, Role::viewer, {}, {}});
    return name;
  }
  // Another one each time, of the first tenant; the one before goes.
  std::string webhook() {
    if (!last_webhook.empty()) server.call("DELETE", "/v1/webhooks/" + last_webhook, headers("K"));
    last_webhook = post("K", "/v1/webhooks", R"({"url":"https://hooks.example/"})").json().at("id").get<std::string>();
    return last_webhook;
  }
  std::int64_t head() { return server.get("/v1/requests/" + request, server.key()).json().at("head").get<std::int64_t>(); }

  Headers headers(const std::string& caller) {
    Headers list = {{"Countersign-Protocol", "1"}};
    if (caller != "nobody") list.emplace_back("Authorization", "Bearer " + tokens.at(caller));
    return list;
  }
  Reply get(const std::string& caller, const std::string& target) { return server.call("GET", target, headers(caller)); }
  Reply remove(const std::string& caller, const std::string& target) { return server.call("DELETE", target, headers(caller)); }
  Reply post(const std::string& caller, const std::string& target, const std::string& body, Headers more = {}) {
    for (const auto& each : headers(caller)) more.push_back(each);
    more.emplace_back("Content-Type", "application/json");
    return server.call("POST", target, more, body);
  }
};

struct Row {
  std::string address;  // method and pattern, as the server has it
  std::string expected;  // a letter for each caller
  std::function<Reply(World&, const std::string& caller)> call;
};

std::string of(const World& world, const std::string& rest = "") { return "/v1/requests/" + world.request + rest; }

const std::vector<Row>& table() {
  static const std::vector<Row> rows = {
      {"GET /v1/capabilities", "++++++++++++++++++", [](World& w, const std::string& c) { return w.get(c, "/v1/capabilities"); }},
      {"GET /v1/requests", "uuu++++ff+++++++ff", [](World& w, const std::string& c) { return w.get(c, "/v1/requests"); }},
      {"POST /v1/requests", "uuu++f+fff+f+f++ff",
       [](World& w, const std::string& c) { return w.post(c, "/v1/requests", kCreate, {{"Idempotency-Key", w.fresh()}}); }},
      {"GET /v1/requests/{}", "uuu+++r+f++++++r++", [](World& w, const std::string& c) { return w.get(c, of(w)); }},
      {"POST /v1/requests/{}/commands", "uuu++fr+ff+++f+r++",
       [](World& w, const std::string& c) {
         return w.post(c, of(w, "/commands"), R"({"command":"comment","text":"Seen."})",
                       {{"Idempotency-Key", w.fresh()}, {"If-Match", "\"" + std::to_string(w.head()) + "\""}});
       }},
      {"GET /v1/requests/{}/events", "uuu+++r+f++++++r++", [](World& w, const std::string& c) { return w.get(c, of(w, "/events")); }},
      {"GET /v1/requests/{}/receipt", "uuu+++r+f++++++r++", [](World& w, const std::string& c) { return w.get(c, of(w, "/receipt")); }},
      {"GET /v1/requests/{}/bundle", "uuu+++r+f++++++r++", [](World& w, const std::string& c) { return w.get(c, of(w, "/bundle")); }},
      {"POST /v1/requests/{}/sessions", "uuu+f+rfffffffffff",
       [](World& w, const std::string& c) { return w.post(c, of(w, "/sessions"), "{\"actor\":" + actor_json("maria") + "}"); }},
      {"POST /v1/sessions", "uuu+f++fffffffffff",
       [](World& w, const std::string& c) { return w.post(c, "/v1/sessions", "{\"actor\":" + actor_json("dana") + "}"); }},
      {"POST /v1/sessions/renewal", "uuuffff+++++++++f+", [](World& w, const std::string& c) { return w.post(c, "/v1/sessions/renewal", "{}"); }},
      {"GET /v1/requests/{}/links", "uuu+f+rfffffffffff", [](World& w, const std::string& c) { return w.get(c, of(w, "/links")); }},
      {"POST /v1/requests/{}/links", "uuu+f+rfffffffffff",
       [](World& w, const std::string& c) { return w.post(c, of(w, "/links"), "{\"actor\":" + actor_json("maria") + "}"); }},
      {"DELETE /v1/requests/{}/links/{}", "uuu+f+rfffffffffff",
       [](World& w, const std::string& c) { return w.remove(c, of(w, "/links/" + w.link_id())); }},
      {"POST /v1/links/exchange", "++++++++++++++++++",
       [](World& w, const std::string& c) { return w.post(c, "/v1/links/exchange", "{\"token\":\"" + w.new_link() + "\"}"); }},
      {"GET /v1/keys", "uuu+ff+fffffffffff", [](World& w, const std::string& c) { return w.get(c, "/v1/keys"); }},
      {"POST /v1/keys", "uuu+ff+fffffffffff", [](World& w, const std::string& c) { return w.post(c, "/v1/keys", "{\"name\":\"" + w.fresh() + "\"}"); }},
      {"DELETE /v1/keys/{}", "uuu+ffnfffffffffff", [](World& w, const std::string& c) { return w.remove(c, "/v1/keys/" + w.spare_key()); }},
      {"GET /v1/passkeys", "uuuffff+++++++++++", [](World& w, const std::string& c) { return w.get(c, "/v1/passkeys"); }},
      {"POST /v1/passkeys", "uuuffffmmmmmmmmmfm",
       [](World& w, const std::string& c) { return w.post(c, "/v1/passkeys", "{}", {{"Idempotency-Key", w.fresh()}}); }},
      {"GET /v1/log/checkpoint", "++++++++++++++++++", [](World& w, const std::string& c) { return w.get(c, "/v1/log/checkpoint"); }},
      {"GET /v1/log/tile/{*}", "++++++++++++++++++", [](World& w, const std::string& c) { return w.get(c, "/v1/log/tile/0/000.p/1"); }},
      {"GET /v1/log/tile/{*}", "uuu+ff+fffffffffff", [](World& w, const std::string& c) { return w.get(c, "/v1/log/tile/entries/000.p/1"); }},
      {"GET /v1/log/entries/{*}", "uuu+ff+fffffffffff", [](World& w, const std::string& c) { return w.get(c, "/v1/log/entries/000.p/1"); }},
      {"GET /v1/blobs/{}", "uuu+++b++++++++b++", [](World& w, const std::string& c) { return w.get(c, "/v1/blobs/" + w.digest); }},
      {"GET /v1/blobs/{}", "uuu+++r+f++++++r++", [](World& w, const std::string& c) { return w.get(c, "/v1/blobs/" + w.digest + "?request=" + w.request); }},
      {"PUT /v1/blobs/{}", "uuu++f+ddf+f+f++d+",
       [](World& w, const std::string& c) {
         const std::string bytes = "bytes of " + c;
         return w.server.call("PUT", "/v1/blobs/" + sha256_hex(bytes), w.headers(c), bytes);
       }},
      {"GET /v1/metrics", "uuu++++ff+++++++ff", [](World& w, const std::string& c) { return w.get(c, "/v1/metrics"); }},
      {"GET /v1/metrics/projects", "uuu++++ff+++++++ff", [](World& w, const std::string& c) { return w.get(c, "/v1/metrics/projects"); }},
      {"GET /v1/metrics/long-tails", "uuu++++ff+++++++ff", [](World& w, const std::string& c) { return w.get(c, "/v1/metrics/long-tails"); }},
      {"GET /v1/webhooks", "uuu+ff+fffffffffff", [](World& w, const std::string& c) { return w.get(c, "/v1/webhooks"); }},
      {"POST /v1/webhooks", "uuumffmfffffffffff", [](World& w, const std::string& c) { return w.post(c, "/v1/webhooks", "{}"); }},
      {"GET /v1/webhooks/{}", "uuu+ffnfffffffffff", [](World& w, const std::string& c) { return w.get(c, "/v1/webhooks/" + w.webhook()); }},
      {"DELETE /v1/webhooks/{}", "uuu+ffnfffffffffff", [](World& w, const std::string& c) { return w.remove(c, "/v1/webhooks/" + w.webhook()); }},
      {"POST /v1/webhooks/{}/secret", "uuu+ffnfffffffffff", [](World& w, const std::string& c) { return w.post(c, "/v1/webhooks/" + w.webhook() + "/secret", "{}"); }},
      {"POST /v1/webhooks/{}/enable", "uuu+ffnfffffffffff", [](World& w, const std::string& c) { return w.post(c, "/v1/webhooks/" + w.webhook() + "/enable", "{}"); }},
      {"GET /v1/webhooks/{}/deliveries", "uuu+ffnfffffffffff", [](World& w, const std::string& c) { return w.get(c, "/v1/webhooks/" + w.webhook() + "/deliveries"); }},
      {"POST /v1/webhooks/{}/deliveries/{}/retry", "uuunffnfffffffffff",
       [](World& w, const std::string& c) { return w.post(c, "/v1/webhooks/" + w.webhook() + "/deliveries/999999/retry", "{}"); }},
      {"GET /v1/mail/deliveries", "uuu+ff+fffffffffff", [](World& w, const std::string& c) { return w.get(c, "/v1/mail/deliveries"); }},
      {"POST /v1/mail/deliveries/{}/retry", "uuunffnfffffffffff", [](World& w, const std::string& c) { return w.post(c, "/v1/mail/deliveries/999999/retry", "{}"); }},
      {"PUT /v1/contacts/{}", "uuu++f+ffff++f++ff",
       [](World& w, const std::string& c) {
         Headers headers = w.headers(c);
         headers.emplace_back("Content-Type", "application/json");
         return w.server.call("PUT", "/v1/contacts/maria", headers, R"({"email":"maria@example.com"})");
       }},
      {"GET /v1/contacts/{}", "uuu++++ff+++++++ff", [](World& w, const std::string& c) { return w.get(c, "/v1/contacts/maria"); }},
      {"DELETE /v1/contacts/{}", "uuunnfnffffnnfnnff", [](World& w, const std::string& c) { return w.remove(c, "/v1/contacts/nobody"); }},
      {"GET /demo/outbox", "++++++++++++++++++", [](World& w, const std::string& c) { return w.get(c, "/demo/outbox"); }},
      {"GET /demo/people", "++++++++++++++++++", [](World& w, const std::string& c) { return w.get(c, "/demo/people"); }},
      {"POST /demo/session", "++++++++++++++++++", [](World& w, const std::string& c) { return w.post(c, "/demo/session", R"({"person":"dana"})"); }},
  };
  return rows;
}

}  // namespace

TEST_CASE("every address answers each caller as the table says", "[access]") {
  World world;
  for (const Row& row : table()) {
    REQUIRE(row.expected.size() == kCallers.size());
    for (std::size_t i = 0; i < kCallers.size(); ++i) {
      INFO(row.address << " by " << kCallers[i]);
      const Reply reply = row.call(world, kCallers[i]);
      const std::string code = meaning(row.expected[i]);
      INFO(reply.body);
      if (code.empty()) {
        CHECK(reply.status < 300);
      } else {
        CHECK(reply.status >= 400);
        if (reply.status >= 400) CHECK(reply.code() == code);
      }
    }
  }
}

TEST_CASE("the table of addresses and callers leaves no address out", "[access]") {
  World world;
  std::set<std::string> served;
  for (const Route& route : world.server.routes()) served.insert(std::string(http_method_word(route.method)) + " " + std::string(route.pattern));
  std::set<std::string> asked;
  for (const Row& row : table()) asked.insert(row.address);
  CHECK(asked == served);
}
