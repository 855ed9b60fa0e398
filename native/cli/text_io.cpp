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

}  // namespace countersign
