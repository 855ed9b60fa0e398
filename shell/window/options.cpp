#include "shell/window/options.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <utility>

#include "shell/model/proof.h"

namespace countersign::shell {
namespace {

constexpr const char* kAbout =
    "Countersign inspector: replays an exported log, event by event.\n"
    "LOG is what 'countersign export' or 'countersign bundle' prints, an array of events, or one event per line.\n"
    "Of a bundle it also says what proves it.";

constexpr const char* kFooter =
    "Keys: arrows step through the events, Page Up and Page Down by ten, Home and End go to the ends; / searches, "
    "Escape ends\n"
    "the search; A takes the next person; T changes between light and dark.\n"
    "Exit codes: 0 done; 1 the log was refused (with --screenshot) or there is no screen; 2 the command line or a file "
    "cannot\n"
    "be read.";

}  // namespace

Parsed parse_command_line(int count, char** arguments) {
  Parsed parsed;
  Options& options = parsed.options;
  bool dark = false;
  std::string size;
  std::string keys;
  CLI::App app(kAbout, "countersign-inspector");
  app.footer(kFooter);
  app.add_option("LOG,--open", options.log, "the log to open; logs can also be dropped on the window");
  app.add_option("--keys", keys, "public keys of logs that you trust, NAME+ID+KEY, with spaces between them");
  app.add_option("--person", options.person, "id of the person whose permissions are shown");
  app.add_option("--cursor", options.cursor, "how many events have happened; the end of the log without it");
  app.add_flag("--dark", dark, "light on dark");
  app.add_option("--scale", options.scale, "pixels of the screen per pixel of the design; the screen's own without it")
      ->check(CLI::Range(0.5, 4.0));
  app.add_option("--size", size, "WIDTHxHEIGHT of the window in pixels")->default_str("1440x900");
  app.add_option("--fonts", options.fonts, "folder with DejaVuSans.ttf, DejaVuSans-Bold.ttf and DejaVuSansMono.ttf")
      ->check(CLI::ExistingDirectory);
  app.add_option("--screenshot", options.screenshot, "draw into this PNG file and end, without showing a window");
  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    parsed.exit_code = app.exit(error) == 0 ? 0 : kExitUnusable;
    return parsed;
  }
  if (std::optional<Trust> trust = trust_in_keys(keys)) {
    options.trust = *std::move(trust);
  } else {
    std::fprintf(stderr, "countersign-inspector: --keys are public keys of logs, NAME+ID+KEY, with spaces between them\n");
    parsed.exit_code = kExitUnusable;
  }
  options.scheme = dark ? Scheme::dark : Scheme::light;
  if (!size.empty() && std::sscanf(size.c_str(), "%5dx%5d", &options.width, &options.height) != 2) {
    std::fprintf(stderr, "countersign-inspector: --size is WIDTHxHEIGHT, such as 1440x900\n");
    parsed.exit_code = kExitUnusable;
  }
  return parsed;
}

}  // namespace countersign::shell
