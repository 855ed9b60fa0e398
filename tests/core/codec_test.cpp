// Everything that is written is read back as the same value, and has one text.
#include <string>
#include <vector>

#include "core/json/fold.h"
#include "core/json/answer_codec.h"
#include "core/json/command_codec.h"
#include "core/json/describe.h"
#include "core/json/event_codec.h"
#include "core/json/reader.h"
#include "core/json/request_codec.h"
#include "core/json/writer.h"
#include "core/request/permitted.h"
#include "tests/core/cast.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

using namespace cast;

// Texts that are hard on a codec.
constexpr std::string_view kHard = "\"\\/\b\f\n\r\t\x01\x1F\x7F \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x91\x8D \xE2\x80\xA8 \xD7\xA9\xD7\x9C </script>";

Amount amount(std::int64_t minor, std::string_view currency) {
  Amount made_amount;
  made_amount.minor = minor;
  made_amount.currency = made(decltype(Amount::currency)::from(currency));
  return made_amount;
}

Predicate predicate(PredicateType type, std::string_view fact) {
  Predicate made_predicate;
  made_predicate.type = type;
  made_predicate.fact = made(FactId::from(fact));
  return made_predicate;
}

// Every form of a guard, one in another.
Predicate every_predicate() {
  Predicate text = predicate(PredicateType::equals, "region");
  text.texts = {made(FactText::from(kHard))};
  Predicate number = predicate(PredicateType::equals, "headcount");
  number.number = -7;
  Predicate in = predicate(PredicateType::in, "kind");
  in.texts = {made(FactText::from("document")), made(FactText::from("invoice"))};
  Predicate at_least = predicate(PredicateType::at_least, "amount");
  at_least.number = 1'000'000;
  Predicate negation;
  negation.type = PredicateType::negation;
  negation.items = {in};
  Predicate any;
  any.type = PredicateType::any;
  any.items = {number, negation};
  Predicate all;
  all.type = PredicateType::all;
  all.items = {text, any, at_least};
  return all;
}

Policy every_timer() {
  Policy policy;
  policy.response = {2, TimeUnit::business_days};
  policy.reminders = {{-4, TimeUnit::business_hours}, {1, TimeUnit::days}};
  policy.escalation = Escalation{{3, TimeUnit::days}, kEve.person};
  policy.end = SilenceEnd{{10000, TimeUnit::hours}, PolicyEnd::expire};
  policy.questions = Span{30, TimeUnit::minutes};
  return policy;
}

Calendar working_week() {
  Calendar calendar;
  for (int day = 0; day < 5; ++day) calendar.hours.push_back({static_cast<Weekday>(day), 9 * 60, 17 * 60});
  calendar.holidays = {{20'800}};
  calendar.offset_minutes = 60;
  calendar.offset_changes = {{kFriday, 120}};
  return calendar;
}

Effect effect(std::string_view id, ReleaseAfter after) {
  Effect made_effect;
  made_effect.id = made(EffectId::from(id));
  made_effect.text = made(Name::from("Release " + std::string(id)));
  made_effect.after = after;
  return made_effect;
}

Link link(Relation relation, std::string_view request) { return {relation, made(RequestId::from(request))}; }

Finding finding(Severity severity, std::string_view pointer = {}) {
  return {severity, made(Pointer::from(pointer)), says(kHard)};
}

SubjectFields every_field() {
  SubjectFields fields;
  fields.title = made(Title::from(kHard));
  fields.ask = made(Ask::from(kHard));
  fields.scope = List<ScopeItem>{made(ScopeItem::from("one")), made(ScopeItem::from(kHard))};
  fields.project = made(Project::from("P"));
  fields.amount = amount(-limits::kInteger, "EUR");
  fields.due = at("9999-12-31T23:59:59.999Z");
  StageDefinition first = stage("AZaz09._:@+-", 20, quorum(50), {member(kAna), member(kOlga, Obligation::observer)});
  first.members[0].person.organization = made(Organization::from(kHard));
  first.offered = {DecisionKind::approve, DecisionKind::reject};
  fields.stages = List<StageDefinition>{first, stage("b", 1, kAll, {}), stage("c", 1, kAny, {member(kBen, Obligation::reviewer)})};
  (*fields.stages)[1].parts = {made(PartId::from("page")), made(PartId::from("logo"))};
  (*fields.stages)[2].guard = every_predicate();
  fields.facts = List<Fact>{{made(FactId::from("region")), made(FactText::from(kHard)), {}}, {made(FactId::from("headcount")), {}, -7}};
  fields.demands = List<Demand>{Demand::no_self_approval, Demand::open_all_parts, Demand::answer_first, Demand::passkey};
  fields.effects = List<Effect>{effect("build", ReleaseAfter::approval), effect("bill", ReleaseAfter::conditions_closed)};
  fields.policy = every_timer();
  fields.calendar = working_week();
  return fields;
}

// Of places, conditions, objections, links, silence, checks.
std::vector<Command> commands_about_one_thing() {
  const StageId s = made(StageId::from("s"));
  const QuestionId q1 = made(QuestionId::from("q1"));
  const ConditionId c1 = made(ConditionId::from("c1"));
  const ObjectionId o1 = made(ObjectionId::from("o1"));
  return {
      WithdrawQuestionCommand{q1}, DelegateCommand{s, kEve.person, says(kHard), {}}, DelegateCommand{s, kEve.person, says("away"), kFriday},
      EndDelegationCommand{made(DelegationId::from("g1"))}, ReassignCommand{s, kAna.person.id, kEve.person, says(kHard), kFriday},
      MeetConditionCommand{c1, says(kHard)}, CloseConditionCommand{c1}, WaiveConditionCommand{c1, says(kHard)}, ReopenConditionCommand{c1, says(kHard)},
      AnswerObjectionCommand{o1, ChangeClass::in_scope, says(kHard), kFriday, {}},
      AnswerObjectionCommand{o1, ChangeClass::change_order, says("more"), kFriday, made(RequestId::from("req_2"))},
      LinkCommand{link(Relation::renewal, "req_2")}, ExtendCommand{kFriday, says(kHard)}, ProceedCommand{says(kHard)}, CheckCommand{},
      CheckCommand{{finding(Severity::info), finding(Severity::warning, "/ask"), finding(Severity::error, "/stages/0")}},
      FlagCommand{finding(Severity::error)}, FlagCommand{finding(Severity::info, "/due")}, RemindCommand{s}, EscalateCommand{s}, PauseCommand{s}, ExpireCommand{s},
      ChaseCommand{q1, {}}, ChaseCommand{{}, c1}};
}

std::vector<Command> all_commands() {
  std::vector<Command> commands;
  for (std::size_t i = 0; i < Words<SubjectKind>::list.size(); ++i) {
    CreateCommand command = create({});
    command.kind = static_cast<SubjectKind>(i);
    commands.emplace_back(command);
  }
  CreateCommand full;
  full.fields = every_field();
  full.made_from = made(TemplateId::from("homepage-2026"));
  for (std::size_t i = 0; i < Words<Relation>::list.size(); ++i) full.links.push_back(link(static_cast<Relation>(i), "req_0"));
  commands.emplace_back(full);
  commands.emplace_back(EditCommand{every_field()});
  commands.emplace_back(EditCommand{});
  SubjectFields cleared;
  cleared.ask = Ask();
  cleared.project = Project();
  cleared.scope = List<ScopeItem>();
  cleared.stages = List<StageDefinition>();
  commands.emplace_back(EditCommand{cleared});
  commands.emplace_back(EditCommand{{}, {SubjectField::amount}});
  commands.emplace_back(EditCommand{{}, {SubjectField::amount, SubjectField::due, SubjectField::policy, SubjectField::calendar}});
  commands.emplace_back(AddVersionCommand{remark(kHard), {part("a", "one", true), part("b", "")}});
  commands.emplace_back(AddVersionCommand{{}, {part("a", "one")}});
  commands.emplace_back(ConfirmReadyCommand{Digest::of("x")});
  commands.emplace_back(SubmitCommand{});
  commands.emplace_back(OpenPartCommand{limits::kInteger, made(PartId::from("a"))});
  commands.emplace_back(AskCommand{says(kHard), {}});
  commands.emplace_back(AskCommand{says("a"), made(PartId::from("a"))});
  commands.emplace_back(AnswerCommand{made(QuestionId::from("q1")), says(kHard)});
  commands.emplace_back(CommentCommand{says(kHard), made(PartId::from("a"))});
  commands.emplace_back(CommentCommand{says("a"), {}});
  for (std::size_t i = 0; i < Words<DecisionKind>::list.size(); ++i) {
    commands.emplace_back(decide_on(Request(), "s", static_cast<DecisionKind>(i), "fresh"));
    get<DecideCommand>(commands.back()).version = 1;
  }
  DecideCommand decision = decide_on(Request(), "s", DecisionKind::approve_with_conditions, std::string(128, 'x'));
  const Encoded bytes = made(Encoded::from(std::string(40, 'A')));
  decision.passkey = PasskeyEvidence{Digest::of("a registration"), bytes, bytes, bytes, bytes};
  decision.version = 7;
  decision.conditions.push_back(condition(kHard, kFriday));
  decision.objections = {objection("a"), objection(kHard, made(PartId::from("a")))};
  decision.rationale = remark(kHard);
  commands.emplace_back(decision);
  commands.emplace_back(RetractCommand{made(DecisionId::from("d1")), {}});
  commands.emplace_back(RetractCommand{made(DecisionId::from("d1")), remark(kHard)});
  commands.emplace_back(ReviseCommand{});
  commands.emplace_back(WithdrawCommand{says(kHard)});
  for (const Command& command : commands_about_one_thing()) commands.push_back(command);
  return commands;
}

Json parsed(const std::string& text) {
  INFO(text);
  Result<Json> json = read_json(text);
  REQUIRE(json.ok());
  CHECK(write_canonical(json.value()) == text);  // what codecs write is canonical
  return std::move(json).value();
}

TEST_CASE("every command is read back as it was written") {
  std::vector<bool> seen(Words<Verb>::list.size(), false);
  for (const Command& command : all_commands()) {
    const std::string text = canonical_command(command);
    INFO(text);
    const Result<Command> read = read_command(parsed(text));
    REQUIRE(read.ok());
    CHECK(read.value().index() == command.index());
    CHECK(canonical_command(read.value()) == text);
    seen[command.index()] = true;
  }
  CHECK(seen == std::vector<bool>(Words<Verb>::list.size(), true));
}

TEST_CASE("the fields of create and edit are equal after reading, not only their text") {
  CreateCommand full;
  full.fields = every_field();
  const auto read = read_command(parsed(canonical_command(full)));
  REQUIRE(read.ok());
  CHECK(get<CreateCommand>(read.value()).fields == full.fields);
}

TEST_CASE("contexts and actors are read back as they were written") {
  Context context;
  context.now = kFriday;
  context.actor = kAna;
  context.actor.person.organization = made(Organization::from(kHard));
  context.command_id = made(CommandId::from("click-1"));
  context.request = made(RequestId::from("req_1"));
  for (const bool with_challenge : {false, true}) {
    if (with_challenge) context.challenge = ExpectedChallenge{challenge(kHard), kMonday};
    const std::string text = canonical_context(context);
    const Result<Context> read = read_context(parsed(text));
    REQUIRE(read.ok());
    CHECK(canonical_context(read.value()) == text);
    CHECK(read.value().actor == context.actor);
    CHECK(read.value().challenge.has_value() == with_challenge);
  }
  for (const Actor& who : {kDana, kBot, kTimer, kAna}) CHECK(read_actor(parsed(canonical_actor(who))).value() == who);
}

std::vector<EventBody> bodies_about_one_thing() {
  const StageId s = made(StageId::from("s"));
  const QuestionId q1 = made(QuestionId::from("q1"));
  const ConditionId c1 = made(ConditionId::from("c1"));
  const ObjectionId o1 = made(ObjectionId::from("o1"));
  const DelegationId g1 = made(DelegationId::from("g1"));
  const ActorId ana = kAna.person.id;
  Person eve = kEve.person;
  eve.organization = made(Organization::from(kHard));
  return {
      StageSkipped{s}, DecisionsCarried{2, {made(DecisionId::from("d1"))}}, ClockStarted{s, {kFriday, {}, {}, {}}},
      ClockStarted{s, {kFriday, {kMonday, kFriday}, kMonday, kFriday}}, QuestionWithdrawn{q1},
      Delegated{g1, DelegationType::delegated, s, ana, kAna.person, eve, says(kHard), kFriday},
      Delegated{g1, DelegationType::reassigned, s, ana, kBen.person, eve, says("left"), {}}, DelegationEnded{g1}, ConditionMet{c1, says(kHard)},
      ConditionSettled{c1, ConditionState::closed, {}}, ConditionSettled{c1, ConditionState::waived, says(kHard)},
      ConditionSettled{c1, ConditionState::open, says("not yet")}, ObjectionAnswered{o1, ChangeClass::in_scope, says(kHard), kFriday, {}},
      ObjectionAnswered{o1, ChangeClass::change_order, says("more"), kFriday, made(RequestId::from("req_2"))}, Linked{link(Relation::related, "req_2")},
      EffectReleased{made(EffectId::from("build"))}, DeadlineExtended{kFriday, says(kHard)}, Proceeded{1, says(kHard)}, Checked{1, {}},
      Checked{2, {finding(Severity::info), finding(Severity::error, "/ask")}}, Flagged{finding(Severity::warning, "/due")}, Reminded{s, {}},
      Reminded{s, {ana, kBen.person.id}}, Escalated{s, eve}, Paused{s}, Expired{s}, Chased{q1, {}, kFriday}, Chased{q1, {}, {}}, Chased{{}, c1, {}}};
}

std::vector<Event> all_events() {
  Event event;
  event.seq = limits::kInteger;
  event.at = kFriday;
  event.request = made(RequestId::from("req_1"));
  event.actor = kAna;
  event.command_id = made(CommandId::from("click-1"));
  const DecisionId d1 = made(DecisionId::from("d1"));
  const StageId s = made(StageId::from("s"));
  const PartId a = made(PartId::from("a"));
  const Digest digest = Digest::of("x");
  const SubjectFields fields = every_field();
  Created created;
  created.kind = SubjectKind::playbook;
  created.fields.title = *fields.title;
  created.fields.ask.emplace();
  created.fields.scope.emplace();
  created.fields.stages.emplace();
  Created full = created;
  full.fields = fields;
  full.made_from = made(TemplateId::from("homepage-2026"));
  full.links = {link(Relation::original, "req_0")};
  Decided decided;
  decided.decision_id = d1;
  decided.stage = s;
  decided.version = 2;
  decided.digest = digest;
  decided.challenge = challenge("fresh");
  Decided rich = decided;
  rich.decision = DecisionKind::reject;
  rich.conditions = {condition(kHard), condition("b", kFriday)};
  rich.objections = {objection(kHard), objection("b", a)};
  for (std::size_t i = 0; i < 2; ++i) {
    rich.conditions[i].id = ConditionId::numbered('c', i + 1);
    rich.objections[i].id = ObjectionId::numbered('o', i + 1);
  }
  rich.rationale = remark(kHard);
  rich.opened = {a};
  rich.covered = Digest::of("a part of x");
  rich.on_behalf_of = kBen.person.id;
  rich.not_opened = {made(PartId::from("b")), made(PartId::from("c"))};
  const DecisionId d2 = made(DecisionId::from("d2"));
  std::vector<EventBody> bodies = {
      created, full, Edited{}, Edited{fields}, Edited{{}, {SubjectField::due}}, VersionAdded{1, {}, {part("a", "x")}, digest, {}, {}},
      VersionAdded{2, remark(kHard), {part("a", "x", true), part("b", "")}, digest, {a, made(PartId::from("b"))}, {d1, d2}},
      ReadinessConfirmed{1, digest}, Submitted{1, digest, kFriday, {}, {}}, Submitted{2, digest, kFriday, fields.policy, {d1, d2}}, StageOpened{s}, PartOpened{1, a},
      QuestionAsked{made(QuestionId::from("q1")), says(kHard), a, kFriday}, QuestionAsked{made(QuestionId::from("q1")), says("b"), {}, {}},
      QuestionAnswered{made(QuestionId::from("q1")), says(kHard)}, Commented{made(CommentId::from("m1")), says(kHard), a},
      Commented{made(CommentId::from("m1")), says("b"), {}}, decided, rich, StageCompleted{s, DecisionKind::request_changes},
      Resolved{RequestState::approved_with_conditions, 1, digest}, DecisionRetracted{d1, remark(kHard)}, DecisionRetracted{d1, {}},
      RevisionStarted{}, RevisionStarted{{d1}}, Withdrawn{says(kHard)}};
  for (const EventBody& body : bodies_about_one_thing()) bodies.push_back(body);
  std::vector<Event> events;
  for (const EventBody& body : bodies) {
    events.push_back(event);
    events.back().body = body;
  }
  return events;
}

TEST_CASE("every event is read back as it was written, and its stored bytes are stable") {
  std::vector<bool> seen(kEventWords.size(), false);
  const std::vector<Event> events = all_events();
  for (const Event& event : events) {
    const std::string text = canonical_event(event);
    INFO(text);
    const Result<Event> read = read_event(parsed(text));
    REQUIRE(read.ok());
    CHECK(read.value().body.index() == event.body.index());
    CHECK(canonical_event(read.value()) == text);
    CHECK(text.find("\"event\":\"" + std::string(word(event.body)) + "\"") != std::string::npos);
    seen[event.body.index()] = true;
  }
  CHECK(seen == std::vector<bool>(kEventWords.size(), true));
  const std::string list = canonical_events(listed(events));
  const auto read = read_events(parsed(list));
  REQUIRE(read.ok());
  CHECK(canonical_events(read.value()) == list);
}

TEST_CASE("a list of more than 10000 events is refused") {
  Json list = Json::array();
  for (std::size_t i = 0; i <= limits::kEvents; ++i) list.push_back(Json::object());
  REQUIRE(!read_events(list).ok());
  CHECK(read_events(list).error().code == ErrorCode::too_many_items);
}

// Every member of every message, left out and of the wrong type: refused at its pointer, or optional.
TEST_CASE("a member that is missing or of another type is refused where it stands") {
  for (const Event& event : all_events()) {
    const Json good = parsed(canonical_event(event));
    for (const auto& member : good.items()) {
      INFO(member.key() << " of " << canonical_event(event));
      Json without = good;
      without.erase(member.key());
      const auto missing = read_event(without);
      if (!missing.ok()) CHECK(missing.error().pointer == "/" + member.key());
      if (!missing.ok()) CHECK(missing.error().code == ErrorCode::missing_field);
      Json wrong = good;
      wrong[member.key()] = nullptr;
      const auto refused = read_event(wrong);
      REQUIRE(!refused.ok());
      CHECK(refused.error().pointer == "/" + member.key());
      CHECK(refused.error().code == ErrorCode::wrong_type);
    }
  }
  for (const Command& command : all_commands()) {
    const Json good = parsed(canonical_command(command));
    for (const auto& member : good.items()) {
      INFO(member.key() << " of " << canonical_command(command));
      Json wrong = good;
      wrong[member.key()] = nullptr;
      const auto refused = read_command(wrong);
      REQUIRE(!refused.ok());
      CHECK(refused.error().pointer == "/" + member.key());
      CHECK(refused.error().code == ErrorCode::wrong_type);
      Json more = good;
      more["zz"] = 1;
      REQUIRE(!read_command(more).ok());
      CHECK(read_command(more).error().code == ErrorCode::unknown_field);
      CHECK(read_command(more).error().pointer == "/zz");
    }
  }
}

// A request with something in every list.
Desk full_desk() {
  Desk desk;
  CreateCommand full;
  full.fields = every_field();
  full.made_from = made(TemplateId::from("homepage-2026"));
  full.links = {link(Relation::original, "req_0")};
  full.fields.stages = {stage("brand", 1, kAll, {member(kAna), member(kBen)}), stage("legal", 2, quorum(1), {member(kOlga)}), stage("board", 3, kAny, {member(kEve)})};
  (*full.fields.stages)[0].parts = {made(PartId::from("page"))};
  (*full.fields.stages)[2].guard = predicate(PredicateType::at_least, "amount");
  (*full.fields.stages)[2].guard.number = 1;  // the amount is a credit
  desk.carry_out(kBot, full);
  desk.carry_out(kDana, AddVersionCommand{remark(kHard), {part("page", "one", true), part("logo", "two")}});
  desk.carry_out(kBot, CheckCommand{{finding(Severity::warning, "/ask")}});
  desk.carry_out(kDana, ConfirmReadyCommand{desk.request.versions.back().digest});
  desk.carry_out(kDana, SubmitCommand{});
  desk.carry_out(kAna, OpenPartCommand{1, made(PartId::from("page"))});
  desk.carry_out(kBen, OpenPartCommand{1, made(PartId::from("page"))});
  desk.carry_out(kAna, AskCommand{says(kHard), made(PartId::from("page"))});
  desk.carry_out(kDana, AnswerCommand{made(QuestionId::from("q1")), says(kHard)});
  desk.carry_out(kBen, AskCommand{says("withdrawn"), {}});
  desk.carry_out(kBen, WithdrawQuestionCommand{made(QuestionId::from("q2"))});
  desk.carry_out(kOlga, AskCommand{says("open"), {}});
  desk.carry_out(kBot, CommentCommand{says(kHard), made(PartId::from("logo"))});
  desk.carry_out(kBot, FlagCommand{finding(Severity::info)});
  desk.carry_out(kDana, LinkCommand{link(Relation::related, "req_7")});
  desk.carry_out(kAna, decide_on(desk.request, "brand", DecisionKind::approve_with_conditions, "x1"));
  desk.carry_out(kAna, RetractCommand{made(DecisionId::from("d1")), remark(kHard)});
  desk.carry_out(kAna, decide_on(desk.request, "brand", DecisionKind::approve, "x2"));
  desk.carry_out(kBen, DelegateCommand{made(StageId::from("brand")), kEve.person, says(kHard), kFriday});
  desk.carry_out(kEve, OpenPartCommand{1, made(PartId::from("page"))});
  desk.carry_out(kEve, decide_on(desk.request, "brand", DecisionKind::request_changes, "x3"));
  desk.carry_out(kDana, AnswerObjectionCommand{made(ObjectionId::from("o1")), ChangeClass::change_order, says(kHard), kFriday, made(RequestId::from("req_2"))});
  desk.carry_out(kDana, ReviseCommand{});
  desk.carry_out(kBot, AddVersionCommand{{}, {part("page", "one", true), part("logo", "three")}});
  return desk;
}

// And what comes after: a carried decision, silence, conditions, effects.
Desk fuller_desk() {
  Desk desk = full_desk();
  EditCommand later;
  later.fields.due = at("2026-12-24T12:00:00.000Z");
  desk.carry_out(kDana, later);
  desk.carry_out(kDana, ConfirmReadyCommand{desk.request.versions.back().digest});
  desk.carry_out(kDana, SubmitCommand{});
  CHECK(desk.request.decisions[1].carried_to == 2);
  desk.now = at("2026-12-24T13:00:00.000Z");
  desk.carry_out(kDana, ReassignCommand{made(StageId::from("brand")), kBen.person.id, kOlga.person, says("left")});
  desk.carry_out(kTimer, RemindCommand{made(StageId::from("brand"))});
  desk.carry_out(kTimer, EscalateCommand{made(StageId::from("brand"))});
  desk.carry_out(kTimer, ChaseCommand{made(QuestionId::from("q3")), {}});
  desk.carry_out(kDana, ProceedCommand{says(kHard)});
  desk.carry_out(kDana, ExtendCommand{at("2026-12-31T12:00:00.000Z"), says(kHard)});
  desk.carry_out(kOlga, OpenPartCommand{2, made(PartId::from("page"))});
  desk.carry_out(kOlga, OpenPartCommand{2, made(PartId::from("logo"))});
  desk.carry_out(kOlga, WithdrawQuestionCommand{made(QuestionId::from("q3"))});
  desk.carry_out(kOlga, decide_on(desk.request, "brand", DecisionKind::approve_with_conditions, "x4"));
  desk.carry_out(kOlga, decide_on(desk.request, "legal", DecisionKind::approve_with_conditions, "x5"));
  CHECK(desk.request.state == RequestState::approved_with_conditions);
  desk.carry_out(kDana, MeetConditionCommand{made(ConditionId::from("c2")), says(kHard)});
  desk.carry_out(kOlga, ReopenConditionCommand{made(ConditionId::from("c2")), says(kHard)});
  desk.carry_out(kOlga, WaiveConditionCommand{made(ConditionId::from("c2")), says(kHard)});
  desk.carry_out(kOlga, CloseConditionCommand{made(ConditionId::from("c3"))});
  CHECK(desk.request.state == RequestState::approved);
  return desk;
}

TEST_CASE("of the key of an unknown field no more is told back than a key of ours could be long") {
  const std::string key(100'000, 'x');
  const Result<Command> read = read_command(made(read_json("{\"command\":\"submit\",\"" + key + "\":1}")));
  REQUIRE(!read.ok());
  CHECK(read.error().code == ErrorCode::unknown_field);
  CHECK(read.error().pointer == "/" + key.substr(0, 64));
}

TEST_CASE("a media type is two names with a slash between them") {
  const auto is_read = [](std::string_view media_type) {
    const std::string text = R"({"command":"add-version","parts":[{"id":"p","name":"n","size":1,"sha256":")" + Digest().hex() + R"(","media_type":")" + std::string(media_type) + "\"}]}";
    return read_command(made(read_json(text))).ok();
  };
  for (const std::string_view good : {"text/plain", "Application/VND.a-1+x_9", "a!#$&^/b0"}) CHECK(is_read(good));
  for (const std::string_view bad : {"text", "/plain", "text/", "text/pl in", "text/{", "text/[", "te:t/a"}) CHECK(!is_read(bad));
}

TEST_CASE("every state of a request is read back as it was written") {
  Desk withdrawn = full_desk();
  withdrawn.carry_out(kDana, WithdrawCommand{says(kHard)});
  const Desk approved = fuller_desk();
  for (const Desk* desk : std::vector<const Desk*>{&withdrawn, &approved}) {
    Request request;
    for (const Event& event : desk->log) {
      request = evolve(std::move(request), event);
      const std::string text = canonical_request(request);
      INFO(text);
      const Result<Request> read = read_request(parsed(text));
      REQUIRE(read.ok());
      CHECK(read.value() == request);
      CHECK(canonical_request(read.value()) == text);
    }
  }
}

TEST_CASE("a state tells what the log told: folding stored bytes gives the state, byte for byte") {
  const Desk desk = fuller_desk();
  std::vector<Event> stored;
  for (const Event& event : desk.log) stored.push_back(read_event(parsed(canonical_event(event))).value());
  const Result<Request> folded = fold(Request(), listed(stored));
  REQUIRE(folded.ok());
  CHECK(folded.value() == desk.request);
  CHECK(canonical_request(folded.value()) == canonical_request(desk.request));
}

TEST_CASE("a state whose version was touched is refused with digest-mismatch") {
  const Desk desk = full_desk();
  const Json good = parsed(canonical_request(desk.request));
  for (const char* const member : {"ask", "scope", "parts", "amount", "digest"}) {
    Json touched = good;
    Json& version = touched["versions"][0];
    if (std::string_view(member) == "ask") version["ask"] = "Approve the house.";
    if (std::string_view(member) == "scope") version["scope"].push_back("more");
    if (std::string_view(member) == "parts") version["parts"][1]["size"] = 4;
    if (std::string_view(member) == "amount") version["amount"]["minor"] = 1;
    if (std::string_view(member) == "digest") version["digest"] = std::string(64, '0');
    INFO(member);
    const auto read = read_request(touched);
    REQUIRE(!read.ok());
    CHECK(read.error().code == ErrorCode::digest_mismatch);
    CHECK(read.error().pointer == "/versions/0/digest");
  }
}

TEST_CASE("the digest of a version is SHA-256 of its canonical content, whichever code writes it") {
  const Desk desk = full_desk();
  for (const Version& version : desk.request.versions) {
    const Json whole = parsed(canonical_request(desk.request));
    const Json& written = whole["versions"][static_cast<std::size_t>(version.number) - 1];
    Json content = Json::object();
    for (const char* const member : {"amount", "ask", "parts", "scope"}) content[member] = written[member];
    CHECK(Digest::of(write_canonical(content)) == version.digest);
  }
}

TEST_CASE("refusals and permissions are canonical, and carry what the table says") {
  const Error error{ErrorCode::incomplete, "/ask", "", {{ErrorCode::ask_missing, "/ask"}, {ErrorCode::due_past, "/due"}}};
  CHECK(write_canonical(parsed(canonical_error(error))) ==
        "{\"code\":\"incomplete\",\"detail\":\"The request is not complete.\",\"pointer\":\"/ask\",\"problems\":[{\"code\":\"ask-missing\",\"detail\":\"It does not say what "
        "requires sign-off.\",\"pointer\":\"/ask\"},{\"code\":\"due-past\",\"detail\":\"The due date is not in the future.\",\"pointer\":\"/due\"}],\"status\":422,\"title\":\"The "
        "request is not complete.\"}");
  const Desk desk = full_desk();
  const Json answer = parsed(canonical_permitted(permitted(desk.request, desk.context(kDana, SubmitCommand{}))));
  CHECK(answer["options"].size() > 12);
  for (const Json& option : answer["options"]) {
    CHECK(option["allowed"].is_boolean());
    CHECK(option["needs"].is_array());
    CHECK(option.contains("code") != option["allowed"].get<bool>());
  }
}

TEST_CASE("the core describes all of itself") {
  const Json description = parsed(describe());
  CHECK(description["protocol"].get<std::int64_t>() == 1);
  CHECK(description["errors"].size() == error_table().size());
  CHECK(description["verbs"].size() == Words<Verb>::list.size());
  CHECK(description["states"].size() == Words<RequestState>::list.size() - 1);
  CHECK(description["events"].size() == kEventWords.size());
  const Json& all = description["limits"];
  CHECK(all["title"].get<std::size_t>() == limits::kTitle);
  CHECK(all["ask"].get<std::size_t>() == limits::kAsk);
  CHECK(all["text"].get<std::size_t>() == limits::kText);
  CHECK(all["events"].get<std::size_t>() == limits::kEvents);
  CHECK(all["command_bytes"].get<std::size_t>() == limits::kCommandBytes);
  CHECK(all.contains("challenge"));
}

}  // namespace
}  // namespace countersign
