// The keeper of the log when things go wrong around it: others who write, copies that are put back, keys that change, a
// store that fails; and what it keeps of what it has signed.
#include <chrono>
#include <filesystem>
#include <fstream>

#include "core/record/checkpoint.h"
#include "core/record/tree.h"
#include "native/store/sqlite.h"
#include "tests/native/faulty_store.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

using Stopwatch = std::chrono::steady_clock;

std::string entry_text(std::int64_t number) { return "entry " + std::to_string(number); }

bool is_appended(Store& store, std::int64_t from, std::int64_t to, const std::string& stream,
                 const std::string& before) {
  StreamAppend append;
  append.stream = stream;
  append.expected_head = from;
  for (std::int64_t i = from; i < to; ++i) {
    const std::string entry = before + entry_text(i);
    append.events.push_back({entry, std::string(leaf_hash(entry).view())});
  }
  append.summary.state = "draft";
  const auto result = store.append(append);
  return result.ok() && result.value().outcome == AppendOutcome::appended;
}

void append(Store& store, std::int64_t from, std::int64_t to, const std::string& stream = "r",
            const std::string& before = "") {
  REQUIRE(is_appended(store, from, to, stream, before));
}

struct Stored {
  TemporaryFolder folder;
  std::string path = folder.file("s.sqlite");
  std::string head_file = folder.file("key.head");
  std::unique_ptr<Store> store = reopened();

  std::unique_ptr<Store> reopened() const { return std::move(open_sqlite_store(path)).value(); }
  Result<std::unique_ptr<Log>> log(List<VerifierKey> witnesses = {}) const {
    return Log::open(*store, test_log_key(), {head_file, std::move(witnesses)});
  }

  std::vector<std::uint64_t> sizes() const {
    std::vector<std::uint64_t> sizes;
    const auto stored = store->checkpoints(0, 10'000);
    for (const StoredCheckpoint& each : stored.value()) sizes.push_back(each.size);
    return sizes;
  }
};

const SigningKey& witness_secret() {
  static const SigningKey key([] {
    SigningKey::Seed seed{};
    seed.fill(9);
    return seed;
  }());
  return key;
}
VerifierKey witness_key(const std::string& name = "w.example/1") {
  return {name, KeyType::witness, witness_secret().public_key()};
}

void cosign(LogKeeper& keeper, const StoredCheckpoint& checkpoint, const std::string& name = "w.example/1") {
  const Note note = parse_note(checkpoint.note).value();
  REQUIRE(!keeper.add_cosignature(checkpoint, sign_as_witness(note.text, name, witness_secret(), 1'790'000'000)));
}

TreeHead head_in(const std::string& note) { return parse_checkpoint(parse_note(note).value().text).value().head; }

// Whether every checkpoint of the store is over the entries that the store has.
void check_all_checkpoints(Store& store) {
  CompactRange range;
  std::vector<Digest> roots = {range.root()};
  // What is not signed yet may be damaged, and is not read.
  const auto entries = store.log_entries(0, store.checkpoint().value()->size);
  REQUIRE(entries.ok());
  for (const StoredEntry& entry : entries.value()) {
    range.append(leaf_hash(entry.bytes));
    roots.push_back(range.root());
  }
  const auto checkpoints = store.checkpoints(0, 1'000'000);
  for (const StoredCheckpoint& each : checkpoints.value()) {
    REQUIRE(each.size < roots.size());
    CHECK(head_in(each.note) == TreeHead{each.size, roots[each.size]});
  }
}

}  // namespace

TEST_CASE("of the checkpoints of 256 entries the last stays, and the last that a witness has signed", "[log][keeper]") {
  Stored stored;
  const auto log = std::move(stored.log({witness_key()})).value();
  LogKeeper& keeper = log->keeper();
  std::optional<StoredCheckpoint> tenth;
  for (std::int64_t i = 0; i < 300; ++i) {
    append(*stored.store, i, i + 1);
    REQUIRE(keeper.advance().value() == 1);
    if (i == 9) tenth = stored.store->checkpoint().value();
    if (i == 19 || i == 29) cosign(keeper, *stored.store->checkpoint().value());
    if (i == 39) cosign(keeper, *tenth);  // it comes late, and its checkpoint is gone
    if (i == 39) CHECK(stored.sizes() == std::vector<std::uint64_t>{30, 40});
  }
  CHECK(stored.sizes() == std::vector<std::uint64_t>{30, 255, 300});
  CHECK(keeper.cosigned()->size == 30);
  CHECK(trust_in(parse_note(keeper.cosigned()->note).value(), witness_key()) == NoteTrust::signed_by_key);
  cosign(keeper, *stored.store->checkpoint().value());
  cosign(keeper, *stored.store->checkpoint().value());  // once is enough
  CHECK(parse_note(stored.store->checkpoint().value()->note).value().signatures.size() == 2);
  CHECK(keeper.cosigned()->size == 300);
  append(*stored.store, 300, 301);
  CHECK(keeper.advance().value() == 1);  // the cosignature did not come between
  CHECK(stored.sizes() == std::vector<std::uint64_t>{30, 255, 300, 301});
  check_all_checkpoints(*stored.store);
  // Both are asked for, and only one has signed; then what both have signed is found again at the start.
  CHECK(!stored.log({witness_key(), witness_key("w.example/2")}).value()->keeper().cosigned());
  cosign(keeper, *stored.store->checkpoint().value(), "w.example/2");
  cosign(keeper, *stored.store->checkpoint().value());
  CHECK(stored.log({witness_key(), witness_key("w.example/2")}).value()->keeper().cosigned()->size == 301);
  CHECK(stored.sizes() == std::vector<std::uint64_t>{30, 255, 301});
}

TEST_CASE("a cosignature of the empty log is kept, and is no matter later", "[log][keeper]") {
  Stored stored;
  const auto log = std::move(stored.log({witness_key()})).value();
  const StoredCheckpoint empty = *stored.store->checkpoint().value();
  REQUIRE(head_in(empty.note) == TreeHead{0, empty_root()});
  cosign(log->keeper(), empty);
  CHECK(log->keeper().cosigned()->size == 0);
  append(*stored.store, 0, 1);
  CHECK(log->keeper().advance().value() == 1);
  cosign(log->keeper(), empty, "w.example/2");
  CHECK(stored.sizes() == std::vector<std::uint64_t>{1});
}

TEST_CASE("two servers of one store keep one log, without a fork and without a gap", "[log][keeper]") {
  Stored stored;
  const auto other_store = stored.reopened();
  const auto one = std::move(stored.log()).value();
  const auto other = std::move(Log::open(*other_store, test_log_key(), {stored.head_file, {}})).value();
  constexpr std::int64_t kEntries = 400;
  std::atomic<int> writing{2};
  std::atomic<int> failures{0};
  const auto write = [&](Store& store, const std::string& stream) {
    for (std::int64_t i = 0; i < kEntries; ++i) failures += is_appended(store, i, i + 1, stream, stream) ? 0 : 1;
    --writing;
  };
  const auto keep = [&](LogKeeper& keeper) {
    while (writing > 0 || keeper.size() < 2 * kEntries) {
      if (!keeper.advance().ok() && ++failures > 10) break;
    }
  };
  std::thread writer([&] { write(*stored.store, "a"); });
  std::thread other_writer([&] { write(*other_store, "b"); });
  std::thread keeping([&] { keep(one->keeper()); });
  keep(other->keeper());
  for (std::thread* each : {&writer, &other_writer, &keeping}) each->join();
  CHECK(failures == 0);
  CHECK(stored.store->checkpoint().value()->size == 2 * kEntries);
  check_all_checkpoints(*stored.store);
  CHECK(stored.log().ok());
}

TEST_CASE("a store that was put back to an earlier copy is not gone on with", "[log][keeper]") {
  Stored stored;
  const auto run = [&](std::int64_t from, std::int64_t to, const std::string& text) {
    const auto log = std::move(stored.log()).value();
    append(*stored.store, from, to, "r", text);
    REQUIRE(log->keeper().advance().ok());
  };
  const auto put_back = [&](const std::string& copy) {
    stored.store.reset();
    std::filesystem::copy_file(copy, stored.path, std::filesystem::copy_options::overwrite_existing);
    stored.store = stored.reopened();
  };
  run(0, 5, "");
  const std::string copy = stored.folder.file("copy");
  stored.store.reset();
  std::filesystem::copy_file(stored.path, copy);
  stored.store = stored.reopened();
  run(5, 9, "");
  put_back(copy);
  const auto fewer = stored.log();
  REQUIRE(!fewer.ok());
  CHECK(fewer.error().detail.find("has signed a log of 9 entries, and this store has fewer") != std::string::npos);
  CHECK(fewer.error().detail.find("remove " + stored.head_file) != std::string::npos);
  // Others in the place of those that are lost make it no better.
  append(*stored.store, 5, 12, "r", "other ");
  const auto others = stored.log();
  REQUIRE(!others.ok());
  CHECK(others.error().detail.find("this store has others") != std::string::npos);
  // Nor does an empty store under the old key.
  Stored empty;
  CHECK(!Log::open(*empty.store, test_log_key(), {stored.head_file, {}}).ok());
  // What was written since is there again: no harm was done.
  put_back(copy);
  append(*stored.store, 5, 9);
  REQUIRE(stored.log().ok());
  put_back(copy);
  std::filesystem::remove(stored.head_file);  // the way that the message names
  run(5, 7, "new ");
  CHECK(head_in(stored.store->checkpoint().value()->note).size == 7);
  check_all_checkpoints(*stored.store);
}

TEST_CASE("what the key has signed last is noted before it can be seen, and a crash in between is no matter",
          "[log][keeper]") {
  Stored stored;
  auto faulty = std::make_unique<FaultyStore>(std::move(stored.store));
  FaultyStore& store = *faulty;
  stored.store = std::move(faulty);
  const auto noted = [&] {
    std::ifstream file(stored.head_file);
    return head_in({std::istreambuf_iterator<char>(file), {}}).size;
  };
  {
    const auto log = std::move(stored.log()).value();
    CHECK(noted() == 0);
    append(store, 0, 3);
    REQUIRE(log->keeper().advance().value() == 3);
    append(store, 3, 4);
    store.before_advance = [&] {
      CHECK(noted() == 4);
      return Refusal(Error{ErrorCode::store_unavailable, "", "The power is gone."});
    };
    CHECK(!log->keeper().advance().ok());
    CHECK(stored.store->checkpoint().value()->size == 3);
  }
  store.before_advance = [] { return Refusal(); };
  {
    const auto log = std::move(stored.log()).value();
    CHECK(log->keeper().size() == 3);
    REQUIRE(log->keeper().advance().value() == 1);
    CHECK(noted() == 4);
  }
  // An older note than the store's, as two servers may leave it, is the beginning of what is there.
  std::ofstream(stored.head_file) << store.checkpoints(0, 1).value().front().note;
  CHECK(stored.log().ok());
  for (const std::string& damaged : {std::string(), std::string("x"), std::string(100'000, 'x')}) {
    std::ofstream(stored.head_file) << damaged;
    CHECK(stored.log().error().detail.find("cannot be read") != std::string::npos);
  }
  Note foreign{checkpoint_text({"log.example/other", {0, empty_root()}}), {}};
  foreign.signatures.push_back(test_log_key()->sign(foreign.text));
  std::ofstream(stored.head_file) << print_note(foreign);
  CHECK(stored.log().error().detail.find("of another log") != std::string::npos);
  std::filesystem::remove(stored.head_file);
  stored.head_file = stored.folder.file("no/such/folder");
  CHECK(stored.log().error().detail.find("cannot be noted") != std::string::npos);
}

TEST_CASE("a checkpoint that was damaged in the store is found at the start", "[log][keeper]") {
  Stored stored;
  {
    const auto log = std::move(stored.log()).value();
    append(*stored.store, 0, 300);
    REQUIRE(log->keeper().advance().ok());
  }
  const auto damage = [&](const char* statement) {
    SqliteConnection(stored.path, SqliteAccess::read_write).execute(statement);
    const auto log = stored.log();
    REQUIRE(!log.ok());
    return log.error().detail;
  };
  SECTION("its text") {
    CHECK(damage("UPDATE checkpoints SET note = CAST(replace(note, 'tests', 'texts') AS BLOB) WHERE size = 300")
              .find("log.example/texts") != std::string::npos);
  }
  SECTION("its size") {
    CHECK(damage("UPDATE checkpoints SET size = 299 WHERE size = 300") ==
          "The tiles of the log do not lead to what was signed.");
  }
  SECTION("all of it") {
    CHECK(damage("UPDATE checkpoints SET note = x'00' WHERE size = 300") == "The log's last checkpoint is damaged.");
  }
  SECTION("it is gone") {
    CHECK_FALSE(
        damage("DELETE FROM checkpoints WHERE size = 300; UPDATE events SET bytes = x'00' WHERE position = 7").empty());
  }
  SECTION("a tile is gone") {
    CHECK(damage("DELETE FROM tiles WHERE level = 0 AND tile = 1") == "A tile of the log is missing.");
  }
}

TEST_CASE("a server whose key is replaced signs no more, and the new key goes on", "[log][keeper]") {
  Stored stored;
  SystemRandom random;
  const std::string path = stored.folder.file("key");
  const VerifierKey old_key = create_log_key(path, "log.example/r", random).value()->verifier();
  const auto open = [&] {
    return Log::open(*stored.store, std::move(read_log_key(path)).value(), {stored.head_file, {}});
  };
  const auto running = std::move(open()).value();
  append(*stored.store, 0, 1);
  REQUIRE(running->keeper().advance().ok());
  std::filesystem::copy_file(path, path + ".kept");
  const VerifierKey new_key = rotate_log_key(path, *stored.store, random).value()->verifier();
  const StoredCheckpoint bridge = *stored.store->checkpoint().value();
  CHECK(running->keeper().advance().value() == 0);  // nothing to sign
  append(*stored.store, 1, 2);
  for (int i = 0; i < 2; ++i) {
    const auto refused = running->keeper().advance();
    if (i == 0 && refused.ok()) continue;  // it finds out, and takes nothing
    REQUIRE(!refused.ok());
    CHECK(refused.error().detail.find("restart it") != std::string::npos);
  }
  CHECK(stored.store->checkpoint().value()->note == bridge.note);
  SECTION("the new key") {
    const auto next = std::move(open()).value();
    REQUIRE(next->keeper().advance().value() == 1);
    const Note note = parse_note(stored.store->checkpoint().value()->note).value();
    CHECK(trust_in(note, new_key) == NoteTrust::signed_by_key);
    CHECK(trust_in(note, old_key) == NoteTrust::not_signed);
    CHECK(stored.sizes() == std::vector<std::uint64_t>{1, 2});  // where the one hands over to the other stays
  }
  SECTION("a rotation that was cut off before the new key was in its place: the old one goes on") {
    std::filesystem::rename(path + ".kept", path);
    const auto next = std::move(open()).value();
    REQUIRE(next->keeper().advance().value() == 1);
    CHECK(trust_in(parse_note(stored.store->checkpoint().value()->note).value(), old_key) == NoteTrust::signed_by_key);
  }
}

TEST_CASE("a log that cannot be signed keeps no caller waiting, and is complained about once", "[log][keeper]") {
  FaultyStore* faulty = nullptr;
  ServerSettings settings;
  settings.around_store = [&](std::unique_ptr<Store> store) {
    auto made = std::make_unique<FaultyStore>(std::move(store));
    faulty = made.get();
    return made;
  };
  TestServer server(std::move(settings));
  const std::string id = server.submitted_request();
  REQUIRE(server.get("/v1/requests/" + id + "/bundle", server.key()).status == 200);
  std::atomic<bool> is_broken{true};
  std::atomic<int> milliseconds{0};
  server.stop_signing();
  faulty->before_advance = [&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds.load()));
    return is_broken ? Refusal(Error{ErrorCode::store_unavailable, "", "The disk is full."}) : Refusal();
  };
  server.start_signing();
  const std::string token = server.session("dana", id);
  const auto head = server.get("/v1/requests/" + id, token).json().at("head").get<std::int64_t>();
  REQUIRE(server.command(id, token, "comment-1", head, R"({"command":"comment","text":"One"})").status == 200);
  const auto asked = [&] {
    const auto start = Stopwatch::now();
    const Reply reply = server.get("/v1/requests/" + id + "/bundle", server.key());
    CHECK(reply.code() == "not-logged-yet");
    CHECK(reply.status == 503);
    CHECK(reply.header("retry-after") == "1");
    CHECK(reply.json().at("retry_after") == 1);
    return Stopwatch::now() - start;
  };
  asked();  // it may be the first to find out
  for (int i = 0; i < 3; ++i) CHECK(asked() < std::chrono::milliseconds(500));
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  CHECK(server.complaints() == std::vector<std::string>{"log: The disk is full."});
  // Well again, but slow: it waits a little, and not for ever.
  milliseconds = 2500;
  is_broken = false;
  const auto waited = asked();
  CHECK(waited < std::chrono::milliseconds(2300));
  milliseconds = 0;
  const auto deadline = Stopwatch::now() + std::chrono::seconds(20);
  int status = 0;
  while (status != 200 && Stopwatch::now() < deadline)
    status = server.get("/v1/requests/" + id + "/bundle", server.key()).status;
  CHECK(status == 200);
  CHECK(server.complaints().size() == 1);
  server.stop_signing();
  server.start_signing();
}

TEST_CASE("an entry that was damaged before it was signed stops the log, which says so once", "[log][keeper]") {
  Stored stored;
  const auto log = std::move(stored.log()).value();
  append(*stored.store, 0, 4);
  REQUIRE(log->keeper().advance().ok());
  append(*stored.store, 4, 8);
  SqliteConnection(stored.path, SqliteAccess::read_write)
      .execute("UPDATE events SET bytes = CAST('entry X' AS BLOB) WHERE position = 6");
  std::vector<std::string> complaints;
  {
    const LogThread thread(log->keeper(), [&](const std::string& what) { complaints.push_back(what); });
    const auto start = Stopwatch::now();
    CHECK(!log->keeper().wait_for(7, std::chrono::seconds(20)));
    CHECK(Stopwatch::now() - start < std::chrono::seconds(10));
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
  }
  CHECK(complaints == std::vector<std::string>{"log: Entry 5 is not what it was when it was stored."});
  CHECK(stored.store->checkpoint().value()->size == 4);
  check_all_checkpoints(*stored.store);
}
