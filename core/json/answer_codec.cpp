#include "core/json/answer_codec.h"

#include <iterator>
#include <string_view>

#include "core/json/command_codec.h"
#include "core/json/object_text.h"

namespace countersign {
namespace {

std::string canonical_problems(const List<Problem>& problems) {
  ArrayText list;
  for (const Problem& problem : problems) {
    const ErrorRow& row = error_row(problem.code);
    list.json(ObjectText().text("code", row.word).text("detail", row.title).text("pointer", problem.pointer).take());
  }
  return list.take();
}

std::string_view detail_of(const Error& error) {
  return error.detail.empty() ? error_row(error.code).title : std::string_view(error.detail);
}

std::string canonical_people(const List<Person>& people) {
  ArrayText list;
  for (const Person& person : people) list.json(ObjectText().text("id", person.id.text()).text("name", person.name.text()).take());
  return list.take();
}

// In the order of CauseType.
constexpr std::string_view kCauses[] = {"state-changes",        "version-locked",    "stage-completed", "stage-skipped",
                                        "stage-opened",         "response-due",      "decisions-superseded",
                                        "decisions-carried",    "waits-for",         "conditions-left", "effect-released",
                                        "asked-now"};
static_assert(std::size(kCauses) == static_cast<std::size_t>(CauseType::asked_now) + 1);

std::string canonical_cause(const Cause& cause) {
  using enum CauseType;
  const CauseType type = cause.type;
  ObjectText text;
  if (type == response_due) text.text("at", cause.at.text());
  text.text("cause", kCauses[static_cast<std::size_t>(type)]);
  if (type >= decisions_superseded && type <= conditions_left) text.integer("count", cause.number);
  if (type == effect_released) text.text("effect", cause.effect.id.text());
  if (type == stage_completed) text.text("outcome", word(cause.outcome));
  if (type == stage_opened || type == asked_now) text.json("people", canonical_people(cause.people));
  if (!cause.stage.empty()) text.text("stage", cause.stage.text());
  if (type == state_changes) text.text("state", word(cause.state));
  if (type == effect_released) text.text("text", cause.effect.text.text());
  if (type == version_locked) text.integer("version", cause.number);
  return text.take();
}

std::string canonical_needs(const Option& option) {
  ArrayText needs;
  for (const std::string_view need : option.needs) needs.text(need);
  return needs.take();
}

std::string canonical_causes(const List<Cause>& causes) {
  ArrayText list;
  for (const Cause& cause : causes) list.json(canonical_cause(cause));
  return list.take();
}

std::string canonical_option(const Option& option) {
  const std::optional<Error>& refusal = option.refusal;
  const ErrorRow* row = refusal ? &error_row(refusal->code) : nullptr;
  ObjectText text;
  text.boolean("allowed", !refusal).json("causes", canonical_causes(option.causes));
  if (row != nullptr) text.text("code", row->word);
  text.text("command", word(option.verb));
  if (option.decision) text.text("decision", word(*option.decision));
  if (row != nullptr) text.text("detail", detail_of(*refusal));
  text.json("needs", canonical_needs(option));
  if (row != nullptr) {
    text.text("pointer", refusal->pointer);
    if (!refusal->problems.empty()) text.json("problems", canonical_problems(refusal->problems));
  }
  if (option.stage) text.text("stage", option.stage->text());
  if (row != nullptr) text.integer("status", row->status);
  if (!option.target.empty()) text.text("target", option.target);
  if (row != nullptr) text.text("title", row->title);
  return text.take();
}

}  // namespace

std::string canonical_error(const Error& error) {
  const ErrorRow& row = error_row(error.code);
  ObjectText text;
  text.text("code", row.word).text("detail", detail_of(error)).text("pointer", error.pointer);
  if (!error.problems.empty()) text.json("problems", canonical_problems(error.problems));
  return text.integer("status", row.status).text("title", row.title).take();
}

std::string canonical_preview(const Preview& preview) {
  return ObjectText().json("causes", canonical_causes(preview.causes)).text("state", word(preview.state)).take();
}

std::string canonical_due(const Due& due) {
  ArrayText commands;
  for (const Command& command : due.commands) commands.json(canonical_command(command));
  ObjectText text;
  text.json("commands", commands.take());
  if (due.next) text.text("next", due.next->text());
  return text.take();
}

std::string canonical_permitted(const Permitted& permitted) {
  ArrayText options;
  for (const Option& option : permitted.options) options.json(canonical_option(option));
  return ObjectText().json("missing", canonical_problems(permitted.missing)).json("options", options.take()).take();
}

}  // namespace countersign
