// The options of `serve`, which come from a file of settings and from the environment, too. Only command_line.cpp,
// serve_line.* and core_line.* know CLI11.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "native/cli/commands.h"

namespace countersign {

// What other commands say as well.
inline constexpr const char* kFooter =
    "Exit codes: 0 done; 1 refused, or a check failed; 2 the command line or the input cannot be read.\n"
    "Answers go to standard output, refusals and the server's log to standard error.";

inline constexpr const char* kStoreHelp = "where the record is: sqlite:PATH or postgres://USER@HOST/DATABASE";
inline constexpr const char* kOrphanHelp = "for so long a blob is kept that no request names";

// --bucket and what belongs to it, of all commands that may have to do with the bytes of blobs.
void add_bucket_options(CLI::App& command, BucketOptions& options);

using Chosen = std::function<int()>;

// Beside the others in the list of commands; run_serve_line() parses it.
void add_serve(CLI::App& app, ServeOptions& options, Chosen& chosen);

// `countersign serve`, with its settings from everywhere. argv[0] is "serve". Answers with the exit code.
int run_serve_line(int argc, char** argv);

}  // namespace countersign
