// Templates: those that come with the core make requests that can be submitted, and a bad one is refused where it is bad.
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "core/json/command_codec.h"
#include "core/json/reader.h"
#include "core/json/template_codec.h"
#include "core/json/writer.h"
#include "core/request/completeness.h"
#include "core/request/predicate.h"
#include "core/request/template.h"
#include "tests/core/cast.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

using namespace cast;

constexpr std::string_view kShipped[] = {"change-order", "customer-approval", "document",      "invoice",
                                         "milestone",    "proposal",          "service-report"};

Json parsed(std::string_view text) { return made(read_json(text)); }

Json shipped(std::string_view id) {
  std::ifstream file(COUNTERSIGN_SOURCE_DIR "/core/templates/" + std::string(id) + ".json", std::ios::binary);
  return parsed(std::string(std::istreambuf_iterator<char>(file), {}));
}

Calendar office() {
  Calendar calendar;
  for (int day = 0; day < 5; ++day) calendar.hours.push_back({static_cast<Weekday>(day), 9 * 60, 17 * 60});
  return calendar;
}

// What a request from this template needs, and nothing else; everybody is called like their role.
TemplateFill least(const Template& given) {
  TemplateFill fill;
  fill.title = made(Title::from("Homepage"));
  fill.ask = made(Ask::from("Approve the homepage."));
  fill.due = kFriday;
  fill.calendar = office();
  fill.amount.emplace();
  fill.amount->minor = 7'000'000;
  fill.amount->currency = made(decltype(Amount::currency)::from("EUR"));
  for (const TemplateRole& role : given.roles) {
    if (role.required) fill.people.push_back({role.role, actor(ActorKind::human, Party::customer, role.role.text()).person});
  }
  for (const TemplateFact& declared : given.facts) {
    if (!declared.required) continue;
    Fact fact;
    fact.name = declared.name;
    if (declared.type == FactType::number) {
      fact.number = 7;
    } else {
      fact.text = declared.words.empty() ? made(FactText::from("said")) : declared.words.front();
    }
    fill.facts.push_back(fact);
  }
  return fill;
}

std::string refusal_of(const Refusal& refusal) {
  if (!refusal) return "";
  return std::string(error_row(refusal->code).word) + " " + refusal->pointer;
}

template <class T>
std::string refusal_of(const Result<T>& result) {
  return result.ok() ? "" : refusal_of(Refusal(result.error()));
}

TEST_CASE("every template that comes with the core is read, and nothing of it is lost") {
  for (const std::string_view id : kShipped) {
    INFO(id);
    const Json json = shipped(id);
    const Result<Template> given = read_template(json);
    REQUIRE(refusal_of(given) == "");
    CHECK(given.value().id.text() == id);
    CHECK(canonical_template(given.value()) == write_canonical(json));
    CHECK(made(read_template(parsed(canonical_template(given.value())))) == given.value());
  }
}

TEST_CASE("a request from each template is made, completed by a version, submitted and approved") {
  for (const std::string_view id : kShipped) {
    INFO(id);
    const Template given = made(read_template(shipped(id)));
    const Result<CreateCommand> command = instantiate(given, least(given));
    REQUIRE(refusal_of(command) == "");
    const std::string text = canonical_command(command.value());
    CHECK(canonical_command(made(read_command(parsed(text)))) == text);

    Desk desk;
    REQUIRE(desk.send(kDana, command.value()).ok());
    CHECK(desk.request.made_from.text() == id);
    CHECK(desk.request.kind == given.kind);
    desk.carry_out(kDana, AddVersionCommand{{}, {part("page", "one")}});
    CHECK(missing_for_submission(desk.request, desk.now).empty());
    desk.carry_out(kDana, ConfirmReadyCommand{desk.request.versions.back().digest});
    REQUIRE(desk.send(kDana, SubmitCommand{}).ok());

    // Whoever is asked opens the part and approves, until nobody is asked any more.
    for (int turn = 0; turn < 20 && desk.request.state == RequestState::in_review; ++turn) {
      for (const Stage& stage : List<Stage>(desk.request.stages)) {
        if (stage.status != StageStatus::open) continue;
        for (const Member& place : stage.definition.members) {
          if (!decides(place)) continue;
          const Actor who{ActorKind::human, Party::customer, place.person};
          desk.carry_out(who, OpenPartCommand{1, made(PartId::from("page"))});
          const std::string fresh = "x" + std::to_string(desk.request.head);
          REQUIRE(desk.send(who, decide_on(desk.request, stage.definition.id.text(), DecisionKind::approve, fresh)).ok());
        }
      }
    }
    CHECK(desk.request.state == RequestState::approved);
    for (const Effect& effect : desk.request.effects) CHECK(effect.released.has_value());
  }
}

TEST_CASE("legal counsel is asked where the impact is major, and else not") {
  const Template given = made(read_template(shipped("customer-approval")));
  for (const std::string impact : {"minor", "major"}) {
    TemplateFill fill = least(given);
    fill.facts[0].text = made(FactText::from(impact));
    Desk desk;
    desk.carry_out(kDana, made(instantiate(given, fill)));
    CHECK(holds(desk.request.stages[1].definition.guard, desk.request) == (impact == "major"));
  }
}

TEST_CASE("what is filled in comes before what the template says, and a role that nobody has is left out") {
  Json json = shipped("customer-approval");
  json["scope"] = Json::array({"One page"});
  json["roles"][4]["required"] = false;
  const Template given = made(read_template(json));
  TemplateFill fill = least(given);
  fill.ask.reset();
  const CreateCommand plain = made(instantiate(given, fill));
  CHECK(plain.fields.ask == given.ask);
  CHECK(plain.fields.scope == given.scope);
  CHECK(plain.fields.stages->front().members.size() == 1);
  CHECK_FALSE(plain.fields.policy->escalation);
  CHECK(plain.fields.calendar == office());
  CHECK_FALSE(plain.fields.project);

  fill.ask = made(Ask::from("Only the colours."));
  fill.scope = List<ScopeItem>();
  fill.project = made(Project::from("P"));
  fill.links.push_back({Relation::original, made(RequestId::from("req_0"))});
  fill.people.push_back({made(RoleId::from("specialist")), kBen.person});
  fill.people.push_back({made(RoleId::from("account-manager")), kDana.person});
  const CreateCommand full = made(instantiate(given, fill));
  CHECK(full.fields.ask == fill.ask);
  CHECK(full.fields.scope == fill.scope);
  CHECK(full.fields.project == fill.project);
  CHECK(full.links == fill.links);
  CHECK(full.fields.stages->front().members ==
        List<Member>{member(actor(ActorKind::human, Party::customer, "client-lead")), member(kBen, Obligation::reviewer),
                     member(kDana, Obligation::observer)});
  CHECK(full.fields.policy->escalation == Escalation{{4, TimeUnit::business_days}, kDana.person});
}

TEST_CASE("a template's own calendar is taken unless one is filled in") {
  Json json = shipped("customer-approval");
  json["calendar"] = parsed(R"({"hours":[{"weekday":"monday","from":0,"to":60}],"holidays":[],"offset_minutes":60,"offset_changes":[]})");
  const Template given = made(read_template(json));
  TemplateFill fill = least(given);
  CHECK(made(instantiate(given, fill)).fields.calendar == office());
  fill.calendar.reset();
  CHECK(made(instantiate(given, fill)).fields.calendar == given.calendar);
}

// A change of a sound document, and how the result is refused.
struct Bad {
  std::string_view what;
  std::string_view patch;  // RFC 6902
  std::string_view refusal;
};

constexpr Bad kBadTemplates[] = {
    {"no id", R"([{"op":"remove","path":"/template"}])", "missing-field /template"},
    {"an id with a space", R"([{"op":"add","path":"/template","value":"a b"}])", "invalid-format /template"},
    {"a blank name", R"([{"op":"add","path":"/name","value":" "}])", "text-blank /name"},
    {"an unknown kind", R"([{"op":"add","path":"/kind","value":"poem"}])", "unknown-word /kind"},
    {"an unknown field", R"([{"op":"add","path":"/must_open","value":"all"}])", "unknown-field /must_open"},
    {"no roles", R"([{"op":"add","path":"/roles","value":[]}])", "too-few-items /roles"},
    {"no stages", R"([{"op":"add","path":"/stages","value":[]}])", "too-few-items /stages"},
    {"a role that may be required or not", R"([{"op":"remove","path":"/roles/0/required"}])", "missing-field /roles/0/required"},
    {"a role twice", R"([{"op":"add","path":"/roles/1/role","value":"client-lead"}])", "duplicate-id /roles/1/role"},
    {"a party that is none", R"([{"op":"add","path":"/roles/1/party","value":"both"}])", "unknown-word /roles/1/party"},
    {"a fact twice", R"([{"op":"add","path":"/facts/1","value":{"name":"impact","type":"number","required":false}}])", "duplicate-id /facts/1/name"},
    {"a fact that every request has", R"([{"op":"add","path":"/facts/1","value":{"name":"amount","type":"number","required":false}}])", "duplicate-id /facts/1/name"},
    {"a fact of another type", R"([{"op":"add","path":"/facts/0/type","value":"date"}])", "unknown-word /facts/0/type"},
    {"words of a number", R"([{"op":"add","path":"/facts/0/type","value":"number"}])", "invalid-format /facts/0/words"},
    {"a word twice", R"([{"op":"add","path":"/facts/0/words/2","value":"minor"}])", "duplicate-id /facts/0/words/2"},
    {"no words", R"([{"op":"add","path":"/facts/0/words","value":[]}])", "too-few-items /facts/0/words"},
    {"a stage twice", R"([{"op":"add","path":"/stages/2/id","value":"legal"}])", "duplicate-id /stages/2/id"},
    {"an order of zero", R"([{"op":"add","path":"/stages/2/order","value":0}])", "number-out-of-range /stages/2/order"},
    {"a part twice", R"([{"op":"add","path":"/stages/0/parts","value":["a","b","a"]}])", "duplicate-id /stages/0/parts/2"},
    {"a role that is not declared", R"([{"op":"add","path":"/stages/0/members/1/role","value":"lawyer"}])", "unknown-word /stages/0/members/1/role"},
    {"a person instead of a role", R"([{"op":"add","path":"/stages/0/members/1","value":{"id":"ana","name":"Ana","obligation":"approver"}}])", "missing-field /stages/0/members/1/role"},
    {"a role twice in a stage", R"([{"op":"add","path":"/stages/0/members/1/role","value":"client-lead"}])", "duplicate-id /stages/0/members/1/role"},
    {"nobody in a stage", R"([{"op":"add","path":"/stages/1/members","value":[]}])", "too-few-items /stages/1/members"},
    {"no approver in a stage", R"([{"op":"add","path":"/stages/1/members/0/obligation","value":"reviewer"}])", "approver-missing /stages/1/members"},
    {"an approver who may be missing", R"([{"op":"add","path":"/roles/2/required","value":false}])", "approver-missing /stages/1/members"},
    {"a quorum of more than there are", R"([{"op":"add","path":"/stages/1/rule","value":{"type":"quorum","count":2}}])", "approval-unreachable /stages/1/rule/count"},
    {"a quorum that needs somebody who may be missing",
     R"([{"op":"add","path":"/stages/0/members/1/obligation","value":"approver"},{"op":"add","path":"/stages/0/rule","value":{"type":"quorum","count":2}}])",
     "approval-unreachable /stages/0/rule/count"},
    {"a quorum of nothing", R"([{"op":"add","path":"/stages/1/rule","value":{"type":"quorum"}}])", "missing-field /stages/1/rule/count"},
    {"no approval offered", R"([{"op":"add","path":"/stages/2/decisions","value":["reject"]}])", "approval-unreachable /stages/2/decisions"},
    {"a guard of no form", R"([{"op":"add","path":"/stages/1/guard","value":{"fact":"impact"}}])", "invalid-format /stages/1/guard"},
    {"a guard on a fact that is not declared", R"([{"op":"add","path":"/stages/1/guard/fact","value":"impcat"}])", "unknown-word /stages/1/guard/fact"},
    {"a guard on a word that cannot be", R"([{"op":"add","path":"/stages/1/guard/equals","value":"huge"}])", "unknown-word /stages/1/guard/equals"},
    {"a guard on a number that is a text", R"([{"op":"add","path":"/stages/1/guard/equals","value":3}])", "wrong-type /stages/1/guard/equals"},
    {"a guard on words, one of which cannot be", R"([{"op":"add","path":"/stages/1/guard","value":{"fact":"impact","in":["major","huge"]}}])", "unknown-word /stages/1/guard/in/1"},
    {"a guard on an amount that is a text", R"([{"op":"add","path":"/stages/1/guard","value":{"fact":"amount","equals":"much"}}])", "wrong-type /stages/1/guard/equals"},
    {"a guard on the size of a text", R"([{"op":"add","path":"/stages/1/guard","value":{"fact":"impact","at_least":1}}])", "wrong-type /stages/1/guard/at_least"},
    {"a guard on a kind that is none", R"([{"op":"add","path":"/stages/1/guard","value":{"fact":"kind","equals":"poem"}}])", "unknown-word /stages/1/guard/equals"},
    {"a guard deep inside",
     R"([{"op":"add","path":"/stages/1/guard","value":{"all":[{"fact":"currency","equals":"EUR"},{"not":{"any":[{"fact":"impcat","equals":"major"}]}}]}}])",
     "unknown-word /stages/1/guard/all/1/not/any/0/fact"},
    {"a guard that is too deep",
     R"([{"op":"add","path":"/stages/1/guard","value":{"not":{"not":{"not":{"not":{"fact":"impact","equals":"major"}}}}}}])", "invalid-format /stages/1/guard"},
    {"a calendar out of order",
     R"([{"op":"add","path":"/calendar","value":{"hours":[{"weekday":"monday","from":9,"to":8}],"holidays":[],"offset_minutes":0,"offset_changes":[]}}])",
     "invalid-format /calendar/hours/0"},
    {"a demand twice", R"([{"op":"add","path":"/demands","value":["answer-first","answer-first"]}])", "duplicate-id /demands/1"},
    {"a demand that is none", R"([{"op":"add","path":"/demands/0","value":"hurry"}])", "unknown-word /demands/0"},
    {"an effect twice", R"([{"op":"add","path":"/effects/1","value":{"id":"next-phase","text":"Again","after":"approval"}}])", "duplicate-id /effects/1/id"},
    {"an effect after something else", R"([{"op":"add","path":"/effects/0/after","value":"rejection"}])", "unknown-word /effects/0/after"},
    {"an end that approves", R"([{"op":"add","path":"/policy/end/action","value":"approve"}])", "unknown-word /policy/end/action"},
    {"an answer that is due at once", R"([{"op":"add","path":"/policy/response/amount","value":0}])", "number-out-of-range /policy/response/amount"},
    {"an escalation to a role that is not declared", R"([{"op":"add","path":"/policy/escalation/to","value":"boss"}])", "unknown-word /policy/escalation/to"},
    {"an escalation to a person", R"([{"op":"add","path":"/policy/escalation/to","value":{"id":"ana","name":"Ana"}}])", "wrong-type /policy/escalation/to"},
    {"a calendar without holidays", R"([{"op":"add","path":"/calendar","value":{"hours":[],"offset_minutes":0,"offset_changes":[]}}])", "missing-field /calendar/holidays"},
};

TEST_CASE("a bad template is refused, with a pointer to what is bad") {
  const Json sound = shipped("customer-approval");
  for (const Bad& bad : kBadTemplates) {
    INFO(bad.what);
    CHECK(refusal_of(read_template(sound.patch(parsed(bad.patch)))) == bad.refusal);
  }
}

TEST_CASE("guards on what every request has are sound") {
  for (const std::string_view guard :
       {R"({"fact":"kind","in":["proposal","invoice"]})", R"({"fact":"project","equals":"P"})", R"({"fact":"currency","equals":"EUR"})",
        R"({"fact":"amount","equals":0})", R"({"not":{"fact":"amount","at_least":1}})"}) {
    Json json = shipped("customer-approval");
    json["stages"][1]["guard"] = parsed(guard);
    CHECK(refusal_of(read_template(json)) == "");
  }
}

constexpr std::string_view kSoundFill = R"({"title":"Homepage","people":[
    {"role":"client-lead","id":"ana","name":"Ana"}, {"role":"legal","id":"ben","name":"Ben"},
    {"role":"sponsor","id":"ana","name":"Ana"}, {"role":"account-manager","id":"dana","name":"Dana"}],
    "facts":[{"name":"impact","text":"major"}],
    "calendar":{"hours":[{"weekday":"monday","from":540,"to":1020}],"holidays":[],"offset_minutes":0,"offset_changes":[]}})";

constexpr Bad kBadFills[] = {
    {"no change", "[]", ""},
    {"no title", R"([{"op":"remove","path":"/title"}])", "missing-field /title"},
    {"a blank title", R"([{"op":"add","path":"/title","value":" "}])", "text-blank /title"},
    {"no people", R"([{"op":"remove","path":"/people"}])", "missing-field /people"},
    {"stages of its own", R"([{"op":"add","path":"/stages","value":[]}])", "unknown-field /stages"},
    {"nobody for a required role", R"([{"op":"remove","path":"/people/1"}])", "missing-field /people/legal"},
    {"somebody for a role that is none", R"([{"op":"add","path":"/people/1/role","value":"lawyer"}])", "unknown-word /people/1/role"},
    {"two for a role", R"([{"op":"add","path":"/people/4","value":{"role":"legal","id":"eve","name":"Eve"}}])", "duplicate-id /people/4/role"},
    {"a person without a name", R"([{"op":"remove","path":"/people/0/name"}])", "missing-field /people/0/name"},
    {"a person twice in a stage", R"([{"op":"add","path":"/people/3/id","value":"ana"}])", "duplicate-id /people/3/id"},
    {"a required fact that is not stated", R"([{"op":"remove","path":"/facts"}])", "missing-field /facts/impact"},
    {"a fact that is none", R"([{"op":"add","path":"/facts/1","value":{"name":"mood","text":"good"}}])", "unknown-word /facts/1/name"},
    {"a fact twice", R"([{"op":"add","path":"/facts/1","value":{"name":"impact","text":"minor"}}])", "duplicate-id /facts/1/name"},
    {"a number for a text", R"([{"op":"add","path":"/facts/0","value":{"name":"impact","number":1}}])", "wrong-type /facts/0/number"},
    {"a text that is none of the words", R"([{"op":"add","path":"/facts/0/text","value":"huge"}])", "unknown-word /facts/0/text"},
    {"a fact without a value", R"([{"op":"remove","path":"/facts/0/text"}])", "invalid-format /facts/0"},
    {"a link twice", R"([{"op":"add","path":"/links","value":[{"relation":"original","request":"r"},{"relation":"original","request":"r"}]}])", "duplicate-id /links/1"},
    {"no calendar for business time", R"([{"op":"remove","path":"/calendar"}])", "calendar-missing /calendar"},
    {"a calendar out of order", R"([{"op":"add","path":"/calendar/hours/0/to","value":9}])", "invalid-format /calendar/hours/0"},
    {"a calendar without working hours", R"([{"op":"add","path":"/calendar/hours","value":[]}])", "calendar-missing /calendar"},
};

TEST_CASE("what is filled in badly is refused, with a pointer to it") {
  const Template given = made(read_template(shipped("customer-approval")));
  for (const Bad& bad : kBadFills) {
    INFO(bad.what);
    const Result<TemplateFill> fill = read_template_fill(parsed(kSoundFill).patch(parsed(bad.patch)));
    CHECK((fill.ok() ? refusal_of(instantiate(given, fill.value())) : refusal_of(fill)) == bad.refusal);
  }
}

TEST_CASE("what a guard of the template looks at is asked for") {
  for (const std::string_view id : {"change-order", "invoice", "proposal"}) {
    const Template given = made(read_template(shipped(id)));
    TemplateFill fill = least(given);
    fill.amount.reset();
    CHECK(refusal_of(instantiate(given, fill)) == "missing-field /amount");
  }
  const Template free = made(read_template(shipped("document")));
  TemplateFill fill = least(free);
  fill.amount.reset();
  CHECK(refusal_of(instantiate(free, fill)) == "");
}

TEST_CASE("a text for a fact that is a number") {
  const Template given = made(read_template(shipped("change-order")));
  TemplateFill fill = least(given);
  fill.facts[0].number.reset();
  fill.facts[0].text = made(FactText::from("seven"));
  CHECK(refusal_of(instantiate(given, fill)) == "wrong-type /facts/0/text");
}

TEST_CASE("time in days needs no calendar") {
  const Template given = made(read_template(shipped("document")));
  TemplateFill fill = least(given);
  fill.calendar.reset();
  CHECK(refusal_of(instantiate(given, fill)) == "");
}

}  // namespace
}  // namespace countersign
