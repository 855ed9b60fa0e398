#include "core/base/canonical.h"

namespace countersign::canonical {
namespace {

// Appends what stands for a character that may not stand for itself (RFC 8785 section 3.2.2.2).
void append_escaped(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\t': out += "\\t"; return;
    case '\n': out += "\\n"; return;
    case '\f': out += "\\f"; return;
    case '\r': out += "\\r"; return;
    default:
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4U];
      out += kHex[static_cast<unsigned char>(c) & 15U];
  }
}

}  // namespace

void append_string(std::string& out, std::string_view utf8) {
  out += '"';
  std::size_t plain_from = 0;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const char c = utf8[i];
    const bool plain = static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
    if (plain) continue;
    out.append(utf8, plain_from, i - plain_from);
    append_escaped(out, c);
    plain_from = i + 1;
  }
  out.append(utf8, plain_from, utf8.size() - plain_from);
  out += '"';
}

// std::to_string would bring tables that make the WebAssembly larger than this loop.
void append_integer(std::string& out, std::int64_t value) {
  char digits[20];
  std::size_t at = sizeof digits;
  auto rest = static_cast<std::uint64_t>(value);
  if (value < 0) rest = 0 - rest;
  do {
    digits[--at] = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest > 0);
  if (value < 0) out += '-';
  out.append(digits + at, sizeof digits - at);
}

std::string integer_text(std::size_t value) {
  std::string out;
  append_integer(out, static_cast<std::int64_t>(value));
  return out;
}

std::string item(std::string_view list, std::size_t index) { return joined({list, "/", integer_text(index)}); }

std::string joined(std::initializer_list<std::string_view> texts) {
  std::string out;
  for (const std::string_view text : texts) out += text;
  return out;
}

}  // namespace countersign::canonical
