#include "core/json/answer_codec.h"

#include <string_view>

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

std::string canonical_cause(const Cause& cause) {
  ObjectText text;
  switch (cause.type) {
    case CauseType::state_changes: return text.text("cause", "state-changes").text("state", word(cause.state)).take();
    case CauseType::version_locked: return text.text("cause", "version-locked").integer("version", cause.number).take();
    case CauseType::stage_completed:
      return text.text("cause", "stage-completed").text("outcome", word(cause.outcome)).text("stage", cause.stage.text()).take();
    case CauseType::stage_opened: return text.text("cause", "stage-opened").text("stage", cause.stage.text()).take();
    case CauseType::decisions_superseded: return text.text("cause", "decisions-superseded").integer("count", cause.number).take();
    case CauseType::waits_for:
      return text.text("cause", "waits-for").integer("count", cause.number).text("stage", cause.stage.text()).take();
  }
  return text.take();
}

std::string canonical_needs(const Option& option) {
  ArrayText needs;
  for (const std::string_view need : option.needs) needs.text(need);
  return needs.take();
}

std::string canonical_causes(const Option& option) {
  ArrayText causes;
  for (const Cause& cause : option.causes) causes.json(canonical_cause(cause));
  return causes.take();
}

std::string canonical_option(const Option& option) {
  const std::optional<Error>& refusal = option.refusal;
  const ErrorRow* row = refusal ? &error_row(refusal->code) : nullptr;
  ObjectText text;
  text.boolean("allowed", !refusal).json("causes", canonical_causes(option));
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
  if (row != nullptr) text.integer("status", row->status).text("title", row->title);
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

std::string canonical_permitted(const Permitted& permitted) {
  ArrayText options;
  for (const Option& option : permitted.options) options.json(canonical_option(option));
  return ObjectText().json("missing", canonical_problems(permitted.missing)).json("options", options.take()).take();
}

}  // namespace countersign
