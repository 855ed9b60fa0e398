// The strict reader against nlohmann's own parser. Whatever the bytes, both agree on what is JSON, but for what the
// reader refuses on purpose; and what was accepted has one canonical text that means the same.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/limits.h"
#include "core/json/canonical_text.h"
#include "core/json/reader.h"
#include "core/json/writer.h"

namespace {

using countersign::Json;

void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

// Listens to nlohmann's parser and notes what the strict reader does not take.
class Listener final : public nlohmann::json_sax<Json> {
 public:
  bool taken() const { return !refused_; }

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t value) override { return integer(value >= -countersign::limits::kInteger && value <= countersign::limits::kInteger); }
  bool number_unsigned(number_unsigned_t value) override { return integer(value <= static_cast<number_unsigned_t>(countersign::limits::kInteger)); }
  bool number_float(number_float_t, const string_t&) override { return integer(false); }  // also what is beyond 64 bits
  bool string(string_t& value) override { return text(value); }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return open(); }
  bool key(string_t& name) override {
    for (const std::string& known : keys_.back()) refused_ = refused_ || known == name;
    keys_.back().push_back(name);
    return text(name);
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const Json::exception&) override { return false; }

 private:
  bool integer(bool in_range) {
    refused_ = refused_ || !in_range;
    return true;
  }
  bool text(const std::string& value) {
    refused_ = refused_ || value.find('\0') != std::string::npos;
    return true;
  }
  bool open() {
    keys_.emplace_back();
    refused_ = refused_ || keys_.size() > countersign::limits::kDepth;
    return true;
  }
  bool close() {
    keys_.pop_back();
    return true;
  }

  bool refused_ = false;
  std::vector<std::vector<std::string>> keys_;
};

// nlohmann's parser takes a byte order mark for nothing and a NUL for the end; the strict reader refuses both.
bool is_taken(std::string_view text) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF" || text.find('\0') != std::string_view::npos) return false;
  Listener listener;
  return Json::sax_parse(text.begin(), text.end(), &listener) && listener.taken();
}

bool is_pointer(std::string_view pointer) {
  if (pointer.empty()) return true;
  if (pointer[0] != '/') return false;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '~' && (i + 1 == pointer.size() || (pointer[i + 1] != '0' && pointer[i + 1] != '1'))) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = countersign::read_json(text);
  expect(read.ok() == is_taken(text), "both parsers agree on what is taken");
  const bool is_plain = countersign::is_plainly_canonical(text);
  expect(read.ok() || !is_plain, "what looks canonical is taken");
  if (!read.ok()) {
    const std::string_view word = countersign::error_row(read.error().code).word;
    expect(word.substr(0, 5) == "json-" || word.substr(0, 7) == "number-", "a refusal of the reader has a code of the reader");
    expect(is_pointer(read.error().pointer), "a pointer is a pointer");
    return 0;
  }
  expect(read.value() == Json::parse(text.begin(), text.end(), nullptr, false), "both parsers read the same value");
  const std::string canonical = countersign::write_canonical(read.value());
  expect(canonical == text || !is_plain, "what looks canonical is canonical");
  const auto again = countersign::read_json(canonical);
  expect(again.ok() && again.value() == read.value(), "canonical bytes mean the same");
  expect(countersign::write_canonical(again.value()) == canonical, "canonical bytes are canonical");
  return 0;
}
