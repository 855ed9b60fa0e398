// The only file that includes CLI11.
#include "native/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>

#include "native/cli/commands.h"
#include "native/cli/text_io.h"

namespace countersign {
namespace {

constexpr const char* kAbout =
    "Countersign: approvals that can be proved. The server, and the core on the command line.";

constexpr const char* kFooter =
    "Exit codes: 0 done; 1 refused, or a check failed; 2 the command line or the input cannot be read.\n"
    "Answers go to standard output, refusals and the server's log to standard error.";

constexpr const char* kStoreHelp = "where the record is: sqlite:PATH";
constexpr const char* kFileHelp = "the input; - is standard input";
constexpr const char* kRecordHelp = "a log that replay can read, or a state that it prints; - is standard input";

using Chosen = std::function<int()>;

// Everything that options are parsed into, and what is to be run.
struct Parsed {
  ServeOptions serve;
  StoreOptions store;
  MetricsOptions metrics;
  ReplayOptions replay;
  PreviewOptions preview;
  DueOptions due;
  TemplateOptions templates;
  std::string file = "-";
  std::string folder;
  bool flag = false;  // of a subcommand that has only one form so far, and names it
  Chosen chosen;
};

void add_serve(CLI::App& app, Parsed& parsed) {
  CLI::App* command = app.add_subcommand("serve", "Serve the protocol, and the pages if folders are given");
  ServeOptions& options = parsed.serve;
  command->add_option("--store", options.store, kStoreHelp)->required();
  command->add_option("--listen", options.listen, "HOST:PORT")->capture_default_str();
  command->add_option("--www", options.www, "folder served at /")->check(CLI::ExistingDirectory);
  command->add_option("--widget", options.widget, "folder served at /countersign/")->check(CLI::ExistingDirectory);
  command
      ->add_option("--allow-origin", options.allow_origins,
                   "a site that may use the API from a browser, such as https://portal.example; repeatable")
      ->allow_extra_args(false);
  command->add_option("--host", options.hosts, "another Host name to answer to, behind a proxy; repeatable")
      ->allow_extra_args(false);
  command->add_flag("--demo", options.demo, "let anyone be one of the demo's people; loopback addresses only");
  command->add_flag("--quiet", options.quiet, "log failures only");
  command->callback([&] { parsed.chosen = [&] { return run_serve(parsed.serve); }; });
}

void add_store_commands(CLI::App& app, Parsed& parsed) {
  StoreOptions& options = parsed.store;
  CLI::App* demo = app.add_subcommand("demo", "Fill a store with the demo's people and requests");
  demo->add_option("--store", options.store, kStoreHelp)->required();
  demo->add_option("--files", options.files, "folder of the sample files")->capture_default_str();
  demo->callback([&] { parsed.chosen = [&] { return run_demo(parsed.store); }; });

  CLI::App* export_ =
      app.add_subcommand("export", "Print {request, events}: the record of one request as it is stored");
  export_->add_option("--store", options.store, kStoreHelp)->required();
  export_->add_option("REQUEST", options.name, "the request's id")->required();
  export_->callback([&] { parsed.chosen = [&] { return run_export(parsed.store); }; });

  CLI::App* keys = app.add_subcommand("keys", "API keys for a portal's backend");
  keys->require_subcommand(1);
  CLI::App* create = keys->add_subcommand("create", "Make a key and print it, for the only time");
  create->add_option("--store", options.store, kStoreHelp)->required();
  create->add_option("--name", options.name, "who uses it; shown in the record as key:NAME")->required();
  create->add_flag("--new-store", options.may_be_new, "make the store if there is none");
  create->callback([&] { parsed.chosen = [&] { return run_keys_create(parsed.store); }; });
}

void add_file_command(CLI::App& app, Parsed& parsed, const char* name, const char* about,
                      int (*run)(const std::string&)) {
  CLI::App* command = app.add_subcommand(name, about);
  command->add_option("FILE", parsed.file, kFileHelp)->capture_default_str();
  command->callback([&parsed, run] { parsed.chosen = [&parsed, run] { return run(parsed.file); }; });
}

void add_replay(CLI::App& app, Parsed& parsed) {
  ReplayOptions& options = parsed.replay;
  CLI::App* command = app.add_subcommand(
      "replay", "Fold a log and print the state. FILE holds an array of events, one event a line, or {events:[...]}");
  command->add_option("FILE", options.file, kFileHelp)->capture_default_str();
  command->add_flag_callback(
      "--cut", [&] { options.end = LogEnd::anywhere; },
      "to look at a moment of the past: take a log that ends within a command, too");
  command->callback([&] { parsed.chosen = [&] { return run_replay(parsed.replay); }; });
}

void add_metrics(CLI::App& app, Parsed& parsed) {
  MetricsOptions& options = parsed.metrics;
  CLI::App* command = app.add_subcommand("metrics", "Print how long approvals take, and what else the logs of requests tell");
  command->add_option("--calendar", options.calendar, "file of the calendar that time is counted by")->required();
  command->add_option("--now", options.now, "the time to count until, such as 2026-11-21T14:32:08.000Z")->required();
  command->add_option("LOG", options.logs, "files that replay can read, one for each request")->required();
  command->callback([&] { parsed.chosen = [&] { return run_metrics(parsed.metrics); }; });
}

void add_preview(CLI::App& app, Parsed& parsed) {
  PreviewOptions& options = parsed.preview;
  CLI::App* command = app.add_subcommand("preview", "Say what a command would do to a request, or why it would be refused");
  command->add_option("RECORD", options.record, kRecordHelp)->capture_default_str();
  command->add_option("--command", options.command, "file of the command")->required();
  command->add_option("--context", options.context, "file of the context: {now,actor,command_id,request,challenge?}")->required();
  command->add_flag("--json", options.json, "print {state,causes}, or {error} and exit 1");
  command->callback([&] { parsed.chosen = [&] { return run_preview(parsed.preview); }; });
}

void add_due(CLI::App& app, Parsed& parsed) {
  DueOptions& options = parsed.due;
  CLI::App* command = app.add_subcommand("due", "Say what the system may do to a request now, and when to ask again");
  command->add_option("RECORD", options.record, kRecordHelp)->capture_default_str();
  command->add_option("--now", options.now, "the time of asking, such as 2026-11-21T14:32:08.000Z")->required();
  command->add_flag("--json", options.json, "print {commands,next?}");
  command->callback([&] { parsed.chosen = [&] { return run_due(parsed.due); }; });
}

void add_templates(CLI::App& app, Parsed& parsed) {
  TemplateOptions& options = parsed.templates;
  CLI::App* command = app.add_subcommand("template", "Templates of requests, such as those in core/templates");
  command->require_subcommand(1);
  CLI::App* check = command->add_subcommand("check", "Say of each file whether it is a template; exit 1 if any is not");
  check->add_option("FILE", options.files, "the templates")->required();
  check->callback([&] { parsed.chosen = [&] { return run_template_check(parsed.templates); }; });
  CLI::App* apply = command->add_subcommand("apply", "Print the create command that a template makes of what is filled in");
  apply->add_option("FILE", options.files, "the template")->required()->expected(1);
  apply->add_option("--fill", options.fill, "file of the title, the people and the rest")->required();
  apply->callback([&] { parsed.chosen = [&] { return run_template_apply(parsed.templates); }; });
}

void add_core_commands(CLI::App& app, Parsed& parsed) {
  add_file_command(app, parsed, "decide",
                   "Judge {state?,command,context} and print {events,state}, or {error} and exit 1", run_decide);
  add_file_command(app, parsed, "permitted", "Print what {state?,context} permits: {options,missing}", run_permitted);
  add_file_command(app, parsed, "canonicalize",
                   "Print the RFC 8785 bytes of JSON, or say on standard error why not and exit 2", run_canonicalize);
  add_file_command(app, parsed, "deadline",
                   "Answer questions of business time: {\"calendar\", \"questions\": [{\"start\", \"span\"} or {\"from\", \"to\"}]}",
                   run_deadline);
  add_preview(app, parsed);
  add_due(app, parsed);
  add_metrics(app, parsed);
  add_templates(app, parsed);

  CLI::App* machine = app.add_subcommand("machine", "Print the state machine from the transition table");
  machine->add_flag("--mermaid", parsed.flag, "as a Mermaid state diagram")->required();
  machine->callback([&] { parsed.chosen = run_machine; });

  CLI::App* errors = app.add_subcommand("errors", "Print the closed table of refusals");
  errors->add_flag("--json", parsed.flag, "as a JSON array of {code,status,title}")->required();
  errors->callback([&] { parsed.chosen = run_errors; });

  CLI::App* vectors =
      app.add_subcommand("vectors", "Run the test vectors in DIR/rules, DIR/json and DIR/calls; exit 1 if any fails");
  vectors->add_option("DIR", parsed.folder, "folder of vectors")->required()->check(CLI::ExistingDirectory);
  vectors->callback([&] { parsed.chosen = [&] { return run_vectors(parsed.folder); }; });
}

// Says which subcommands there are when none of them was given. Answers whether that was it.
bool tell_subcommands(const CLI::App& app) {
  const CLI::App* inner = &app;
  std::string before = "\n  ";
  while (!inner->get_subcommands().empty()) {
    inner = inner->get_subcommands().front();
    before += inner->get_name() + ' ';
  }
  std::string names;
  for (const CLI::App* subcommand : inner->get_subcommands({})) names += before + subcommand->get_name();
  if (names.empty()) return false;
  std::string wrong;
  for (const std::string& word : app.remaining(true)) {
    if (wrong.empty() && !word.starts_with('-')) wrong = "there is no command '" + printable(word) + "'. ";
  }
  complain(wrong + "The commands are:" + names + "\nEach tells more with --help.");
  return true;
}

}  // namespace

int run_command_line(int argc, char** argv) {
  CLI::App app(kAbout, "countersign");
  app.footer(kFooter);
  app.set_version_flag("--version", std::string("countersign " COUNTERSIGN_VERSION));
  app.require_subcommand(1);
  Parsed parsed;
  add_serve(app, parsed);
  add_store_commands(app, parsed);
  add_replay(app, parsed);
  add_core_commands(app, parsed);
  try {
    app.parse(argc, argv);
    return parsed.chosen();
  } catch (const CLI::ParseError& error) {
    // CLI11 prints the help or the complaint; of its codes only "not an error" matters.
    if (error.get_exit_code() != 0 && tell_subcommands(app)) return kExitUnusable;
    return app.exit(error) == 0 ? kExitOk : kExitUnusable;
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "countersign: %s\n", exception.what());
    return kExitRefused;
  }
}

}  // namespace countersign
