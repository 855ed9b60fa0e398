// Writes one canonical object member by member, for answers that are not the image of one value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace countersign {

class ObjectText {
 public:
  // Keys stand in the source and come in ascending order: a promise, checked.
  ObjectText& text(const char* key, std::string_view value);
  ObjectText& integer(const char* key, std::int64_t value);
  ObjectText& boolean(const char* key, bool value);
  ObjectText& json(const char* key, std::string_view canonical);  // canonical JSON, as it is

  std::string take();  // once

 private:
  void begin(const char* text);

  std::string out_ = "{";
  std::string_view last_key_;
};

// "[a,b,c]" of items that are canonical JSON.
class ArrayText {
 public:
  void json(std::string_view canonical);
  void text(std::string_view value);
  std::string take();  // once

 private:
  std::string out_ = "[";
};

}  // namespace countersign
