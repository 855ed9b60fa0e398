// Arbitrary bytes as {"template","fill"?}. What is read as a template has one text, and can be filled in so that the core
// takes the command; what a fill makes is a command that the core takes.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "core/json/command_codec.h"
#include "core/json/reader.h"
#include "core/json/template_codec.h"
#include "core/request/completeness.h"
#include "core/request/decide.h"
#include "core/request/evolve.h"

namespace {

using namespace countersign;

void expect(bool holds, const char* what, std::string_view shown) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n%.*s\n", what, static_cast<int>(shown.size()), shown.data());
  std::abort();
}

// Precondition: `text` is good for a T.
template <class T>
T made(std::string_view text) {
  return T::from(text).value();
}

Context host() {
  Context context;
  context.now = Instant::from_text("2026-11-23T09:00:00.000Z").value();
  context.actor = {ActorKind::human, Party::delivery, {made<ActorId>("fuzz.requester"), made<Name>("Requester"), {}}};
  context.command_id = made<CommandId>("c1");
  context.request = made<RequestId>("req_1");
  return context;
}

// Everything that a template has to be given, what its guards may look at, and somebody else for each role.
TemplateFill least(const Template& given) {
  TemplateFill fill;
  fill.title = made<Title>("Title");
  for (const TemplateRole& role : given.roles) {
    if (!role.required) continue;
    const std::string id = "p" + std::to_string(fill.people.size());
    fill.people.push_back({role.role, {made<ActorId>(id), made<Name>(id), {}}});
  }
  for (const TemplateFact& declared : given.facts) {
    Fact fact;
    fact.name = declared.name;
    if (declared.type == FactType::number) {
      fact.number = 1;
    } else {
      fact.text = declared.words.empty() ? made<FactText>("said") : declared.words.front();
    }
    fill.facts.push_back(fact);
  }
  Calendar calendar;
  calendar.hours.push_back({Weekday::monday, 540, 1020});
  fill.calendar = calendar;
  fill.project = made<Project>("Project");
  fill.amount.emplace();
  fill.amount->minor = 100;
  fill.amount->currency = made<decltype(fill.amount->currency)>("EUR");
  return fill;
}

void check_command(const CreateCommand& command, std::string_view shown) {
  const std::string text = canonical_command(command);
  const Result<Command> again = read_command(read_json(text).value());
  expect(again.ok() && canonical_command(again.value()) == text, "a command that was made is a command", text);
  const Result<List<Event>> events = decide(Request(), command, host());
  expect(events.ok(), "a command that was made is taken", shown);
  Request request;
  for (const Event& event : events.value()) request = evolve(std::move(request), event);
  for (const Problem& problem : missing_for_submission(request, host().now)) {
    const bool of_stage = problem.code == ErrorCode::approval_unreachable || problem.code == ErrorCode::calendar_missing ||
                          (problem.code == ErrorCode::approver_missing && problem.pointer != "/stages");
    expect(!of_stage, "what was made can be approved", shown);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const Result<Json> json = read_json(input);
  if (!json.ok() || !json.value().is_object() || !json.value().contains("template")) return 0;
  const Result<Template> given = read_template(json.value().at("template"));
  if (!given.ok()) return 0;
  const std::string text = canonical_template(given.value());
  const Result<Template> again = read_template(read_json(text).value());
  expect(again.ok() && again.value() == given.value() && canonical_template(again.value()) == text, "a template has one text", text);
  const Result<CreateCommand> command = instantiate(given.value(), least(given.value()));
  expect(command.ok(), "a template can be filled in", input);
  check_command(command.value(), input);
  if (!json.value().contains("fill")) return 0;
  const Result<TemplateFill> fill = read_template_fill(json.value().at("fill"));
  if (!fill.ok()) return 0;
  const Result<CreateCommand> filled = instantiate(given.value(), fill.value());
  if (filled.ok()) check_command(filled.value(), input);
  return 0;
}
