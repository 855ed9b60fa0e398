#include "native/http/target.h"

#include <utility>

namespace countersign {
namespace {

int hex_value(char character) {
  if (character >= '0' && character <= '9') return character - '0';
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  if (character >= 'A' && character <= 'F') return character - 'A' + 10;
  return -1;
}

enum class PlusSign { literal, space };

std::optional<std::string> percent_decoded(std::string_view text, PlusSign plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t index = 0; index < text.size(); ++index) {
    char character = text[index];
    if (character == '%') {
      if (index + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[index + 1]);
      const int low = hex_value(text[index + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      character = static_cast<char>(high * 16 + low);
      index += 2;
    } else if (character == '+' && plus == PlusSign::space) {
      character = ' ';
    }
    if (static_cast<unsigned char>(character) < 0x20 || character == 0x7f) return std::nullopt;
    decoded.push_back(character);
  }
  return decoded;
}

bool good_segment(std::string_view segment) {
  return segment != "." && segment != ".." && segment.find('/') == std::string_view::npos &&
         segment.find('\\') == std::string_view::npos;
}

// Decodes segment by segment, so that an escaped slash cannot make a segment that was never written.
std::optional<std::string> decoded_path(std::string_view raw) {
  if (raw.empty() || raw.front() != '/') return std::nullopt;
  std::string path;
  while (!raw.empty()) {
    raw.remove_prefix(1);
    const std::size_t end = raw.find('/');
    const auto segment = percent_decoded(raw.substr(0, end), PlusSign::literal);
    if (!segment || !good_segment(*segment)) return std::nullopt;
    path += '/';
    path += *segment;
    raw = end == std::string_view::npos ? std::string_view() : raw.substr(end);
  }
  return path;
}

std::optional<std::map<std::string, std::string>> decoded_query(std::string_view raw) {
  std::map<std::string, std::string> query;
  while (!raw.empty()) {
    const std::size_t end = raw.find('&');
    const std::string_view pair = raw.substr(0, end);
    raw = end == std::string_view::npos ? std::string_view() : raw.substr(end + 1);
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    auto name = percent_decoded(pair.substr(0, equals), PlusSign::space);
    auto value = percent_decoded(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1),
                                 PlusSign::space);
    if (!name || !value || !query.emplace(*std::move(name), *std::move(value)).second) return std::nullopt;
  }
  return query;
}

}  // namespace

std::optional<HttpTarget> parse_target(std::string_view target) {
  if (target.find('#') != std::string_view::npos) return std::nullopt;
  const std::size_t mark = target.find('?');
  auto path = decoded_path(target.substr(0, mark));
  auto query = decoded_query(mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1));
  if (!path || !query) return std::nullopt;
  return HttpTarget{*std::move(path), *std::move(query)};
}

}  // namespace countersign
