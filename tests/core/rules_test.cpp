// decide, evolve, fold and permitted as C++ calls: what the vectors cannot say because it holds for everything.
#include <set>
#include <string>

#include "core/request/completeness.h"
#include "core/request/guards.h"
#include "core/request/permitted.h"
#include "core/request/stages.h"
#include "core/request/transitions.h"
#include "tests/core/cast.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

using namespace cast;

TEST_CASE("every guard has a name of its own and stands in a row") {
  std::set<std::string_view> names;
  std::set<Guard> used;
  for (const Transition& row : transitions()) {
    for (const Guard guard : row.guard_list()) used.insert(guard);
  }
  for (const Guard guard : used) names.insert(guard_name(guard));
  CHECK(used.size() == static_cast<std::size_t>(Guard::own_standing_decision) + 1);
  CHECK(names.size() == used.size());
}

TEST_CASE("the rows of one state and verb ask the same guards of the same people") {
  for (const Transition& row : transitions()) {
    const Transition* first = find_transition(row.from, row.verb);
    REQUIRE(first != nullptr);
    CHECK(first->who == row.who);
    CHECK(std::equal(first->guard_list().begin(), first->guard_list().end(), row.guard_list().begin(), row.guard_list().end()));
    CHECK(find_transition(row.from, row.verb, row.outcome) == &row);
  }
  CHECK(find_transition(RequestState::rejected, Verb::comment) == nullptr);
  CHECK(find_transition(RequestState::none, Verb::submit, Outcome::none) == nullptr);
}

TEST_CASE("every state but the last ones is left, and every state is reached") {
  std::set<RequestState> left;
  std::set<RequestState> reached;
  for (const Transition& row : transitions()) {
    if (row.from != row.to) left.insert(row.from);
    reached.insert(row.to);
  }
  CHECK(left == std::set<RequestState>{RequestState::none, RequestState::draft, RequestState::ready, RequestState::in_review, RequestState::changes_requested});
  CHECK(reached.size() == Words<RequestState>::list.size() - 1);
}

// ---------------------------------------------------------------------------------------------------- stages

TEST_CASE("what a stage comes to: any reject, any request for changes, enough approvals, else it waits") {
  const StageDefinition all = stage("s", 1, kAll, {member(kAna), member(kBen), member(kOlga, Obligation::reviewer)});
  const StageDefinition any = stage("s", 1, kAny, {member(kAna), member(kBen)});
  const StageDefinition two = stage("s", 1, quorum(2), {member(kAna), member(kBen), member(kEve)});
  CHECK(approver_count(all) == 2);
  CHECK(approvals_needed(all) == 2);
  CHECK(approvals_needed(any) == 1);
  CHECK(approvals_needed(two) == 2);
  for (std::int64_t plain = 0; plain <= 3; ++plain) {
    for (std::int64_t conditional = 0; conditional <= 3; ++conditional) {
      for (std::int64_t changes = 0; changes <= 1; ++changes) {
        for (std::int64_t rejections = 0; rejections <= 1; ++rejections) {
          Tally tally;
          for (std::int64_t i = 0; i < plain; ++i) tally.add(DecisionKind::approve);
          for (std::int64_t i = 0; i < conditional; ++i) tally.add(DecisionKind::approve_with_conditions);
          if (changes != 0) tally.add(DecisionKind::request_changes);
          if (rejections != 0) tally.add(DecisionKind::reject);
          for (const StageDefinition* definition : {&all, &any, &two}) {
            std::optional<DecisionKind> expected;
            if (plain + conditional >= approvals_needed(*definition)) expected = conditional > 0 ? DecisionKind::approve_with_conditions : DecisionKind::approve;
            if (changes != 0) expected = DecisionKind::request_changes;
            if (rejections != 0) expected = DecisionKind::reject;
            CHECK(stage_outcome(*definition, tally) == expected);
          }
        }
      }
    }
  }
}

TEST_CASE("twenty stages side by side are the most events that a command causes") {
  List<StageDefinition> stages;
  stages.push_back(stage("first", 1, kAny, {member(kAna)}));
  for (int i = 2; i <= 20; ++i) stages.push_back(stage("s" + std::to_string(i), 2, kAny, {member(kBen)}));
  Desk desk;
  desk.submit(stages);
  CHECK(desk.carry_out(kAna, decide_on(desk.request, "first", DecisionKind::approve, "x1")).size() == 2 + 19);
  CHECK(desk.carry_out(kDana, AddVersionCommand{{}, {part("page", "two")}}).size() == 2);
}

TEST_CASE("a record holds at most 10000 events, and a command that might pass that is refused whole") {
  Desk desk;
  desk.submit({stage("owner", 1, kAny, {member(kAna)})});
  const CommentCommand comment{says("Hello"), {}};
  std::int64_t last = 0;
  for (std::int64_t head = 9'900; head <= 10'000; ++head) {
    desk.request.head = head;
    const auto events = decide(desk.request, comment, desk.context(kAna, comment));
    if (events.ok()) last = head;
    if (!events.ok()) CHECK(events.error().code == ErrorCode::limit_reached);
    if (events.ok()) CHECK(events.value().back().seq <= static_cast<std::int64_t>(limits::kEvents));
    CHECK(events.ok() == (last == head));  // once full, it stays full
  }
  CHECK(last >= 9'970);
}

// ------------------------------------------------------------------------------------------------------ fold

std::vector<Event> approved_log() {
  Desk desk;
  desk.submit({stage("brand", 1, kAll, {member(kAna)}), stage("legal", 2, kAny, {member(kBen), member(kAna)})});
  desk.carry_out(kAna, OpenPartCommand{1, made(PartId::from("page"))});
  desk.carry_out(kAna, AskCommand{says("When?"), {}});
  desk.carry_out(kDana, AnswerCommand{made(QuestionId::from("q1")), says("Soon")});
  desk.carry_out(kAna, decide_on(desk.request, "brand", DecisionKind::approve_with_conditions, "x1"));
  desk.carry_out(kBen, decide_on(desk.request, "legal", DecisionKind::approve, "x2"));
  CHECK(desk.request.state == RequestState::approved_with_conditions);
  return desk.log;
}

TEST_CASE("folding a log, whole or in two parts, gives what was answered at the time") {
  const std::vector<Event> log = approved_log();
  Request step_by_step;
  for (std::size_t cut = 0; cut <= log.size(); ++cut) {
    const Result<Request> head = fold(Request(), listed({log.begin(), log.begin() + static_cast<std::ptrdiff_t>(cut)}));
    REQUIRE(head.ok());
    CHECK(head.value() == step_by_step);
    const Result<Request> whole = fold(head.value(), listed(log, cut));
    REQUIRE(whole.ok());
    CHECK(whole.value().state == RequestState::approved_with_conditions);
    if (cut < log.size()) step_by_step = evolve(std::move(step_by_step), log[cut]);
  }
}

TEST_CASE("a log with an event missing, doubled or moved does not fold") {
  const std::vector<Event> log = approved_log();
  for (std::size_t i = 0; i < log.size(); ++i) {
    std::vector<Event> missing = log;
    missing.erase(missing.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(fold(Request(), listed(missing)).ok() == (i + 1 == log.size()));
    std::vector<Event> doubled = log;
    doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(i), log[i]);
    CHECK(!fold(Request(), listed(doubled)).ok());
    if (i == 0) continue;
    std::vector<Event> moved = log;
    std::swap(moved[i - 1], moved[i]);
    CHECK(!fold(Request(), listed(moved)).ok());
    std::vector<Event> late = log;
    late[i - 1].at = after(log.back().at, 1);
    CHECK(!fold(Request(), listed(late)).ok());
  }
}

// ------------------------------------------------------------------------------------------- decide and permitted

TEST_CASE("decide changes nothing and answers the same twice") {
  Desk desk;
  desk.submit({stage("owner", 1, kAny, {member(kAna)})});
  const Request before = desk.request;
  const Command command = decide_on(desk.request, "owner", DecisionKind::approve, "x1");
  const auto first = decide(desk.request, command, desk.context(kAna, command));
  const auto second = decide(desk.request, command, desk.context(kAna, command));
  CHECK(desk.request == before);
  REQUIRE(first.ok());
  REQUIRE(second.ok());
  CHECK(fold(before, first.value()).value() == fold(before, second.value()).value());
}

TEST_CASE("permitted does not depend on the challenge or the command id, nor on what was said before") {
  Desk desk;
  desk.submit({stage("owner", 1, kAll, {member(kAna), member(kBen)})});
  desk.carry_out(kAna, decide_on(desk.request, "owner", DecisionKind::approve, "permitted"));
  const Command nothing = SubmitCommand{};
  const Permitted answer = permitted(desk.request, desk.context(kBen, nothing));
  bool can_approve = false;
  for (const Option& option : answer.options) {
    if (option.verb == Verb::decide && option.decision == DecisionKind::approve) can_approve = !option.refusal;
  }
  CHECK(can_approve);
}

TEST_CASE("permitted has one option for each verb, in their order, and for decide one for each decision") {
  Desk desk;
  desk.submit({stage("owner", 1, kAny, {member(kAna)})});
  const Permitted answer = permitted(desk.request, desk.context(kAna, SubmitCommand{}));
  CHECK(answer.options.size() == Words<Verb>::list.size() - 1 + Words<DecisionKind>::list.size());
  for (std::size_t i = 1; i < answer.options.size(); ++i) CHECK(answer.options[i - 1].verb <= answer.options[i].verb);
}

}  // namespace
}  // namespace countersign
