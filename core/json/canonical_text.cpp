#include "core/json/canonical_text.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/base/limits.h"
#include "core/base/text.h"

namespace countersign {
namespace {

constexpr std::uint64_t kEach = 0x0101010101010101;
constexpr std::uint64_t kTops = 0x8080808080808080;

constexpr std::uint64_t zeros_of(std::uint64_t bytes) { return (bytes - kEach) & ~bytes & kTops; }

// Whether one of eight bytes is no plain character of a text: a quote, a backslash, a control or beyond ASCII.
bool has_special(const char* bytes) {
  std::uint64_t eight = 0;
  std::memcpy(&eight, bytes, sizeof eight);
  const std::uint64_t controls = (eight - kEach * 0x20) & ~eight;
  return ((eight | controls | zeros_of(eight ^ kEach * '"') | zeros_of(eight ^ kEach * '\\')) & kTops) != 0;
}

class Look {
 public:
  explicit Look(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool is_canonical() { return value(0) && at_ == end_; }

 private:
  bool take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  bool word(std::string_view word) {
    if (static_cast<std::size_t>(end_ - at_) < word.size() || std::memcmp(at_, word.data(), word.size()) != 0) return false;
    at_ += word.size();
    return true;
  }

  bool value(std::size_t depth) {
    if (at_ == end_) return false;
    switch (*at_) {
      case '{': return object(depth + 1);
      case '[': return array(depth + 1);
      case '"': return string();
      case 't': return word("true");
      case 'f': return word("false");
      case 'n': return word("null");
      default: return integer();
    }
  }

  // Keys of ASCII alone: then the order of their bytes is that of RFC 8785.
  bool object(std::size_t depth) {
    if (depth > limits::kDepth) return false;
    ++at_;
    if (take('}')) return true;
    std::string_view last;
    bool is_first = true;
    do {
      const char* const from = at_;
      if (!take('"') || !skip_plain() || !take('"')) return false;
      const std::string_view key(from + 1, static_cast<std::size_t>(at_ - from - 2));
      if (!is_first && key <= last) return false;
      is_first = false;
      last = key;
      if (!take(':') || !value(depth)) return false;
    } while (take(','));
    return take('}');
  }

  bool array(std::size_t depth) {
    if (depth > limits::kDepth) return false;
    ++at_;
    if (take(']')) return true;
    do {
      if (!value(depth)) return false;
    } while (take(','));
    return take(']');
  }

  // As far as the characters stand for themselves and are ASCII. True, for use in conditions.
  bool skip_plain() {
    while (end_ - at_ >= 8 && !has_special(at_)) at_ += 8;
    while (at_ != end_ && *at_ >= 0x20 && *at_ != '"' && *at_ != '\\' && static_cast<unsigned char>(*at_) < 0x80) ++at_;
    return true;
  }

  bool string() {
    ++at_;
    const char* from = at_;
    bool is_ascii = true;
    while (skip_plain() && at_ != end_ && *at_ != '"') {
      const auto byte = static_cast<unsigned char>(*at_);
      if (byte < 0x20) return false;
      is_ascii = is_ascii && byte < 0x80;
      if (byte == '\\' && !escape()) return false;
      ++at_;
    }
    return at_ != end_ && (is_ascii || is_utf8({from, static_cast<std::size_t>(at_ - from)})) && take('"');
  }

  // One that RFC 8785 wants. Controls without a letter of their own are left to the reader.
  bool escape() { return ++at_ != end_ && std::string_view("\"\\bfnrt").find(*at_) != std::string_view::npos; }

  bool integer() {
    constexpr int kSafeDigits = 15;
    const bool is_negative = take('-');
    const char* const from = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    const auto digits = at_ - from;
    if (digits == 0 || digits > kSafeDigits) return false;
    return *from != '0' || (digits == 1 && !is_negative);
  }

  const char* at_;
  const char* end_;
};

}  // namespace

bool is_plainly_canonical(std::string_view text) { return text.size() <= limits::kDocumentBytes && Look(text).is_canonical(); }

}  // namespace countersign
