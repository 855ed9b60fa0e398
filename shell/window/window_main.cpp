// countersign-inspector: see options.cpp for what it takes.
#include <cstdio>
#include <filesystem>

#include "shell/window/files.h"
#include "shell/window/options.h"
#include "shell/window/window.h"

namespace countersign::shell {
namespace {

constexpr int kExitOk = 0;
constexpr int kExitRefused = 1;

constexpr const char* kHint = "or start with: countersign-inspector LOG";

void choose_person(Inspector& inspector, const std::string& id) {
  for (std::size_t i = 0; i < inspector.people().size(); ++i) {
    if (inspector.people()[i].person.id.text() == id) return inspector.choose_person(i);
  }
}

void complain(const OpenFailure& failure) {
  const ErrorRow& row = error_row(failure.error.code);
  std::fprintf(stderr, "countersign-inspector: %s: %.*s at %s: %.*s %s\n", failure.name.c_str(),
               static_cast<int>(row.word.size()), row.word.data(), pointer_text(failure.error).c_str(),
               static_cast<int>(row.title.size()), row.title.data(), failure.error.detail.c_str());
}

int run(const Options& options) {
  Frame frame(find_fonts(options.fonts), kHint);
  frame.view().scheme = options.scheme;
  Inspector& inspector = frame.inspector();
  inspector.trust(options.trust);
  if (!options.log.empty()) {
    const std::optional<std::string> text = read_file(options.log);
    if (!text.has_value()) {
      std::fprintf(stderr, "countersign-inspector: cannot read %s\n", options.log.c_str());
      return kExitUnusable;
    }
    inspector.open(std::filesystem::path(options.log).filename().string(), *text);
    if (inspector.failure().has_value()) complain(*inspector.failure());
    if (options.cursor.has_value()) inspector.move_to(*options.cursor);
    choose_person(inspector, options.person);
  }
  const std::unique_ptr<Window> window = Window::open(options, frame);
  if (window == nullptr) return kExitRefused;
  if (options.screenshot.empty()) {
    window->run();
    return kExitOk;
  }
  if (!write_png(options.screenshot, window->picture())) {
    std::fprintf(stderr, "countersign-inspector: cannot write %s\n", options.screenshot.c_str());
    return kExitUnusable;
  }
  return inspector.failure().has_value() ? kExitRefused : kExitOk;
}

}  // namespace
}  // namespace countersign::shell

int main(int count, char** arguments) {
  const countersign::shell::Parsed parsed = countersign::shell::parse_command_line(count, arguments);
  return parsed.exit_code.has_value() ? *parsed.exit_code : countersign::shell::run(parsed.options);
}
