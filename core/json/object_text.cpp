#include "core/json/object_text.h"

#include <utility>

#include "core/base/canonical.h"
#include "core/base/check.h"

namespace countersign {

void ObjectText::begin(const char* text) {
  const std::string_view key = text;
  check(out_.size() == 1 || last_key_ < key);
  last_key_ = key;
  if (out_.size() > 1) out_ += ',';
  canonical::append_string(out_, key);
  out_ += ':';
}

ObjectText& ObjectText::text(const char* key, std::string_view value) {
  begin(key);
  canonical::append_string(out_, value);
  return *this;
}

ObjectText& ObjectText::integer(const char* key, std::int64_t value) {
  begin(key);
  canonical::append_integer(out_, value);
  return *this;
}

ObjectText& ObjectText::boolean(const char* key, bool value) { return json(key, value ? "true" : "false"); }

ObjectText& ObjectText::json(const char* key, std::string_view canonical) {
  begin(key);
  out_ += canonical;
  return *this;
}

std::string ObjectText::take() {
  out_ += '}';
  return std::move(out_);
}

void ArrayText::json(std::string_view canonical) {
  if (out_.size() > 1) out_ += ',';
  out_ += canonical;
}

void ArrayText::text(std::string_view value) {
  if (out_.size() > 1) out_ += ',';
  canonical::append_string(out_, value);
}

std::string ArrayText::take() {
  out_ += ']';
  return std::move(out_);
}

}  // namespace countersign
