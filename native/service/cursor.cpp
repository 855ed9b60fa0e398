#include "native/service/cursor.h"

#include <charconv>

#include "core/base/strong_id.h"

namespace countersign {

std::string write_cursor(const SummaryQuery::Position& position) {
  return std::to_string(position.created_at.milliseconds()) + "." + position.stream;
}

std::optional<SummaryQuery::Position> read_cursor(std::string_view cursor) {
  const std::size_t dot = cursor.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::string_view digits = cursor.substr(0, dot);
  std::int64_t milliseconds = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), milliseconds);
  const auto created_at = Instant::from_milliseconds(milliseconds);
  const std::string_view stream = cursor.substr(dot + 1);
  if (error != std::errc() || end != digits.data() + digits.size() || !created_at.ok() || !is_id(stream))
    return std::nullopt;
  return SummaryQuery::Position{created_at.value(), std::string(stream)};
}

}  // namespace countersign
