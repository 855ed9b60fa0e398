// What may stand in a log.
#include "native/operations/masking.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

TEST_CASE("masking: secrets of every kind are not shown, and what is around them is", "[masking]") {
  const std::string code(43, 'k');
  const std::pair<std::string, std::string> cases[] = {
      {"nothing secret", "nothing secret"},
      {"cs_key_aB-_9 and cs_ses_x.", "cs_key_*** and cs_ses_***."},
      {"a link cs_lnk_abc\"", "a link cs_lnk_***\""},
      {"cs_ alone, cs_key alone, cs_key_ alone", "cs_ alone, cs_key alone, cs_key_*** alone"},
      {"challenge AAAAAAAAAAAAAAAA.1767225600000." + code + "!", "challenge AAAAAAAAAAAAAAAA.1767225600000.***!"},
      {"postgres://user:pa:ss@host/db", "postgres://user:***@host/db"},
      {"postgres://user:p@ss/w@host/db and more", "postgres://user:***@host/db and more"},
      {"https://host:8080/x", "https://host:8080/x"},
      {"https://user@host:8080/x", "https://user@host:8080/x"},
      {"host=a password=secret user=b", "host=a password=*** user=b"},
      {"password='se cret' user=b", "password=*** user=b"},
      {"two\nlines\x7f and \x01", "two lines  and  "},
  };
  for (const auto& [text, shown] : cases) CHECK(masked(text) == shown);
}

TEST_CASE("masking: an id of a call is taken over when it is short and harmless", "[masking]") {
  for (const char* taken : {"a", "4f1c-77.b", "0198b2f0-7d9e-7c33-b9a5-5d2f3f1f9a10"}) CHECK(request_id_from(taken) == std::string(taken));
  for (const std::string& refused : {std::string(), std::string(41, 'a'), std::string("a b"), std::string("a\"b"), std::string("cs_key_abc"), std::string("a\nb")})
    CHECK(!request_id_from(refused));
  CHECK(!request_id_from(std::nullopt));
}

TEST_CASE("every answer has the id of its call: the client's, or one that is made", "[http]") {
  TestServer server;
  CHECK(server.call("GET", "/v1/capabilities", {{"X-Request-Id", "from-a-proxy.1"}}).header("x-request-id") == "from-a-proxy.1");
  CHECK(server.call("GET", "/v1/nothing", {{"X-Request-Id", "b2"}}).header("x-request-id") == "b2");
  const std::string made = server.call("GET", "/v1/capabilities", {{"X-Request-Id", server.key()}}).header("x-request-id");
  CHECK(made.size() == 20);
  CHECK(request_id_from(made) == made);
  CHECK(server.call("GET", "/v1/capabilities").header("x-request-id") != made);
  const Reply twice = server.call("GET", "/v1/capabilities", {{"X-Request-Id", "a"}, {"X-Request-Id", "b"}});
  CHECK(twice.header("x-request-id").size() == 20);
  Connection connection(server.port());
  connection.send("nonsense\r\n\r\n");
  CHECK(connection.receive().header("x-request-id").size() == 20);
}

TEST_CASE("masking: a caller is a key by its name or a session by digits, with its tenant, and no person", "[masking]") {
  const std::string token = "cs_ses_" + std::string(43, 'x');
  Caller caller;
  caller.tenant = kDefaultTenant;
  caller.actor = Actor{ActorKind::agent, Party::delivery, {ActorId::from("key:portal").value(), Name::from("portal").value(), {}}};
  caller.kind = CallerKind::api_key;
  CHECK(loggable_caller(caller, "cs_key_x") == "key:portal");
  caller.tenant = "acme";
  CHECK(loggable_caller(caller, "cs_key_x") == "acme/key:portal");
  caller.kind = CallerKind::session;
  caller.actor = Actor{ActorKind::human, Party::customer, {ActorId::from("maria@keller.example").value(), Name::from("Maria Keller").value(), {}}};
  CHECK(loggable_caller(caller, token) == "acme/session:" + sha256_hex(token).substr(0, 12));
}
