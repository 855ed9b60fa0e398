// The options of the commands that ask the core, and need no store: what a log, a command or a proof says stands in files. Of the
// headers this one and serve_line.h know CLI11.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "native/cli/commands.h"
#include "native/cli/serve_line.h"

namespace countersign {

// What they are parsed into.
struct CoreOptions {
  ReplayOptions replay;
  PreviewOptions preview;
  DueOptions due;
  MetricsOptions metrics;
  TemplateOptions templates;
  VerifyOptions verify;
  std::string file = "-";
  std::string folder;
  bool flag = false;  // of a subcommand that has only one form so far, and names it
};

// Adds the commands; the one that is given becomes `chosen`. Both outlive the parsing and the run.
void add_core_commands(CLI::App& app, CoreOptions& core, Chosen& chosen);

}  // namespace countersign
