// How many decisions a second are recorded over HTTP, durably, and how long each takes, on SQLite and on PostgreSQL, at
// concurrency 1, 16 and 64; beside the store's own bare rate in the same run: one row of as many bytes with one statement and
// one commit, as many at a time. Prints one line for each measurement: name value unit.
//
//     bench_stores_bench [DECISIONS]    in all of each round, at each concurrency
//
// Server, clients and database share the machine. Both stores flush every commit. SQLite has one writer, so its bare rate is
// that of one.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "core/record/tree.h"
#include "native/store/postgres.h"
#include "native/store/sqlite.h"
#include "tests/bench/decisions.h"
#include "tests/native/fixture.h"
#include "tests/native/postgres_cluster.h"

namespace countersign::test {
namespace {

using Watch = std::chrono::steady_clock;

constexpr std::size_t kWorkers = 32;  // as many as `countersign serve` has
constexpr std::size_t kBytes = 1200;  // about what one decision writes: an event, a summary and an answer

double seconds_since(Watch::time_point start) { return std::chrono::duration<double>(Watch::now() - start).count(); }

void print(const std::string& kind, int concurrency, const char* name, double value, const char* unit) {
  std::printf("stores_%s_%d_%s %.0f %s\n", kind.c_str(), concurrency, name, value, unit);
}

// Runs the work on so many threads; how long all of it took.
template <class Work>
double timed(int concurrency, const Work& work) {
  std::vector<std::thread> threads;
  const auto start = Watch::now();
  for (int i = 0; i < concurrency; ++i) threads.emplace_back([&, i] { work(i); });
  for (std::thread& thread : threads) thread.join();
  return seconds_since(start);
}

double bare_sqlite(const std::string& file, int rows) {
  SqliteConnection connection(file, SqliteAccess::read_write);
  connection.execute("PRAGMA journal_mode = WAL");
  connection.execute("PRAGMA synchronous = FULL");
  connection.execute("CREATE TABLE bare (position INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT");
  const std::string row(kBytes, 'x');
  const auto start = Watch::now();
  for (int i = 0; i < rows; ++i) connection.prepared("INSERT INTO bare (bytes) VALUES (?)")->bind_blob(1, row).run();
  return rows / seconds_since(start);
}

double bare_postgres(const std::string& address, int concurrency, int rows) {
  PostgresConnection(address).execute("CREATE TABLE public.bare (position BIGSERIAL PRIMARY KEY, bytes BYTEA NOT NULL)");
  std::vector<std::unique_ptr<PostgresConnection>> connections;
  for (int i = 0; i < concurrency; ++i) connections.push_back(std::make_unique<PostgresConnection>(address));
  const std::string row(kBytes, 'x');
  const auto insert = [&](int thread) {
    connections[static_cast<std::size_t>(thread)]->run("INSERT INTO public.bare (bytes) VALUES ($1)", PostgresValues().bytes(row));
  };
  timed(concurrency, insert);  // prepares it
  const int each = std::max(1, rows / concurrency);
  const double seconds = timed(concurrency, [&](int thread) {
    for (int i = 0; i < each; ++i) insert(thread);
  });
  return each * concurrency / seconds;
}

// What the store makes of the same bytes by itself, without HTTP and the rules: an event, its summary and its answer.
double store_appends(Store& store, int concurrency, int appends) {
  static std::atomic<int> number{0};
  const int each = std::max(2, appends / concurrency);
  std::atomic<int> lost{0};
  const double seconds = timed(concurrency, [&](int) {
    for (int i = 0; i < each; ++i) {
      StreamAppend append;
      append.stream = "bench-" + std::to_string(++number);
      const std::string event(kBytes / 3, 'e');
      append.events = {{event, std::string(leaf_hash(event).view())}};
      append.is_listed = true;
      append.summary.state = "draft";
      append.summary.people = {"maria", "jonas"};
      append.summary.bytes = std::string(kBytes / 3, 's');
      append.answer = StoredAnswer{"bench", append.stream, "f", 200, append.stream, 1, std::string(kBytes / 3, 'a'), Instant()};
      const auto result = store.append(append);
      if (!result.ok() || result.value().outcome != AppendOutcome::appended) ++lost;
    }
  });
  if (lost == 0) return each * concurrency / seconds;
  std::fprintf(stderr, "%d appends failed\n", lost.load());
  std::exit(1);
}

void measure(TestServer& server, const std::string& kind, int concurrency, int decisions, double bare) {
  // Made by many at once, also those of the one client: making them takes longer than sending them.
  const int makers = std::max(concurrency, 16);
  const auto made = prepare(server, makers, std::max(2, decisions / makers));
  std::vector<Texts> texts(static_cast<std::size_t>(concurrency));
  for (std::size_t i = 0; i < made.size(); ++i) texts[i % texts.size()].insert(texts[i % texts.size()].end(), made[i].begin(), made[i].end());
  std::vector<std::vector<double>> times(texts.size());
  std::atomic<int> lost{0};
  const double seconds = timed(concurrency, [&](int client) {
    Connection connection(server.port());
    for (const std::string& text : texts[static_cast<std::size_t>(client)]) {
      const auto start = Watch::now();
      connection.send(text);
      if (connection.receive().status != 200) ++lost;
      times[static_cast<std::size_t>(client)].push_back(1e6 * seconds_since(start));
    }
  });
  if (lost > 0) {
    std::fprintf(stderr, "%d decisions were not recorded\n", lost.load());
    std::exit(1);
  }
  std::vector<double> all;
  for (const auto& mine : times) all.insert(all.end(), mine.begin(), mine.end());
  std::sort(all.begin(), all.end());
  print(kind, concurrency, "bare", bare, "appends/s");
  print(kind, concurrency, "decisions", static_cast<double>(all.size()) / seconds, "decisions/s");
  print(kind, concurrency, "p50", all[all.size() / 2], "us");
  print(kind, concurrency, "p99", all[all.size() * 99 / 100], "us");
}

void run(int decisions) {
  PostgresCluster cluster("fsync=on");
  for (const std::string kind : {"sqlite", "postgres"}) {
    ServerSettings settings;
    settings.workers = kWorkers;
    const std::string address = kind == "postgres" ? cluster.new_database() : "";
    if (!address.empty()) settings.around_store = [&](std::unique_ptr<Store>) { return std::move(open_store(address)).value(); };
    TestServer server(settings);
    // A store of its own, whose events are none that a server could read.
    const TemporaryFolder aside;
    const auto beside = std::move(open_store(kind == "postgres" ? cluster.new_database() : "sqlite:" + aside.file("store.sqlite"))).value();
    for (const int concurrency : {1, 16, 64}) {
      const TemporaryFolder folder;
      const double bare = kind == "sqlite" ? bare_sqlite(folder.file("bare.sqlite"), decisions)
                                           : bare_postgres(cluster.new_database(), concurrency, 2 * decisions);
      print(kind, concurrency, "appends", store_appends(*beside, concurrency, 2 * decisions), "appends/s");
      measure(server, kind, concurrency, decisions, bare);
    }
  }
}

}  // namespace
}  // namespace countersign::test

int main(int argc, char** argv) {
  countersign::test::run(argc > 1 ? std::max(64, std::atoi(argv[1])) : 640);
  return 0;
}
