// The model: cursor, changes, people, permissions, search.
#include <algorithm>
#include <string>

#include "core/request/evolve.h"
#include "shell/model/inspector.h"
#include "tests/shell/sample_story.h"
#include "tests/support/catch.h"

namespace countersign::shell {
namespace {

Inspector opened() {
  Inspector inspector;
  inspector.open("sample-log.json", sample_log(tell_sample_story().events));
  REQUIRE(inspector.has_log());
  return inspector;
}

bool has_content(const std::vector<Change>& changes) {
  return std::any_of(changes.begin(), changes.end(),
                     [](const Change& change) { return change.weight == ChangeWeight::content; });
}

void choose(Inspector& inspector, const std::string& id) {
  for (std::size_t i = 0; i < inspector.people().size(); ++i) {
    if (inspector.people()[i].person.id.text() == id) return inspector.choose_person(i);
  }
  FAIL("nobody is called " + id);
}

std::size_t allowed(const Inspector& inspector) {
  const List<Option>& options = inspector.permissions().options;
  return static_cast<std::size_t>(
      std::count_if(options.begin(), options.end(), [](const Option& option) { return !option.refusal; }));
}

TEST_CASE("a log opens at its end") {
  const Inspector inspector = opened();
  CHECK(inspector.cursor() == inspector.size());
  CHECK(inspector.request().state == RequestState::approved);
}

TEST_CASE("the request at a cursor is the fold of the events before it") {
  Inspector inspector = opened();
  Request expected;
  for (std::size_t cursor = 0; cursor <= inspector.size(); ++cursor) {
    if (cursor > 0) expected = evolve(std::move(expected), inspector.log().events[cursor - 1]);
    inspector.move_to(cursor);
    CAPTURE(cursor);
    CHECK(inspector.request() == expected);
  }
  for (std::size_t cursor = inspector.size(); cursor-- > 0;) {
    inspector.move_to(cursor);
    CHECK(inspector.request().head == static_cast<std::int64_t>(cursor));
  }
}

TEST_CASE("a long log is folded from kept states, and they are the same") {
  List<Event> events = tell_sample_story().events;
  const Event comment = [&] {
    for (const Event& event : events) {
      if (holds<Commented>(event.body)) return event;
    }
    return events.back();
  }();
  while (events.size() < 1100) {
    Event next = comment;
    next.seq = static_cast<std::int64_t>(events.size()) + 1;
    next.at = events.back().at;
    get<Commented>(next.body).comment = CommentId::numbered('m', events.size());
    events.push_back(next);
  }
  const History history(events);
  Request expected;
  for (std::size_t count = 0; count <= events.size(); ++count) {
    if (count > 0) expected = evolve(std::move(expected), events[count - 1]);
    if (count % 251 < 10 || count == events.size()) CHECK(history.after(events, count) == expected);
  }
}

TEST_CASE("a bad log is refused, and the one before stays with its cursor and person") {
  Inspector inspector = opened();
  inspector.move_to(12);
  choose(inspector, "jonas");
  const Request before = inspector.request();
  inspector.open("broken.json", "[{\"event\":\"created\"}]");
  REQUIRE(inspector.failure().has_value());
  CHECK(inspector.failure()->name == "broken.json");
  CHECK(inspector.failure()->error.code == ErrorCode::missing_field);
  CHECK(inspector.failure()->error.pointer.substr(0, 3) == "/0/");
  CHECK(inspector.name() == "sample-log.json");
  CHECK(inspector.cursor() == 12);
  CHECK(inspector.request() == before);
  CHECK(inspector.people()[inspector.person()].person.id.text() == "jonas");

  inspector.open("again.json", sample_log(tell_sample_story().events));
  CHECK(!inspector.failure().has_value());
  CHECK(inspector.name() == "again.json");
}

TEST_CASE("a bad log leaves an empty inspector empty") {
  Inspector inspector;
  inspector.open("broken.json", "{");
  CHECK(!inspector.has_log());
  CHECK(inspector.failure().has_value());
  inspector.dismiss_failure();
  CHECK(!inspector.failure().has_value());
  inspector.step(1);
  CHECK(inspector.cursor() == 0);
}

TEST_CASE("every event says what it changed; equal states differ in nothing") {
  Inspector inspector = opened();
  for (std::size_t cursor = 1; cursor <= inspector.size(); ++cursor) {
    inspector.move_to(cursor);
    CAPTURE(inspector.sentence_of(cursor - 1));
    CHECK(has_content(inspector.changes()) == true);
    CHECK(changes_between(inspector.request(), inspector.request()).empty());
  }
  inspector.move_to(0);
  CHECK(inspector.changes().empty());
}

TEST_CASE("a change names the field, the value before and the value after") {
  Inspector inspector = opened();
  for (std::size_t cursor = 1; cursor <= inspector.size(); ++cursor) {
    inspector.move_to(cursor);
    if (!holds<DecisionRetracted>(inspector.event()->body)) continue;
    const Change expected{ChangeKind::changed, ChangeWeight::content, "decisions / d3 / standing", "standing",
                          "retracted"};
    CHECK(std::find(inspector.changes().begin(), inspector.changes().end(), expected) != inspector.changes().end());
    return;
  }
  FAIL("nobody took back a decision");
}

TEST_CASE("steps stop at both ends") {
  Inspector inspector = opened();
  inspector.step(1);
  CHECK(inspector.cursor() == inspector.size());
  inspector.step(-1);
  CHECK(inspector.cursor() == inspector.size() - 1);
  inspector.step(-100000);
  CHECK(inspector.cursor() == 0);
  inspector.step(-1);
  CHECK(inspector.cursor() == 0);
  inspector.step(1);
  CHECK(inspector.cursor() == 1);
  inspector.move_to(100000);
  CHECK(inspector.cursor() == inspector.size());
}

TEST_CASE("a search finds words, people and texts whatever their case, and steps go from match to match") {
  Inspector inspector = opened();
  inspector.search("DECIDED");
  REQUIRE(inspector.matches().size() == 6);
  inspector.move_to(0);
  for (const std::size_t match : inspector.matches()) {
    inspector.step(1);
    CHECK(inspector.cursor() == match + 1);
  }
  inspector.step(1);
  CHECK(inspector.cursor() == inspector.matches().back() + 1);
  inspector.step(-1);
  CHECK(inspector.cursor() == inspector.matches()[4] + 1);
  inspector.step(-100);
  CHECK(inspector.cursor() == inspector.matches().front() + 1);

  inspector.search("no such words");
  CHECK(inspector.matches().empty());
  const std::size_t before = inspector.cursor();
  inspector.step(1);
  CHECK(inspector.cursor() == before);
  inspector.search("");
  CHECK(inspector.matches().size() == inspector.size());
}

TEST_CASE("a search between matches steps to the neighbours") {
  Inspector inspector = opened();
  inspector.search("retract");
  REQUIRE(inspector.matches().size() == 1);
  const std::size_t only = inspector.matches().front() + 1;
  inspector.move_to(only + 2);
  inspector.step(1);
  CHECK(inspector.cursor() == only + 2);
  inspector.step(-1);
  CHECK(inspector.cursor() == only);
  inspector.move_to(only - 2);
  inspector.step(-1);
  CHECK(inspector.cursor() == only - 2);
  inspector.step(1);
  CHECK(inspector.cursor() == only);
}

TEST_CASE(
    "the people are those who acted, the members who did not, whom a place was handed to, an agent and the system") {
  const Inspector inspector = opened();
  std::vector<std::string> ids;
  for (const Actor& actor : inspector.people()) ids.push_back(actor.person.id.text());
  CHECK(ids == std::vector<std::string>{"intake", "dana", "maria", "timer", "lea", "jonas", "nils", "ute", "tom"});

  List<Event> first;
  first.push_back(tell_sample_story().events[0]);
  Inspector young;
  young.open("young.json", sample_log(first));
  REQUIRE(young.has_log());
  CHECK(young.people().back().kind == ActorKind::system);
}

TEST_CASE("permissions are the core's, for the person and the moment") {
  Inspector inspector = opened();
  choose(inspector, "timer");
  bool waits = false;
  for (std::size_t cursor = 0; cursor <= inspector.size(); ++cursor) {
    inspector.move_to(cursor);
    for (const Option& option : inspector.permissions().options) {
      const bool of_time = option.verb == Verb::remind || option.verb == Verb::escalate || option.verb == Verb::pause ||
                           option.verb == Verb::expire || option.verb == Verb::chase;
      CHECK((of_time || option.refusal));  // I4
      waits = waits || !option.refusal;
    }
  }
  CHECK(waits);
  choose(inspector, "maria");
  std::size_t most = 0;
  for (std::size_t cursor = 0; cursor <= inspector.size(); ++cursor) {
    inspector.move_to(cursor);
    Context context;
    context.actor = inspector.people()[inspector.person()];
    context.request = inspector.log().events.front().request;
    context.now = inspector.log().events[cursor == 0 ? 0 : cursor - 1].at;
    const Permitted asked = permitted(inspector.request(), context);
    CHECK(asked.options.size() == inspector.permissions().options.size());
    most = std::max(most, allowed(inspector));
  }
  CHECK(most >= 4);
}

TEST_CASE("days hold all events, in order") {
  const Inspector inspector = opened();
  std::size_t next = 0;
  for (const Day& day : inspector.days()) {
    CHECK(day.first == next);
    next += day.count;
  }
  CHECK(next == inspector.size());
  CHECK(inspector.days().size() == 16);
}

}  // namespace
}  // namespace countersign::shell
