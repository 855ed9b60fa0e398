// evolve takes any event in any state and never fails. Of what is not there, nothing changes.
#include "core/request/evolve.h"
#include "tests/core/cast.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

using namespace cast;

// What follows from every event, whatever it says, taken away.
Request without_the_record(Request request) {
  request.head = 0;
  request.updated_at = Instant();
  request.applied.clear();
  return request;
}

Event event_of(EventBody body) {
  Event event;
  event.seq = 100;
  event.at = kFriday;
  event.actor = kTimer;
  event.body = std::move(body);
  return event;
}

List<EventBody> about_nothing() {
  const StageId stage = named<StageId>("z9");
  const ConditionId condition = named<ConditionId>("z9");
  const QuestionId question = named<QuestionId>("z9");
  return {QuestionAnswered{question, says("Soon")}, QuestionWithdrawn{question}, Chased{question, {}, {}}, Chased{{}, condition, {}}, StageOpened{stage},
          ClockStarted{stage, {}}, StageCompleted{stage, DecisionKind::approve}, StageSkipped{stage}, Reminded{stage, {}}, Escalated{stage, {}},
          EffectReleased{named<EffectId>("z9")}, DelegationEnded{named<DelegationId>("z9")}, ConditionMet{condition, says("Done")},
          ConditionSettled{condition, ConditionState::closed, {}}, ObjectionAnswered{named<ObjectionId>("z9"), ChangeClass::in_scope, says("We do"), kFriday, {}},
          DecisionRetracted{named<DecisionId>("z9"), {}}};
}

TEST_CASE("an event about what is not there changes nothing but the record") {
  Desk desk;
  desk.submit({stage("one", 1, kAny, {member(kAna)})});
  for (const EventBody& body : about_nothing()) {
    INFO(word(body));
    CHECK(without_the_record(evolve(desk.request, event_of(body))) == without_the_record(desk.request));
    CHECK(without_the_record(evolve(Request(), event_of(body))) == without_the_record(Request()));
  }
}

TEST_CASE("what happens to a version is taken where there is none") {
  for (const EventBody& body : {EventBody(ReadinessConfirmed{}), EventBody(Submitted{}), EventBody(Resolved{}), EventBody(Withdrawn{})}) {
    INFO(word(body));
    const Request after = evolve(Request(), event_of(body));
    CHECK(after.versions.empty());
    CHECK(after.state == state_after(RequestState::none, body));
  }
}

TEST_CASE("a part that is opened again, and a link that is there, are kept once") {
  Desk desk;
  desk.submit({stage("one", 1, kAny, {member(kAna)})});
  const EventBody opened = PartOpened{1, named<PartId>("page")};
  const EventBody linked = Linked{{Relation::related, named<RequestId>("req_9")}};
  Request request = desk.request;
  for (int i = 0; i < 2; ++i) {
    evolve_in_place(request, event_of(opened));
    evolve_in_place(request, event_of(linked));
  }
  CHECK(request.views.size() == 1);
  CHECK(request.links.size() == 1);
}

}  // namespace
}  // namespace countersign
