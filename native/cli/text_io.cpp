#include "native/cli/text_io.h"

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>

#include "core/json/answer_codec.h"
#include "core/json/object_text.h"
#include "native/cli/commands.h"

namespace countersign {

std::optional<std::string> read_input(const std::string& file) {
  if (file == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::ifstream stream(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(stream)), {});
  if (stream.is_open() && !stream.bad()) return text;
  complain("cannot read " + file);
  return std::nullopt;
}

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void print_line(std::string_view text) { print(std::string(text) + '\n'); }

void complain(std::string_view text) {
  std::fprintf(stderr, "countersign: %.*s\n", static_cast<int>(text.size()), text.data());
}

int complain_about(const Error& error) {
  const std::string text = ObjectText().json("error", canonical_error(error)).take();
  std::fprintf(stderr, "%s\n", text.c_str());
  return kExitRefused;
}

int exit_code_of_status(std::int64_t http_status) {
  constexpr std::int64_t kUnreadable = 400;
  constexpr std::int64_t kTooLarge = 413;
  return http_status == kUnreadable || http_status == kTooLarge ? kExitUnusable : kExitRefused;
}

int exit_code_of(const Error& error) { return exit_code_of_status(error_row(error.code).status); }

std::string printable(std::string_view utf8) {
  std::string out(utf8);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto byte = static_cast<unsigned char>(out[i]);
    // U+0080 to U+009F, which some terminals obey too, are the byte C2 and one of 80 to 9F.
    const bool is_second = i > 0 && static_cast<unsigned char>(out[i - 1]) == 0xc2 && byte >= 0x80 && byte < 0xa0;
    if (is_second) out[i - 1] = ' ';
    if (is_second || byte < 0x20 || byte == 0x7f) out[i] = ' ';
  }
  return out;
}

}  // namespace countersign
