#include "core/json/reader.h"

#include <cstdint>
#include <string>

#include "core/base/canonical.h"
#include "core/base/text.h"
#include "core/json/number.h"
#include "core/json/pointer.h"

namespace countersign {
namespace {

void append_utf8(std::string& out, std::uint32_t c) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0U | (c >> 6U)), put(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    put(0xE0U | (c >> 12U)), put(0x80U | ((c >> 6U) & 0x3FU)), put(0x80U | (c & 0x3FU));
  } else {
    put(0xF0U | (c >> 18U)), put(0x80U | ((c >> 12U) & 0x3FU)), put(0x80U | ((c >> 6U) & 0x3FU)), put(0x80U | (c & 0x3FU));
  }
}

// Recursive descent. Every function answers false after the first refusal, which is kept in error_.
class Parser {
 public:
  Parser(std::string_view text, const ReadLimits& limits) : text_(text), limits_(limits) {}

  Result<Json> document() {
    if (text_.size() > limits_.bytes) return make_error(ErrorCode::json_too_large);
    const Path root;
    Json value;
    if (!read_value(value, root, 0)) return *std::move(error_);
    skip_space();
    if (at_ != text_.size()) {
      refuse(ErrorCode::json_trailing_bytes, root);
      return *std::move(error_);
    }
    return value;
  }

 private:
  bool refuse(ErrorCode code, const Path& path) {
    error_ = Error{code, path.pointer(), canonical::joined({"At byte ", canonical::integer_text(at_), "."})};
    return false;
  }

  bool has_more() const { return at_ < text_.size(); }
  bool next_is(char c) const { return has_more() && text_[at_] == c; }

  bool take(char c) {
    if (!next_is(c)) return false;
    ++at_;
    return true;
  }

  void skip_space() {
    while (has_more() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r')) ++at_;
  }

  bool read_value(Json& value, const Path& path, std::size_t depth) {
    skip_space();
    if (!has_more()) return refuse(ErrorCode::json_syntax, path);
    switch (text_[at_]) {
      case '{': return read_object(value, path, depth + 1);
      case '[': return read_array(value, path, depth + 1);
      case '"': value = std::string(); return read_string(value.get_ref<std::string&>(), path);
      case 't': value = true; return read_word("true", path);
      case 'f': value = false; return read_word("false", path);
      case 'n': value = nullptr; return read_word("null", path);
      default: return read_number(value, path);
    }
  }

  bool read_word(std::string_view word, const Path& path) {
    if (text_.substr(at_, word.size()) != word) return refuse(ErrorCode::json_syntax, path);
    at_ += word.size();
    return true;
  }

  bool read_object(Json& value, const Path& path, std::size_t depth) {
    if (depth > limits_.depth) return refuse(ErrorCode::json_too_deep, path);
    value = Json(Json::value_t::object);  // Json::object() would bring initializer lists and copies along
    auto& members = value.get_ref<Json::object_t&>();
    ++at_;
    skip_space();
    if (take('}')) return true;
    while (true) {
      skip_space();
      std::string key;
      if (!next_is('"')) return refuse(ErrorCode::json_syntax, path);
      if (!read_string(key, path)) return false;
      skip_space();
      if (!take(':')) return refuse(ErrorCode::json_syntax, path);
      const auto [member, is_new] = members.emplace(std::move(key), Json());
      const Path inner = path.child(member->first);
      if (!is_new) return refuse(ErrorCode::json_duplicate_key, inner);
      if (!read_value(member->second, inner, depth)) return false;
      skip_space();
      if (take('}')) return true;
      if (!take(',')) return refuse(ErrorCode::json_syntax, path);
    }
  }

  bool read_array(Json& value, const Path& path, std::size_t depth) {
    if (depth > limits_.depth) return refuse(ErrorCode::json_too_deep, path);
    value = Json(Json::value_t::array);
    auto& items = value.get_ref<Json::array_t&>();
    ++at_;
    skip_space();
    if (take(']')) return true;
    while (true) {
      items.emplace_back();
      if (!read_value(items.back(), path.item(items.size() - 1), depth)) return false;
      skip_space();
      if (take(']')) return true;
      if (!take(',')) return refuse(ErrorCode::json_syntax, path);
    }
  }

  bool read_string(std::string& out, const Path& path) {
    ++at_;
    while (true) {
      const std::size_t from = at_;
      bool ascii = true;
      while (has_more() && text_[at_] != '"' && text_[at_] != '\\' && static_cast<unsigned char>(text_[at_]) >= 0x20) {
        ascii = ascii && static_cast<unsigned char>(text_[at_]) < 0x80;
        ++at_;
      }
      const std::string_view plain = text_.substr(from, at_ - from);
      if (!ascii && !is_utf8(plain)) return refuse(ErrorCode::json_invalid_utf8, path);
      out.append(plain);
      if (take('"')) return true;
      if (!next_is('\\')) return refuse(next_is('\0') ? ErrorCode::json_nul_character : ErrorCode::json_syntax, path);
      if (!read_escape(out, path)) return false;
    }
  }

  bool read_escape(std::string& out, const Path& path) {
    ++at_;
    if (!has_more()) return refuse(ErrorCode::json_syntax, path);
    const char c = text_[at_++];
    switch (c) {
      case '"':
      case '\\':
      case '/': out += c; return true;
      case 'b': out += '\b'; return true;
      case 'f': out += '\f'; return true;
      case 'n': out += '\n'; return true;
      case 'r': out += '\r'; return true;
      case 't': out += '\t'; return true;
      case 'u': return read_unicode_escape(out, path);
      default: --at_; return refuse(ErrorCode::json_syntax, path);
    }
  }

  bool read_unicode_escape(std::string& out, const Path& path) {
    std::uint32_t unit = 0;
    if (!read_four_hex(unit, path)) return false;
    if (unit == 0 && !limits_.any_value) return refuse(ErrorCode::json_nul_character, path);
    const bool low_alone = unit >= 0xDC00 && unit <= 0xDFFF;
    if (low_alone) return refuse(ErrorCode::json_invalid_utf8, path);
    const bool high = unit >= 0xD800 && unit <= 0xDBFF;
    if (high) {
      if (text_.substr(at_, 2) != "\\u") return refuse(ErrorCode::json_invalid_utf8, path);
      at_ += 2;
      std::uint32_t low = 0;
      if (!read_four_hex(low, path)) return false;
      if (low < 0xDC00 || low > 0xDFFF) return refuse(ErrorCode::json_invalid_utf8, path);
      unit = 0x10000U + ((unit - 0xD800U) << 10U) + (low - 0xDC00U);
    }
    append_utf8(out, unit);
    return true;
  }

  bool read_four_hex(std::uint32_t& value, const Path& path) {
    for (int i = 0; i < 4; ++i) {
      if (!has_more()) return refuse(ErrorCode::json_syntax, path);
      const char c = text_[at_];
      std::uint32_t digit = 0;
      if (is_digit(c)) {
        digit = static_cast<std::uint32_t>(c - '0');
      } else if (c >= 'a' && c <= 'f') {
        digit = static_cast<std::uint32_t>(c - 'a') + 10U;
      } else if (c >= 'A' && c <= 'F') {
        digit = static_cast<std::uint32_t>(c - 'A') + 10U;
      } else {
        return refuse(ErrorCode::json_syntax, path);
      }
      value = value * 16U + digit;
      ++at_;
    }
    return true;
  }

  bool read_number(Json& value, const Path& path) {
    const std::size_t start = at_;
    const bool negative = take('-');
    if (!has_more() || !is_digit(text_[at_])) return refuse(ErrorCode::json_syntax, path);
    const bool leading_zero = text_[at_] == '0';
    std::int64_t number = 0;
    bool in_range = true;
    const std::size_t from = at_;
    while (has_more() && is_digit(text_[at_])) {
      if (in_range) number = number * 10 + (text_[at_] - '0');
      in_range = in_range && number <= limits::kInteger;
      ++at_;
    }
    if (leading_zero && at_ - from > 1) return refuse(ErrorCode::json_syntax, path);
    const std::size_t integer_end = at_;
    if (!skip_fraction_and_exponent()) return refuse(ErrorCode::json_syntax, path);
    const bool is_integer = at_ == integer_end;
    if (limits_.any_value && !(is_integer && in_range)) return read_any_number(text_.substr(start, at_ - start), value, path);
    if (!is_integer) return refuse(ErrorCode::number_not_integer, path);
    if (!in_range) return refuse(ErrorCode::number_out_of_range, path);
    value = negative ? -number : number;
    return true;
  }

  bool read_any_number(std::string_view text, Json& value, const Path& path) {
    double number = 0;
    if (!read_double(text, number)) return refuse(ErrorCode::number_out_of_range, path);
    value = number;
    return true;
  }

  // False when they are not well formed. Well-formed ones are JSON, but not the protocol's.
  bool skip_fraction_and_exponent() {
    if (take('.') && !skip_digits()) return false;
    if (!take('e') && !take('E')) return true;
    if (!take('+')) take('-');
    return skip_digits();
  }

  bool skip_digits() {
    const std::size_t from = at_;
    while (has_more() && is_digit(text_[at_])) ++at_;
    return at_ > from;
  }

  std::string_view text_;
  const ReadLimits& limits_;
  std::size_t at_ = 0;
  Refusal error_;
};

}  // namespace

const Json* find_member(const Json& json, std::string_view key) {
  const auto* members = json.get_ptr<const Json::object_t*>();
  if (members == nullptr) return nullptr;
  const auto found = members->find(key);
  return found == members->end() ? nullptr : &found->second;
}

Result<Json> read_json(std::string_view text, const ReadLimits& limits) { return Parser(text, limits).document(); }

}  // namespace countersign
