// Fills a new store with entries and has them all signed, for the bench of `countersign log fsck`. Prints the key of the log on
// the first line, then one line for each measurement: name value unit.
//
//     bench_log_bench FILE ENTRIES
//
// An entry is a comment of 900 bytes, as large as a decision with a rationale. They come in by 500 a transaction, and the keeper
// signs them by the thousand; then checkpoints are put between, as many as a log that
// grew slowly has kept (native/log/kept_checkpoints.h).
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "core/record/checkpoint.h"
#include "core/record/tree.h"
#include "native/log/log.h"
#include "native/log/stored_tiles.h"
#include "native/store/sqlite.h"
#include "native/store/sqlite_store.h"
#include "tests/native/fixture.h"

namespace countersign::test {
namespace {

constexpr std::int64_t kTogether = 500;
constexpr std::int64_t kEvents = 5000;    // of one request
constexpr std::int64_t kRequests = 20;    // that go on at the same time
constexpr std::uint64_t kSignedAfter = 256;
constexpr std::size_t kEntrySize = 900;
constexpr std::int64_t kBundle = 10'000;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct History {
  std::int64_t head = 0;
  std::string previous;  // the member of the next entry
};

std::string next_entry(const std::string& request, History& history) {
  const std::string number = std::to_string(++history.head);
  std::string entry = R"({"actor":{"id":"maria","kind":"human","name":"Maria Keller","party":"customer"},"at":"2026-11-21T09:00:00.000Z","command_id":"k)" +
                      number + R"(","comment":"n)" + number + R"(","event":"commented",)" + history.previous + R"("request":")" + request +
                      R"(","seq":)" + number + R"(,"text":")";
  entry.append(kEntrySize - 2 - entry.size(), static_cast<char>('a' + history.head % 26));
  entry += "\"}";
  history.previous = R"("previous":")" + leaf_hash(entry).hex() + "\",";
  return entry;
}

class Filling {
 public:
  explicit Filling(Store& store) : store_(store) {}

  void append(std::int64_t count) {
    const std::int64_t round = turn_ / kRequests;
    const std::string request = "req_" + std::to_string(round / (kEvents / kTogether) * kRequests + turn_ % kRequests);
    ++turn_;
    History& history = histories_[request];
    StreamAppend append;
    append.stream = request;
    append.expected_head = history.head;
    for (std::int64_t i = 0; i < count; ++i) {
      const std::string entry = next_entry(request, history);
      append.events.push_back({entry, std::string(leaf_hash(entry).view())});
    }
    append.summary.state = "in-review";
    check(store_.append(append).value().outcome == AppendOutcome::appended);
    if (history.head == kEvents) histories_.erase(request);
  }

 private:
  Store& store_;
  std::map<std::string, History> histories_;
  std::int64_t turn_ = 0;
};

void put_checkpoints_between(Store& store, const char* file) {
  SqliteConnection connection(file, SqliteAccess::read_write);
  connection.execute("BEGIN");
  const auto key = test_log_key();
  CompactRange range;
  for (;;) {
    const auto entries = store.log_entries(range.size(), LogKeeper::kBatch).value();
    for (const StoredEntry& entry : entries) {
      range.append(Digest::from_bytes(entry.leaf));
      if (range.size() % kSignedAfter != 0) continue;
      Note note{checkpoint_text({key->origin(), {range.size(), range.root()}}), {}};
      note.signatures.push_back(key->sign(note.text));
      const std::string text = print_note(note);
      auto put = connection.prepared("INSERT INTO checkpoints (size, note) VALUES (?, ?) ON CONFLICT DO NOTHING");
      put->bind(1, static_cast<std::int64_t>(range.size())).bind_blob(2, text).run();
    }
    if (entries.empty()) break;
  }
  connection.execute("COMMIT");
}

int run(const char* file, std::int64_t entries) {
  const auto store = std::move(open_sqlite_store(file)).value();
  const auto log = std::move(Log::open(*store, test_log_key())).value();
  std::puts(test_log_key()->verifier().text().c_str());
  auto start = std::chrono::steady_clock::now();
  Filling filling(*store);
  for (std::int64_t first = 0; first < entries; first += kTogether) filling.append(std::min(kTogether, entries - first));
  std::printf("log_appended_per_second %.0f entries/s\n", static_cast<double>(entries) / seconds_since(start));
  start = std::chrono::steady_clock::now();
  while (log->keeper().advance().value() > 0) {
  }
  std::printf("log_signed_per_second %.0f entries/s\n", static_cast<double>(entries) / seconds_since(start));
  put_checkpoints_between(*store, file);
  start = std::chrono::steady_clock::now();
  StoredTiles tiles(*store, log->keeper().size());
  const std::int64_t proofs = std::min<std::int64_t>(entries, kBundle);
  for (std::int64_t i = 0; i < proofs; ++i) {  // the entries of a bundle, spread over the log
    check(
        inclusion_proof(tiles.subtrees(), static_cast<std::uint64_t>(i * entries / proofs), log->keeper().size()).ok());
  }
  std::printf("log_proved_per_second %.0f entries/s\n", static_cast<double>(proofs) / seconds_since(start));
  return log->keeper().size() == static_cast<std::uint64_t>(entries) ? 0 : 1;
}

}  // namespace
}  // namespace countersign::test

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  return countersign::test::run(argv[1], std::atoll(argv[2]));
}
