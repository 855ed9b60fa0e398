// The subcommands that only ask the core: no store, no clock, no network.
#include <cstdio>

#include "core/abi/countersign.h"
#include "core/json/describe.h"
#include "core/json/event_codec.h"
#include "core/json/fold.h"
#include "core/json/reader.h"
#include "core/json/request_codec.h"
#include "core/request/diagram.h"
#include "native/cli/commands.h"
#include "native/cli/core_calls.h"
#include "native/cli/text_io.h"

namespace countersign {
namespace {

// What could not be read is the caller's mistake; what was read and refused is the core's answer.
int refusal_exit(const CoreAnswer& answer) {
  constexpr std::int64_t kUnreadable[] = {400, 413};
  const Result<Json> json = read_json(answer.text);
  if (!json.ok()) return kExitUnusable;
  const auto status = json.value().at("error").at("status").get<std::int64_t>();
  return status == kUnreadable[0] || status == kUnreadable[1] ? kExitUnusable : kExitRefused;
}

int run_abi(CoreCall call, const std::string& file) {
  const auto input = read_input(file);
  if (!input) return kExitUnusable;
  const CoreAnswer answer = ask_core(call, *input);
  print_line(answer.text);
  return answer.refused ? refusal_exit(answer) : kExitOk;
}

Result<Json> read_lines(std::string_view text) {
  Json events = Json::array();
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    Result<Json> event = read_json(line);
    if (!event.ok()) return event.error();
    events.push_back(std::move(event).value());
  }
  return events;
}

// An array of events, an object that has one, or one event a line.
Result<Json> read_log(std::string_view text) {
  Result<Json> json = read_json(text);
  if (json.ok() && json.value().is_object() && json.value().contains("events")) return Json(json.value().at("events"));
  if (json.ok() && json.value().is_array()) return json;
  return read_lines(text);
}

}  // namespace

int run_decide(const std::string& file) { return run_abi(countersign_decide, file); }
int run_permitted(const std::string& file) { return run_abi(countersign_permitted, file); }

int run_canonicalize(const std::string& file) {
  const auto input = read_input(file);
  if (!input) return kExitUnusable;
  const CoreAnswer answer = ask_core(countersign_canonicalize, *input);
  if (answer.refused) {
    std::fprintf(stderr, "%s\n", answer.text.c_str());
    return kExitUnusable;
  }
  print(answer.text);
  return kExitOk;
}

int run_replay(const std::string& file) {
  const auto input = read_input(file);
  if (!input) return kExitUnusable;
  const Result<Json> log = read_log(*input);
  if (!log.ok()) {
    complain_about(log.error());
    return kExitUnusable;
  }
  const Result<List<Event>> events = read_events(log.value());
  if (!events.ok()) {
    complain_about(events.error());
    return kExitUnusable;
  }
  const Result<Request> request = fold(Request(), events.value());
  if (!request.ok()) return complain_about(request.error());
  print_line(events.value().empty() ? "{}" : canonical_request(request.value()));
  return kExitOk;
}

int run_machine() {
  print(mermaid_state_diagram());
  return kExitOk;
}

int run_errors() {
  print_line(describe_errors());
  return kExitOk;
}

}  // namespace countersign
