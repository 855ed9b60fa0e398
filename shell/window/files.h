// Files of the window: logs, typefaces, pictures.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shell/panels/fonts.h"

namespace countersign::shell {

// The whole file; nothing when it cannot be read.
std::optional<std::string> read_file(const std::string& path);

// DejaVu from `folder`, or with an empty one from where distributions put it. Faces that are not there stay empty.
FontFiles find_fonts(const std::string& folder);

// Rows from top to bottom, three bytes per pixel: red, green, blue.
struct Picture {
  std::size_t width = 0;
  std::size_t height = 0;
  std::vector<std::uint8_t> rgb;
};

// As PNG, uncompressed. False when the file cannot be written.
bool write_png(const std::string& path, const Picture& picture);

}  // namespace countersign::shell
