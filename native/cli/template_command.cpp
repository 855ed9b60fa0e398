// `template`: are these templates, and what do they make. The core answers; pointers lead into the file that is named.
#include <algorithm>
#include <optional>

#include "core/json/command_codec.h"
#include "core/json/reader.h"
#include "core/json/template_codec.h"
#include "native/cli/commands.h"
#include "native/cli/text_io.h"

namespace countersign {
namespace {

int refuse_file(const std::string& file, const Error& error) {
  complain(file + " is refused");
  return complain_about(error);
}

// Complains and answers nothing when there is no JSON in the file.
std::optional<Json> read_file(const std::string& file) {
  const auto text = read_input(file);
  if (!text) return std::nullopt;
  Result<Json> json = read_json(*text);
  if (json.ok()) return std::move(json).value();
  refuse_file(file, json.error());
  return std::nullopt;
}

int check_file(const std::string& file) {
  const auto json = read_file(file);
  if (!json) return kExitUnusable;
  const Result<Template> found = read_template(*json);
  if (!found.ok()) return refuse_file(file, found.error());
  print_line(file + ": " + found.value().id.text());
  return kExitOk;
}

}  // namespace

int run_template_check(const TemplateOptions& options) {
  int exit_code = kExitOk;
  for (const std::string& file : options.files) exit_code = std::max(exit_code, check_file(file));
  return exit_code;
}

int run_template_apply(const TemplateOptions& options) {
  const std::string& file = options.files.front();
  const auto json = read_file(file);
  const auto fill_json = read_file(options.fill);
  if (!json || !fill_json) return kExitUnusable;
  const Result<Template> found = read_template(*json);
  if (!found.ok()) return refuse_file(file, found.error());
  const Result<TemplateFill> fill = read_template_fill(*fill_json);
  if (!fill.ok()) return refuse_file(options.fill, fill.error());
  const Result<CreateCommand> command = instantiate(found.value(), fill.value());
  if (!command.ok()) return refuse_file(options.fill, command.error());
  print_line(canonical_command(command.value()));
  return kExitOk;
}

}  // namespace countersign
