// Everything that HTTP itself refuses, as a table, and the limits in bytes and in time.
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

struct RawCase {
  const char* name;
  std::string bytes;
  int status;
  const char* code;
};

const std::string kHost = "Host: 127.0.0.1\r\n";
const std::string kGet = "GET /v1/capabilities HTTP/1.1\r\n";

std::vector<RawCase> malformed_requests() {
  const std::string post =
      "POST /v1/requests HTTP/1.1\r\n" + kHost + "Countersign-Protocol: 1\r\nContent-Type: application/json\r\n";
  return {
      {"not HTTP at all", "hello\r\n\r\n", 400, "bad-request"},
      {"binary noise", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 9) + "\r\n\r\n", 400, "bad-request"},
      {"an unknown version", "GET /v1/capabilities HTTP/9.9\r\n" + kHost + "\r\n", 400, "bad-request"},
      {"no Host", kGet + "\r\n", 400, "bad-request"},
      {"two Hosts", kGet + kHost + kHost + "\r\n", 400, "bad-request"},
      {"somebody else's Host", kGet + "Host: evil.example\r\n\r\n", 400, "bad-request"},
      {"a header without a colon", kGet + kHost + "nonsense\r\n\r\n", 400, "bad-request"},
      {"a space before the colon", kGet + kHost + "Accept : x\r\n\r\n", 400, "bad-request"},
      {"a NUL in a header", kGet + kHost + std::string("X: a\0b\r\n\r\n", 10), 400, "bad-request"},
      {"a header of 20 KB", kGet + kHost + "X: " + std::string(20'000, 'x') + "\r\n\r\n", 431, "header-too-large"},
      {"many headers",
       [] {
         std::string text = kGet + kHost;
         for (int i = 0; i < 2000; ++i) text += "X-" + std::to_string(i) + ": y\r\n";
         return text + "\r\n";
       }(),
       431, "header-too-large"},
      {"an address of 5 KB", "GET /" + std::string(5'000, 'a') + " HTTP/1.1\r\n" + kHost + "\r\n", 431,
       "header-too-large"},
      {"length and chunks at once", post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
       "bad-request"},
      {"two lengths", post + "Content-Length: 4\r\nContent-Length: 5\r\n\r\n{}{}", 400, "bad-request"},
      {"a length that is no number", post + "Content-Length: four\r\n\r\n{}{}", 400, "bad-request"},
      {"a negative length", post + "Content-Length: -1\r\n\r\n", 400, "bad-request"},
      {"another transfer encoding", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400, "bad-request"},
      {"a chunk size that is no number", post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "bad-request"},
      {"a body of 300 KB", post + "Content-Length: 300000\r\n\r\n", 413, "body-too-large"},
      {"a body of more than 64 bits", post + "Content-Length: 99999999999999999999999\r\n\r\n", 400, "bad-request"},
      {"300 KB in chunks",
       post + "Transfer-Encoding: chunked\r\n\r\n493e0\r\n" + std::string(300'000, 'x') + "\r\n0\r\n\r\n", 413,
       "body-too-large"},
      {"a broken escape", "GET /v1/%zz HTTP/1.1\r\n" + kHost + "\r\n", 400, "bad-request"},
      {"an escaped slash", "GET /v1/requests%2fa HTTP/1.1\r\n" + kHost + "\r\n", 400, "bad-request"},
      {"an escaped NUL", "GET /v1/%00 HTTP/1.1\r\n" + kHost + "\r\n", 400, "bad-request"},
      {"dots", "GET /../etc/passwd HTTP/1.1\r\n" + kHost + "\r\n", 400, "bad-request"},
      {"escaped dots", "GET /%2e%2e/etc/passwd HTTP/1.1\r\n" + kHost + "\r\n", 400, "bad-request"},
      {"a backslash", "GET /..\\etc HTTP/1.1\r\n" + kHost + "\r\n", 400, "bad-request"},
      {"a fragment", "GET /v1/capabilities#x HTTP/1.1\r\n" + kHost + "\r\n", 400, "bad-request"},
      {"the address of a proxy", "GET http://127.0.0.1/v1/capabilities HTTP/1.1\r\n" + kHost + "\r\n", 400,
       "bad-request"},
      {"a tunnel", "CONNECT evil.example:443 HTTP/1.1\r\n" + kHost + "\r\n", 400, "bad-request"},
      {"a query name twice", "GET /v1/requests?limit=1&limit=2 HTTP/1.1\r\n" + kHost + "\r\n", 400, "bad-request"},
      {"an unknown query name", "GET /v1/capabilities?x=1 HTTP/1.1\r\n" + kHost + "\r\n", 400, "unknown-field"},
      {"an unknown address", "GET /v1/nothing HTTP/1.1\r\n" + kHost + "\r\n", 404, "route-unknown"},
      {"an address below a known one", "GET /v1/requests/a/b/c HTTP/1.1\r\n" + kHost + "\r\n", 404, "route-unknown"},
      {"a method that the address does not take", "DELETE /v1/requests HTTP/1.1\r\n" + kHost + "\r\n", 405,
       "method-not-allowed"},
      {"TRACE", "TRACE /v1/capabilities HTTP/1.1\r\n" + kHost + "\r\n", 405, "method-not-allowed"},
      {"no protocol header", "POST /v1/requests HTTP/1.1\r\n" + kHost + "Content-Type: application/json\r\n\r\n", 400,
       "header-missing"},
      {"a form",
       "POST /v1/requests HTTP/1.1\r\n" + kHost +
           "Countersign-Protocol: 1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 2\r\n\r\na=",
       415, "media-type-unsupported"},
      {"no media type", "POST /v1/requests HTTP/1.1\r\n" + kHost + "Countersign-Protocol: 1\r\n\r\n", 415,
       "media-type-unsupported"},
      {"no authorization", post + "Content-Length: 2\r\n\r\n{}", 401, "unauthorized"},
      {"another scheme", "GET /v1/requests HTTP/1.1\r\n" + kHost + "Authorization: Basic eDp5\r\n\r\n", 401,
       "unauthorized"},
      {"an unknown token", "GET /v1/requests HTTP/1.1\r\n" + kHost + "Authorization: Bearer cs_ses_x\r\n\r\n", 401,
       "unauthorized"},
      {"two authorizations",
       "GET /v1/requests HTTP/1.1\r\n" + kHost + "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n", 401,
       "unauthorized"},
  };
}

ServerSettings impatient() {
  ServerSettings settings;
  settings.limits.idle_time = std::chrono::milliseconds(300);
  settings.limits.header_time = std::chrono::milliseconds(300);
  settings.limits.body_time = std::chrono::milliseconds(300);
  settings.limits.linger_time = std::chrono::milliseconds(200);
  return settings;
}

const std::string kPlainGet = kGet + kHost + "\r\n";

}  // namespace

TEST_CASE("every malformed request is refused with a problem document and its code", "[http]") {
  TestServer server;
  for (const RawCase& raw : malformed_requests()) {
    INFO(raw.name);
    Connection connection(server.port());
    connection.send(raw.bytes);
    const Reply reply = connection.receive();
    CHECK(reply.status == raw.status);
    CHECK(reply.code() == raw.code);
    CHECK(reply.header("content-type") == "application/problem+json");
    CHECK(reply.json().value("status", 0) == raw.status);
    CHECK(reply.json().value("type", "") == std::string("urn:countersign:problem:") + raw.code);
    CHECK_FALSE(reply.header("content-security-policy").empty());
  }
  CHECK(server.call("GET", "/v1/capabilities").status == 200);
}

TEST_CASE("405 names the methods that the address takes", "[http]") {
  TestServer server;
  CHECK(server.call("PUT", "/v1/requests").header("allow") == "GET, HEAD, POST, OPTIONS");
  CHECK(server.call("POST", "/v1/blobs/x").header("allow") == "GET, HEAD, PUT, OPTIONS");
  CHECK(server.call("POST", "/index.html").header("allow") == "GET, HEAD");
}

TEST_CASE("401 says how to authenticate", "[http]") {
  TestServer server;
  CHECK(server.call("GET", "/v1/requests").header("www-authenticate") == "Bearer");
}

TEST_CASE("a connection serves many requests, also when they arrive together", "[http]") {
  TestServer server;
  Connection connection(server.port());
  connection.send(kPlainGet + "HEAD /v1/capabilities HTTP/1.1\r\n" + kHost + "\r\n" + kPlainGet);
  CHECK(connection.receive().status == 200);
  const Reply head = connection.receive(false);
  CHECK(head.status == 200);
  CHECK(std::stoi(head.header("content-length")) > 100);
  CHECK(connection.receive().status == 200);
  connection.send("POST /v1/requests HTTP/1.1\r\n" + kHost +
                  "Countersign-Protocol: 1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n" +
                  kPlainGet);
  CHECK(connection.receive().status == 401);
  CHECK(connection.receive().status == 200);
  connection.send("GET /v1/capabilities HTTP/1.1\r\nConnection: close\r\n" + kHost + "\r\n");
  CHECK(connection.receive().closed);
  CHECK(connection.is_closed_within(5000));
}

TEST_CASE("after a refusal whose body was not read the connection ends, and what follows is not taken for a request",
          "[http]") {
  TestServer server;
  Connection connection(server.port());
  const std::string smuggled = kPlainGet;
  connection.send("POST /v1/nothing HTTP/1.1\r\n" + kHost + "Content-Length: " + std::to_string(smuggled.size()) +
                  "\r\n\r\n" + smuggled);
  const Reply reply = connection.receive();
  CHECK(reply.status == 404);
  CHECK(reply.closed);
  CHECK(connection.receive().status == 0);
}

TEST_CASE("HTTP/1.0 is answered and the connection closed", "[http]") {
  TestServer server;
  Connection connection(server.port());
  connection.send("GET /v1/capabilities HTTP/1.0\r\n" + kHost + "\r\n");
  CHECK(connection.receive().status == 200);
  CHECK(connection.is_closed_within(5000));
}

TEST_CASE("who is slow is told so, and an idle connection ends without a word", "[http]") {
  TestServer server(impatient());
  SECTION("idle") {
    Connection connection(server.port());
    CHECK(connection.receive().status == 0);
  }
  SECTION("idle after a request") {
    Connection connection(server.port());
    connection.send(kPlainGet);
    CHECK(connection.receive().status == 200);
    CHECK(connection.receive().status == 0);
  }
  SECTION("in the header, however busily") {
    Connection connection(server.port());
    connection.send(kGet + kHost);
    // It never falls silent, and so would go on for ever if each line bought it more time.
    for (int line = 0; line < 500 && !connection.stirs_within(20); ++line) connection.send("X: y\r\n");
    const Reply reply = connection.receive();
    CHECK(reply.status == 408);
    CHECK(reply.code() == "timed-out");
  }
  SECTION("in the body") {
    Connection connection(server.port());
    connection.send("POST /v1/requests HTTP/1.1\r\n" + kHost +
                    "Countersign-Protocol: 1\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{");
    const Reply reply = connection.receive();
    CHECK(reply.status == 408);
    CHECK(reply.code() == "timed-out");
  }
}

TEST_CASE("when there is no room, who comes is told to come again", "[http]") {
  ServerSettings settings;
  settings.limits.connections = 2;
  TestServer server(settings);
  Connection first(server.port());
  Connection second(server.port());
  first.send(kPlainGet);
  second.send(kPlainGet);
  CHECK(first.receive().status == 200);
  CHECK(second.receive().status == 200);
  {
    Connection third(server.port());
    const Reply reply = third.receive();
    CHECK(reply.status == 429);
    CHECK(reply.code() == "too-many-requests");
    CHECK(reply.header("retry-after") == "1");
  }
  first.close();
  // The server takes a moment to notice that there is room again.
  int status = 0;
  for (int attempt = 0; attempt < 500 && status != 200; ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    Connection fourth(server.port());
    fourth.send(kPlainGet);
    status = fourth.receive().status;
  }
  CHECK(status == 200);
}

TEST_CASE("one address has no more connections than its share; a proxy speaks for many", "[http]") {
  ServerSettings settings;
  settings.limits.connections_of_address = 2;
  const bool is_proxy = GENERATE(false, true);
  if (is_proxy) settings.limits.proxies = {AddressRange::from("127.0.0.0/8").value()};
  TestServer server(settings);
  std::vector<std::unique_ptr<Connection>> connections;
  for (int i = 0; i < 2; ++i) {
    connections.push_back(std::make_unique<Connection>(server.port()));
    connections.back()->send(kPlainGet);
    CHECK(connections.back()->receive().status == 200);
  }
  Connection another(server.port());
  if (is_proxy) another.send(kPlainGet);
  const Reply reply = another.receive();
  CHECK(reply.status == (is_proxy ? 200 : 429));
  if (!is_proxy) CHECK(reply.json()["detail"] == "There are too many connections from this address.");
}

TEST_CASE("Expect: 100-continue is answered before the body, or with the refusal", "[http]") {
  TestServer server;
  const std::string bytes = "some bytes";
  const std::string head = "PUT /v1/blobs/" + sha256_hex(bytes) + " HTTP/1.1\r\n" + kHost +
                           "Countersign-Protocol: 1\r\nExpect: 100-continue\r\nContent-Length: 10\r\n";
  Connection welcome(server.port());
  welcome.send(head + "Authorization: Bearer " + server.key() + "\r\n\r\n");
  CHECK(welcome.receive(false).status == 100);
  welcome.send(bytes);
  CHECK(welcome.receive().status == 201);
  Connection refused(server.port());
  refused.send(head + "\r\n");
  CHECK(refused.receive().status == 401);
}

TEST_CASE("stopping finishes what is in flight and ends what is idle", "[http]") {
  auto server = std::make_unique<TestServer>();
  Connection idle(server->port());
  Connection busy(server->port());
  idle.send(kPlainGet);
  CHECK(idle.receive().status == 200);
  busy.send("POST /v1/requests HTTP/1.1\r\n" + kHost +
            "Countersign-Protocol: 1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
            "Expect: 100-continue\r\n\r\n");
  CHECK(busy.receive(false).status == 100);  // so the server is in the middle of it
  busy.send("{");
  std::thread stopping([&] { server->stop(); });
  CHECK(idle.is_closed_within(5000));
  busy.send("}");
  const Reply reply = busy.receive();
  CHECK(reply.status == 401);
  CHECK(reply.closed);
  busy.close();
  stopping.join();
  Connection late(server->port());
  late.send(kPlainGet);
  CHECK(late.receive().status == 0);
}
