// Lists of summaries against a plain look at all of them, on every store: each combination of filters, page by page.
#include <algorithm>
#include <map>
#include <random>

#include "native/store/list_statement.h"
#include "native/store/postgres.h"
#include "tests/native/each_store.h"
#include "tests/native/postgres_cluster.h"

using namespace countersign;
using namespace countersign::test;

namespace {

std::optional<std::string> one_of(std::mt19937& dice, const std::vector<std::string>& words) {
  const std::size_t place = dice() % (words.size() + 1);
  return place == words.size() ? std::nullopt : std::optional(words[place]);
}

const std::vector<std::string> kStates = {"draft", "in-review", "approved"};
const std::vector<std::string> kProjects = {"App", "Site"};
const std::vector<std::string> kPeople = {"ana", "ben", "olga"};

struct Listed {
  std::string stream;
  std::string tenant;
  std::int64_t head = 0;
  StoredSummary summary;
};

void change(std::mt19937& dice, Listed& listed) {
  listed.summary.state = kStates[dice() % kStates.size()];
  listed.summary.project = one_of(dice, kProjects);
  listed.summary.due = dice() % 3 == 0 ? std::nullopt : std::optional(later(kMorning, static_cast<std::int64_t>(dice() % 50)));
  listed.summary.people.clear();
  for (const std::string& person : kPeople) {
    if (dice() % 2 == 0) listed.summary.people.push_back(person);
  }
  if (!listed.summary.people.empty()) listed.summary.people.push_back(listed.summary.people.front());  // said twice
}

void append_to(Store& store, Listed& listed) {
  StreamAppend append = append_of(listed.stream, listed.head, {"{}"});
  append.tenant = listed.tenant;
  listed.summary.bytes = listed.stream + "@" + std::to_string(++listed.head);
  append.summary = listed.summary;
  REQUIRE(outcome_of(store, append) == AppendOutcome::appended);
}

bool fits(const Listed& listed, const SummaryQuery& query) {
  const StoredSummary& summary = listed.summary;
  if (listed.tenant != query.tenant || (query.state && summary.state != *query.state)) return false;
  if (query.project && summary.project != query.project) return false;
  if (query.due_before && (!summary.due || !(*summary.due < *query.due_before))) return false;
  return !query.person || std::find(summary.people.begin(), summary.people.end(), *query.person) != summary.people.end();
}

std::vector<std::string> looked_up(std::vector<Listed> all, const SummaryQuery& query) {
  std::sort(all.begin(), all.end(), [](const Listed& a, const Listed& b) {
    return a.summary.created_at != b.summary.created_at ? a.summary.created_at > b.summary.created_at : a.stream > b.stream;
  });
  std::vector<std::string> found;
  for (const Listed& each : all) {
    if (fits(each, query)) found.push_back(each.summary.bytes);
  }
  return found;
}

std::vector<std::string> paged(Store& store, SummaryQuery query, std::size_t page) {
  query.limit = page;
  std::vector<std::string> found;
  for (;;) {
    const auto rows = store.list(query);
    REQUIRE(rows.ok());
    for (const SummaryRow& row : rows.value()) found.push_back(row.bytes);
    if (rows.value().size() < page) return found;
    query.after = {rows.value().back().created_at, rows.value().back().stream};
  }
}

// Every combination of filters.
void check_all(Store& store, const std::vector<Listed>& all) {
  const auto some = [](const std::vector<std::string>& words) {
    std::vector<std::optional<std::string>> options(words.begin(), words.end());
    options.emplace_back();
    return options;
  };
  for (const char* tenant : {"default", "acme"}) {
    for (const auto& state : some(kStates)) {
      for (const auto& project : some(kProjects)) {
        for (const auto& person : some({"ana", "nobody"})) {
          for (const std::int64_t due : {-1, 0, 5, 1000}) {
            SummaryQuery query;
            query.tenant = tenant;
            query.state = state;
            query.project = project;
            query.person = person;
            if (due >= 0) query.due_before = later(kMorning, due);
            INFO(tenant << " " << state.value_or("-") << " " << project.value_or("-") << " " << person.value_or("-") << " " << due);
            CHECK(paged(store, query, 7) == looked_up(all, query));
          }
        }
      }
    }
  }
}

}  // namespace

TEST_CASE("a list holds what fits its filters, newest first, after each has moved on some times", "[store]") {
  EachStore each;
  REQUIRE(each.store->put_tenant({"acme", kMorning, {}}).ok());
  std::mt19937 dice(20261122);
  std::vector<Listed> all;
  for (int i = 0; i < 60; ++i) {
    Listed listed{"req_" + std::to_string(dice() % 1000) + "x" + std::to_string(i), i % 5 == 0 ? "acme" : "default", 0, {}};
    listed.summary.created_at = later(kMorning, static_cast<std::int64_t>(dice() % 20));
    change(dice, listed);
    append_to(*each.store, listed);
    all.push_back(listed);
  }
  check_all(*each.store, all);
  for (int i = 0; i < 80; ++i) {
    Listed& one = all[dice() % all.size()];
    if (dice() % 3 > 0) change(dice, one);
    append_to(*each.store, one);
  }
  check_all(*each.store, all);
}

TEST_CASE("a list is the same whether those that are due lead or not: more of them than may lead", "[store]") {
  EachStore each;
  const auto count = static_cast<std::size_t>(kFewDue) + 40;
  std::vector<Listed> all(count);
  on_threads(8, [&](int thread) {
    for (std::size_t i = static_cast<std::size_t>(thread); i < count; i += 8) {
      all[i] = {"req_" + std::to_string(10000 + i), "default", 1, {}};
      all[i].summary.created_at = later(kMorning, static_cast<std::int64_t>(i / 3));
      all[i].summary.state = i % 400 == 0 ? "in-review" : "approved";
      all[i].summary.due = later(kMorning, static_cast<std::int64_t>(i % 100));
      all[i].summary.people = {i % 500 == 0 ? "ana" : "ben"};
      all[i].summary.bytes = all[i].stream;
      StreamAppend append = append_of(all[i].stream, 0, {"{}"});
      append.summary = all[i].summary;
      if (!each.store->append(append).ok()) throw std::runtime_error("not appended");
    }
  });
  for (const std::int64_t due : {1, 50, 1000}) {
    SummaryQuery query;
    query.due_before = later(kMorning, due);
    CHECK(paged(*each.store, query, 150) == looked_up(all, query));
    query.state = "in-review";
    CHECK(paged(*each.store, query, 150) == looked_up(all, query));
    query.person = "ana";
    CHECK(paged(*each.store, query, 2) == looked_up(all, query));
  }
}

// PostgreSQL plans a statement that it has seen often without its values; it cannot know then that few are due.
TEST_CASE("what is due is found by its index on PostgreSQL, and no other rows are read", "[store][postgres]") {
  const std::string address = new_postgres_database();
  REQUIRE(open_store(address).ok());
  PostgresConnection connection(address);
  connection.execute(
      "INSERT INTO summaries (stream, tenant, created_at, state, due, bytes) "
      "SELECT 'req_' || i, 'default', i, 'approved', i * 7919 % 20000, convert_to(repeat('x', 900), 'UTF8') FROM generate_series(1, 20000) i");
  connection.execute("VACUUM ANALYZE summaries");
  connection.execute("SET plan_cache_mode = force_generic_plan");
  SummaryQuery query;
  query.due_before = Instant::from_milliseconds(100).value();
  query.limit = 51;
  const auto plan_of = [&](const std::string& name, const ListStatement& statement) {
    std::string types;
    std::string values;
    for (const auto& value : statement.values) {
      const auto* text = std::get_if<std::string>(&value);
      types += std::string(types.empty() ? "" : ", ") + (text != nullptr ? "text" : "bigint");
      values += (values.empty() ? "" : ", ") + (text != nullptr ? "'" + *text + "'" : std::to_string(std::get<std::int64_t>(value)));
    }
    connection.execute("PREPARE " + name + " (" + types + ") AS " + statement.sql);
    const PostgresRows rows = connection.run("EXPLAIN EXECUTE " + name + " (" + values + ")");
    std::string plan;
    for (int row = 0; row < rows.count(); ++row) plan += rows.bytes(row, 0) + "\n";
    return plan;
  };
  for (const std::optional<std::string>& person : {std::optional<std::string>(), std::optional<std::string>("ana")}) {
    query.person = person;
    const std::string name = person ? "of_ana" : "of_all";
    for (const std::string& plan : {plan_of(name + "_count", due_count_statement(query, ListDialect::postgres)),
                                    plan_of(name + "_list", list_statement(query, ListLead::due, ListDialect::postgres))}) {
      INFO(plan);
      CHECK(plan.find("summaries_by_due") != std::string::npos);
      CHECK(plan.find("Seq Scan") == std::string::npos);
    }
  }
}
