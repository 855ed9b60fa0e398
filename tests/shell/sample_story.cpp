#include "tests/shell/sample_story.h"

#include <array>
#include <string_view>

#include "core/json/command_codec.h"
#include "core/json/event_codec.h"
#include "core/json/reader.h"
#include "core/json/request_codec.h"
#include "core/request/decide.h"
#include "core/request/evolve.h"

namespace countersign::shell {
namespace {

struct Character {
  std::string_view id;
  std::string_view json;
};

constexpr std::array kCharacters{
    Character{
        "intake",
        R"({"kind":"agent","party":"delivery","id":"intake","name":"Intake bot","organization":"Northlight Studio"})"},
    Character{
        "dana",
        R"({"kind":"human","party":"delivery","id":"dana","name":"Dana Ruiz","organization":"Northlight Studio"})"},
    Character{
        "maria",
        R"({"kind":"human","party":"customer","id":"maria","name":"Maria Keller","organization":"Keller Optik GmbH"})"},
    Character{
        "lea",
        R"({"kind":"human","party":"customer","id":"lea","name":"Lea Brandt","organization":"Keller Optik GmbH"})"},
    Character{
        "timer",
        R"({"kind":"system","party":"delivery","id":"timer","name":"Timer"})"},
    Character{
        "jonas",
        R"({"kind":"human","party":"customer","id":"jonas","name":"Jonas Weber","organization":"Keller Optik GmbH"})"},
};

// In a command, @digest stands for the digest of the current version and @challenge for a fresh challenge.
struct Step {
  std::string_view at;
  std::string_view who;
  std::string_view command;
};

constexpr std::array kSteps{
    Step{"2026-11-02T08:31:04.112Z", "intake", R"({"command":"create","kind":"deliverable","title":"Homepage design",
      "project":"Keller Optik website","scope":["Desktop layout","Colours and type"],"stages":[
      {"id":"marketing","name":"Marketing","order":1,"rule":{"type":"all"},"parts":["homepage"],"members":[
        {"id":"maria","name":"Maria Keller","organization":"Keller Optik GmbH","obligation":"approver"},
        {"id":"lea","name":"Lea Brandt","organization":"Keller Optik GmbH","obligation":"approver"}]},
      {"id":"legal","name":"Legal","order":2,"rule":{"type":"any"},"members":[
        {"id":"jonas","name":"Jonas Weber","organization":"Keller Optik GmbH","obligation":"approver"},
        {"id":"nils","name":"Nils Hartmann","organization":"Keller Optik GmbH","obligation":"observer"}]},
      {"id":"finance","name":"Finance","order":3,"rule":{"type":"all"},"guard":{"fact":"amount","at_least":1000000},"members":[
        {"id":"ute","name":"Ute Keller","organization":"Keller Optik GmbH","obligation":"approver"}]}],
      "facts":[{"name":"phase","text":"design"}],
      "effects":[{"id":"development","text":"Development starts","after":"conditions-closed"}],
      "policy":{"response":{"amount":3,"unit":"days"},"reminders":[{"amount":-1,"unit":"days"}],
        "escalation":{"after":{"amount":4,"unit":"days"},"to":{"id":"erik","name":"Erik Keller","organization":"Keller Optik GmbH"}},
        "end":{"after":{"amount":8,"unit":"days"},"action":"pause"},"questions":{"amount":1,"unit":"days"}}})"},
    Step{"2026-11-02T08:31:09.560Z", "intake", R"({"command":"comment",
      "text":"Drafted from the project plan. Still missing: what exactly is to be signed off, the files, and a due date."})"},
    Step{"2026-11-02T09:02:40.018Z", "dana", R"({"command":"edit","amount":{"minor":520000,"currency":"EUR"},"due":"2026-11-09T16:00:00.000Z",
      "ask":"Please tell us whether this is the direction that you want for the homepage."})"},
    Step{"2026-11-02T09:14:22.731Z", "dana",
         R"({"command":"add-version","note":"A first direction, for discussion.","parts":[
      {"id":"homepage","name":"Homepage-v1.pdf","media_type":"application/pdf","size":160169,
       "sha256":"aa2b70f98849dd09ebc3eb1b86dc9ad1cba082a67515706dcc81f161181aa485"}]})"},
    Step{"2026-11-02T09:20:05.204Z", "dana", R"({"command":"confirm-ready","displayed_digest":"@digest"})"},
    Step{"2026-11-02T09:20:31.877Z", "dana", R"({"command":"submit"})"},
    Step{"2026-11-02T13:47:12.350Z", "maria", R"({"command":"open-part","version":1,"part":"homepage"})"},
    Step{"2026-11-02T13:58:26.009Z", "maria", R"({"command":"ask","part":"homepage",
      "text":"Can people see on the phone which shop is open right now?"})"},
    Step{"2026-11-03T13:58:30.000Z", "timer", R"({"command":"chase","question":"q1"})"},
    Step{"2026-11-03T15:11:54.448Z", "dana", R"({"command":"answer","question":"q1",
      "text":"Not in this draft, it only lists the addresses. The next version shows live opening hours, nearest open shop first."})"},
    Step{"2026-11-04T09:20:35.000Z", "timer", R"({"command":"remind","stage":"marketing"})"},
    Step{"2026-11-04T10:03:37.615Z", "maria",
         R"({"command":"decide","stage":"marketing","version":1,"displayed_digest":"@digest",
      "decision":"request-changes","challenge":"@challenge","objections":[
      {"text":"It looks like any optician. People should notice that we take an hour for each customer.","part":"homepage"},
      {"text":"Show prices on the frames. Nobody should have to ask."}]})"},
    Step{"2026-11-05T08:40:11.204Z", "dana", R"({"command":"answer-objection","objection":"o1","class":"in-scope",
      "work":"A new opening with the hour for each customer.","due":"2026-11-16T16:00:00.000Z"})"},
    Step{"2026-11-05T08:42:40.118Z", "dana", R"({"command":"answer-objection","objection":"o2","class":"in-scope",
      "work":"Prices on every frame.","due":"2026-11-16T16:00:00.000Z"})"},
    Step{"2026-11-05T08:45:00.903Z", "dana", R"({"command":"revise"})"},
    Step{"2026-11-05T09:01:27.340Z", "dana", R"({"command":"link","relation":"related","request":"req_hosting"})"},
    Step{"2026-11-16T10:12:18.266Z", "dana", R"({"command":"edit","title":"Homepage design, final delivery",
      "ask":"The homepage design as shown in these files is final. Development starts from it, and later changes to it are quoted separately.",
      "scope":["Desktop and phone layouts, with all texts","Colours and type as in the style sheet"],
      "amount":{"minor":480000,"currency":"EUR"},"due":"2026-11-27T16:00:00.000Z"})"},
    Step{"2026-11-16T10:30:47.090Z", "dana",
         R"({"command":"add-version","note":"New headline, prices shown, phone layouts added.","parts":[
      {"id":"homepage","name":"Homepage-v2.pdf","media_type":"application/pdf","size":214293,
       "sha256":"d708c9994999ff4edc32b983978851636a55a9c1a6e840b31fbbb234c497658b"},
      {"id":"phone","name":"Phone-layouts-v2.png","media_type":"image/png","size":143701,
       "sha256":"94f126405f58d4f87ec86ceb3c89b4e71c6165397513d8212d7d6c20375b63d8"}]})"},
    Step{"2026-11-16T10:31:20.450Z", "intake", R"({"command":"check","findings":[
      {"severity":"warning","pointer":"/versions/1/parts/0","text":"White text on apricot has a contrast of 2.9 to 1."}]})"},
    Step{"2026-11-16T10:41:15.528Z", "dana", R"({"command":"confirm-ready","displayed_digest":"@digest"})"},
    Step{"2026-11-16T10:41:52.331Z", "dana", R"({"command":"submit"})"},
    Step{"2026-11-17T09:06:20.144Z", "maria", R"({"command":"open-part","version":2,"part":"homepage"})"},
    Step{"2026-11-17T09:09:48.702Z", "maria", R"({"command":"open-part","version":2,"part":"phone"})"},
    Step{"2026-11-17T09:15:03.081Z", "maria",
         R"({"command":"decide","stage":"marketing","version":2,"displayed_digest":"@digest",
      "decision":"approve","challenge":"@challenge"})"},
    Step{"2026-11-17T10:02:44.310Z", "lea", R"({"command":"delegate","stage":"marketing","to":{"id":"tom","name":"Tom Vogel",
      "organization":"Keller Optik GmbH"},"reason":"I am at the fair until Friday."})"},
    Step{"2026-11-17T13:20:18.905Z", "lea", R"({"command":"end-delegation","delegation":"g1"})"},
    Step{"2026-11-17T14:22:10.957Z", "jonas", R"({"command":"comment",
      "text":"White text on apricot is hard to read, and the accessibility act will apply to us. Please check the contrast."})"},
    Step{"2026-11-19T11:50:33.420Z", "dana", R"({"command":"add-version",
      "note":"Contrast of at least 7 to 1, larger running text, shop finder with a map and live opening hours.","parts":[
      {"id":"homepage","name":"Homepage-v3.pdf","media_type":"application/pdf","size":242088,
       "sha256":"4ffd519ff6280527d3774d844f052ba33f0ac139aca0cf58e5dc848b9469fb5b"},
      {"id":"phone","name":"Phone-layouts-v3.png","media_type":"image/png","size":200179,
       "sha256":"3d3cfc2eca084480b0c3d5450c85d32e972377917cb3ac632e90d55453a324f0","must_open":true},
      {"id":"texts","name":"Texts-v3.md","media_type":"text/markdown","size":2056,
       "sha256":"e9be984e3e82a2c050780b31190926dce4318109991700513a348852cb33e59d"}]})"},
    Step{"2026-11-19T11:51:20.006Z", "intake", R"({"command":"comment",
      "text":"Checked: the three files open, and every point of the last round is answered in the note."})"},
    Step{"2026-11-19T11:52:02.118Z", "intake", R"({"command":"flag","severity":"info",
      "pointer":"/versions/2/parts/1","text":"The phone layout has grown by 40 %."})"},
    Step{"2026-11-20T08:33:41.777Z", "maria", R"({"command":"open-part","version":3,"part":"phone"})"},
    Step{"2026-11-20T08:36:02.590Z", "maria",
         R"({"command":"decide","stage":"marketing","version":3,"displayed_digest":"@digest",
      "decision":"approve","challenge":"@challenge"})"},
    Step{"2026-11-20T08:52:17.233Z", "maria", R"({"command":"retract","decision":"d3",
      "reason":"Lea found the old opening hours in the phone layout. I decide when that is clear."})"},
    Step{"2026-11-20T08:53:40.129Z", "maria", R"({"command":"ask","part":"phone",
      "text":"The layout shows last year's opening hours. Is that only sample text?"})"},
    Step{"2026-11-20T09:30:12.884Z", "dana", R"({"command":"answer","question":"q2",
      "text":"Yes, sample text. The website takes the hours from your calendar."})"},
    Step{"2026-11-21T14:29:55.310Z", "maria", R"({"command":"open-part","version":3,"part":"homepage"})"},
    Step{"2026-11-21T14:32:08.000Z", "maria",
         R"({"command":"decide","stage":"marketing","version":3,"displayed_digest":"@digest",
      "decision":"approve-with-conditions","challenge":"@challenge","conditions":[
      {"text":"The opening hours come from our calendar, and we have seen it working.","due":"2026-12-11T16:00:00.000Z"}]})"},
    Step{"2026-11-23T11:50:40.000Z", "timer", R"({"command":"escalate","stage":"marketing"})"},
    Step{"2026-11-23T12:05:51.662Z", "dana", R"({"command":"proceed",
      "reason":"The shop finder is the same in every version. We begin with it, and throw it away if it has to change."})"},
    Step{"2026-11-23T13:12:44.671Z", "lea", R"({"command":"open-part","version":3,"part":"phone"})"},
    Step{"2026-11-23T13:14:01.395Z", "lea",
         R"({"command":"decide","stage":"marketing","version":3,"displayed_digest":"@digest",
      "decision":"approve","challenge":"@challenge"})"},
    Step{"2026-11-24T16:40:29.082Z", "jonas", R"({"command":"ask","part":"texts",
      "text":"Do the texts name the company in full somewhere?"})"},
    Step{"2026-11-24T16:44:50.518Z", "jonas", R"({"command":"withdraw-question","question":"q3"})"},
    Step{"2026-11-24T16:46:09.233Z", "jonas", R"({"command":"comment","part":"texts",
      "text":"The imprint still has the old legal form."})"},
    Step{"2026-11-25T09:05:12.870Z", "dana", R"({"command":"add-version",
      "note":"The imprint names the company correctly. Nothing else has changed.","parts":[
      {"id":"homepage","name":"Homepage-v3.pdf","media_type":"application/pdf","size":242088,
       "sha256":"4ffd519ff6280527d3774d844f052ba33f0ac139aca0cf58e5dc848b9469fb5b"},
      {"id":"phone","name":"Phone-layouts-v3.png","media_type":"image/png","size":200179,
       "sha256":"3d3cfc2eca084480b0c3d5450c85d32e972377917cb3ac632e90d55453a324f0","must_open":true},
      {"id":"texts","name":"Texts-v4.md","media_type":"text/markdown","size":2061,
       "sha256":"5b2f0e61d8c4a97f3e0b6c1d2a8f4975e3c0b1d6f7a8295c4e3d2b1a0f9e8d7c"}]})"},
    Step{"2026-12-03T09:05:40.000Z", "timer", R"({"command":"pause","stage":"legal"})"},
    Step{"2026-12-03T10:14:33.519Z", "dana", R"({"command":"extend","due":"2026-12-11T16:00:00.000Z",
      "reason":"Jonas was ill. Agreed on the phone with Maria."})"},
    Step{"2026-12-04T16:40:29.082Z", "jonas", R"({"command":"open-part","version":4,"part":"phone"})"},
    Step{"2026-12-04T16:44:50.518Z", "jonas", R"({"command":"open-part","version":4,"part":"texts"})"},
    Step{"2026-12-04T16:47:36.940Z", "jonas",
         R"({"command":"decide","stage":"legal","version":4,"displayed_digest":"@digest",
      "decision":"approve","challenge":"@challenge","rationale":"The contrast is right now, and the texts name the company correctly."})"},
    Step{"2026-12-09T11:30:02.417Z", "dana", R"({"command":"meet-condition","condition":"c1",
      "evidence":"The preview site shows the hours of your calendar. Changed there at 11:20, on the site at 11:21."})"},
    Step{"2026-12-10T08:12:55.096Z", "maria", R"({"command":"close-condition","condition":"c1"})"},
};

std::string replaced(std::string text, std::string_view mark, const std::string& value) {
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark))
    text.replace(at, mark.size(), value);
  return text;
}

Actor character(std::string_view id) {
  for (const Character& candidate : kCharacters) {
    if (candidate.id == id) return read_actor(read_json(candidate.json).value()).value();
  }
  return {};
}

Context context_of(const Step& step, std::size_t index, const std::string& challenge) {
  Context context;
  context.now = Instant::from_text(step.at).value();
  context.actor = character(step.who);
  context.command_id = CommandId::from("cmd-" + std::to_string(index + 1)).value();
  context.request = RequestId::from("req_k4m2v7qhd5wz3n6tbe2jrxs7ua").value();
  const Instant expires = Instant::from_milliseconds(context.now.milliseconds() + 600'000).value();
  context.challenge = ExpectedChallenge{Challenge::from(challenge).value(), expires};
  return context;
}

Result<List<Event>> carry_out(const Request& request, const Step& step, std::size_t index) {
  const std::string challenge = "sample-challenge-" + std::to_string(index + 1);
  const std::string digest = request.versions.empty() ? "" : request.versions.back().digest.hex();
  const std::string text = replaced(replaced(std::string(step.command), "@digest", digest), "@challenge", challenge);
  const Result<Json> json = read_json(text);
  if (!json.ok()) return json.error();
  const Result<Command> command = read_command(json.value());
  if (!command.ok()) return command.error();
  return decide(request, command.value(), context_of(step, index, challenge));
}

}  // namespace

Told tell_sample_story() {
  Told told;
  Request request;
  for (std::size_t i = 0; i < kSteps.size(); ++i) {
    const Result<List<Event>> events = carry_out(request, kSteps[i], i);
    if (!events.ok()) {
      const ErrorRow& row = error_row(events.error().code);
      told.error = "step " + std::to_string(i + 1) + ": " + std::string(row.word) + " " + events.error().pointer;
      return told;
    }
    for (const Event& event : events.value()) {
      request = evolve(std::move(request), event);
      told.events.push_back(event);
    }
  }
  return told;
}

std::string sample_log(const List<Event>& events) {
  std::string text = "{\"events\":[\n";
  Request request;
  for (const Event& event : events) {
    text += canonical_event(event) + (event.seq == events.back().seq ? "\n" : ",\n");
    request = evolve(std::move(request), event);
  }
  return text + "],\"request\":" + canonical_request(request) + "}\n";
}

}  // namespace countersign::shell
