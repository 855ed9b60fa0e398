#include "core/base/text.h"

#include <cstdint>

#include "core/base/canonical.h"
#include "core/base/strong_id.h"

namespace countersign {
namespace {

constexpr char32_t kMalformed = 0xFFFFFFFF;

bool is_continuation(unsigned char byte) { return (byte & 0xC0U) == 0x80U; }

// Decodes the code point at `at` and moves past it; kMalformed when there is none.
char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return static_cast<char32_t>(text[at++]);
  std::size_t length = 0;
  char32_t value = 0;
  char32_t smallest = 0;
  if ((lead & 0xE0U) == 0xC0U) {
    length = 2, value = lead & 0x1FU, smallest = 0x80;
  } else if ((lead & 0xF0U) == 0xE0U) {
    length = 3, value = lead & 0x0FU, smallest = 0x800;
  } else if ((lead & 0xF8U) == 0xF0U) {
    length = 4, value = lead & 0x07U, smallest = 0x10000;
  } else {
    return kMalformed;
  }
  if (text.size() - at < length) return kMalformed;
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(byte(at + i))) return kMalformed;
    value = (value << 6U) | (byte(at + i) & 0x3FU);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < smallest || value > 0x10FFFF || surrogate) return kMalformed;
  at += length;
  return value;
}

// White space, controls, and characters that show nothing (soft hyphen, zero-width and direction marks, fillers).
bool is_invisible(char32_t c) {
  if (c <= 0x20 || (c >= 0x7F && c <= 0xA0)) return true;
  switch (c) {
    case 0x00AD:
    case 0x034F:
    case 0x061C:
    case 0x115F:
    case 0x1160:
    case 0x1680:
    case 0x17B4:
    case 0x17B5:
    case 0x2800:
    case 0x3000:
    case 0x3164:
    case 0xFEFF:
    case 0xFFA0:
      return true;
    default:
      break;
  }
  return (c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) ||
         (c >= 0x180B && c <= 0x180F) || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xFFF0 && c <= 0xFFFB) ||
         (c >= 0x1BCA0 && c <= 0x1BCA3) || (c >= 0x1D173 && c <= 0x1D17A) || (c >= 0xE0000 && c <= 0xE0FFF);
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (next_code_point(text, at) == kMalformed) return false;
  }
  return true;
}

std::size_t code_points(std::string_view utf8) {
  std::size_t count = 0;
  for (const char c : utf8) count += is_continuation(static_cast<unsigned char>(c)) ? 0U : 1U;
  return count;
}

bool is_blank(std::string_view utf8) {
  for (std::size_t at = 0; at < utf8.size();) {
    if (!is_invisible(next_code_point(utf8, at))) return false;
  }
  return true;
}

Refusal check_text(std::string_view text, std::size_t max_code_points, Blank blank) {
  if (!is_utf8(text)) return make_error(ErrorCode::json_invalid_utf8);
  if (text.find('\0') != std::string_view::npos) return make_error(ErrorCode::json_nul_character);
  if (blank == Blank::refused && is_blank(text)) return make_error(ErrorCode::text_blank);
  if (code_points(text) > max_code_points) {
    return make_error(ErrorCode::text_too_long, "", canonical::joined({"At most ", canonical::integer_text(max_code_points), " characters."}));
  }
  return std::nullopt;
}

bool is_id(std::string_view text) {
  if (text.empty() || text.size() > limits::kId) return false;
  for (const char c : text) {
    const bool letter_or_digit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter_or_digit && std::string_view("._:@+-").find(c) == std::string_view::npos) return false;
  }
  return true;
}

}  // namespace countersign
