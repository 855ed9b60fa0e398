#include "native/cli/core_line.h"

namespace countersign {
namespace {

constexpr const char* kFileHelp = "the input; - is standard input";
constexpr const char* kRecordHelp = "a log that replay can read, or a state that it prints; - is standard input";

void add_file_command(CLI::App& app, CoreOptions& core, Chosen& chosen, const char* name, const char* about,
                      int (*run)(const std::string&)) {
  CLI::App* command = app.add_subcommand(name, about);
  command->add_option("FILE", core.file, kFileHelp)->capture_default_str();
  command->callback([&core, &chosen, run] { chosen = [&core, run] { return run(core.file); }; });
}

void add_canonicalize(CLI::App& app, CoreOptions& core, Chosen& chosen) {
  CLI::App* command = app.add_subcommand("canonicalize", "Print the RFC 8785 bytes of any JSON, or say on standard error why not and exit 2");
  command->add_option("FILE", core.file, kFileHelp)->capture_default_str();
  command->add_flag("--protocol", core.flag, "to take only what the protocol takes: of numbers, integers up to 2^53 - 1");
  command->callback([&] { chosen = [&] { return run_canonicalize(core.file, core.flag); }; });
}

void add_replay(CLI::App& app, CoreOptions& core, Chosen& chosen) {
  ReplayOptions& options = core.replay;
  CLI::App* command = app.add_subcommand(
      "replay", "Fold a log and print the state. FILE holds an array of events, one event a line, {events:[...]}, or a bundle");
  command->add_option("FILE", options.file, kFileHelp)->capture_default_str();
  command->add_option("--at", options.at, "the state as it was at this moment, such as 2026-11-21T14:32:08.000Z");
  command->add_flag_callback(
      "--cut", [&] { options.end = LogEnd::anywhere; },
      "to look at a moment of the past: take a log that ends within a command, too");
  command->callback([&] { chosen = [&] { return run_replay(core.replay); }; });
}

void add_metrics(CLI::App& app, CoreOptions& core, Chosen& chosen) {
  MetricsOptions& options = core.metrics;
  CLI::App* command = app.add_subcommand("metrics", "Print how long approvals take, and what else the logs of requests tell");
  command->add_option("--calendar", options.calendar, "file of the calendar that time is counted by")->required();
  command->add_option("--now", options.now, "the time to count until, such as 2026-11-21T14:32:08.000Z")->required();
  command->add_option("LOG", options.logs, "files that replay can read, one for each request")->required();
  command->callback([&] { chosen = [&] { return run_metrics(core.metrics); }; });
}

void add_preview(CLI::App& app, CoreOptions& core, Chosen& chosen) {
  PreviewOptions& options = core.preview;
  CLI::App* command = app.add_subcommand("preview", "Say what a command would do to a request, or why it would be refused");
  command->add_option("RECORD", options.record, kRecordHelp)->capture_default_str();
  command->add_option("--command", options.command, "file of the command")->required();
  command->add_option("--context", options.context, "file of the context: {now,actor,command_id,request,challenge?}")->required();
  command->add_flag("--json", options.json, "print {state,causes}, or {error} and exit 1");
  command->callback([&] { chosen = [&] { return run_preview(core.preview); }; });
}

void add_due(CLI::App& app, CoreOptions& core, Chosen& chosen) {
  DueOptions& options = core.due;
  CLI::App* command = app.add_subcommand("due", "Say what the system may do to a request now, and when to ask again");
  command->add_option("RECORD", options.record, kRecordHelp)->capture_default_str();
  command->add_option("--now", options.now, "the time of asking, such as 2026-11-21T14:32:08.000Z")->required();
  command->add_flag("--json", options.json, "print {commands,next?}");
  command->callback([&] { chosen = [&] { return run_due(core.due); }; });
}

void add_templates(CLI::App& app, CoreOptions& core, Chosen& chosen) {
  TemplateOptions& options = core.templates;
  CLI::App* command = app.add_subcommand("template", "Templates of requests, such as those in core/templates");
  command->require_subcommand(1);
  CLI::App* check = command->add_subcommand("check", "Say of each file whether it is a template; exit 1 if any is not");
  check->add_option("FILE", options.files, "the templates")->required();
  check->callback([&] { chosen = [&] { return run_template_check(core.templates); }; });
  CLI::App* apply = command->add_subcommand("apply", "Print the create command that a template makes of what is filled in");
  apply->add_option("FILE", options.files, "the template")->required()->expected(1);
  apply->add_option("--fill", options.fill, "file of the title, the people and the rest")->required();
  apply->callback([&] { chosen = [&] { return run_template_apply(core.templates); }; });
}

void add_verify(CLI::App& app, CoreOptions& core, Chosen& chosen) {
  VerifyOptions& options = core.verify;
  CLI::App* command = app.add_subcommand("verify", "Check a receipt, a bundle or a C2SP tlog-proof, and name every check; exit 1 if one fails");
  command->add_option("FILE", options.file, kFileHelp)->capture_default_str();
  command->add_option("--key", options.keys, "the log's key, NAME+ID+KEY, from its owner and not from the document; repeatable")
      ->required()->allow_extra_args(false);
  command->add_option("--witness", options.witnesses, "the key of a witness that has to have signed as well; repeatable")->allow_extra_args(false);
  command->add_option("--origin", options.origin, "the name of the log, where its keys go by another");
  command->add_option("--at-least", options.at_least, "refuse a tree of fewer entries: the log had as many already")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--since", options.since, "file of a checkpoint of this log that you kept: refuse what contradicts it");
  command->add_option("--entry", options.entry, "FILE is a tlog-proof, and this is the file of the entry that it is about");
  command->add_flag("--json", options.json, "print {checks,holds,type,...}");
  command->callback([&] { chosen = [&] { return run_verify(core.verify); }; });
}

}  // namespace

void add_core_commands(CLI::App& app, CoreOptions& core, Chosen& chosen) {
  add_replay(app, core, chosen);
  add_file_command(app, core, chosen, "decide",
                   "Judge {state?,command,context} and print {events,state}, or {error} and exit 1", run_decide);
  add_file_command(app, core, chosen, "permitted", "Print what {state?,context} permits: {options,missing}", run_permitted);
  add_canonicalize(app, core, chosen);
  add_file_command(app, core, chosen, "deadline",
                   "Answer questions of business time: {\"calendar\", \"questions\": [{\"start\", \"span\"} or {\"from\", \"to\"}]}",
                   run_deadline);
  add_preview(app, core, chosen);
  add_due(app, core, chosen);
  add_metrics(app, core, chosen);
  add_templates(app, core, chosen);
  add_verify(app, core, chosen);

  CLI::App* machine = app.add_subcommand("machine", "Print the state machine from the transition table");
  machine->add_flag("--mermaid", core.flag, "as a Mermaid state diagram")->required();
  machine->callback([&] { chosen = run_machine; });

  CLI::App* errors = app.add_subcommand("errors", "Print the closed table of refusals");
  errors->add_flag("--json", core.flag, "as a JSON array of {code,status,title}")->required();
  errors->callback([&] { chosen = run_errors; });

  CLI::App* vectors =
      app.add_subcommand("vectors", "Run the test vectors in DIR/rules, DIR/json and DIR/calls; exit 1 if any fails");
  vectors->add_option("DIR", core.folder, "folder of vectors")->required()->check(CLI::ExistingDirectory);
  vectors->callback([&] { chosen = [&] { return run_vectors(core.folder); }; });
}

}  // namespace countersign
