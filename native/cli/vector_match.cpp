#include "native/cli/vector_match.h"

#include "core/json/writer.h"

namespace countersign {
namespace {

std::string shown(const Json& json) {
  constexpr std::size_t kLongest = 300;
  std::string text = write_canonical(json);
  if (text.size() > kLongest) text = text.substr(0, kLongest) + "...";
  return text;
}

std::string mismatch(const Json& expected, const Json& actual, const std::string& pointer) {
  return "at \"" + pointer + "\": expected " + shown(expected) + ", found " + shown(actual);
}

std::string difference_of_members(const Json& expected, const Json& actual, const std::string& pointer) {
  for (const auto& [key, value] : expected.items()) {
    const std::string at = pointer + "/" + key;
    if (value.is_null() && !actual.contains(key)) continue;
    if (!actual.contains(key)) return "at \"" + at + "\": expected " + shown(value) + ", found nothing";
    if (std::string text = difference(value, actual.at(key), at); !text.empty()) return text;
  }
  return {};
}

std::string difference_of_items(const Json& expected, const Json& actual, const std::string& pointer) {
  if (expected.size() != actual.size()) return mismatch(expected, actual, pointer);
  for (std::size_t index = 0; index < expected.size(); ++index) {
    std::string text = difference(expected.at(index), actual.at(index), pointer + "/" + std::to_string(index));
    if (!text.empty()) return text;
  }
  return {};
}

std::string unescaped(std::string token) {
  for (std::size_t at = token.find('~'); at != std::string::npos; at = token.find('~', at + 1)) {
    token.replace(at, 2, token.substr(at, 2) == "~1" ? "/" : "~");
  }
  return token;
}

const Json* find_step(const Json& json, const std::string& token) {
  if (json.is_object()) {
    const auto found = json.find(token);
    return found == json.end() ? nullptr : &*found;
  }
  const bool is_number = !token.empty() && token.find_first_not_of("0123456789") == std::string::npos;
  if (!json.is_array() || !is_number) return nullptr;
  const std::size_t index = std::stoul(token);
  return index < json.size() ? &json.at(index) : nullptr;
}

}  // namespace

std::string difference(const Json& expected, const Json& actual, const std::string& pointer) {
  if (expected.is_object() && actual.is_object()) return difference_of_members(expected, actual, pointer);
  if (expected.is_array() && actual.is_array()) return difference_of_items(expected, actual, pointer);
  return expected == actual ? std::string() : mismatch(expected, actual, pointer);
}

const Json* find_value(const Json& json, const std::string& pointer) {
  const Json* found = &json;
  std::size_t at = 0;
  while (found != nullptr && at < pointer.size()) {
    const std::size_t end = pointer.find('/', at + 1);
    found = find_step(*found, unescaped(pointer.substr(at + 1, end - at - 1)));
    at = end == std::string::npos ? pointer.size() : end;
  }
  return found;
}

}  // namespace countersign
