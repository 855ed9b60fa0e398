// Reads the few messages that belong to the server and not to the core, as strictly as the core reads its own: what is
// not known, has the wrong type or is missing is refused with a pointer. Only for .cpp files: it brings the JSON
// library.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/json/value.h"
#include "core/request/types.h"

namespace countersign {

class MessageReader {
 public:
  // The text is a JSON object, within the limits of a command.
  explicit MessageReader(std::string_view text);

  std::optional<Actor> actor(const char* key);
  // Absent, or one that satisfies `is_good`; otherwise refused as invalid-format.
  std::optional<std::string> text(const char* key, bool (*is_good)(std::string_view));
  std::vector<std::string> texts(const char* key, std::size_t at_most, bool (*is_good)(std::string_view));
  std::optional<std::int64_t> integer(const char* key, std::int64_t least, std::int64_t most);

  std::optional<bool> boolean(const char* key);

  // Whether it says anything under this key.
  bool has(const char* key) { return find(key) != nullptr; }
  void require(bool is_there, const char* key);

  // The first refusal, in the order of the questions; fields that nobody asked for come last.
  Refusal finish() const;

 private:
  const Json* find(const char* key);
  void refuse(ErrorCode code, const std::string& pointer);
  std::optional<std::string> good_text(const Json& json, const std::string& pointer, bool (*is_good)(std::string_view));

  Json json_;
  std::vector<std::string> known_;
  Refusal refusal_;
};

}  // namespace countersign
