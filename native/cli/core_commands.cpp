// The subcommands that only ask the core: no store, no clock, no network.
#include <cstdio>

#include "core/abi/countersign.h"
#include "core/json/describe.h"
#include "core/json/event_codec.h"
#include "core/json/fold.h"
#include "core/json/request_codec.h"
#include "core/request/diagram.h"
#include "native/cli/commands.h"
#include "native/cli/core_calls.h"
#include "native/cli/log_input.h"
#include "native/cli/text_io.h"

namespace countersign {
namespace {

int run_abi(CoreCall call, const std::string& file) {
  const auto input = read_input(file);
  if (!input) return kExitUnusable;
  return print_answer(ask_core(call, *input));
}

}  // namespace

int run_decide(const std::string& file) { return run_abi(countersign_decide, file); }
int run_permitted(const std::string& file) { return run_abi(countersign_permitted, file); }

int run_canonicalize(const std::string& file, bool of_protocol) {
  const auto input = read_input(file);
  if (!input) return kExitUnusable;
  const CoreAnswer answer = ask_core(of_protocol ? countersign_canonicalize : countersign_canonicalize_any, *input);
  if (answer.refused) {
    std::fprintf(stderr, "%s\n", answer.text.c_str());
    return kExitUnusable;
  }
  print(answer.text);
  return kExitOk;
}

int run_replay(const ReplayOptions& options) {
  const auto input = read_input(options.file);
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
  List<Event> happened = std::move(events).value();
  if (!options.at.empty()) {
    const Result<Instant> moment = Instant::from_text(options.at);
    if (!moment.ok()) {
      complain("--at: '" + printable(options.at) + "' is no instant such as 2026-11-21T14:32:08.000Z");
      return kExitUnusable;
    }
    while (!happened.empty() && happened.back().at > moment.value()) happened.pop_back();
  }
  const Result<Request> request = fold(Request(), happened, options.end);
  if (!request.ok()) return complain_about(request.error());
  print_line(happened.empty() ? "{}" : canonical_request(request.value()));
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
