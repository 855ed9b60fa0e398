// Reading input and telling why not, for the subcommands.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace countersign {

// The whole of a file, or of standard input for "-". Complains on standard error and answers nothing when it cannot.
std::optional<std::string> read_input(const std::string& file);

void print(std::string_view text);
void print_line(std::string_view text);
void complain(std::string_view text);

// The refusal as JSON on standard error; answers with the exit code that it calls for.
int complain_about(const Error& error);

}  // namespace countersign
