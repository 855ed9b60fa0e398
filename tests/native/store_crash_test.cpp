// The store under kill -9: a child appends and says so over a pipe; it is killed at a random moment, over and over.
// Afterwards everything that it was told is durable must be there, and nothing may be there by halves.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <random>

#include "core/record/tree.h"
#include "native/store/sqlite.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

constexpr int kStreams = 3;
constexpr std::size_t kEventsOfAnAppend = 3;

// What an append is about to be, and what it is after its "ok". Written whole: a pipe does not tear so few bytes.
struct Word {
  std::int32_t stream;
  std::int32_t head;  // after the append
};

std::string stream_name(std::int32_t stream) { return "r" + std::to_string(stream); }
std::string answer_key(const Word& word) { return std::to_string(word.stream) + "-" + std::to_string(word.head); }

StreamAppend append_for(const Word& word) {
  StreamAppend append;
  append.stream = stream_name(word.stream);
  append.expected_head = word.head - static_cast<std::int64_t>(kEventsOfAnAppend);
  for (std::size_t index = 0; index < kEventsOfAnAppend; ++index) {
    const std::string entry = answer_key(word) + ":" + std::to_string(index) + std::string(200, '.');
    append.events.push_back({entry, std::string(leaf_hash(entry).view())});
  }
  append.summary.state = std::to_string(word.head);
  append.summary.bytes = answer_key(word);
  append.answer =
      StoredAnswer{"child", answer_key(word), "f", 200, append.stream, word.head, answer_key(word), Instant()};
  return append;
}

// Never returns: appends until it is killed.
[[noreturn]] void append_for_ever(const std::string& path, int pipe_end) {
  auto store = open_sqlite_store(path);
  if (!store.ok()) _exit(3);
  for (std::int32_t round = 0;; ++round) {
    const std::int32_t stream = round % kStreams;
    const auto head = store.value()->head(stream_name(stream));
    if (!head.ok()) _exit(4);
    const Word word{stream, static_cast<std::int32_t>(head.value() + static_cast<std::int64_t>(kEventsOfAnAppend))};
    const auto result = store.value()->append(append_for(word));
    if (!result.ok() || result.value().outcome != AppendOutcome::appended) _exit(5);
    if (::write(pipe_end, &word, sizeof word) != sizeof word) _exit(6);
  }
}

enum class Since { start, first_append };

// Lets the child run for so long since it was started, or since it has appended for the first time, however long that
// took; then kills it, and notes what it was told.
void run_and_kill(const std::string& path, Since since, int microseconds,
                  std::map<std::int32_t, std::int32_t>& acknowledged) {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const pid_t child = ::fork();
  if (child == 0) append_for_ever(path, ends[1]);
  ::close(ends[1]);
  Word word{};
  if (since == Since::first_append && ::read(ends[0], &word, sizeof word) == sizeof word) {
    acknowledged[word.stream] = word.head;
  }
  ::usleep(static_cast<useconds_t>(microseconds));
  REQUIRE(::kill(child, SIGKILL) == 0);
  while (::read(ends[0], &word, sizeof word) == sizeof word) acknowledged[word.stream] = word.head;
  ::close(ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));  // it ended by our hand and not by an error of its own
}

void check_stream(Store& store, std::int32_t stream, std::int32_t acknowledged) {
  const auto stored = store.events(stream_name(stream), 0, 1'000'000).value();
  CHECK(stored.head >= acknowledged);
  // At most the one append whose word was still on its way.
  CHECK(stored.head <= acknowledged + static_cast<std::int64_t>(kEventsOfAnAppend));
  REQUIRE(stored.events.size() == static_cast<std::size_t>(stored.head));
  REQUIRE(stored.head % static_cast<std::int64_t>(kEventsOfAnAppend) == 0);
  for (std::int32_t head = kEventsOfAnAppend; head <= stored.head;
       head += static_cast<std::int32_t>(kEventsOfAnAppend)) {
    const StreamAppend expected = append_for({stream, head});
    for (std::size_t index = 0; index < kEventsOfAnAppend; ++index) {
      const std::size_t position = static_cast<std::size_t>(head) - kEventsOfAnAppend + index;
      if (stored.events[position] != expected.events[index].bytes) FAIL("an event is not what was appended");
    }
    if (!store.answer("child", answer_key({stream, head})).value()) FAIL("events without their answer");
  }
  const Word next{stream, static_cast<std::int32_t>(stored.head) + static_cast<std::int32_t>(kEventsOfAnAppend)};
  CHECK_FALSE(store.answer("child", answer_key(next)).value());
}

int cycles() {
  const char* wanted = std::getenv("COUNTERSIGN_TEST_CRASH_CYCLES");
  return wanted != nullptr ? std::atoi(wanted) : 150;
}

}  // namespace

TEST_CASE("after kill -9 at any moment every acknowledged event is there and nothing is there by halves",
          "[store][crash]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("store.sqlite");
  std::mt19937 random(20261121);  // NOLINT: the same moments each time, as far as a machine's scheduling allows
  std::uniform_int_distribution<int> microseconds(0, 60'000);
  std::map<std::int32_t, std::int32_t> acknowledged;
  std::int64_t heads = 0;
  const int count = cycles();
  for (int cycle = 0; cycle < count; ++cycle) {
    // One in five may be killed while it opens the store.
    const Since since = cycle % 5 == 0 ? Since::start : Since::first_append;
    run_and_kill(path, since, microseconds(random), acknowledged);
    auto store = open_sqlite_store(path);
    REQUIRE(store.ok());
    heads = 0;
    for (std::int32_t stream = 0; stream < kStreams; ++stream) {
      // Reading it all each time is quadratic; most of the time the heads will do.
      const bool is_deep = cycle % 25 == 0 || cycle + 1 == count;
      const std::int64_t head = store.value()->head(stream_name(stream)).value();
      if (head < acknowledged[stream]) FAIL("an acknowledged event is lost");
      if (is_deep) check_stream(*store.value(), stream, acknowledged[stream]);
      // What was durable without having been acknowledged stays, and the child goes on from there.
      acknowledged[stream] = static_cast<std::int32_t>(head);
      heads += head;
    }
  }
  SqliteConnection connection(path, SqliteAccess::read_write);
  CHECK(connection.text("PRAGMA integrity_check") == "ok");
  CHECK(connection.integer("SELECT count(*) FROM events") == heads);
  CHECK(connection.integer(
            "SELECT count(*) FROM summaries s JOIN streams t ON t.number = s.stream WHERE s.state = t.head") ==
        kStreams);
  CHECK(heads > count);  // they did get something done
  WARN("killed " << count << " times; " << heads << " events, none lost, none invented");
}
