// How long a page of a list and of the metrics takes when there are many requests, on SQLite and on PostgreSQL: p50 and p99 of
// each combination of filters, common and rare; and what the metrics cost in memory and when a server starts. Prints one line
// for each measurement: name value unit.
//
//     bench_models_bench [REQUESTS] [sqlite|postgres] [FOLDER]    the store is made in the folder, or somewhere temporary
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "native/service/metrics_model.h"
#include "native/store/postgres.h"
#include "tests/bench/crowd.h"
#include "tests/native/fixture.h"
#include "tests/native/postgres_cluster.h"

namespace countersign::test {
namespace {

using Watch = std::chrono::steady_clock;

constexpr int kRepeats = 60;

double microseconds_since(Watch::time_point start) { return std::chrono::duration<double, std::micro>(Watch::now() - start).count(); }

void print(const std::string& kind, const std::string& name, double value, const char* unit) {
  std::printf("models_%s_%s %.0f %s\n", kind.c_str(), name.c_str(), value, unit);
  std::fflush(stdout);
}

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

template <class Work>
void time_page(const std::string& kind, const std::string& name, const Work& work) {
  std::vector<double> times;
  for (int i = 0; i < kRepeats; ++i) {
    const auto start = Watch::now();
    work();
    times.push_back(microseconds_since(start));
  }
  std::sort(times.begin(), times.end());
  print(kind, name + "_p50", times[times.size() / 2], "us");
  print(kind, name + "_p99", times[times.size() * 99 / 100], "us");
}

struct NamedQuery {
  std::string name;
  SummaryQuery query;
};

std::vector<NamedQuery> queries() {
  const Instant old = cast::after(crowd::kBeginning, 2 * crowd::kDay);
  const Instant middle = cast::after(crowd::kBeginning, 500 * crowd::kDay);
  const auto with = [](const char* name, std::optional<std::string> state, std::optional<std::string> project, std::optional<std::string> person,
                       std::optional<Instant> due = {}, std::string tenant = "default") {
    NamedQuery named{name, {}};
    named.query.tenant = std::move(tenant);
    named.query.state = std::move(state);
    named.query.project = std::move(project);
    named.query.person = std::move(person);
    named.query.due_before = due;
    named.query.limit = 51;  // one more than a page, as the service asks
    return named;
  };
  std::vector<NamedQuery> all = {
      with("newest", {}, {}, {}),
      with("small-tenant", {}, {}, {}, {}, "beta"),
      with("state", "approved", {}, {}),
      with("rare-state", "ready", {}, {}),
      with("project", {}, "Everything", {}),
      with("rare-project", {}, "Once", {}),
      with("person", {}, {}, "maria"),
      with("rare-person", {}, {}, "rita"),
      with("state+project", "in-review", "Everything", {}),
      with("rare-state+project", "expired", "Everything", {}),
      with("nothing-in-state+project", "ready", "Everything", {}),
      with("rare-state+person", "ready", {}, "maria"),
      with("state+rare-person", "approved", {}, "rita"),
      with("project+person", {}, "Everything", "maria"),
      with("rare-project+person", {}, "Once", "maria"),
      with("project+rare-person", {}, "Everything", "rita"),
      with("all-three", "withdrawn", "Everything", "maria"),
      with("due-now", {}, {}, {}, crowd::kEnd),
      with("due-old", {}, {}, {}, old),
      with("due-middle", {}, {}, {}, middle),
      with("due+state", "in-review", {}, {}, crowd::kEnd),
      with("due-middle+state", "in-review", {}, {}, middle),
      with("due+draft", "draft", {}, {}, crowd::kEnd),
      with("due-old+person", {}, {}, "maria", old),
      with("due-middle+person", {}, {}, "maria", middle),
      with("due-middle+all-three", "approved", "Everything", "maria", middle),
  };
  const std::size_t first_pages = all.size();
  for (std::size_t i = 0; i < first_pages; ++i) {
    NamedQuery deep = all[i];
    deep.name += "+cursor";
    deep.query.after = SummaryQuery::Position{cast::after(crowd::kBeginning, 300 * crowd::kDay), "req_5"};
    all.push_back(std::move(deep));
  }
  return all;
}

void measure_lists(Store& store, const std::string& kind) {
  for (const NamedQuery& named : queries()) {
    time_page(kind, "list_" + named.name, [&] {
      const auto rows = store.list(named.query);
      if (!rows.ok()) give_up(named.name + ": " + rows.error().detail);
    });
  }
}

std::unique_ptr<MetricsModel> started(Store& store, const std::string& kind, const char* name) {
  const std::size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
  const auto start = Watch::now();
  auto model = std::make_unique<MetricsModel>(store, usual_calendar());
  for (bool has_more = true; has_more;) {
    const auto advanced = model->advance();
    if (!advanced.ok()) give_up(advanced.error().detail);
    has_more = advanced.value();
  }
  print(kind, std::string(name) + "_seconds", microseconds_since(start) / 1e6, "s");
  print(kind, std::string(name) + "_memory", static_cast<double>(mallinfo2().uordblks + mallinfo2().hblkhd - before), "bytes");
  return model;
}

void measure_metrics(Store& store, const std::string& kind) {
  {
    auto first = started(store, kind, "fold");
    const auto start = Watch::now();
    if (Refusal refusal = first->keep()) give_up(refusal->detail);
    print(kind, "keep_seconds", microseconds_since(start) / 1e6, "s");
  }
  auto model = started(store, kind, "start");
  Caller caller;
  caller.tenant = "default";
  const auto page = [&](const char* name, const auto& ask) {
    time_page(kind, name, [&] {
      if (ask().status != 200) give_up(name);
    });
  };
  page("metrics", [&] { return model->metrics(caller, crowd::kEnd); });
  page("metrics_projects", [&] { return model->projects(caller, std::nullopt, 50); });
  page("metrics_long-tails", [&] { return model->long_tails(caller, crowd::kEnd, std::nullopt, 50); });
}

void run(std::int64_t requests, const std::string& kind, const std::string& address) {
  auto opened = open_store(address);
  if (!opened.ok()) give_up(opened.error().detail);
  Store& store = *opened.value();
  for (const char* tenant : {"acme", "beta"}) (void)store.put_tenant({tenant, crowd::kBeginning, {}});
  const auto start = Watch::now();
  if (crowd::fill(store, requests) > 0) give_up("not all requests could be appended");
  print(kind, "fill_seconds", microseconds_since(start) / 1e6, "s");
  // What PostgreSQL does by itself when it has the time.
  if (kind == "postgres") PostgresConnection(address).run("VACUUM ANALYZE");
  measure_lists(store, kind);
  measure_metrics(store, kind);
}

}  // namespace
}  // namespace countersign::test

int main(int count, char** arguments) {
  using namespace countersign::test;
  const std::int64_t requests = count > 1 ? std::atoll(arguments[1]) : 20'000;
  const std::string only = count > 2 ? arguments[2] : "";
  const TemporaryFolder temporary;
  const std::string file = count > 3 ? std::string(arguments[3]) + "/models.sqlite" : temporary.file("models.sqlite");
  if (only != "postgres") run(requests, "sqlite", "sqlite:" + file);
  if (only == "sqlite") return 0;
  PostgresCluster cluster("fsync=on");
  run(requests, "postgres", cluster.new_database());
  return 0;
}
