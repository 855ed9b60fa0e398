// Which decisions count for a new version as well: those about what has not changed. Everything else is asked again.
#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "core/request/preview.h"
#include "core/request/stages.h"
#include "tests/core/cast.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

using namespace cast;

// What became of the decisions: "d1 carried, d2 superseded", in their order.
std::string fate_of(const Request& request) {
  std::string fate;
  for (const Decision& decision : request.decisions) {
    const bool counts = std::max(decision.version, decision.carried_to) == request.versions.back().number;
    const bool carried = decision.standing == Standing::standing && counts && decision.carried_to > 0;
    fate += (fate.empty() ? "" : ", ") + decision.id.text() + ' ' + std::string(carried ? "carried" : word(decision.standing));
  }
  return fate;
}

List<Part> texts(std::string_view page, std::string_view logo) { return {part("page", page), part("logo", logo)}; }

// Ana looks at the page, Ben at the logo, Olga at everything and comes last.
List<StageDefinition> by_parts() {
  StageDefinition page = stage("page", 1, kAll, {member(kAna)});
  page.parts = {named<PartId>("page")};
  StageDefinition logo = stage("logo", 1, kAll, {member(kBen)});
  logo.parts = {named<PartId>("logo")};
  return {page, logo, stage("whole", 2, kAll, {member(kOlga)})};
}

void decide_as(Desk& desk, const Actor& who, std::string_view stage, DecisionKind kind) {
  desk.carry_out(who, decide_on(desk.request, stage, kind, "x" + std::to_string(desk.request.decisions.size() + 1)));
}

struct CarriedCase {
  std::string name;
  DecisionKind by_ana;
  List<Part> next;
  std::string fate;
};

TEST_CASE("a new version under review keeps the decisions about parts that it does not change") {
  constexpr DecisionKind yes = DecisionKind::approve;
  const Part marked = part("page", "one", true);
  const CarriedCase cases[] = {
      {"the logo changes", yes, texts("one", "two"), "d1 carried, d2 superseded"},
      {"the page changes", yes, texts("two", "one"), "d1 superseded, d2 carried"},
      {"both change", yes, texts("two", "two"), "d1 superseded, d2 superseded"},
      {"the logo changes, approved with conditions", DecisionKind::approve_with_conditions, texts("one", "two"), "d1 carried, d2 superseded"},
      {"the page has to be opened now", yes, {marked, part("logo", "one")}, "d1 superseded, d2 carried"},
      {"there is one more part", yes, {part("page", "one"), part("logo", "one"), part("more", "")}, "d1 carried, d2 carried"},
      {"the parts change places", yes, {part("logo", "one"), part("page", "one")}, "d1 carried, d2 carried"},
  };
  for (const CarriedCase& one : cases) {
    INFO(one.name);
    Desk desk;
    desk.submit(by_parts(), texts("one", "one"));
    decide_as(desk, kAna, "page", one.by_ana);
    decide_as(desk, kBen, "logo", yes);
    desk.carry_out(kDana, AddVersionCommand{{}, one.next});
    CHECK(fate_of(desk.request) == one.fate);
    const bool open = std::any_of(desk.request.stages.begin(), desk.request.stages.end(), [](const Stage& s) { return s.status == StageStatus::open; });
    CHECK(open);
    CHECK(desk.request.state == RequestState::in_review);
  }
}

TEST_CASE("a carried decision is carried on, keeps its conditions and does not ask its author again") {
  Desk desk;
  desk.submit(by_parts(), texts("one", "one"));
  decide_as(desk, kAna, "page", DecisionKind::approve_with_conditions);
  desk.carry_out(kDana, AddVersionCommand{{}, texts("one", "two")});
  CHECK(desk.request.stages[0].status == StageStatus::passed);
  CHECK(desk.request.conditions[0].state == ConditionState::open);
  const DecideCommand again = decide_on(desk.request, "page", DecisionKind::approve, "x9");
  CHECK(desk.send(kAna, again).error().code == ErrorCode::stage_not_open);
  desk.carry_out(kDana, AddVersionCommand{{}, texts("one", "three")});
  CHECK(desk.request.decisions[0].carried_to == 3);
  CHECK(desk.request.decisions[0].version == 1);
  desk.carry_out(kDana, AddVersionCommand{{}, texts("two", "three")});
  CHECK(fate_of(desk.request) == "d1 superseded");
  CHECK(desk.request.conditions[0].state == ConditionState::lapsed);
}

TEST_CASE("the conditions of a carried decision are those of the approval") {
  Desk desk;
  desk.submit(by_parts(), texts("one", "one"));
  decide_as(desk, kAna, "page", DecisionKind::approve_with_conditions);
  desk.carry_out(kDana, AddVersionCommand{{}, texts("one", "two")});
  decide_as(desk, kBen, "logo", DecisionKind::approve);
  decide_as(desk, kOlga, "whole", DecisionKind::approve);
  CHECK(desk.request.state == RequestState::approved_with_conditions);
  desk.carry_out(kAna, CloseConditionCommand{named<ConditionId>("c1")});
  CHECK(desk.request.state == RequestState::approved);
}

// Nobody has seen the new version: somebody has to.
TEST_CASE("when all decisions would be carried none is, so that no version is approved by what was said before it") {
  StageDefinition page = stage("page", 1, quorum(1), {member(kAna), member(kBen)});
  page.parts = {named<PartId>("page")};
  StageDefinition two = stage("page", 1, quorum(2), {member(kAna), member(kBen)});
  two.parts = page.parts;
  StageDefinition last = stage("last", 2, kAny, {member(kOlga)});
  last.parts = page.parts;
  for (const bool needs_two : {false, true}) {
    Desk desk;
    desk.submit({needs_two ? two : page, last}, texts("one", "one"));
    decide_as(desk, kAna, "page", DecisionKind::approve);
    desk.carry_out(kDana, AddVersionCommand{{}, texts("one", "two")});
    CHECK(fate_of(desk.request) == "d1 carried");
    CHECK(desk.request.stages[0].status == (needs_two ? StageStatus::open : StageStatus::passed));
    CHECK(desk.request.stages[1].status == (needs_two ? StageStatus::waiting : StageStatus::open));
  }
  Desk desk;
  desk.submit({page}, texts("one", "one"));
  Decision decision;
  decision.id = named<DecisionId>("d1");
  decision.stage = named<StageId>("page");
  decision.covered = covered_digest(page, desk.request.versions.back().content);
  decision.signature.by = kAna;
  desk.request.decisions.push_back(decision);
  const ReviewStart start = start_review(desk.request, {desk.request.versions.back().content, kDana.person.id, desk.now});
  CHECK(start.carried.empty());
  CHECK(start.superseded.size() == 1);
  CHECK(start.moves.size() == 1);
  CHECK(!start.moves[0].outcome);
}

// ------------------------------------------------------------------------------- after a round of changes

// Ana has approved the page, by the hand of Eve if asked; Ben wants another logo; then `change`, and the next round.
std::string fate_after_round(const std::function<void(Desk&, List<StageDefinition>&)>& change, bool by_eve = false) {
  Desk desk;
  List<StageDefinition> stages = by_parts();
  CreateCommand first = create(stages);
  first.fields.facts = List<Fact>{{named<FactId>("region"), made(FactText::from("north")), {}}};
  desk.carry_out(kDana, first);
  desk.carry_out(kDana, AddVersionCommand{{}, texts("one", "one")});
  desk.carry_out(kDana, ConfirmReadyCommand{desk.request.versions.back().digest});
  desk.carry_out(kDana, SubmitCommand{});
  if (by_eve) desk.carry_out(kAna, DelegateCommand{named<StageId>("page"), kEve.person, says("Away"), {}});
  decide_as(desk, by_eve ? kEve : kAna, "page", DecisionKind::approve);
  decide_as(desk, kBen, "logo", DecisionKind::request_changes);
  desk.carry_out(kDana, AnswerObjectionCommand{named<ObjectionId>("o1"), ChangeClass::in_scope, says("Larger"), kFriday, {}});
  desk.carry_out(kDana, ReviseCommand{});
  CHECK(fate_of(desk.request) == "d1 standing, d2 superseded");
  change(desk, stages);
  desk.carry_out(kDana, AddVersionCommand{{}, texts("one", "two")});
  desk.carry_out(kDana, ConfirmReadyCommand{desk.request.versions.back().digest});
  desk.carry_out(kDana, SubmitCommand{});
  return fate_of(desk.request);
}

std::string fate_after_stages(const std::function<void(List<StageDefinition>&)>& change, bool by_eve = false) {
  return fate_after_round(
      [&](Desk& desk, List<StageDefinition>& stages) {
        change(stages);
        EditCommand edit;
        edit.fields.stages = stages;
        desk.carry_out(kDana, edit);
      },
      by_eve);
}

TEST_CASE("an approval stays standing through a round of changes, and is judged when the next version is submitted") {
  const std::string carried = "d1 carried, d2 superseded";
  const std::string gone = "d1 superseded, d2 superseded";
  CHECK(fate_after_round([](Desk&, List<StageDefinition>&) {}) == carried);
  CHECK(fate_after_round([](Desk& desk, List<StageDefinition>&) { desk.carry_out(kDana, edit_ask("Approve the shop.")); }) == gone);
  CHECK(fate_after_stages([](auto& stages) { stages[0].rule = kAny; }) == carried);
  CHECK(fate_after_stages([](auto& stages) { stages[0].members.push_back(member(kEve)); }) == carried);
  CHECK(fate_after_stages([](auto& stages) { stages[0].members = {member(kEve)}; }) == gone);
  CHECK(fate_after_stages([](auto& stages) { stages[0].members = {member(kEve), member(kAna, Obligation::reviewer)}; }) == gone);
  CHECK(fate_after_stages([](auto& stages) { stages[0].id = named<StageId>("renamed"); }) == gone);
  CHECK(fate_after_stages([](auto& stages) { stages[0].parts = {named<PartId>("logo")}; }) == gone);
  CHECK(fate_after_stages([](auto& stages) { stages[0].parts = {}; }) == gone);
  CHECK(fate_after_stages([](auto& stages) { stages[0].offered = {DecisionKind::approve, DecisionKind::reject}; }) == carried);
  CHECK(fate_after_stages([](auto& stages) { stages[0].offered = {DecisionKind::approve_with_conditions}; }) == gone);
}

Predicate region_is(std::string_view region) {
  Predicate guard;
  guard.type = PredicateType::equals;
  guard.fact = named<FactId>("region");
  guard.texts = {made(FactText::from(region))};
  return guard;
}

TEST_CASE("a decision in a stage that is skipped now is superseded") {
  CHECK(fate_after_stages([](auto& stages) { stages[0].guard = region_is("north"); }) == "d1 carried, d2 superseded");
  CHECK(fate_after_stages([](auto& stages) { stages[0].guard = region_is("south"); }) == "d1 superseded, d2 superseded");
}

TEST_CASE("a decision made for somebody is carried while their place is there, whoever made it") {
  const auto same = [](List<StageDefinition>& stages) { stages[0].rule = kAny; };
  const auto without_ana = [](List<StageDefinition>& stages) { stages[0].members = {member(kEve)}; };
  CHECK(fate_after_stages(same, true) == "d1 carried, d2 superseded");
  CHECK(fate_after_stages(without_ana, true) == "d1 superseded, d2 superseded");
}

TEST_CASE("a version says which parts changed: new and different ones in their order, then those that are gone") {
  Desk desk;
  desk.submit(by_parts(), {part("page", "one"), part("logo", "one"), part("old", "one")});
  CHECK(desk.request.versions[0].changed.empty());
  desk.carry_out(kDana, AddVersionCommand{{}, {part("new", "one"), part("logo", "two"), part("page", "one")}});
  CHECK(desk.request.versions[1].changed == List<PartId>{named<PartId>("new"), named<PartId>("logo"), named<PartId>("old")});
}

TEST_CASE("a version says what changed since the last one that was put before the reviewers") {
  Desk desk;
  desk.submit(by_parts(), texts("one", "one"));
  decide_as(desk, kAna, "page", DecisionKind::request_changes);
  desk.carry_out(kDana, AnswerObjectionCommand{named<ObjectionId>("o1"), ChangeClass::in_scope, says("Larger"), kFriday, {}});
  desk.carry_out(kDana, ReviseCommand{});
  desk.carry_out(kDana, AddVersionCommand{{}, texts("two", "one")});
  desk.carry_out(kDana, AddVersionCommand{{}, texts("two", "two")});
  CHECK(desk.request.versions[2].changed == List<PartId>{named<PartId>("page"), named<PartId>("logo")});
}

TEST_CASE("nobody is asked in a stage that carried decisions complete") {
  StageDefinition page = stage("page", 1, kAny, {member(kAna), member(kBen)});
  page.parts = {named<PartId>("page")};
  Desk desk;
  desk.submit({page, stage("whole", 2, kAll, {member(kOlga)})}, texts("one", "one"));
  decide_as(desk, kAna, "page", DecisionKind::approve);
  const AddVersionCommand next{{}, texts("one", "two")};
  const Preview answer = made(preview(desk.request, next, desk.context(kDana, next)));
  std::string asked;
  for (const Cause& cause : answer.causes) {
    if (cause.type == CauseType::stage_opened) asked += cause.stage.text() + ' ' + std::to_string(cause.people.size()) + ' ';
  }
  CHECK(asked == "whole 1 ");
}

}  // namespace
}  // namespace countersign
