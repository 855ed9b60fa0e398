// The metrics that a server holds ready: the same as the core's own fold over the whole log, on every store, with several servers,
// and after a start.
#include <map>

#include "core/json/event_codec.h"
#include "core/json/metrics_codec.h"
#include "core/json/writer.h"
#include "core/record/tree.h"
#include "native/service/metrics_model.h"
#include "tests/bench/crowd.h"
#include "tests/native/each_store.h"

using namespace countersign;
using namespace countersign::test;

namespace {

const Instant kLater = crowd::kEnd;

void follow(MetricsModel& model) {
  for (;;) {
    const auto advanced = model.advance();
    if (!advanced.ok()) FAIL(advanced.error().detail);
    if (!advanced.value()) return;
  }
}

Caller reader_of(const std::string& tenant) {
  Caller caller;
  caller.tenant = tenant;
  return caller;
}

Json metrics_in(const MetricsModel& model, const std::string& tenant = "default") {
  const ServiceAnswer answer = model.metrics(reader_of(tenant), kLater);
  INFO(answer.body);
  REQUIRE(answer.status == 200);
  return read_json(answer.body).value();
}

// What the core says of the whole log of a tenant.
std::string summed_up(Store& store, const std::string& tenant) {
  std::map<std::string, Cycle> cycles;
  const auto entries = store.stream_entries(0, 1'000'000);
  REQUIRE(entries.ok());
  for (const StreamEntry& entry : entries.value()) {
    if (entry.tenant != tenant) continue;
    Cycle& cycle = cycles[entry.stream];
    cycle = fold_cycle(cycle, read_event(read_json(entry.bytes).value()).value());
  }
  List<Cycle> all;
  for (auto& [stream, cycle] : cycles) all.push_back(cycle);
  Metrics metrics = summarize(all, usual_calendar(), kLater);
  while (metrics.projects.size() > kMetricsItems) metrics.projects.pop_back();
  while (metrics.long_tails.size() > kMetricsItems) metrics.long_tails.pop_back();
  return canonical_metrics(metrics);
}

// Some of a crowd, one event after the other, so that followers meet them half way.
void append_some(Store& store, std::int64_t from, std::int64_t to) {
  for (std::int64_t number = from; number < to; ++number) {
    StreamAppend append = crowd::OneOfMany(number, 400).append();
    const std::vector<StoredEntry> events = append.events;
    for (const StoredEntry& event : events) {
      append.events = {event};
      REQUIRE(outcome_of(store, append) == AppendOutcome::appended);
      ++append.expected_head;
    }
  }
}

}  // namespace

TEST_CASE("the metrics follow the log, and are those that the core folds from the whole of it", "[metrics]") {
  EachStore each;
  for (const char* tenant : {"acme", "beta"}) REQUIRE(each.store->put_tenant({tenant, kMorning, {}}).ok());
  MetricsModel model(*each.store, usual_calendar());
  CHECK(model.metrics(reader_of("default"), kLater).status == 503);
  follow(model);
  CHECK(metrics_in(model).at("metrics").at("overall").at("requests") == 0);
  for (const std::int64_t to : {30, 31, 150}) {
    append_some(*each.store, to == 30 ? 0 : to == 31 ? 30 : 31, to);
    follow(model);
    for (const char* tenant : {"default", "acme", "beta"}) CHECK(write_canonical(metrics_in(model, tenant).at("metrics")) == summed_up(*each.store, tenant));
  }
  CHECK(metrics_in(model).at("as_of") == each.store->stream_entries(0, 1'000'000).value().size());
  CHECK(metrics_in(model).at("long_tail_count").get<std::size_t>() >= metrics_in(model).at("metrics").at("long_tails").size());
}

TEST_CASE("a server that starts goes on from what is stored, and folds only what came after", "[metrics]") {
  EachStore each;
  for (const char* tenant : {"acme", "beta"}) REQUIRE(each.store->put_tenant({tenant, kMorning, {}}).ok());
  append_some(*each.store, 0, 60);
  {
    MetricsModel model(*each.store, usual_calendar());
    follow(model);
    REQUIRE_FALSE(model.keep());
  }
  const std::uint64_t kept = each.store->cycles_position().value();
  CHECK(kept == each.store->stream_entries(0, 1'000'000).value().size());
  CHECK(each.place->rows("cycles") == 60);
  append_some(*each.store, 60, 90);
  each.reopen();
  MetricsModel model(*each.store, usual_calendar());
  follow(model);
  CHECK(write_canonical(metrics_in(model).at("metrics")) == summed_up(*each.store, "default"));
  REQUIRE_FALSE(model.keep());
  CHECK(each.place->rows("cycles") == 90);
}

TEST_CASE("servers that share a store do not take back what another has stored", "[metrics]") {
  EachStore each;
  for (const char* tenant : {"acme", "beta"}) REQUIRE(each.store->put_tenant({tenant, kMorning, {}}).ok());
  append_some(*each.store, 0, 20);
  MetricsModel slow(*each.store, usual_calendar());
  follow(slow);
  append_some(*each.store, 20, 40);
  const auto other = each.opened();
  MetricsModel quick(*other, usual_calendar());
  follow(quick);
  REQUIRE_FALSE(quick.keep());
  REQUIRE_FALSE(slow.keep());  // what it has is older
  CHECK(each.store->cycles_position().value() == each.store->log_entries(0, 1'000'000).value().size());
  MetricsModel third(*each.store, usual_calendar());
  follow(third);
  follow(slow);
  CHECK(metrics_in(third) == metrics_in(quick));
  CHECK(metrics_in(slow) == metrics_in(quick));
}

TEST_CASE("a stored cycle that is not what was stored stops the metrics until it was made anew", "[metrics]") {
  EachStore each;
  for (const char* tenant : {"acme", "beta"}) REQUIRE(each.store->put_tenant({tenant, kMorning, {}}).ok());
  append_some(*each.store, 0, 3);
  {
    MetricsModel model(*each.store, usual_calendar());
    follow(model);
    REQUIRE_FALSE(model.keep());
  }
  each.place->execute("UPDATE cycles SET head = head + 1");
  MetricsModel model(*each.store, usual_calendar());
  const auto advanced = model.advance();
  REQUIRE_FALSE(advanced.ok());
  CHECK(advanced.error().code == ErrorCode::log_broken);
  CHECK(advanced.error().detail.find("rebuild") != std::string::npos);
  CHECK(model.metrics(reader_of("default"), kLater).status == 503);
  CHECK_FALSE(model.advance().ok());
  each.place->execute("UPDATE cycles SET head = head - 1");
  follow(model);
  CHECK(write_canonical(metrics_in(model).at("metrics")) == summed_up(*each.store, "default"));

  // Also one that has answered: an entry of the log that is not what was stored.
  append_some(*each.store, 3, 4);
  each.place->execute("UPDATE events SET leaf = bytes WHERE position = (SELECT max(position) FROM events)");
  CHECK_FALSE(model.advance().ok());
  CHECK_FALSE(model.is_ready());
  CHECK(model.metrics(reader_of("default"), kLater).status == 503);
}

TEST_CASE("metrics over HTTP: of one's own tenant, in pages, at the server's time", "[metrics]") {
  TestServer server;
  const std::string other = server.make_key({"acme", "portal", Role::lead, Scopes::all(), {}});
  const Reply early = server.get("/v1/metrics", server.key());
  CHECK(early.status == 503);
  CHECK(early.code() == "store-unavailable");
  CHECK_FALSE(early.header("retry-after").empty());
  const std::string request = server.submitted_request(R"("project":"Site",)");
  const std::string second = server.submitted_request(R"("project":"Äpp",)");
  server.approve(request, "maria", "customer");
  server.clock().advance(crowd::kDay * 20);
  server.follow_log();
  const Json whole = server.get("/v1/metrics", server.key()).json();
  CHECK(whole.at("metrics").at("overall").at("submitted") == 2);
  CHECK(whole.at("metrics").at("now") == server.clock().now().text());
  CHECK(whole.at("project_count") == 2);
  CHECK(whole.at("long_tail_count") == 2);
  const Json nothing = server.get("/v1/metrics", other).json();
  CHECK(nothing.at("metrics").at("overall").at("requests") == 0);
  CHECK(nothing.at("as_of") == whole.at("as_of"));

  const Json projects = server.get("/v1/metrics/projects?limit=1", server.key()).json();
  CHECK(projects.at("projects").at(0).at("project") == "Site");
  const Json more = server.get("/v1/metrics/projects?limit=1&cursor=" + projects.at("cursor").get<std::string>(), server.key()).json();
  CHECK(more.at("projects").at(0).at("project") == "Äpp");
  CHECK_FALSE(more.contains("cursor"));
  const Json tails = server.get("/v1/metrics/long-tails?limit=1", server.key()).json();
  server.clock().advance(1000);
  const Json last = server.get("/v1/metrics/long-tails?limit=1&cursor=" + tails.at("cursor").get<std::string>(), server.key()).json();
  CHECK(last.at("now") == tails.at("now"));
  CHECK_FALSE(last.contains("cursor"));
  CHECK(last.at("long_tails").at(0).at("request") != tails.at("long_tails").at(0).at("request"));

  for (const char* wrong : {"/v1/metrics/projects?cursor=*", "/v1/metrics/long-tails?cursor=x", "/v1/metrics/long-tails?cursor=1.2", "/v1/metrics/long-tails?cursor=5.9.r",
                            "/v1/metrics/long-tails?cursor=-5.-9.r"}) {
    INFO(wrong);
    const Reply refused = server.get(wrong, server.key());
    CHECK(refused.status == 400);
    CHECK(refused.code() == "invalid-format");
    CHECK(refused.json().at("pointer") == "/cursor");
  }
  CHECK(server.get("/v1/metrics?since=yesterday", server.key()).code() == "unknown-field");
  CHECK(server.get("/v1/capabilities", "").json().at("metrics") == true);
}
