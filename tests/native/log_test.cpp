// The server's log: what is signed, what proves something to a stranger, and what is never signed.
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "core/json/verification.h"
#include "core/record/checkpoint.h"
#include "core/record/tile.h"
#include "native/store/sqlite.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

bool holds(const std::string& document) {
  const Verification verification = verify_text(document, test_trust());
  for (const CheckResult& check : verification.checks) {
    INFO(check_word(check.name) << ": " << check.detail);
    CHECK(check.outcome == CheckOutcome::passed);
  }
  return verification.holds();
}

}  // namespace

TEST_CASE("a decision is followed by a receipt that holds without the server", "[log]") {
  TestServer server;
  const std::string id = server.submitted_request();
  CHECK(server.get("/v1/requests/" + id + "/receipt", server.key()).code() == "decision-unknown");
  server.approve(id, "maria", "customer");
  server.approve(id, "jonas", "legal");
  const Reply first = server.get("/v1/requests/" + id + "/receipt?decision=d1", server.session("maria", id));
  REQUIRE(first.status == 200);
  CHECK(holds(first.body));
  CHECK(first.json().at("statement").at("actor").at("id") == "maria");
  CHECK(first.json().at("statement").at("ask") == "Is it final?");
  const Reply last = server.get("/v1/requests/" + id + "/receipt", server.key());
  CHECK(holds(last.body));
  CHECK(last.json().at("statement").at("actor").at("id") == "jonas");
  const Reply bundle = server.get("/v1/requests/" + id + "/bundle", server.key());
  REQUIRE(bundle.status == 200);
  CHECK(holds(bundle.body));
  CHECK(bundle.json().at("keys").at(0) == test_log_key()->verifier().text());
  CHECK(read_json(verify_text(bundle.body, test_trust()).state).value().at("state") == "approved");
}

TEST_CASE("an event that is too large for the log changes nothing", "[log]") {
  TestServer server;
  const std::string id = server.submitted_request();
  const std::string token = server.session("maria", id);
  const Json view = server.get("/v1/requests/" + id, token).json();
  Json command = {{"command", "decide"}, {"stage", "customer"}, {"version", 1}, {"decision", "request-changes"}, {"objections", Json::array()}};
  command["displayed_digest"] = view.at("request").at("versions").back().at("digest");
  command["challenge"] = view.at("challenge").at("value");
  const auto head = view.at("head").get<std::int64_t>();
  const auto objecting = [&](std::size_t count) {
    command["objections"] = Json::array();
    for (std::size_t i = 0; i < count; ++i) command["objections"].push_back({{"text", std::string(4000, 'x')}});
    return server.command(id, token, "object-" + std::to_string(count), head, command.dump());
  };
  const Reply refused = objecting(17);
  CHECK(refused.status == 413);
  CHECK(refused.code() == "entry-too-large");
  CHECK(server.get("/v1/requests/" + id, token).json().at("request") == view.at("request"));
  CHECK(objecting(15).status == 200);
}

TEST_CASE("receipts and bundles are for those who may read the request", "[log]") {
  TestServer server;
  const std::string id = server.submitted_request();
  server.approve(id, "maria", "customer");
  const std::string other = server.session("maria", server.submitted_request());
  for (const char* what : {"/receipt", "/bundle"}) {
    CHECK(server.get("/v1/requests/" + id + what, other).code() == "forbidden");
    CHECK(server.call("GET", "/v1/requests/" + id + what).code() == "unauthorized");
    CHECK(server.get("/v1/requests/req_unknown" + std::string(what), server.key()).code() == "request-unknown");
  }
  CHECK(server.get("/v1/requests/" + id + "/receipt?decision=d9", server.key()).code() == "decision-unknown");
  CHECK(server.get("/v1/requests/" + id + "/receipt?decision=", server.key()).code() == "invalid-format");
  CHECK(server.get("/v1/requests/" + id + "/bundle?all=1", server.key()).status == 400);
}

TEST_CASE("everybody may read checkpoint and tiles, and nothing that was said is in them; entries need a key", "[log]") {
  TestServer server;
  const Note empty = parse_note(server.call("GET", "/v1/log/checkpoint").body).value();
  CHECK(trust_in(empty, test_log_key()->verifier()) == NoteTrust::signed_by_key);
  CHECK(parse_checkpoint(empty.text).value().head == TreeHead{0, empty_root()});
  const std::string id = server.submitted_request();
  REQUIRE(server.log_keeper().wait_for(3, std::chrono::seconds(5)));
  const Reply reply = server.call("GET", "/v1/log/checkpoint");
  REQUIRE(reply.status == 200);
  CHECK(reply.header("content-type") == "text/plain; charset=utf-8");
  const Note note = parse_note(reply.body).value();
  CHECK(trust_in(note, test_log_key()->verifier()) == NoteTrust::signed_by_key);
  const Checkpoint checkpoint = parse_checkpoint(note.text).value();
  CHECK(checkpoint.origin == "log.example/tests");

  const std::string width = ".p/" + size_text(checkpoint.head.size);
  const Reply tile = server.call("GET", "/v1/log/tile/0/000" + width);
  REQUIRE(tile.status == 200);
  CHECK(tile.header("cache-control").find("immutable") != std::string::npos);
  const Reply entries = server.get("/v1/log/entries/000" + width, server.key());
  REQUIRE(entries.status == 200);
  CHECK(entries.header("cache-control").find("private") != std::string::npos);
  CompactRange range;
  List<Digest> leaves;
  const Result<List<std::string>> bundled = entries_in_bundle(entries.body);
  for (const std::string& entry : bundled.value()) {
    leaves.push_back(leaf_hash(entry));
    range.append(leaves.back());
  }
  CHECK(range.root() == checkpoint.head.root);
  CHECK(tile_bytes(leaves) == tile.body);
  CHECK(server.get("/v1/log/tile/entries/000" + width, server.key()).body == entries.body);  // where C2SP has them
  CHECK(server.call("GET", "/v1/log/tile/entries/000" + width).code() == "unauthorized");
  CHECK(server.call("GET", "/v1/log/entries/000" + width).code() == "unauthorized");
  CHECK(server.get("/v1/log/entries/000" + width, server.session("maria", id)).code() == "forbidden");
  for (const char* path : {"0/000", "0/001.p/1", "1/000.p/1", "0/0", "x", "", "0/../000"}) {
    CAPTURE(path);
    CHECK(server.call("GET", "/v1/log/tile/" + std::string(path)).status >= 400);
  }
}

TEST_CASE("the log goes on after a restart, and what was signed before is its beginning", "[log]") {
  TestServer server;
  const std::string id = server.submitted_request();
  REQUIRE(server.log_keeper().wait_for(3, std::chrono::seconds(5)));
  const std::uint64_t before = server.log_keeper().size();
  server.restart();
  CHECK(server.log_keeper().size() == before);
  server.approve(id, "maria", "customer");
  CHECK(holds(server.get("/v1/requests/" + id + "/bundle", server.key()).body));
  CHECK(server.log_keeper().size() > before);
}

TEST_CASE("a log that another key signed is not taken up", "[log]") {
  const TemporaryFolder folder;
  const auto store = std::move(open_sqlite_store(folder.file("s.sqlite"))).value();
  StreamAppend append;
  append.stream = "r";
  append.events = {{"{}", std::string(leaf_hash("{}").view())}};
  append.summary.state = "draft";
  REQUIRE(store->append(append).ok());
  {
    const auto log = Log::open(*store, test_log_key());
    REQUIRE(log.ok());
    CHECK(log.value()->keeper().advance().value() == 1);
    CHECK(log.value()->keeper().advance().value() == 0);
  }
  SigningKey::Seed seed{};
  const auto foreign = Log::open(*store, std::make_unique<LogKey>("log.example/tests", seed));
  REQUIRE(!foreign.ok());
  CHECK(foreign.error().detail == "The log was not signed with this key.");
  seed.fill(7);
  const auto renamed = Log::open(*store, std::make_unique<LogKey>("log.example/other", seed));
  REQUIRE(!renamed.ok());
  CHECK(renamed.error().detail.find("log.example/tests") != std::string::npos);
  CHECK(Log::open(*store, test_log_key()).ok());
}

TEST_CASE("bytes that have changed in the store are not signed, and tiles that have are found at the start", "[log]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("s.sqlite");
  const auto store = std::move(open_sqlite_store(path)).value();
  const auto append = [&](std::int64_t head) {
    StreamAppend one;
    one.stream = "r";
    one.expected_head = head;
    const std::string entry = "entry " + std::to_string(head);
    one.events = {{entry, std::string(leaf_hash(entry).view())}};
    one.summary.state = "draft";
    REQUIRE(store->append(one).value().outcome == AppendOutcome::appended);
  };
  const auto log = std::move(Log::open(*store, test_log_key())).value();
  append(0);
  REQUIRE(log->keeper().advance().value() == 1);
  append(1);
  SqliteConnection(path, SqliteAccess::read_write).execute("UPDATE events SET bytes = CAST('entry X' AS BLOB) WHERE position = 2");
  const auto advanced = log->keeper().advance();
  REQUIRE(!advanced.ok());
  CHECK(advanced.error().code == ErrorCode::log_broken);
  CHECK(log->keeper().size() == 1);
  CHECK(store->checkpoint().value()->size == 1);
  SqliteConnection(path, SqliteAccess::read_write).execute("UPDATE tiles SET hashes = zeroblob(32)");
  const auto broken = Log::open(*store, test_log_key());
  REQUIRE(!broken.ok());
  CHECK(broken.error().detail == "The tiles of the log do not lead to what was signed.");
}

TEST_CASE("a log of many entries is taken in by batches, and every leaf is proved from its tiles", "[log]") {
  const TemporaryFolder folder;
  const auto store = std::move(open_sqlite_store(folder.file("s.sqlite"))).value();
  const auto log = std::move(Log::open(*store, test_log_key())).value();
  constexpr std::int64_t kEntries = 9000;
  for (std::int64_t head = 0; head < kEntries; head += 1000) {
    StreamAppend append;
    append.stream = "r";
    append.expected_head = head;
    for (std::int64_t i = 0; i < 1000; ++i) {
      const std::string entry = std::to_string(head + i);
      append.events.push_back({entry, std::string(leaf_hash(entry).view())});
    }
    append.summary.state = "draft";
    REQUIRE(store->append(append).value().outcome == AppendOutcome::appended);
  }
  std::size_t taken = 0;
  while (const std::size_t batch = log->keeper().advance().value()) taken += batch;
  CHECK(taken == kEntries);
  CompactRange range;
  for (std::int64_t i = 0; i < kEntries; ++i) range.append(leaf_hash(std::to_string(i)));
  const Note note = parse_note(store->checkpoint().value()->note).value();
  CHECK(parse_checkpoint(note.text).value().head == TreeHead{kEntries, range.root()});
  CHECK(store->checkpoints(0, 100).value().size() == 3);
  CHECK(Log::open(*store, test_log_key()).ok());
}

TEST_CASE("the key of a log is a file for its owner alone", "[log]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("log-key");
  SystemRandom random;
  const auto made = create_log_key(path, "approvals.example/log", random);
  REQUIRE(made.ok());
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777U) == 0600);
  CHECK(read_log_key(path).value()->verifier().text() == made.value()->verifier().text());
  CHECK(!create_log_key(path, "approvals.example/log", random).ok());  // it is never written over
  CHECK(!create_log_key(folder.file("other"), "no spaces", random).ok());
  CHECK(!create_log_key(folder.file("no/such/folder"), "o", random).ok());
  ::chmod(path.c_str(), 0640);
  CHECK(read_log_key(path).error().detail.find("chmod 600") != std::string::npos);
  CHECK(!read_log_key(folder.path()).ok());
  CHECK(!read_log_key(folder.file("absent")).ok());
  for (const char* text : {"", "countersign log key\n", "countersign log key\no\n", "countersign log key\no\nAAAA\n", "another\no\nAAAA\n"}) {
    const std::string wrong = folder.file("wrong");
    std::ofstream(wrong) << text;
    ::chmod(wrong.c_str(), 0600);
    CHECK(!read_log_key(wrong).ok());
  }
}

TEST_CASE("a new key goes on with the log of the old one, which has signed where it begins", "[log]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("s.sqlite.log-key");
  const auto store = std::move(open_sqlite_store(folder.file("s.sqlite"))).value();
  CHECK(log_key_beside("sqlite:" + folder.file("s.sqlite")) == path);
  SystemRandom random;
  const VerifierKey old_key = create_log_key(path, "log.example/r", random).value()->verifier();
  const auto append = [&](std::int64_t head) {
    StreamAppend one;
    one.stream = "r";
    one.expected_head = head;
    one.events = {{"e", std::string(leaf_hash("e").view())}};
    one.summary.state = "draft";
    REQUIRE(store->append(one).ok());
  };
  append(0);
  REQUIRE(Log::open(*store, std::move(read_log_key(path)).value()).value()->keeper().advance().ok());
  const auto rotated = rotate_log_key(path, *store, random);
  REQUIRE(rotated.ok());
  const VerifierKey new_key = rotated.value()->verifier();
  CHECK(new_key.name() == old_key.name());
  CHECK(new_key.text() != old_key.text());
  const Note bridge = parse_note(store->checkpoint().value()->note).value();
  CHECK(trust_in(bridge, old_key) == NoteTrust::signed_by_key);
  CHECK(trust_in(bridge, new_key) == NoteTrust::signed_by_key);
  append(1);
  const auto log = Log::open(*store, std::move(read_log_key(path)).value());
  REQUIRE(log.ok());
  REQUIRE(log.value()->keeper().advance().ok());
  const Note later = parse_note(store->checkpoint().value()->note).value();
  CHECK(trust_in(later, old_key) == NoteTrust::not_signed);
  CHECK(trust_in(later, new_key) == NoteTrust::signed_by_key);
  CHECK(std::filesystem::exists(path + ".retired-" + old_key.text().substr(old_key.text().find('+') + 1, 8)));
  CHECK(!std::filesystem::exists(path + ".next"));
}

TEST_CASE("a quiet log can change its key more often than a note has room for signatures", "[log]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("s.sqlite.log-key");
  const auto store = std::move(open_sqlite_store(folder.file("s.sqlite"))).value();
  SystemRandom random;
  REQUIRE(create_log_key(path, "log.example/r", random).ok());
  StreamAppend one;
  one.stream = "r";
  one.events = {{"e", std::string(leaf_hash("e").view())}};
  one.summary.state = "draft";
  REQUIRE(store->append(one).ok());
  REQUIRE(Log::open(*store, std::move(read_log_key(path)).value()).value()->keeper().advance().ok());
  VerifierKey last = read_log_key(path).value()->verifier();
  for (std::size_t i = 0; i < kNoteSignatures + 3; ++i) {
    const auto rotated = rotate_log_key(path, *store, random);
    REQUIRE(rotated.ok());
    const Note bridge = parse_note(store->checkpoint().value()->note).value();
    CHECK(bridge.signatures.size() == 2);
    CHECK(trust_in(bridge, last) == NoteTrust::signed_by_key);
    last = rotated.value()->verifier();
    CHECK(trust_in(bridge, last) == NoteTrust::signed_by_key);
  }
  CHECK(Log::open(*store, std::move(read_log_key(path)).value()).ok());
}
