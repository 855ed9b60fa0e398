// What happens while nobody answers: reminders, escalation, a pause or the end; and that nothing of it approves.
#include <string>
#include <vector>

#include "core/request/clock.h"
#include "core/request/permitted.h"
#include "tests/core/cast.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

using namespace cast;

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kHour = 60 * kMinute;

Span hours(std::int64_t amount) { return {amount, TimeUnit::hours}; }
Span minutes(std::int64_t amount) { return {amount, TimeUnit::minutes}; }
StageId one() { return named<StageId>("one"); }

Policy silent_policy(PolicyEnd end) {
  Policy policy;
  policy.response = hours(8);
  policy.reminders = {hours(-2), hours(4), hours(10)};
  policy.escalation = Escalation{hours(12), kEve.person};
  policy.end = SilenceEnd{hours(24), end};
  policy.questions = hours(2);
  return policy;
}

// Under review at 09:04 of a Monday.
Desk asked(const Policy& policy, List<StageDefinition> stages = {stage("one", 1, kAll, {member(kAna), member(kBen)})}, Instant due = after(kMonday, 12 * kHour)) {
  Desk desk;
  CreateCommand first = create(std::move(stages));
  first.fields.policy = policy;
  first.fields.due = due;
  desk.carry_out(kDana, first);
  desk.carry_out(kDana, AddVersionCommand{{}, {part("page", "one")}});
  desk.carry_out(kDana, ConfirmReadyCommand{desk.request.versions.back().digest});
  desk.carry_out(kDana, SubmitCommand{});
  return desk;
}

// So that the next command is carried out then.
void wait_until(Desk& desk, Instant then) { desk.now = after(then, -kMinute); }

ErrorCode refusal_of(Desk& desk, const Actor& who, const Command& command) {
  const auto events = desk.send(who, command);
  REQUIRE(!events.ok());
  return events.error().code;
}

std::string due_now(const Desk& desk, Instant now) {
  std::string words;
  for (const Command& command : due(desk.request, now).commands) words += (words.empty() ? "" : ", ") + std::string(word(verb_of(command)));
  return words;
}

TEST_CASE("the instants of a clock are counted from the opening, negative reminders back from the answer") {
  struct Case {
    std::string name;
    List<Span> reminders;
    std::vector<std::int64_t> minutes;
  };
  const Case cases[] = {
      {"none", {}, {}},
      {"one before the answer", {hours(-2)}, {6 * 60}},
      {"one after the opening", {hours(3)}, {3 * 60}},
      {"in order, whatever their order in the policy", {hours(10), hours(-1), minutes(30)}, {30, 7 * 60, 10 * 60}},
      {"two at once", {hours(7), hours(-1)}, {7 * 60, 7 * 60}},
      {"one that lies before the opening is left out", {hours(-9), hours(1)}, {60}},
      {"one at the very opening is left out", {hours(-8), hours(1)}, {60}},
      {"a minute after the opening is not", {minutes(-8 * 60 + 1)}, {1}},
  };
  for (const Case& one_case : cases) {
    INFO(one_case.name);
    Policy policy;
    policy.response = hours(8);
    policy.reminders = one_case.reminders;
    const StageClock clock = start_clock(Request(), policy, kMonday, {});
    CHECK(clock.respond_by == after(kMonday, 8 * kHour));
    CHECK(!clock.escalate_at);
    CHECK(!clock.end_at);
    REQUIRE(clock.reminders.size() == one_case.minutes.size());
    for (std::size_t i = 0; i < one_case.minutes.size(); ++i) CHECK(clock.reminders[i] == after(kMonday, one_case.minutes[i] * kMinute));
  }
}

TEST_CASE("business time is counted in the calendar of the request") {
  Request request;
  Calendar calendar;
  for (int day = 0; day < 5; ++day) calendar.hours.push_back({static_cast<Weekday>(day), 9 * 60, 17 * 60});
  request.calendar = calendar;
  Policy policy;
  policy.response = {2, TimeUnit::business_days};
  policy.reminders = {{-4, TimeUnit::business_hours}};
  policy.escalation = Escalation{{3, TimeUnit::business_days}, kEve.person};
  policy.end = SilenceEnd{{5, TimeUnit::business_days}, PolicyEnd::pause};
  const StageClock clock = start_clock(request, policy, at("2026-11-26T10:00:00.000Z"), {});  // a Thursday
  CHECK(clock.respond_by == at("2026-11-30T10:00:00.000Z"));
  CHECK(clock.reminders == List<Instant>{at("2026-11-27T14:00:00.000Z")});
  CHECK(clock.escalate_at == at("2026-12-01T10:00:00.000Z"));
  CHECK(clock.end_at == at("2026-12-03T10:00:00.000Z"));
  CHECK(counts_business_time(policy));
  CHECK(!counts_business_time(silent_policy(PolicyEnd::pause)));
}

TEST_CASE("every span of a policy may be the one that needs a calendar") {
  const Span business{1, TimeUnit::business_hours};
  Policy plain = silent_policy(PolicyEnd::pause);
  for (int which = 0; which < 5; ++which) {
    Policy policy = plain;
    if (which == 0) policy.response = business;
    if (which == 1) policy.reminders.push_back({1, TimeUnit::business_days});
    if (which == 2) policy.escalation->after = business;
    if (which == 3) policy.end->after = business;
    if (which == 4) policy.questions = business;
    CHECK(counts_business_time(policy));
  }
}

TEST_CASE("what is due comes in its order, and the next moment is told") {
  Desk desk = asked(silent_policy(PolicyEnd::expire));
  const Instant opened = desk.now;
  CHECK(due_now(desk, opened).empty());
  CHECK(due(desk.request, opened).next == after(opened, 4 * kHour));
  CHECK(due_now(desk, after(opened, 4 * kHour - 1)).empty());
  CHECK(due_now(desk, after(opened, 4 * kHour)) == "remind");
  CHECK(due(desk.request, after(opened, 4 * kHour)).next == after(opened, 12 * kHour));
  CHECK(due_now(desk, after(opened, 12 * kHour)) == "remind, escalate");
  CHECK(due_now(desk, after(opened, 30 * kHour)) == "remind, escalate, expire");
  CHECK(!due(desk.request, after(opened, 30 * kHour)).next);
}

TEST_CASE("of several stages, the earliest of what is due comes first") {
  Desk desk = asked(silent_policy(PolicyEnd::pause), {stage("one", 1, kAny, {member(kAna)}), stage("two", 1, kAny, {member(kBen)})});
  CHECK(due_now(desk, after(desk.now, 13 * kHour)) == "remind, remind, escalate, escalate");
}

TEST_CASE("a reminder takes every reminder off that has come, and tells whom it reached") {
  Desk desk = asked(silent_policy(PolicyEnd::pause));
  const Instant opened = desk.now;
  CHECK(refusal_of(desk, kTimer, RemindCommand{one()}) == ErrorCode::not_due_yet);
  desk.carry_out(kAna, decide_on(desk.request, "one", DecisionKind::approve, "x1"));
  wait_until(desk, after(opened, 6 * kHour));
  const auto& events = desk.carry_out(kTimer, RemindCommand{one()});
  REQUIRE(events.size() == 1);
  CHECK(get<Reminded>(events[0].body).to == List<ActorId>{kBen.person.id});
  CHECK(desk.request.stages[0].clock->reminders == List<Instant>{after(opened, 10 * kHour)});
  CHECK(refusal_of(desk, kTimer, RemindCommand{one()}) == ErrorCode::not_due_yet);
}

TEST_CASE("people and agents of the delivery team remind when they like, and the clock keeps its reminders") {
  Desk desk = asked(silent_policy(PolicyEnd::pause));
  const Request before = desk.request;
  desk.carry_out(kDana, RemindCommand{one()});
  desk.carry_out(kBot, RemindCommand{one()});
  CHECK(desk.request.stages == before.stages);
  CHECK(refusal_of(desk, kAna, RemindCommand{one()}) == ErrorCode::delivery_only);
  CHECK(refusal_of(desk, kDana, RemindCommand{named<StageId>("no")}) == ErrorCode::stage_unknown);
  Desk quiet;
  quiet.submit({stage("one", 1, kAny, {member(kAna)}), stage("two", 2, kAny, {member(kBen)})});
  quiet.carry_out(kDana, RemindCommand{one()});
  CHECK(refusal_of(quiet, kDana, RemindCommand{named<StageId>("two")}) == ErrorCode::stage_not_open);
  CHECK(refusal_of(quiet, kTimer, RemindCommand{one()}) == ErrorCode::not_due_yet);
}

TEST_CASE("an escalation comes once, at its time, and names whom the policy names") {
  Desk desk = asked(silent_policy(PolicyEnd::pause));
  const Instant opened = desk.now;
  wait_until(desk, after(opened, 12 * kHour - 1));
  CHECK(refusal_of(desk, kTimer, EscalateCommand{one()}) == ErrorCode::not_due_yet);
  wait_until(desk, after(opened, 12 * kHour));
  CHECK(get<Escalated>(desk.carry_out(kTimer, EscalateCommand{one()})[0].body).to == kEve.person);
  CHECK(refusal_of(desk, kTimer, EscalateCommand{one()}) == ErrorCode::not_due_yet);
  CHECK(refusal_of(desk, kDana, EscalateCommand{one()}) == ErrorCode::system_only);
}

TEST_CASE("a policy that pauses does not expire, and one that expires does not pause") {
  for (const PolicyEnd end : {PolicyEnd::pause, PolicyEnd::expire}) {
    const Command meant = end == PolicyEnd::pause ? Command(PauseCommand{one()}) : Command(ExpireCommand{one()});
    const Command other = end == PolicyEnd::pause ? Command(ExpireCommand{one()}) : Command(PauseCommand{one()});
    Desk desk = asked(silent_policy(end));
    const Instant opened = desk.now;
    wait_until(desk, after(opened, 24 * kHour - 1));
    CHECK(refusal_of(desk, kTimer, meant) == ErrorCode::not_due_yet);
    wait_until(desk, after(opened, 24 * kHour));
    CHECK(refusal_of(desk, kTimer, other) == ErrorCode::not_due_yet);
    CHECK(refusal_of(desk, kDana, meant) == ErrorCode::system_only);
    desk.carry_out(kTimer, meant);
    CHECK(desk.request.state == (end == PolicyEnd::pause ? RequestState::in_review : RequestState::expired));
    CHECK(!desk.request.stages[0].clock);
    CHECK(due(desk.request, after(opened, 1'000 * kHour)).commands.empty());
  }
}

TEST_CASE("what expired is final and locked") {
  Desk desk = asked(silent_policy(PolicyEnd::expire));
  desk.carry_out(kAna, AskCommand{says("When?"), {}});
  wait_until(desk, after(desk.now, 30 * kHour));
  desk.carry_out(kTimer, ExpireCommand{one()});
  CHECK(desk.request.versions.back().status == VersionStatus::locked);
  CHECK(refusal_of(desk, kAna, decide_on(desk.request, "one", DecisionKind::approve, "x1")) == ErrorCode::wrong_state);
  CHECK(due(desk.request, after(desk.now, 1'000 * kHour)).commands.empty());
  CHECK(!due(desk.request, desk.now).next);
}

Desk paused() {
  Desk desk = asked(silent_policy(PolicyEnd::pause));
  wait_until(desk, after(desk.now, 24 * kHour));
  desk.carry_out(kTimer, PauseCommand{one()});
  CHECK(desk.request.paused_at == desk.now);
  return desk;
}

TEST_CASE("a pause ends with a decision or a later due date, and with nothing else") {
  Desk desk = paused();
  desk.carry_out(kDana, RemindCommand{one()});
  desk.carry_out(kDana, ProceedCommand{says("We begin")});
  desk.carry_out(kAna, CommentCommand{says("Soon"), {}});
  CHECK(desk.request.paused_at);
  Desk decided = desk;
  decided.carry_out(kAna, decide_on(decided.request, "one", DecisionKind::approve, "x1"));
  CHECK(!decided.request.paused_at);
  REQUIRE(decided.request.stages[0].clock);
  CHECK(decided.request.stages[0].clock->respond_by == after(decided.now, 8 * kHour));
  Desk extended = desk;
  extended.carry_out(kDana, ExtendCommand{after(kFriday, kHour), says("Away")});
  CHECK(!extended.request.paused_at);
  CHECK(extended.request.stages[0].clock->respond_by == after(extended.now, 8 * kHour));
  CHECK(extended.request.stages[0].clock->end_at == after(kFriday, kHour));
  // Whoever is asked again needs time first, and the due date is over.
  CHECK(refusal_of(desk, kDana, AddVersionCommand{{}, {part("page", "two")}}) == ErrorCode::due_past);
}

TEST_CASE("a stage ends neither before its response is due nor before the due date, however short the policy is") {
  Policy policy = silent_policy(PolicyEnd::expire);
  policy.end->after = minutes(1);
  const Instant opened = after(kMonday, 4 * kMinute);
  CHECK(start_clock(Request(), policy, opened, {}).end_at == after(opened, 8 * kHour));
  CHECK(start_clock(Request(), policy, opened, after(opened, kHour)).end_at == after(opened, 8 * kHour));
  CHECK(start_clock(Request(), policy, opened, kFriday).end_at == kFriday);
  policy.end.reset();
  CHECK(!start_clock(Request(), policy, opened, kFriday).end_at);
}

TEST_CASE("a due date is moved later only, and the clocks of the open stages start again") {
  Desk desk = asked(silent_policy(PolicyEnd::pause), {stage("one", 1, kAny, {member(kAna)}), stage("two", 2, kAny, {member(kBen)})}, kFriday);
  CHECK(refusal_of(desk, kDana, ExtendCommand{kMonday, says("Away")}) == ErrorCode::due_past);
  CHECK(refusal_of(desk, kDana, ExtendCommand{kFriday, says("Away")}) == ErrorCode::nothing_to_change);
  CHECK(refusal_of(desk, kDana, ExtendCommand{after(kFriday, -1), says("Away")}) == ErrorCode::nothing_to_change);
  CHECK(refusal_of(desk, kAna, ExtendCommand{after(kFriday, 1), says("Away")}) == ErrorCode::delivery_only);
  CHECK(refusal_of(desk, kBot, ExtendCommand{after(kFriday, 1), says("Away")}) == ErrorCode::humans_only);
  CHECK(desk.carry_out(kDana, ExtendCommand{after(kFriday, 1), says("Away")}).size() == 2);
  CHECK(desk.request.due == after(kFriday, 1));
  CHECK(desk.request.stages[0].clock->respond_by == after(desk.now, 8 * kHour));
  CHECK(!desk.request.stages[1].clock);
}

TEST_CASE("work goes on at risk only when an answer is late, and that is no approval") {
  Desk desk = asked(silent_policy(PolicyEnd::pause));
  const Instant opened = desk.now;
  const ProceedCommand proceed{says("We begin")};
  CHECK(refusal_of(desk, kDana, proceed) == ErrorCode::not_overdue);
  CHECK(!answer_is_late(desk.request, after(opened, 8 * kHour - 1)));
  CHECK(answer_is_late(desk.request, after(opened, 8 * kHour)));
  Desk quiet;
  quiet.submit({stage("one", 1, kAny, {member(kAna)})});
  CHECK(!answer_is_late(quiet.request, after(kFriday, -1)));
  CHECK(answer_is_late(quiet.request, kFriday));
  wait_until(desk, after(opened, 8 * kHour));
  CHECK(refusal_of(desk, kAna, proceed) == ErrorCode::delivery_only);
  CHECK(refusal_of(desk, kBot, proceed) == ErrorCode::humans_only);
  desk.carry_out(kDana, proceed);
  CHECK(desk.request.state == RequestState::in_review);
  CHECK(desk.request.risks.size() == 1);
}

TEST_CASE("a question is chased again and again until it is answered, and not while nobody can answer") {
  Desk desk = asked(silent_policy(PolicyEnd::pause));
  desk.carry_out(kAna, AskCommand{says("When?"), {}});
  const QuestionId q1 = named<QuestionId>("q1");
  Instant asked_at = desk.now;
  CHECK(desk.request.questions[0].chase_at == after(asked_at, 2 * kHour));
  CHECK(refusal_of(desk, kTimer, ChaseCommand{q1, {}}) == ErrorCode::not_due_yet);
  for (int times = 1; times <= 3; ++times) {
    wait_until(desk, after(desk.now, 2 * kHour));
    desk.carry_out(kTimer, ChaseCommand{q1, {}});
    CHECK(desk.request.questions[0].chase_at == after(desk.now, 2 * kHour));
  }
  CHECK(refusal_of(desk, kTimer, ChaseCommand{named<QuestionId>("q9"), {}}) == ErrorCode::question_unknown);
  CHECK(refusal_of(desk, kDana, ChaseCommand{q1, {}}) == ErrorCode::system_only);
  desk.carry_out(kAna, decide_on(desk.request, "one", DecisionKind::request_changes, "x1"));
  CHECK(due_now(desk, after(desk.now, 9 * kHour)) == "chase");
  desk.carry_out(kDana, AnswerObjectionCommand{named<ObjectionId>("o1"), ChangeClass::in_scope, says("Larger"), kFriday, {}});
  desk.carry_out(kDana, ReviseCommand{});
  CHECK(due_now(desk, after(desk.now, 9 * kHour)).empty());
  CHECK(!due(desk.request, desk.now).next);
  Desk answered = asked(silent_policy(PolicyEnd::pause));
  answered.carry_out(kAna, AskCommand{says("When?"), {}});
  answered.carry_out(kAna, AskCommand{says("Why?"), {}});
  answered.carry_out(kDana, AnswerCommand{q1, says("Soon")});
  answered.carry_out(kAna, WithdrawQuestionCommand{named<QuestionId>("q2")});
  CHECK(due_now(answered, after(answered.now, 3 * kHour)).empty());
}

TEST_CASE("a condition that is opened again is chased again, and has no evidence") {
  Desk desk;
  desk.submit({stage("one", 1, kAny, {member(kAna)})});
  DecideCommand decision = decide_on(desk.request, "one", DecisionKind::approve_with_conditions, "x1");
  decision.conditions = {condition("Legal notice", kFriday)};
  desk.carry_out(kAna, decision);
  const ConditionId c1 = named<ConditionId>("c1");
  wait_until(desk, kFriday);
  desk.carry_out(kTimer, ChaseCommand{{}, c1});
  desk.carry_out(kDana, MeetConditionCommand{c1, says("Done")});
  desk.carry_out(kAna, ReopenConditionCommand{c1, says("Not done")});
  CHECK(!desk.request.conditions[0].chased);
  CHECK(!desk.request.conditions[0].met);
  CHECK(due_now(desk, desk.now) == "chase");
  desk.carry_out(kTimer, ChaseCommand{{}, c1});
  CHECK(due_now(desk, desk.now).empty());
}

TEST_CASE("a condition is chased once, when it is due, and only while it is open") {
  Desk desk;
  desk.submit({stage("one", 1, kAny, {member(kAna)})});
  DecideCommand decision = decide_on(desk.request, "one", DecisionKind::approve_with_conditions, "x1");
  const Instant due_at = after(kFriday, kHour);
  decision.conditions = {condition("Legal notice", due_at), condition("Imprint", due_at), condition("Some day")};
  desk.carry_out(kAna, decision);
  const ConditionId c1 = named<ConditionId>("c1");
  CHECK(due(desk.request, desk.now).next == due_at);
  CHECK(refusal_of(desk, kTimer, ChaseCommand{{}, c1}) == ErrorCode::not_due_yet);
  desk.carry_out(kDana, MeetConditionCommand{named<ConditionId>("c2"), says("Done")});
  CHECK(due_now(desk, due_at) == "chase");
  wait_until(desk, due_at);
  desk.carry_out(kTimer, ChaseCommand{{}, c1});
  CHECK(desk.request.conditions[0].chased == due_at);
  CHECK(due_now(desk, after(due_at, kHour)).empty());
  CHECK(refusal_of(desk, kTimer, ChaseCommand{{}, c1}) == ErrorCode::not_due_yet);
  CHECK(refusal_of(desk, kTimer, ChaseCommand{{}, named<ConditionId>("c9")}) == ErrorCode::condition_unknown);
  CHECK(refusal_of(desk, kTimer, ChaseCommand{}) == ErrorCode::condition_unknown);
  CHECK(refusal_of(desk, kTimer, ChaseCommand{{}, named<ConditionId>("c3")}) == ErrorCode::not_due_yet);
}

// ------------------------------------------------------------------------------------------ I4, for all policies

std::vector<Policy> small_policies() {
  std::vector<Policy> policies;
  for (int reminders = 0; reminders < 3; ++reminders) {
    for (int escalation = 0; escalation < 3; ++escalation) {
      for (int end = 0; end < 5; ++end) {
        Policy policy;
        policy.response = hours(2);
        if (reminders > 0) policy.reminders.push_back(hours(-1));
        if (reminders > 1) policy.reminders.push_back(hours(3));
        if (escalation > 0) policy.escalation = Escalation{hours(escalation), kEve.person};
        if (end > 0) policy.end = SilenceEnd{hours(end < 3 ? 1 : 3), end % 2 == 0 ? PolicyEnd::pause : PolicyEnd::expire};
        if (reminders != 1) policy.questions = hours(1);
        policies.push_back(policy);
      }
    }
  }
  return policies;
}

bool is_approved(const Request& request) {
  return request.state == RequestState::approved || request.state == RequestState::approved_with_conditions;
}

// Every order in which what is due can be carried out, with and without waiting for more.
std::size_t sequences_of(const Desk& desk, std::size_t steps) {
  std::size_t sequences = 1;
  const Due answer = due(desk.request, desk.now);
  if (is_approved(desk.request)) FAIL_CHECK("time approved something");
  if (steps == 0) return sequences;
  for (const Command& command : answer.commands) {
    Desk next = desk;
    next.now = after(desk.now, -kMinute);
    const List<Decision> decisions = next.request.decisions;
    next.carry_out(kTimer, command);
    if (!(next.request.decisions == decisions)) FAIL_CHECK("time decided something");
    sequences += sequences_of(next, steps - 1);
  }
  if (!answer.next) return sequences;
  Desk later = desk;
  later.now = *answer.next;
  return sequences + sequences_of(later, steps - 1);
}

TEST_CASE("I4: no sequence of what time brings approves, under any small policy") {
  std::size_t sequences = 0;
  for (const Policy& policy : small_policies()) {
    for (const Rule& rule : {kAll, kAny}) {
      Desk desk = asked(policy, {stage("one", 1, rule, {member(kAna), member(kBen)}), stage("two", 1, kAll, {member(kOlga)})}, after(kMonday, 10 * kMinute));
      desk.carry_out(kAna, AskCommand{says("When?"), {}});
      desk.carry_out(kAna, decide_on(desk.request, "one", DecisionKind::approve, "x1"));
      sequences += sequences_of(desk, 6);
    }
  }
  CHECK(sequences > 5'000);
}

}  // namespace
}  // namespace countersign
