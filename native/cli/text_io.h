// Reading input and telling why not, for the subcommands.
#pragma once

#include <cstdint>
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

// The refusal as JSON on standard error; answers with the exit code of a refusal.
int complain_about(const Error& error);

// What could not be read is the caller's mistake; what was read and refused is an answer.
int exit_code_of_status(std::int64_t http_status);
int exit_code_of(const Error& error);

// What strangers wrote, with a space in the place of what a terminal would obey.
std::string printable(std::string_view utf8);

}  // namespace countersign
