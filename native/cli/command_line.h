#pragma once

namespace countersign {

// Parses the arguments and runs the subcommand. Answers with the exit code.
int run_command_line(int argc, char** argv);

}  // namespace countersign
