// Whose place it is: delegation, reassignment, and who decides for whom.
#include <string>

#include "core/request/places.h"
#include "core/request/stages.h"
#include "tests/core/cast.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

using namespace cast;

StageId first_stage() { return named<StageId>("one"); }
DelegationId given(std::size_t number) { return DelegationId::numbered('g', number); }
DelegateCommand to(const Actor& who, std::optional<Instant> until = std::nullopt) { return {first_stage(), who.person, says("Away"), until}; }
ReassignCommand give(const Actor& place, const Actor& who) { return {first_stage(), place.person.id, who.person, says("Left")}; }

Desk under_review(List<Member> members, List<Demand> demands = {}, Rule rule = kAll) {
  Desk desk;
  CreateCommand first = create({stage("one", 1, rule, std::move(members))});
  if (!demands.empty()) first.fields.demands = std::move(demands);
  desk.carry_out(kDana, first);
  desk.carry_out(kDana, AddVersionCommand{{}, {part("page", "one")}});
  desk.carry_out(kDana, ConfirmReadyCommand{desk.request.versions.back().digest});
  desk.carry_out(kDana, SubmitCommand{});
  return desk;
}

std::string refusal_word(Desk& desk, const Actor& who, const Command& command) {
  const auto events = desk.send(who, command);
  if (events.ok()) return "accepted";
  return std::string(error_row(events.error().code).word) + ' ' + events.error().pointer;
}

std::string holder(const Desk& desk, const Actor& place) {
  const Stage& stage = desk.request.stages[0];
  return holder_of(desk.request, stage, *find_member(stage, place.person.id), desk.now).id.text();
}

TEST_CASE("a place goes from hand to hand, and only the last hand decides in it") {
  Desk desk = under_review({member(kAna)});
  desk.carry_out(kAna, to(kBen));
  desk.carry_out(kBen, to(kEve));
  CHECK(holder(desk, kAna) == "eve");
  CHECK(waited_for(desk.request, desk.now) == List<Person>{kEve.person});
  const DecideCommand approve = decide_on(desk.request, "one", DecisionKind::approve, "x1");
  CHECK(refusal_word(desk, kAna, approve) == "not-an-approver /stage");
  CHECK(refusal_word(desk, kBen, approve) == "not-an-approver /stage");
  desk.carry_out(kEve, approve);
  CHECK(desk.request.state == RequestState::approved);
  CHECK(desk.request.decisions[0].on_behalf_of == kAna.person.id);
  CHECK(place_of(desk.request.decisions[0]) == kAna.person.id);
}

TEST_CASE("a decision in one's own place names nobody else") {
  Desk desk = under_review({member(kAna)});
  desk.carry_out(kAna, decide_on(desk.request, "one", DecisionKind::approve, "x1"));
  CHECK(desk.request.decisions[0].on_behalf_of.empty());
}

TEST_CASE("whoever was ever handed a place takes part") {
  Desk desk = under_review({member(kAna)});
  CHECK(!is_participant(desk.request, kEve));
  desk.carry_out(kAna, to(kEve));
  desk.carry_out(kAna, EndDelegationCommand{given(1)});
  CHECK(is_participant(desk.request, kEve));
  CHECK(!is_participant(desk.request, kBen));
}

TEST_CASE("what is asked before a place is handed on") {
  Desk desk = under_review({member(kAna), member(kBen), member(kOlga, Obligation::observer)}, {Demand::no_self_approval}, kAny);
  CHECK(refusal_word(desk, kEve, to(kOlga)) == "not-an-approver /stage");
  CHECK(refusal_word(desk, kOlga, to(kEve)) == "not-an-approver /stage");
  CHECK(refusal_word(desk, kAna, DelegateCommand{named<StageId>("no"), kEve.person, says("Away"), {}}) == "stage-unknown /stage");
  CHECK(refusal_word(desk, kAna, to(kEve, kMonday)) == "due-past /until");
  CHECK(refusal_word(desk, kAna, to(kEve, after(desk.now, 60'000))) == "due-past /until");
  CHECK(refusal_word(desk, kAna, to(kAna)) == "delegation-cycle /to");
  CHECK(refusal_word(desk, kAna, to(kDana)) == "self-approval /to");
  CHECK(refusal_word(desk, kAna, to(kBen)) == "already-approver /to");
  CHECK(refusal_word(desk, kAna, to(kOlga)) == "accepted");
  CHECK(refusal_word(desk, kBen, to(kOlga)) == "already-approver /to");
  CHECK(refusal_word(desk, kOlga, to(kAna)) == "delegation-cycle /to");
  CHECK(refusal_word(desk, kAna, give(kAna, kEve)) == "delivery-only ");
  CHECK(refusal_word(desk, kBot, give(kAna, kEve)) == "humans-only ");
  CHECK(refusal_word(desk, kDana, give(kOlga, kEve)) == "not-an-approver /place");
  CHECK(refusal_word(desk, kDana, give(kEve, kEve)) == "not-an-approver /place");
  CHECK(refusal_word(desk, kDana, give(kAna, kBen)) == "already-approver /to");
  CHECK(refusal_word(desk, kDana, give(kAna, kDana)) == "self-approval /to");
  CHECK(refusal_word(desk, kDana, give(kAna, kOlga)) == "delegation-cycle /to");
  CHECK(refusal_word(desk, kDana, give(kAna, kEve)) == "accepted");
  CHECK(desk.request.delegations[1].from == kOlga.person);
  CHECK(holder(desk, kAna) == "eve");
}

TEST_CASE("nobody hands on a place in which was decided, nor takes it back") {
  Desk desk = under_review({member(kAna), member(kBen)});
  desk.carry_out(kAna, to(kEve));
  desk.carry_out(kEve, decide_on(desk.request, "one", DecisionKind::approve, "x1"));
  CHECK(refusal_word(desk, kEve, to(kOlga)) == "already-decided /stage");
  CHECK(refusal_word(desk, kDana, give(kAna, kOlga)) == "already-decided /stage");
  CHECK(refusal_word(desk, kAna, EndDelegationCommand{given(1)}) == "already-decided /delegation");
  desk.carry_out(kEve, RetractCommand{named<DecisionId>("d1"), {}});
  CHECK(refusal_word(desk, kBen, EndDelegationCommand{given(1)}) == "not-your-delegation /delegation");
  CHECK(refusal_word(desk, kEve, EndDelegationCommand{given(1)}) == "not-your-delegation /delegation");
  CHECK(refusal_word(desk, kAna, EndDelegationCommand{given(2)}) == "delegation-unknown /delegation");
  CHECK(refusal_word(desk, kAna, EndDelegationCommand{given(1)}) == "accepted");
  CHECK(refusal_word(desk, kAna, EndDelegationCommand{given(1)}) == "delegation-unknown /delegation");
  CHECK(holder(desk, kAna) == "ana");
}

TEST_CASE("cover with an end ends by itself, to the millisecond") {
  Desk desk = under_review({member(kAna)});
  const Instant until = after(kMonday, 3'600'000);
  desk.carry_out(kAna, to(kEve, until));
  desk.now = after(until, -1);
  CHECK(holder(desk, kAna) == "eve");
  desk.now = until;
  CHECK(holder(desk, kAna) == "ana");
  CHECK(refusal_word(desk, kEve, decide_on(desk.request, "one", DecisionKind::approve, "x1")) == "not-an-approver /stage");
  desk.carry_out(kAna, decide_on(desk.request, "one", DecisionKind::approve, "x2"));
  CHECK(desk.request.state == RequestState::approved);
}

// A delegation that was cut off stays so, also when its maker is given the place once more.
TEST_CASE("no delegation leads in a circle, and one that was cut off leads nowhere") {
  for (const bool by_end : {true, false}) {
    Desk desk = under_review({member(kAna)});
    desk.carry_out(kAna, to(kBen, by_end ? std::nullopt : std::optional(after(kMonday, 3'600'000))));
    desk.carry_out(kBen, to(kEve));
    if (by_end) desk.carry_out(kAna, EndDelegationCommand{given(1)});
    desk.now = after(kMonday, 7'200'000);
    CHECK(holder(desk, kAna) == "ana");
    desk.carry_out(kAna, to(kEve));
    CHECK(refusal_word(desk, kEve, to(kAna)) == "delegation-cycle /to");
    CHECK(refusal_word(desk, kDana, give(kAna, kEve)) == "delegation-cycle /to");
    CHECK(refusal_word(desk, kEve, to(kBen)) == "accepted");
    CHECK(holder(desk, kAna) == "ben");
  }
}

TEST_CASE("nobody holds two places of a stage, also not when cover ends") {
  Desk desk = under_review({member(kAna), member(kBen)});
  desk.carry_out(kAna, to(kOlga));
  desk.carry_out(kOlga, to(kEve));
  desk.carry_out(kAna, EndDelegationCommand{given(1)});
  CHECK(refusal_word(desk, kBen, to(kEve)) == "accepted");
  CHECK(refusal_word(desk, kAna, to(kOlga)) == "accepted");
  CHECK(holder(desk, kAna) == "olga");
  Desk covered = under_review({member(kAna), member(kBen)});
  covered.carry_out(kAna, to(kOlga));
  covered.carry_out(kOlga, to(kEve, after(kMonday, 3'600'000)));
  CHECK(refusal_word(covered, kBen, to(kOlga)) == "already-approver /to");
}

TEST_CASE("a request takes so many delegations and no more") {
  Desk desk = under_review({member(kAna)});
  for (std::size_t i = 1; i <= limits::kDelegations; ++i) {
    desk.carry_out(kAna, to(kEve));
    desk.carry_out(kAna, EndDelegationCommand{given(i)});
  }
  CHECK(refusal_word(desk, kAna, to(kEve)) == "too-many-items /to");
}

// ------------------------------------------------------------------------------------------- conditions

TEST_CASE("a condition is settled by who decided, or who holds the place now, and by nobody else") {
  Desk desk = under_review({member(kAna), member(kBen)});
  desk.carry_out(kAna, to(kEve, after(kMonday, 3'600'000)));
  DecideCommand decision = decide_on(desk.request, "one", DecisionKind::approve_with_conditions, "x1");
  decision.conditions = {condition("first"), condition("second"), condition("third")};
  desk.carry_out(kEve, decision);
  desk.carry_out(kBen, decide_on(desk.request, "one", DecisionKind::approve, "x2"));
  const auto c = [](std::size_t number) { return ConditionId::numbered('c', number); };
  CHECK(refusal_word(desk, kBen, CloseConditionCommand{c(1)}) == "not-your-condition /condition");
  CHECK(refusal_word(desk, kDana, WaiveConditionCommand{c(1), says("No")}) == "not-your-condition /condition");
  CHECK(refusal_word(desk, kAna, CloseConditionCommand{c(1)}) == "not-your-condition /condition");
  CHECK(refusal_word(desk, kEve, CloseConditionCommand{c(9)}) == "condition-unknown /condition");
  CHECK(refusal_word(desk, kEve, ReopenConditionCommand{c(1), says("No")}) == "condition-settled /condition");
  CHECK(refusal_word(desk, kAna, MeetConditionCommand{c(1), says("Done")}) == "delivery-only ");
  CHECK(refusal_word(desk, kDana, MeetConditionCommand{c(9), says("Done")}) == "condition-unknown /condition");
  desk.carry_out(kDana, MeetConditionCommand{c(1), says("Done")});
  CHECK(refusal_word(desk, kDana, MeetConditionCommand{c(1), says("Done")}) == "condition-settled /condition");
  desk.carry_out(kEve, ReopenConditionCommand{c(1), says("Not yet")});
  CHECK(desk.request.conditions[0].state == ConditionState::open);
  desk.carry_out(kEve, CloseConditionCommand{c(1)});
  CHECK(refusal_word(desk, kEve, WaiveConditionCommand{c(1), says("No")}) == "condition-settled /condition");
  desk.now = after(kMonday, 7'200'000);
  desk.carry_out(kEve, WaiveConditionCommand{c(2), says("Not needed")});
  CHECK(desk.request.state == RequestState::approved_with_conditions);
  desk.carry_out(kAna, CloseConditionCommand{c(3)});
  CHECK(desk.request.state == RequestState::approved);
}

}  // namespace
}  // namespace countersign
