// One request as the metrics see it, told event by event, and held against the request itself along random walks.
#include <random>
#include <string>
#include <vector>

#include "core/metrics/cycle.h"
#include "tests/core/story.h"
#include "tests/core/world.h"
#include "tests/support/catch.h"

namespace countersign::story {
namespace {

TEST_CASE("a round is a version before the customer, and the first pass is over with the first answer or the second round") {
  struct Row {
    std::string name;
    Story story;
    std::int64_t rounds;
    FirstPass first_pass;
    bool decided;
    bool under_way;
  };
  using enum RequestState;
  const std::vector<Row> rows = {
      {"a draft", Story("r"), 0, FirstPass::waiting, false, false},
      {"a draft with a version", Story("r").happens("mon 08:30", VersionAdded{1, {}, {}, {}, {}, {}}), 0, FirstPass::waiting, false, false},
      {"a draft that is withdrawn", Story("r").happens("mon 09:00", Withdrawn{}), 0, FirstPass::waiting, false, false},
      {"under review", submitted(), 1, FirstPass::waiting, false, true},
      {"approved", submitted().resolve("tue 09:00", approved), 1, FirstPass::approved, true, false},
      {"approved with conditions", submitted().resolve("tue 09:00", approved_with_conditions), 1, FirstPass::approved, true, false},
      {"rejected", submitted().resolve("tue 09:00", rejected), 1, FirstPass::missed, true, false},
      {"changes requested", submitted().resolve("tue 09:00", changes_requested), 1, FirstPass::missed, false, true},
      {"withdrawn", submitted().happens("tue 09:00", Withdrawn{}), 1, FirstPass::waiting, false, false},
      {"withdrawn after changes", submitted().resolve("tue 09:00", changes_requested).happens("tue 10:00", Withdrawn{}), 1, FirstPass::missed, false, false},
      {"expired", submitted().happens("tue 09:00", Expired{}), 1, FirstPass::waiting, false, false},
      {"a decision that is taken back", submitted().happens("tue 09:00", Decided{}).happens("tue 10:00", DecisionRetracted{}), 1, FirstPass::waiting, false, true},
      {"approved after one was taken back", submitted().happens("tue 09:00", Decided{}).happens("tue 10:00", DecisionRetracted{}).resolve("tue 11:00", approved), 1, FirstPass::approved, true, false},
      {"a new version under review", submitted().happens("tue 09:00", VersionAdded{2, {}, {}, {}, {}, {}}), 2, FirstPass::missed, false, true},
      {"and it is approved", submitted().happens("tue 09:00", VersionAdded{2, {}, {}, {}, {}, {}}).resolve("tue 10:00", approved), 2, FirstPass::missed, true, false},
      {"revised and submitted again", submitted().resolve("tue 09:00", changes_requested).happens("tue 10:00", RevisionStarted{}).happens("tue 11:00", VersionAdded{2, {}, {}, {}, {}, {}}).submit("tue 12:00", "fri 16:00"), 2, FirstPass::missed, false, true},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    const Cycle cycle = row.story.cycle();
    CHECK(cycle.rounds == row.rounds);
    CHECK(cycle.first_pass == row.first_pass);
    CHECK(cycle.decided_at.has_value() == row.decided);
    CHECK(is_under_way(cycle) == row.under_way);
  }
}

TEST_CASE("the clock starts with the first submission, and so does the due date") {
  Story story = Story("r").submit("mon 10:00", "wed 12:00").resolve("tue 09:00", RequestState::changes_requested);
  Edited moved;
  moved.fields.project = made(Project::from("Second"));
  story.happens("tue 10:00", RevisionStarted{}).happens("tue 10:01", moved).submit("tue 11:00", "fri 16:00");
  const Cycle cycle = story.cycle();
  CHECK(cycle.submitted == FirstSubmission{on("mon 10:00"), on("wed 12:00")});
  CHECK(cycle.project.text() == "Second");
  CHECK(cycle.head == 6);
}

TEST_CASE("questions are open until they are answered") {
  const Cycle cycle = submitted().ask("mon 10:00", "q1").ask("mon 11:00", "q2").ask("mon 12:00", "q3").answer("tue 09:00", "q2").cycle();
  CHECK(cycle.open_questions == List<OpenQuestion>{{made(QuestionId::from("q1")), on("mon 10:00")}, {made(QuestionId::from("q3")), on("mon 12:00")}});
}

TEST_CASE("an event that comes again changes nothing, and one that says nothing only moves the head") {
  const Story story = submitted().ask("mon 10:00", "q1").resolve("tue 09:00", RequestState::approved).ask("tue 10:00", "q2");
  Cycle twice;
  for (const Event& event : story.log()) twice = fold_cycle(fold_cycle(std::move(twice), event), event);
  for (const Event& event : story.log()) twice = fold_cycle(std::move(twice), event);
  CHECK(twice == story.cycle());
  Story longer = story;
  Cycle moved = longer.happens("tue 11:00", Commented{}).cycle();
  CHECK(moved.head == 6);
  moved.head = 5;
  CHECK(moved == story.cycle());
}

TEST_CASE("withdrawn and rejected requests are over; approved ones are not") {
  for (std::size_t i = 1; i < Words<RequestState>::list.size(); ++i) {
    const auto state = static_cast<RequestState>(i);
    INFO(word(state));
    if (state == RequestState::withdrawn || state == RequestState::rejected) CHECK(is_over(state));
    if (is_approval(state) || state == RequestState::draft || state == RequestState::in_review) CHECK_FALSE(is_over(state));
  }
}

// What the cycle says has to be what the request says, wherever a walk leads.
void check_against(const Cycle& cycle, const Request& request) {
  CHECK(cycle.request == request.id);
  CHECK(cycle.head == request.head);
  CHECK(cycle.kind == request.kind);
  CHECK(cycle.project == request.project);
  CHECK(cycle.state == request.state);
  std::vector<Instant> submissions;
  for (const Version& version : request.versions) {
    if (version.submitted) submissions.push_back(version.submitted->at);
  }
  CHECK(cycle.rounds == static_cast<std::int64_t>(submissions.size()));
  CHECK(cycle.submitted.has_value() == !submissions.empty());
  if (!submissions.empty()) CHECK(cycle.submitted->at == submissions.front());
  const bool decided = is_approval(request.state) || request.state == RequestState::rejected;
  CHECK(cycle.decided_at.has_value() == decided);
  CHECK((cycle.first_pass == FirstPass::approved) == (is_approval(request.state) && submissions.size() == 1));
  List<OpenQuestion> open;
  for (const Question& question : request.questions) {
    if (question.state == QuestionState::open) open.push_back({question.id, question.signature.at});
  }
  CHECK(cycle.open_questions == open);
}

using world::Move;

// A move that brings the request nearer to a review; walks that only wander hardly ever find the way.
bool is_onward(const Move& move, const Request& request) {
  const bool has_draft = !request.versions.empty() && request.versions.back().status == VersionStatus::draft;
  switch (verb_of(move.command)) {
    case Verb::create:
    case Verb::confirm_ready:
    case Verb::submit:
    case Verb::answer_objection:
    case Verb::revise: return true;
    case Verb::add_version: return !has_draft && request.state != RequestState::in_review;
    default: return false;
  }
}

// One walk; the last cycle of it.
Cycle walk_through(const world::Layout& layout, std::mt19937& dice) {
  Request request;
  Cycle cycle;
  for (int tries = 0; tries < 120; ++tries) {
    const bool onward = dice() % 2 == 0;
    const Actor& who = onward ? kDana : *world::everybody()[dice() % world::everybody().size()];
    const std::vector<Move> moves = world::moves_of(who, request, layout);
    const std::size_t first = dice() % moves.size();
    for (std::size_t i = 0; i < moves.size(); ++i) {
      const Move& move = moves[(first + i) % moves.size()];
      const bool ends = verb_of(move.command) == Verb::withdraw && dice() % 20 != 0;
      if (ends || (onward && !is_onward(move, request))) continue;
      const Result<List<Event>> events = decide(request, move.command, world::context_of(move, request, world::minute_of(request)));
      if (!events.ok() || events.value().empty()) continue;
      for (const Event& event : events.value()) {
        request = evolve(std::move(request), event);
        cycle = fold_cycle(std::move(cycle), event);
      }
      check_against(cycle, request);
      break;
    }
  }
  return cycle;
}

TEST_CASE("folded along random walks, a cycle agrees with the request") {
  std::mt19937 dice(20261121);
  int decided = 0;
  int revised = 0;
  for (const world::Layout& layout : world::layouts()) {
    for (int walk = 0; walk < 10; ++walk) {
      const Cycle cycle = walk_through(layout, dice);
      if (cycle.decided_at) ++decided;
      if (cycle.rounds > 1) ++revised;
    }
  }
  CHECK(decided > 5);
  CHECK(revised > 5);
}

}  // namespace
}  // namespace countersign::story
