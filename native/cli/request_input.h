// A request, a command and a context as people have them in files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/result.h"
#include "core/request/command.h"
#include "core/request/request.h"
#include "native/cli/commands.h"
#include "native/cli/text_io.h"

namespace countersign {

// A log as `replay` takes it, every command in it judged again, or a state as `replay` prints it. A log without events is
// that of a request which does not exist yet.
Result<Request> read_record(std::string_view text);

Result<Command> read_command_text(std::string_view text);
Result<Context> read_context_text(std::string_view text);

template <class T>
struct FromFile {
  std::optional<T> value;
  int exit_code = kExitOk;  // that there being none calls for
};

// Complains on standard error, with the name of the file, when it cannot be read.
template <class T>
FromFile<T> from_file(const std::string& file, Result<T> (*read)(std::string_view)) {
  const auto text = read_input(file);
  if (!text) return {std::nullopt, kExitUnusable};
  Result<T> value = read(*text);
  if (value.ok()) return {std::move(value).value()};
  complain(file + " is refused");
  complain_about(value.error());
  return {std::nullopt, exit_code_of(value.error())};
}

}  // namespace countersign
