#include "native/cli/log_input.h"

#include <cstddef>
#include <utility>

#include "core/json/reader.h"

namespace countersign {
namespace {

Result<Json> read_lines(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  if (text.find_first_not_of(kSpace) == std::string_view::npos) return read_json(text);
  Json events = Json::array();
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    Result<Json> event = read_json(line);
    if (!event.ok()) return event.error();
    events.push_back(std::move(event).value());
  }
  return events;
}

}  // namespace

Result<Json> read_log(std::string_view text) {
  Result<Json> json = read_json(text);
  for (const char* const member : {"events", "entries"}) {
    if (json.ok() && json.value().is_object() && json.value().contains(member)) return Json(json.value().at(member));
  }
  if (json.ok() && json.value().is_array()) return json;
  return read_lines(text);
}

}  // namespace countersign
