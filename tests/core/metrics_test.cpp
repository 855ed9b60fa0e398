// How approvals go, by hand: hours are counted on the fingers.
#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include "core/json/calendar_codec.h"
#include "core/json/event_codec.h"
#include "core/json/metrics_codec.h"
#include "core/json/reader.h"
#include "core/metrics/metrics.h"
#include "core/metrics/ordered_numbers.h"
#include "tests/core/story.h"
#include "tests/support/catch.h"

namespace countersign::story {
namespace {

Metrics metrics_of(const std::vector<Story>& stories, Instant now = kNow) {
  List<Cycle> cycles;
  for (const Story& story : stories) cycles.push_back(story.cycle());
  return summarize(cycles, office(), now);
}

Durations hours(std::int64_t count, std::int64_t total, std::int64_t mean, std::int64_t median, std::int64_t p90, std::int64_t longest) {
  return {count, total * kHour, mean * kHour, median * kHour, p90 * kHour, longest * kHour};
}

// ------------------------------------------------------------------------------------------------------- statistics

TEST_CASE("percentiles are by nearest rank") {
  using enum RequestState;
  // After so many working hours, from one.
  constexpr std::array kDecided = {"mon 10:00", "mon 11:00", "mon 12:00", "mon 13:00", "mon 14:00", "mon 15:00", "mon 16:00", "mon 17:00", "tue 10:00", "tue 11:00"};
  const auto of_first = [&](std::size_t count) {
    std::vector<Story> stories;
    for (std::size_t i = 0; i < count; ++i) stories.push_back(submitted("r" + std::to_string(i)).resolve(kDecided.at(i), approved));
    return metrics_of(stories).overall.time_to_decision;
  };
  CHECK(of_first(1) == hours(1, 1, 1, 1, 1, 1));
  CHECK(of_first(2) == Durations{2, 3 * kHour, 3 * kHour / 2, kHour, 2 * kHour, 2 * kHour});
  CHECK(of_first(3) == hours(3, 6, 2, 2, 3, 3));
  CHECK(of_first(9) == hours(9, 45, 5, 5, 9, 9));
  CHECK(of_first(10) == Durations{10, 55 * kHour, 55 * kHour / 10, 5 * kHour, 9 * kHour, 10 * kHour});
}

TEST_CASE("a sum that is too long for a JSON number stops there") {
  LongSum sum;
  sum.add(limits::kInteger);
  CHECK(sum.stopped() == limits::kInteger);
  sum.add(1);
  CHECK(sum.stopped() == limits::kInteger);
  sum.add(limits::kInteger);
  CHECK(sum.stopped() == limits::kInteger);
  sum.add(-limits::kInteger);
  sum.add(-2);
  CHECK(sum.stopped() == limits::kInteger - 1);
}

// ---------------------------------------------------------------------------------------------------- many requests

std::vector<Story> week() {
  using enum RequestState;
  return {
      Story("a", SubjectKind::deliverable, "Site").submit("mon 09:00", "fri 16:00").resolve("tue 09:00", approved),
      Story("b", SubjectKind::deliverable, "Site").submit("mon 09:00", "wed 17:00").resolve("tue 12:00", changes_requested)
          .happens("tue 13:00", RevisionStarted{}).submit("wed 09:00", "fri 16:00").resolve("thu 17:00", approved),
      Story("c", SubjectKind::milestone).submit("mon 13:00", "tue 12:00").ask("wed 10:00", "q1"),
      Story("d", SubjectKind::milestone, "App").submit("mon 09:00", "tue 17:00").resolve("tue 17:00", approved_with_conditions),
      Story("e", SubjectKind::invoice, "App").submit("mon 09:00", "tue 09:00").ask("mon 10:00", "q1").happens("wed 09:00", Withdrawn{}),
      Story("f", SubjectKind::document, "Later"),
      Story("g", SubjectKind::milestone).submit("mon 09:00", "fri 16:00").resolve("mon 11:00", rejected),
  };
}

TEST_CASE("a week, counted by hand") {
  const Metrics metrics = metrics_of(week());
  CHECK(metrics.now == kNow);
  CHECK(metrics.business_day == 8 * kHour);
  CHECK(metrics.thresholds == Thresholds{24 * kHour, 600, 48 * kHour});

  const Figures& all = metrics.overall;
  CHECK(all.requests == 7);
  CHECK(all.submitted == 6);
  CHECK(all.decided == 4);
  CHECK(all.approved == 3);
  CHECK(all.under_way == 1);
  // g took 2 hours, a 8, d 16 and b 32, revision included.
  CHECK(all.time_to_decision == Durations{4, 58 * kHour, 58 * kHour / 4, 8 * kHour, 32 * kHour, 32 * kHour});
  CHECK(all.first_pass == Share{2, 4, 500});  // a and d, and neither b nor g; c waits, e was withdrawn
  CHECK(all.revisions == Revisions{6, 1, 166, 1});
  CHECK(all.delay == hours(2, 32, 16, 8, 24, 24));  // b from wednesday night to thursday night, c from tuesday noon to now
  CHECK(all.health == Verdicts{HealthWord::healthy, HealthWord::unhealthy});

  CHECK(metrics.milestones_on_time == Share{1, 3, 333});  // d to the minute; c is late, g was rejected
  CHECK(metrics.projects == List<ProjectRevisions>{{made(Project::from("App")), {2, 0, 0, 0}}, {made(Project::from("Site")), {2, 1, 500, 1}}});
  CHECK(metrics.open_questions.count == 1);  // nobody can answer that of e any more
  CHECK(metrics.open_questions.age == hours(1, 18, 18, 18, 18, 18));
  CHECK(metrics.open_questions.oldest == OldestQuestion{made(RequestId::from("c")), made(QuestionId::from("q1")), on("wed 10:00")});
  CHECK(metrics.long_tails.empty());
}

TEST_CASE("the order in which the records come does not matter") {
  std::vector<Story> stories = week();
  stories.push_back(submitted("y").ask("wed 10:00", "q1").ask("wed 10:00", "q2"));
  stories.push_back(submitted("x").ask("wed 09:00", "q1").ask("wed 10:00", "q2").answer("wed 11:00", "q1"));
  const Metrics metrics = metrics_of(stories, on("sun 12:00"));
  CHECK(metrics.open_questions.oldest->request.text() == "c");
  std::mt19937 dice(1);
  for (int i = 0; i < 20; ++i) {
    std::shuffle(stories.begin(), stories.end(), dice);
    CHECK(metrics_of(stories, on("sun 12:00")) == metrics);
  }
}

TEST_CASE("each kind that occurs has figures of its own, in the order of the words") {
  const Metrics metrics = metrics_of(week());
  REQUIRE(metrics.kinds.size() == 4);
  CHECK(metrics.kinds[0].kind == SubjectKind::deliverable);
  CHECK(metrics.kinds[0].figures.time_to_decision == hours(2, 40, 20, 8, 32, 32));
  CHECK(metrics.kinds[0].figures.health == Verdicts{HealthWord::healthy, HealthWord::unhealthy});
  CHECK(metrics.kinds[1].kind == SubjectKind::milestone);
  CHECK(metrics.kinds[1].figures.under_way == 1);
  CHECK(metrics.kinds[2].kind == SubjectKind::invoice);
  CHECK(metrics.kinds[2].figures.submitted == 1);
  CHECK(metrics.kinds[2].figures.decided == 0);
  CHECK(metrics.kinds[2].figures.delay == std::nullopt);
  CHECK(metrics.kinds[3].kind == SubjectKind::document);
  CHECK(metrics.kinds[3].figures.health == Verdicts{HealthWord::no_data, HealthWord::no_data});
  std::int64_t requests = 0;
  for (const KindFigures& kind : metrics.kinds) requests += kind.figures.requests;
  CHECK(requests == metrics.overall.requests);
}

TEST_CASE("of nothing there are no figures") {
  const Metrics metrics = metrics_of({});
  CHECK(metrics.overall == Figures());
  CHECK(metrics.overall.health == Verdicts{HealthWord::no_data, HealthWord::no_data});
  CHECK(metrics.kinds.empty());
  CHECK(metrics.projects.empty());
  CHECK(metrics.milestones_on_time == std::nullopt);
  CHECK(metrics.open_questions == OpenQuestions());
}

TEST_CASE("thresholds are not reached by what lies on them") {
  using enum RequestState;
  const auto health_of_time = [](std::string_view decided) {
    return metrics_of({submitted().resolve(decided, approved)}).overall.health.time_to_decision;
  };
  CHECK(health_of_time("wed 16:59") == HealthWord::healthy);
  CHECK(health_of_time("wed 17:00") == HealthWord::unhealthy);  // three business days
  const auto health_of_first_pass = [](int passed, int of) {
    std::vector<Story> stories;
    for (int i = 0; i < of; ++i) {
      stories.push_back(submitted("r" + std::to_string(i)).resolve("tue 09:00", i < passed ? approved : rejected));
    }
    return metrics_of(stories).overall.health.first_pass;
  };
  CHECK(health_of_first_pass(3, 5) == HealthWord::unhealthy);
  CHECK(health_of_first_pass(601, 1001) == HealthWord::healthy);  // 60.04 %: 600 thousandths, rounded down
  CHECK(health_of_first_pass(0, 1) == HealthWord::unhealthy);
}

TEST_CASE("a milestone is late by the clock, and costs a delay by working time") {
  using enum RequestState;
  const auto due_on_friday = [] { return std::move(Story("m", SubjectKind::milestone).submit("mon 09:00", "fri 17:00")); };
  const Metrics on_saturday = metrics_of({due_on_friday().resolve("sat 10:00", approved)}, on("sun 09:00"));
  CHECK(on_saturday.milestones_on_time == Share{0, 1, 0});
  CHECK(on_saturday.overall.delay == std::nullopt);
  const Metrics not_yet_due = metrics_of({due_on_friday()}, on("fri 17:00"));
  CHECK(not_yet_due.milestones_on_time == std::nullopt);
  CHECK(metrics_of({due_on_friday().happens("mon 10:00", Withdrawn{})}, on("sat 09:00")).milestones_on_time == std::nullopt);
}

TEST_CASE("a milestone that nobody answered until it expired was late, for as long as it waited") {
  const auto silent = [] { return std::move(Story("m", SubjectKind::milestone).submit("mon 09:00", "tue 17:00")); };
  const Metrics expired = metrics_of({silent().happens("thu 17:00", Expired{})});
  CHECK(expired.milestones_on_time == Share{0, 1, 0});
  CHECK(expired.overall.delay == hours(1, 16, 16, 16, 16, 16));  // and no longer until now
  CHECK(expired.overall.under_way == 0);
  CHECK(expired.overall.decided == 0);
  CHECK(expired.overall.time_to_decision == std::nullopt);
  const Metrics before_it_was_due = metrics_of({silent().happens("mon 17:00", Expired{})});
  CHECK(before_it_was_due.milestones_on_time == Share{0, 1, 0});
  CHECK(before_it_was_due.overall.delay == std::nullopt);
  CHECK(metrics_of({silent().happens("thu 17:00", Withdrawn{})}).overall.delay == std::nullopt);
}

TEST_CASE("a date that is moved in a later round makes no late answer early") {
  const Metrics metrics = metrics_of({Story("m", SubjectKind::milestone).submit("mon 09:00", "tue 17:00")
                                          .resolve("tue 12:00", RequestState::changes_requested).happens("tue 13:00", RevisionStarted{})
                                          .submit("tue 14:00", "fri 17:00").resolve("wed 13:00", RequestState::approved)});
  CHECK(metrics.milestones_on_time == Share{0, 1, 0});
  CHECK(metrics.overall.delay == hours(1, 4, 4, 4, 4, 4));
}

TEST_CASE("long tails are flagged, decided or not, the longest first") {
  using enum RequestState;
  const Instant later = at("2026-12-03T09:00:00.000Z");  // eight business days after monday
  const Metrics metrics = metrics_of(
      {submitted("still-b"), submitted("decided").resolve("tue 09:00", approved),
       Story("changed", SubjectKind::scope_change, "Site").submit("tue 09:00", "fri 16:00").ask("tue 10:00", "q1").resolve("wed 09:00", changes_requested)
           .happens("wed 10:00", RevisionStarted{}).submit("wed 11:00", "fri 16:00"),
       submitted("still-a"), submitted("gone").happens("fri 16:00", Withdrawn{}), submitted("expired-soon").happens("fri 16:00", Expired{}), Story("fresh").submit("fri 09:00", "fri 16:00")},
      later);
  const auto deliverable = [](std::string_view id) {
    return LongTail{made(RequestId::from(id)), SubjectKind::deliverable, {}, in_review, 64 * kHour, 0, 0};
  };
  CHECK(metrics.long_tails ==
        List<LongTail>{deliverable("still-a"), deliverable("still-b"),
                       {made(RequestId::from("changed")), SubjectKind::scope_change, made(Project::from("Site")), in_review, 56 * kHour, 1, 1}});
}

TEST_CASE("what lies after now has taken no time yet") {
  const Metrics metrics = metrics_of({submitted().ask("tue 09:00", "q1")}, on("mon 08:00"));
  CHECK(metrics.overall.under_way == 1);
  CHECK(metrics.open_questions.age == Durations{1, 0, 0, 0, 0, 0});
  CHECK(metrics.overall.delay == std::nullopt);
}

TEST_CASE("a business day is worth the mean of the working days") {
  CHECK(business_day_milliseconds(office()) == 8 * kHour);
  CHECK(business_day_milliseconds(Calendar()) == 0);
  Calendar short_friday;  // in two parts
  short_friday.hours = {{Weekday::thursday, 0, 8 * 60}, {Weekday::friday, 0, 60}, {Weekday::friday, 120, 180}};
  CHECK(business_day_milliseconds(short_friday) == 5 * kHour);
}

// ------------------------------------------------------------------------------------------------------------- JSON

TEST_CASE("metrics travel as canonical JSON, and leave out what there is nothing of") {
  const std::string figures =
      R"("approved":0,"decided":0,"health":{"first_pass":"no-data","time_to_decision":"no-data"},"requests":0,)"
      R"("revisions":{"mean_permille":0,"most":0,"requests":0,"total":0},"submitted":0,"under_way":0)";
  CHECK(canonical_metrics(metrics_of({})) ==
        R"({"business_day_milliseconds":28800000,"kinds":[],"long_tails":[],"now":"2026-11-27T12:00:00.000Z","open_questions":{"count":0},"overall":{)" +
            figures + R"(},"projects":[],"thresholds":{"first_pass_permille":600,"long_tail_milliseconds":172800000,"time_to_decision_milliseconds":86400000}})");
  const Json json = made(read_json(canonical_metrics(metrics_of(week()))));
  CHECK(json["overall"]["time_to_decision"]["median_milliseconds"] == 8 * kHour);
  CHECK(json["overall"]["health"]["first_pass"] == "unhealthy");
  CHECK(json["kinds"][1]["kind"] == "milestone");
  CHECK(json["projects"][1]["mean_permille"] == 500);
  CHECK(json["open_questions"]["oldest"]["request"] == "c");
  CHECK(json["milestones_on_time"]["permille"] == 333);
}

std::string refusal_of(const std::string& logs) {
  const Json json = made(read_json(logs));
  const Result<List<Cycle>> cycles = read_logs(json);
  return cycles.ok() ? std::string() : std::string(error_row(cycles.error().code).word) + " " + cycles.error().pointer;
}

TEST_CASE("logs are read as they stand, and refused at the place where one is not in order") {
  const std::string log = canonical_events(submitted("a").log());
  const List<Event> events = submitted("a").log();
  const auto with = [&](auto change) {
    List<Event> changed = events;
    change(changed[1]);
    return "[" + log + "," + canonical_events(changed) + "]";
  };
  CHECK(refusal_of("[]").empty());
  CHECK(made(read_logs(made(read_json("[" + log + "]")))) == List<Cycle>{submitted("a").cycle()});
  CHECK(refusal_of("{}") == "wrong-type ");
  CHECK(refusal_of("[{}]") == "wrong-type /0");
  CHECK(refusal_of("[[]]") == "too-few-items /0");
  CHECK(refusal_of("[" + log + ",[7]]") == "wrong-type /1/0");
  CHECK(refusal_of("[" + log + "," + log + "]") == "duplicate-id /1");
  CHECK(refusal_of("[" + log + "," + canonical_events(submitted("b").log()) + "," + log + "]") == "duplicate-id /2");
  CHECK(refusal_of("[" + canonical_events({events[1]}) + "]") == "log-broken /0/0/seq");
  CHECK(refusal_of(with([](Event& event) { event.seq = 3; })) == "log-broken /1/1/seq");
  CHECK(refusal_of(with([](Event& event) { event.request = made(RequestId::from("z")); })) == "log-broken /1/1/request");
  CHECK(refusal_of(with([](Event& event) { event.at = on("mon 07:59"); })) == "log-broken /1/1/at");
  CHECK(refusal_of(with([&](Event& event) { event.body = events[0].body; })) == "log-broken /1/1/event");
  CHECK(refusal_of("[" + log.substr(0, log.size() - 1) + ",{\"event\":\"dreamt\"}]]") == "unknown-word /0/2/event");
}

TEST_CASE("a calendar without working hours tells no time") {
  CHECK(made(read_working_calendar(made(read_json(canonical_calendar(office()))))) == office());
  const Result<Calendar> empty = read_working_calendar(made(read_json(canonical_calendar(Calendar()))));
  REQUIRE(!empty.ok());
  CHECK(empty.error().code == ErrorCode::too_few_items);
  CHECK(empty.error().pointer == "/hours");
}

}  // namespace
}  // namespace countersign::story
