// The command line of the window.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "core/json/verification.h"
#include "shell/panels/theme.h"

namespace countersign::shell {

inline constexpr int kExitUnusable = 2;  // what was given cannot be used

struct Options {
  std::string log;                    // path; empty opens the window without a log
  Trust trust;                        // whose signatures under a bundle mean something
  std::string screenshot;             // path of a PNG; empty shows the window
  std::string fonts;                  // folder with TrueType files; empty looks where distributions put them
  std::string person;                 // id of the person whose permissions are shown first
  std::optional<std::size_t> cursor;  // events that have happened; the end of the log without it
  Scheme scheme = Scheme::light;
  float scale = 0;  // 0 takes the screen's
  int width = 1440;
  int height = 900;
};

// What the command line says; or the exit code with which to end, when it was answered or could not be read.
struct Parsed {
  Options options;
  std::optional<int> exit_code;
};
Parsed parse_command_line(int count, char** arguments);

}  // namespace countersign::shell
