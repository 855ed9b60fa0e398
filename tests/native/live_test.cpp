// Live events over HTTP: what is told, from where on, to whom, and how it ends.
#include "core/json/command_codec.h"
#include "native/service/live.h"
#include "tests/native/fixture.h"
#include "tests/native/postgres_cluster.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

const std::string kLastChunk = "\r\n0\r\n\r\n";

class LiveReader {
 public:
  LiveReader(TestServer& server, const std::string& request, const std::string& token, Headers more = {}, const std::string& query = "")
      : connection_(server.port()) {
    Headers headers{{"Host", "localhost"}, {"Accept", "text/event-stream"}, {"Authorization", "Bearer " + token}};
    headers.insert(headers.end(), more.begin(), more.end());
    connection_.send(request_text("GET", "/v1/requests/" + request + "/events" + query, headers, ""));
    head = connection_.receive(false);
  }

  // What comes up to and with the event of this number.
  std::string through(std::int64_t id) {
    const std::string before = connection_.read_through("id: " + std::to_string(id) + "\n");
    return before + connection_.read_through("\n\n");
  }
  std::string through(const std::string& text) { return connection_.read_through(text); }
  bool stirs_within(int milliseconds) { return connection_.stirs_within(milliseconds); }
  bool ends() { return connection_.read_through(kLastChunk).ends_with(kLastChunk); }

  Reply head;

 private:
  Connection connection_;
};

ServerSettings quick() {
  ServerSettings settings;
  settings.limits.heartbeat_time = std::chrono::milliseconds(100);
  return settings;
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

void comment(TestServer& server, const std::string& request, std::int64_t head) {
  const Reply reply = server.command(request, server.session("maria", request), "comment-" + std::to_string(head), head, R"({"command":"comment","text":"Looks good."})");
  REQUIRE(reply.status == 200);
}

// By a server of its own on this store.
void comment_elsewhere(Store& store, TestServer& server, const std::string& request, std::int64_t head) {
  SystemRandom random;
  PasskeyService passkeys(store, server.clock(), std::nullopt);
  LiveNews news;
  RequestService requests(store, server.clock(), random, Challenges::open(store, random).value(), passkeys, news);
  Caller dana;
  dana.tenant = "default";
  dana.role = Role::lead;
  dana.actor = read_actor(read_json(actor_json("dana")).value()).value();
  const std::string body = R"({"command":"comment","text":"From elsewhere."})";
  CHECK(requests.command(dana, RequestId::from(request).value(), {"elsewhere", "elsewhere-1", head, body}).status == 200);
}

}  // namespace

TEST_CASE("a stream tells what was recorded and what is being recorded, each event once and in order", "[live]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const std::int64_t head = server.get("/v1/requests/" + id, server.key()).json().at("head").get<std::int64_t>();
  LiveReader reader(server, id, server.session("maria", id));
  REQUIRE(reader.head.status == 200);
  CHECK(reader.head.header("content-type") == "text/event-stream");
  CHECK(reader.head.header("cache-control") == "no-store");
  CHECK(reader.head.header("transfer-encoding") == "chunked");
  const std::string before = reader.through(head);
  CHECK(count(before, "\ndata: ") == static_cast<std::size_t>(head));
  const Json listed = server.get("/v1/requests/" + id + "/events", server.key()).json().at("events");
  for (std::size_t i = 0; i < listed.size(); ++i) {
    CHECK(before.find("id: " + std::to_string(i + 1) + "\ndata: " + listed[i].dump() + "\n\n") != std::string::npos);
  }
  CHECK_FALSE(reader.stirs_within(100));
  comment(server, id, head);
  comment(server, id, head + 1);
  const std::string after = reader.through(head + 2);
  CHECK(count(after, "\ndata: ") == 2);
  CHECK(count(after, R"("event":"commented")") == 2);

  // Who comes back goes on behind what came last, whatever the address says.
  LiveReader again(server, id, server.key(), {{"Last-Event-ID", std::to_string(head + 1)}}, "?after=1");
  CHECK(count(again.through(head + 2), "\ndata: ") == 1);
  LiveReader from(server, id, server.key(), {}, "?after=" + std::to_string(head));
  const std::string both = from.through(head + 2);
  INFO(both);
  CHECK(count(both, "\ndata: ") == 2);
}

TEST_CASE("a stream is for whoever may read the request, and its question has to be well formed", "[live]") {
  TestServer server;
  const std::string mine = server.submitted_request();
  const std::string other = server.submitted_request();
  const std::string maria = server.session("maria", mine);
  CHECK(LiveReader(server, other, maria).head.status == 403);
  CHECK(LiveReader(server, mine, "cs_session_unknown").head.status == 401);
  CHECK(LiveReader(server, "req_unknown", server.key()).head.status == 404);
  CHECK(LiveReader(server, mine, maria, {}, "?limit=5").head.status == 400);
  CHECK(LiveReader(server, mine, maria, {}, "?after=x").head.status == 400);
  for (const char* bad : {"", "x", "-1", "1.0", "99999999999999999999"}) {
    INFO(bad);
    CHECK(LiveReader(server, mine, maria, {{"Last-Event-ID", bad}}).head.status == 400);
  }
}

TEST_CASE("a stream with nothing to say shows that it lives, and ends with the session", "[live]") {
  TestServer server(quick());
  const std::string id = server.submitted_request();
  LiveReader reader(server, id, server.session("maria", id));
  CHECK(reader.through("\n: \n\n").ends_with(": \n\n"));
  CHECK(reader.through(": \n\n").ends_with(": \n\n"));
  server.clock().advance(kSessionSeconds * 1000 + 1);
  CHECK(reader.ends());
}

TEST_CASE("who still says something after the end of a stream holds nobody up", "[live]") {
  TestServer server(quick());
  const std::string id = server.submitted_request();
  Connection connection(server.port());
  connection.send(request_text("GET", "/v1/requests/" + id + "/events", {{"Host", "localhost"}, {"Accept", "text/event-stream"}, {"Authorization", "Bearer " + server.session("maria", id)}}, ""));
  REQUIRE(connection.receive(false).status == 200);
  connection.send("x");  // nor while it lasts
  connection.read_through(": \n\n");
  server.clock().advance(kSessionSeconds * 1000 + 1);
  REQUIRE(connection.read_through(kLastChunk).ends_with(kLastChunk));
  connection.send("x");
  const auto started = std::chrono::steady_clock::now();
  CHECK(server.get("/v1/requests/" + id, server.key()).status == 200);
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(1));
}

TEST_CASE("who is too far behind, or ahead, is told to load the request anew", "[live]") {
  TestServer server;
  const std::string id = server.submitted_request();
  std::int64_t head = server.get("/v1/requests/" + id, server.key()).json().at("head").get<std::int64_t>();
  for (const std::int64_t far = head + kLongestCatchUp; head < far; ++head) comment(server, id, head);
  const std::string resync = "event: resync\ndata: {\"head\":" + std::to_string(head) + "}\n\n";
  LiveReader behind(server, id, server.key());
  const std::string told = behind.through(head);
  INFO(told);
  CHECK(told.ends_with("id: " + std::to_string(head) + "\n" + resync));
  CHECK(count(told, "\ndata: ") == 1);
  LiveReader ahead(server, id, server.key(), {}, "?after=" + std::to_string(head + 1));
  CHECK(ahead.through(head).ends_with(resync));
  LiveReader just(server, id, server.key(), {}, "?after=" + std::to_string(head - kLongestCatchUp));
  CHECK(count(just.through(head), "\ndata: ") == static_cast<std::size_t>(kLongestCatchUp));
  comment(server, id, head);
  for (LiveReader* each : {&behind, &ahead, &just}) CHECK(count(each->through(head + 1), R"("event":"commented")") == 1);
}

TEST_CASE("streams take no room from calls, have a limit of their own, and end when the server does", "[live]") {
  ServerSettings settings;
  settings.limits.connections = 2;
  settings.limits.connections_of_address = 2;
  settings.limits.streams = 3;
  TestServer server(settings);
  const std::string id = server.submitted_request();
  std::vector<std::unique_ptr<LiveReader>> readers;
  for (int i = 0; i < 3; ++i) {
    readers.push_back(std::make_unique<LiveReader>(server, id, server.key()));
    CHECK(readers.back()->head.status == 200);
    readers.back()->through("\n\n");
  }
  const LiveReader another(server, id, server.key());
  CHECK(another.head.status == 429);
  CHECK(another.head.header("retry-after") == "30");
  CHECK(server.get("/v1/requests/" + id, server.key()).status == 200);
  const auto started = std::chrono::steady_clock::now();
  server.stop();
  for (const auto& reader : readers) CHECK(reader->ends());
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(5));
}

TEST_CASE("whoever leaves makes room at once, and one session has no more streams than its share", "[live]") {
  ServerSettings settings;
  settings.limits.streams = kStreamsOfOneSession + 1;
  settings.limits.heartbeat_time = std::chrono::minutes(1);
  TestServer server(settings);
  const std::string id = server.submitted_request();
  const std::string maria = server.session("maria", id);
  std::vector<std::unique_ptr<LiveReader>> readers;
  const auto open = [&](const std::string& token) {
    auto reader = std::make_unique<LiveReader>(server, id, token);
    const int status = reader->head.status;
    if (status == 200) {
      reader->through("\n\n");
      readers.push_back(std::move(reader));
    }
    return status;
  };
  for (std::size_t i = 0; i < kStreamsOfOneSession; ++i) REQUIRE(open(maria) == 200);
  CHECK(open(maria) == 429);
  CHECK(open(server.session("maria", id)) == 200);
  CHECK(open(server.key()) == 429);
  readers.clear();
  for (int tries = 0; tries < 100 && open(server.key()) != 200; ++tries) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(readers.size() == 1);
  while (readers.size() < kStreamsOfOneSession && open(maria) == 200) {}
  CHECK(readers.size() == kStreamsOfOneSession);
}

TEST_CASE("events that are large leave a few at a time, and all of them", "[live]") {
  TestServer server;
  const std::string id = server.submitted_request();
  std::int64_t head = server.get("/v1/requests/" + id, server.key()).json().at("head").get<std::int64_t>();
  LiveReader reader(server, id, server.session("maria", id));
  reader.through(head);
  const std::string maria = server.session("maria", id);
  const std::string text(2'000, 'x');
  for (int i = 0; i < 40; ++i, ++head) {
    REQUIRE(server.command(id, maria, "large-" + std::to_string(i), head, R"({"command":"comment","text":")" + text + "\"}").status == 200);
  }
  CHECK(count(reader.through(head), text) == 40);
  LiveReader late(server, id, maria);
  CHECK(count(late.through(head), text) == 40);
}

TEST_CASE("HEAD of a stream is its header", "[live]") {
  TestServer server(quick());
  const std::string id = server.submitted_request();
  Connection connection(server.port());
  connection.send(request_text("HEAD", "/v1/requests/" + id + "/events", {{"Host", "localhost"}, {"Accept", "text/event-stream"}, {"Authorization", "Bearer " + server.key()}}, ""));
  const Reply head = connection.receive(false);
  CHECK(head.status == 200);
  CHECK(head.header("content-type") == "text/event-stream");
  CHECK(connection.is_closed_within(5000));
}

TEST_CASE("what another process records is heard with the next sign of life", "[live]") {
  TestServer server(quick());
  const std::string id = server.submitted_request();
  const std::int64_t head = server.get("/v1/requests/" + id, server.key()).json().at("head").get<std::int64_t>();
  LiveReader reader(server, id, server.session("maria", id));
  reader.through(head);
  const auto other = open_store("sqlite:" + server.store_file());
  REQUIRE(other.ok());
  comment_elsewhere(*other.value(), server, id, head);
  CHECK(count(reader.through(head + 1), "From elsewhere.") == 1);
}

TEST_CASE("what another server on the same database records is heard at once", "[live][store]") {
  const std::string address = new_postgres_database();
  ServerSettings settings;
  settings.limits.heartbeat_time = std::chrono::hours(1);  // no sign of life comes to help
  settings.around_store = [&](std::unique_ptr<Store>) { return std::move(open_store(address)).value(); };
  TestServer server(settings);
  const std::string id = server.submitted_request();
  const std::int64_t head = server.get("/v1/requests/" + id, server.key()).json().at("head").get<std::int64_t>();
  LiveReader reader(server, id, server.session("maria", id));
  reader.through(head);
  const auto other = open_store(address);
  REQUIRE(other.ok());
  comment_elsewhere(*other.value(), server, id, head);
  CHECK(count(reader.through(head + 1), "From elsewhere.") == 1);
}

TEST_CASE("an old client gets a stream that ends with the connection", "[live]") {
  TestServer server(quick());
  const std::string id = server.submitted_request();
  Connection connection(server.port());
  connection.send("GET /v1/requests/" + id + "/events HTTP/1.0\r\nHost: localhost\r\nAccept: text/event-stream\r\nAuthorization: Bearer " + server.key() + "\r\n\r\n");
  const Reply head = connection.receive(false);
  CHECK(head.status == 200);
  CHECK(head.header("transfer-encoding").empty());
  CHECK(connection.read_through("\n\n") == "retry: 2000\n\n");
  server.stop();
  CHECK(connection.read_through("never").find("id: 1\n") != std::string::npos);
}
