// decide, evolve, fold and permitted as C++ calls: what the vectors cannot say because it holds for everything.
#include <algorithm>
#include <set>
#include <string>

#include "core/json/fold.h"
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
  CHECK(used.size() == static_cast<std::size_t>(Guard::can_be_given) + 1);
  CHECK(names.size() == used.size());
}

TEST_CASE("the rows of one state and verb ask the same guards of the same people") {
  for (const Transition& row : transitions()) {
    const Transition* first = find_transition(row.from, row.verb);
    REQUIRE(first != nullptr);
    CHECK(first->who == row.who);
    CHECK(std::equal(first->guard_list().begin(), first->guard_list().end(), row.guard_list().begin(), row.guard_list().end()));
    const Transition* found = find_transition(row.from, row.verb, row.outcome);
    REQUIRE(found != nullptr);
    CHECK(found->outcome == row.outcome);
    CHECK(found->to == row.to);
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
  CHECK(left == std::set<RequestState>{RequestState::none, RequestState::draft, RequestState::ready, RequestState::in_review, RequestState::changes_requested, RequestState::approved_with_conditions});
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

// The head from which a command is refused because the record is full; it has to stay refused.
std::int64_t full_for(const Actor& who, const Command& command, Desk desk) {
  std::int64_t last = 0;
  for (std::int64_t head = 7'900; head <= 10'000; ++head) {
    desk.request.head = head;
    const auto events = decide(desk.request, command, desk.context(who, command));
    if (events.ok()) last = head;
    if (!events.ok()) CHECK(events.error().code == ErrorCode::limit_reached);
    if (events.ok()) CHECK(events.value().back().seq <= static_cast<std::int64_t>(limits::kEvents));
    CHECK(events.ok() == (last == head));
  }
  return last + 1;
}

// Exactly as many as there is room for: of a decision that completes the request, three at once.
TEST_CASE("a record holds at most 10000 events, the last 2000 of them for decisions and withdrawal") {
  Desk desk;
  desk.submit({stage("owner", 1, kAny, {member(kAna)})});
  CHECK(full_for(kAna, CommentCommand{says("Hello"), {}}, desk) == 8'000 - 1 + 1);
  CHECK(full_for(kAna, AskCommand{says("When?"), {}}, desk) == 8'000 - 1 + 1);
  CHECK(full_for(kAna, OpenPartCommand{1, made(PartId::from("page"))}, desk) == 8'000 - 1 + 1);
  CHECK(full_for(kDana, AddVersionCommand{{}, {part("page", "two")}}, desk) == 8'000 - 2 + 1);
  CHECK(full_for(kAna, decide_on(desk.request, "owner", DecisionKind::approve, "x1"), desk) == 10'000 - 3 + 1);
  CHECK(full_for(kDana, WithdrawCommand{says("No longer needed")}, desk) == 10'000 - 1 + 1);
}

TEST_CASE("beyond 16 MiB a record takes decisions and a withdrawal only") {
  Desk desk;
  desk.submit({stage("owner", 1, kAny, {member(kAna)})});
  const auto taken = [&](const Actor& who, const Command& command, std::int64_t bytes) {
    Context context = desk.context(who, command);
    context.record_bytes = bytes;
    return decide(desk.request, command, context).ok();
  };
  const CommentCommand comment{says("Hello"), {}};
  const auto most = static_cast<std::int64_t>(limits::kRecordBytes);
  CHECK(taken(kAna, comment, most));
  CHECK(!taken(kAna, comment, most + 1));
  CHECK(!taken(kDana, AddVersionCommand{{}, {part("page", "two")}}, most + 1));
  CHECK(taken(kAna, decide_on(desk.request, "owner", DecisionKind::approve, "x1"), most + 1));
  CHECK(taken(kDana, WithdrawCommand{says("No longer needed")}, most + 1));
}

TEST_CASE("opening a part again leaves no trace in the record") {
  Desk desk;
  desk.submit({stage("owner", 1, kAny, {member(kAna), member(kBen)})});
  const OpenPartCommand open{1, made(PartId::from("page"))};
  CHECK(desk.carry_out(kAna, open).size() == 1);
  CHECK(desk.carry_out(kAna, open).empty());
  CHECK(desk.carry_out(kBen, open).size() == 1);
}

TEST_CASE("a clock that was set back makes no deadline come later") {
  Desk desk;
  desk.submit({stage("owner", 1, kAny, {member(kAna)})});
  desk.carry_out(kDana, AddVersionCommand{{}, {part("page", "two")}});
  desk.request.updated_at = kFriday;  // as if something had happened when the due date came
  const AddVersionCommand third{{}, {part("page", "three")}};
  const auto late = decide(desk.request, third, desk.context(kDana, third));
  REQUIRE(!late.ok());
  CHECK(late.error().code == ErrorCode::due_past);
  const DecideCommand approve = decide_on(desk.request, "owner", DecisionKind::approve, "x1");
  const auto expired = decide(desk.request, approve, desk.context(kAna, approve));
  REQUIRE(!expired.ok());
  CHECK(expired.error().code == ErrorCode::challenge_expired);
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
    const bool within_a_command = cut > 0 && cut < log.size() && log[cut].command_id == log[cut - 1].command_id;
    const List<Event> first = listed({log.begin(), log.begin() + static_cast<std::ptrdiff_t>(cut)});
    const Result<Request> head = fold(Request(), first, LogEnd::anywhere);
    REQUIRE(head.ok());
    CHECK(head.value() == step_by_step);
    CHECK(fold(Request(), first).ok() != within_a_command);
    const Result<Request> whole = fold(head.value(), listed(log, cut));
    CHECK(whole.ok() != within_a_command);
    if (whole.ok()) CHECK(whole.value().state == RequestState::approved_with_conditions);
    if (cut < log.size()) step_by_step = evolve(std::move(step_by_step), log[cut]);
  }
}

TEST_CASE("a log that ends within a command is refused at its end") {
  std::vector<Event> log = approved_log();
  log.pop_back();
  const Result<Request> folded = fold(Request(), listed(log));
  REQUIRE(!folded.ok());
  CHECK(folded.error().code == ErrorCode::log_broken);
  CHECK(folded.error().pointer == "/events/" + std::to_string(log.size()));
}

TEST_CASE("a log with an event missing, doubled or moved does not fold") {
  const std::vector<Event> log = approved_log();
  for (std::size_t i = 0; i < log.size(); ++i) {
    std::vector<Event> missing = log;
    missing.erase(missing.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(!fold(Request(), listed(missing)).ok());
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

// A log of nearly everything: an approval, a new version in review, objections, a new round, a retraction, conditions.
std::vector<Event> long_log() {
  Desk desk;
  StageDefinition owners = stage("owners", 1, kAll, {member(kAna), member(kBen)});
  desk.submit({owners, stage("legal", 2, kAny, {member(kOlga)})});
  desk.carry_out(kAna, decide_on(desk.request, "owners", DecisionKind::approve, "x1"));
  desk.carry_out(kDana, AddVersionCommand{{}, {part("page", "two")}});
  desk.carry_out(kAna, OpenPartCommand{2, made(PartId::from("page"))});
  desk.carry_out(kBen, AskCommand{says("When?"), {}});
  desk.carry_out(kDana, AnswerCommand{made(QuestionId::from("q1")), says("Soon")});
  desk.carry_out(kBen, decide_on(desk.request, "owners", DecisionKind::request_changes, "x2"));
  desk.carry_out(kDana, AnswerObjectionCommand{made(ObjectionId::from("o1")), ChangeClass::in_scope, says("Larger"), kFriday, {}});
  desk.carry_out(kDana, ReviseCommand{});
  desk.carry_out(kDana, AddVersionCommand{{}, {part("page", "three")}});
  desk.carry_out(kDana, ConfirmReadyCommand{desk.request.versions.back().digest});
  desk.carry_out(kDana, SubmitCommand{});
  desk.carry_out(kAna, decide_on(desk.request, "owners", DecisionKind::approve_with_conditions, "x3"));
  desk.carry_out(kAna, RetractCommand{made(DecisionId::from("d3")), {}});
  desk.carry_out(kAna, decide_on(desk.request, "owners", DecisionKind::approve_with_conditions, "x4"));
  desk.carry_out(kBen, decide_on(desk.request, "owners", DecisionKind::approve, "x5"));
  desk.carry_out(kOlga, decide_on(desk.request, "legal", DecisionKind::approve, "x6"));
  CHECK(desk.request.state == RequestState::approved_with_conditions);
  return desk.log;
}

TEST_CASE("a log of a request that did much folds") { CHECK(fold(Request(), listed(long_log())).ok()); }

// Forges the first event that `forge` changes, and what it is refused with.
template <class Forge>
Error refusal_of_forged(Forge forge) {
  std::vector<Event> log = long_log();
  const auto forged = std::find_if(log.begin(), log.end(), forge);
  REQUIRE(forged != log.end());
  const Result<Request> folded = fold(Request(), listed(log));
  REQUIRE(!folded.ok());
  CHECK(folded.error().pointer.starts_with("/events/" + std::to_string(forged - log.begin())));
  return folded.error();
}

template <class Body, class Change>
void check_forged(Change change) {
  const Error error = refusal_of_forged([&](Event& event) {
    auto* body = get_if<Body>(&event.body);
    if (body != nullptr) change(*body, event);
    return body != nullptr;
  });
  CHECK(error.code == ErrorCode::log_broken);
}

TEST_CASE("no forged event folds") {
  SECTION("an approval of the old version is kept") {
    check_forged<VersionAdded>([](VersionAdded& added, Event&) { added.superseded.push_back(made(DecisionId::from("d1"))); });
    std::vector<Event> log = long_log();
    for (Event& event : log) {
      auto* added = get_if<VersionAdded>(&event.body);
      if (added != nullptr && added->version == 2) added->superseded = {};
    }
    CHECK(!fold(Request(), listed(log)).ok());
  }
  SECTION("a version has another digest") {
    check_forged<VersionAdded>([](VersionAdded& added, Event&) { added.digest = Digest::of("other"); });
  }
  SECTION("a version has another part") {
    check_forged<VersionAdded>([](VersionAdded& added, Event&) { added.parts = {part("page", "other")}; });
  }
  SECTION("readiness by an agent") {
    check_forged<ReadinessConfirmed>([](ReadinessConfirmed&, Event& event) { event.actor = kBot; });
  }
  SECTION("submitted with another due date") {
    check_forged<Submitted>([](Submitted& submitted, Event&) { submitted.due = kMonday; });
  }
  SECTION("another stage is opened") {
    check_forged<StageOpened>([](StageOpened& opened, Event&) { opened.stage = made(StageId::from("legal")); });
  }
  SECTION("a part is opened by a stranger") {
    check_forged<PartOpened>([](PartOpened&, Event& event) { event.actor = kEve; });
  }
  SECTION("a part of a version that is not there") {
    check_forged<PartOpened>([](PartOpened& opened, Event&) { opened.version = 99; });
  }
  SECTION("a question with another number") {
    check_forged<QuestionAsked>([](QuestionAsked& asked, Event&) { asked.question = made(QuestionId::from("q9")); });
  }
  SECTION("an answer to no question") {
    check_forged<QuestionAnswered>([](QuestionAnswered& answer, Event&) { answer.question = made(QuestionId::from("q9")); });
  }
  SECTION("a decision by a stranger") {
    check_forged<Decided>([](Decided&, Event& event) { event.actor = kEve; });
  }
  SECTION("a decision by the timer") {
    check_forged<Decided>([](Decided&, Event& event) { event.actor = kTimer; });
  }
  SECTION("a decision on another digest") {
    check_forged<Decided>([](Decided& decided, Event&) { decided.digest = Digest::of("other"); });
  }
  SECTION("an approval with an objection") {
    check_forged<Decided>([](Decided& decided, Event&) { decided.objections.push_back(objection("But")); });
  }
  SECTION("a part that was not opened is said to have been") {
    check_forged<Decided>([](Decided& decided, Event&) { std::swap(decided.opened, decided.not_opened); });
  }
  SECTION("a challenge is used twice") {
    Challenge first;
    std::vector<Event> log = long_log();
    for (Event& event : log) {
      auto* decided = get_if<Decided>(&event.body);
      if (decided == nullptr) continue;
      if (first.empty()) first = decided->challenge;
      decided->challenge = first;
    }
    CHECK(!fold(Request(), listed(log)).ok());
  }
  SECTION("somebody else takes a decision back") {
    check_forged<DecisionRetracted>([](DecisionRetracted&, Event& event) { event.actor = kBen; });
  }
  SECTION("a decision that is not there is taken back") {
    check_forged<DecisionRetracted>([](DecisionRetracted& back, Event&) { back.decision_id = made(DecisionId::from("d77")); });
  }
  SECTION("a stage comes to something else") {
    check_forged<StageCompleted>([](StageCompleted& completed, Event&) { completed.outcome = DecisionKind::approve; });
  }
  SECTION("the request comes to something else") {
    check_forged<Resolved>([](Resolved& resolved, Event&) { resolved.state = RequestState::approved; });
  }
  SECTION("what follows from a command is another's doing") {
    check_forged<Resolved>([](Resolved&, Event& event) { event.actor = kDana; });
  }
  SECTION("a decision of the last round still stands") {
    check_forged<RevisionStarted>([](RevisionStarted& started, Event&) { started.superseded = {}; });
  }
  SECTION("the same command twice") {
    std::vector<Event> log = long_log();
    Event again = log.back();
    again.seq += 1;
    log.push_back(again);
    CHECK(!fold(Request(), listed(log)).ok());
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

TEST_CASE("an edit does not set and take back the same field") {
  Desk desk;
  desk.carry_out(kDana, create({}));
  EditCommand edit;
  edit.fields.due = after(kFriday, 1);
  edit.clear = {SubjectField::amount, SubjectField::due};
  const auto refused = desk.send(kDana, edit);
  REQUIRE(!refused.ok());
  CHECK(refused.error().code == ErrorCode::set_and_cleared);
  CHECK(refused.error().pointer == "/clear/1");
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
