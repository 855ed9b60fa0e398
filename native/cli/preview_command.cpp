// `preview`: what a command would do, and `due`: what the system may do now. They only ask the core, and change nothing.
#include <string>
#include <string_view>

#include "core/json/answer_codec.h"
#include "core/json/command_codec.h"
#include "core/json/object_text.h"
#include "core/json/reader.h"
#include "core/request/clock.h"
#include "core/request/preview.h"
#include "native/cli/commands.h"
#include "native/cli/request_input.h"
#include "native/cli/text_io.h"

namespace countersign {
namespace {

// On standard output where a program reads the answer, on standard error where a person does.
int refuse(const Error& error, bool as_json) {
  if (as_json) print_line(ObjectText().json("error", canonical_error(error)).take());
  else complain_about(error);
  return exit_code_of(error);
}

// A word, and what it says, in two columns.
std::string line(std::string_view label, std::string_view text) {
  constexpr std::size_t kColumn = 13;
  std::string out(label);
  out.resize(kColumn, ' ');
  return out + printable(text) + '\n';
}

std::string count_of(std::int64_t number, std::string_view thing) {
  return std::to_string(number) + ' ' + std::string(thing) + (number == 1 ? "" : "s");
}

std::string stage_name(const Request& request, const StageId& id) {
  const Stage* stage = find_stage(request, id);
  return stage == nullptr ? id.text() : stage->definition.name.text() + " (" + id.text() + ')';
}

std::string people(const List<Person>& list) {
  std::string out;
  for (const Person& person : list) out += (out.empty() ? "" : ", ") + person.name.text() + " (" + person.id.text() + ')';
  return out.empty() ? "nobody" : out;
}

std::string told(const Cause& cause, const Request& request) {
  const auto of_stage = [&](const std::string& text) { return stage_name(request, cause.stage) + ": " + text; };
  switch (cause.type) {
    case CauseType::state_changes: return {};  // is told first
    case CauseType::version_locked: return line("locked", "version " + std::to_string(cause.number));
    case CauseType::stage_completed: return line("completed", of_stage(std::string(word(cause.outcome))));
    case CauseType::stage_skipped: return line("skipped", stage_name(request, cause.stage));
    case CauseType::stage_opened: return line("asked next", of_stage(people(cause.people)));
    case CauseType::response_due: return line("answer by", of_stage(cause.at.text()));
    case CauseType::decisions_superseded: return line("superseded", count_of(cause.number, "decision"));
    case CauseType::decisions_carried: return line("carried", count_of(cause.number, "decision"));
    case CauseType::waits_for: return line("still needs", of_stage(count_of(cause.number, "approval")));
    case CauseType::conditions_left: return line("left", count_of(cause.number, "condition"));
    case CauseType::asked_now: return line("asked now", of_stage(people(cause.people)));
    case CauseType::effect_released: return line("released", cause.effect.id.text() + ": " + cause.effect.text.text());
  }
  return {};
}

std::string told(const Preview& preview, const Request& request) {
  const std::string before(word(request.state));
  const std::string after(word(preview.state));
  std::string out = line("state", before == after ? after : before + " -> " + after);
  for (const Cause& cause : preview.causes) out += told(cause, request);
  return out;
}

// `remind, stage customer`
std::string told(const Command& command) {
  std::string out(word(verb_of(command)));
  const Json json = read_json(canonical_command(command)).value();
  for (const auto& [key, value] : json.items()) {
    if (key != "command") out += ", " + key + ' ' + value.get<std::string>();
  }
  return out;
}

std::string told(const Due& due) {
  std::string out;
  for (const Command& command : due.commands) out += line("now", told(command));
  if (due.commands.empty()) out += line("now", "nothing");
  return out + line("next", due.next ? due.next->text() : "never");
}

}  // namespace

int run_preview(const PreviewOptions& options) {
  const auto request = from_file(options.record, read_record);
  if (!request.value) return request.exit_code;
  const auto command = from_file(options.command, read_command_text);
  if (!command.value) return command.exit_code;
  const auto context = from_file(options.context, read_context_text);
  if (!context.value) return context.exit_code;
  const Result<Preview> answer = preview(*request.value, *command.value, *context.value);
  if (!answer.ok()) return refuse(answer.error(), options.json);
  print(options.json ? canonical_preview(answer.value()) + '\n' : told(answer.value(), *request.value));
  return kExitOk;
}

int run_due(const DueOptions& options) {
  const auto request = from_file(options.record, read_record);
  if (!request.value) return request.exit_code;
  if (!exists(*request.value)) return refuse(make_error(ErrorCode::too_few_items, "/events"), options.json);
  const Result<Instant> now = Instant::from_text(options.now);
  if (!now.ok()) return refuse(make_error(now.error().code, "/now"), options.json);
  const Due answer = due(*request.value, now.value());
  print(options.json ? canonical_due(answer) + '\n' : told(answer));
  return kExitOk;
}

}  // namespace countersign
