#include "core/record/text_lines.h"

namespace countersign {

std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

Error malformed_text(std::string_view detail) { return make_error(ErrorCode::invalid_format, {}, detail); }

}  // namespace countersign
