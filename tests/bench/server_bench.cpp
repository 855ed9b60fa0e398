// How many decisions a second the server records over HTTP, durably, with one client and with eight at a time, beside
// what the disk can do: commits of one small row by SQLite with synchronous=FULL, in the same folder and the same run.
// Prints one line for each measurement: name value unit.
//
//     bench_server_bench [DECISIONS]    of each client in each of the three rounds; the median round counts
//
// Server and clients share the machine, as one process. TMPDIR says on which disk.
// A disk that holds back whoever writes quickly (many virtual ones do) slows the bare commits down the most.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "native/store/sqlite.h"
#include "tests/bench/decisions.h"
#include "tests/native/fixture.h"

namespace countersign::test {
namespace {

constexpr int kRounds = 3;
constexpr int kManyClients = 8;
constexpr std::size_t kWorkers = 32;  // as many as `countersign serve` has

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double decisions_per_second(TestServer& server, const std::vector<Texts>& texts) {
  std::atomic<std::size_t> recorded{0};
  std::vector<std::thread> threads;
  const auto start = std::chrono::steady_clock::now();
  for (const Texts& mine : texts) {
    threads.emplace_back([&] {
      Connection connection(server.port());
      for (const std::string& text : mine) {
        connection.send(text);
        if (connection.receive().status == 200) ++recorded;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const double seconds = seconds_since(start);
  std::size_t sent = 0;
  for (const Texts& mine : texts) sent += mine.size();
  if (recorded != sent) {
    std::fprintf(stderr, "only %zu of %zu decisions were recorded\n", recorded.load(), sent);
    std::exit(1);
  }
  return static_cast<double>(sent) / seconds;
}

double bare_commits_per_second(SqliteConnection& connection) {
  constexpr int kCommits = 300;
  const std::string row(330, 'x');
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < kCommits; ++i) {
    connection.prepared("INSERT INTO bare (bytes) VALUES (?)")->bind_blob(1, row).run();
  }
  return kCommits / seconds_since(start);
}

void run(int decisions) {
  const TemporaryFolder folder;
  SqliteConnection bare(folder.file("bare.sqlite"), SqliteAccess::read_write);
  bare.execute("PRAGMA journal_mode = WAL");
  bare.execute("PRAGMA synchronous = FULL");
  bare.execute("CREATE TABLE bare (position INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT");
  // The log of a store that has been in use does not grow any more, and writing over it takes fewer steps of the disk
  // than growing does. So that both are measured in the same condition, this one is made large enough first.
  bare.execute(
      "INSERT INTO bare (bytes) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) "
      "SELECT zeroblob(4000) FROM n");
  bare.execute("PRAGMA wal_checkpoint(RESTART)");
  ServerSettings settings;
  settings.workers = kWorkers;
  TestServer server(settings);
  std::vector<double> commits;
  std::vector<double> one;
  std::vector<double> many;
  for (int round = 0; round < kRounds; ++round) {
    // The one client has the work of two, so that its time is long enough to be measured.
    const auto for_one = prepare(server, kManyClients, decisions / 4);
    Texts in_a_row;
    for (const Texts& part : for_one) in_a_row.insert(in_a_row.end(), part.begin(), part.end());
    const auto for_many = prepare(server, kManyClients, decisions);
    commits.push_back(bare_commits_per_second(bare));
    one.push_back(decisions_per_second(server, {in_a_row}));
    many.push_back(decisions_per_second(server, for_many));
    commits.push_back(bare_commits_per_second(bare));
  }
  std::printf("server_bare_commits %.0f commits/s\n", median(commits));
  std::printf("server_decisions_of_1_client %.0f decisions/s\n", median(one));
  std::printf("server_decisions_of_8_clients %.0f decisions/s\n", median(many));
}

}  // namespace
}  // namespace countersign::test

int main(int argc, char** argv) {
  countersign::test::run(argc > 1 ? std::max(4, std::atoi(argv[1])) : 200);
  return 0;
}
