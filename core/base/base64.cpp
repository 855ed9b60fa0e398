#include "core/base/base64.h"

#include <sodium/utils.h>

#include <algorithm>

namespace countersign {
namespace {

std::string text_of(std::string_view bytes, int variant) {
  // libsodium writes a NUL behind the text.
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), variant);
  text.pop_back();
  return text;
}

Result<std::string> bytes_of(std::string_view text, int variant, std::string_view refusal) {
  // libsodium takes some bytes beyond ASCII for digits, where `char` has a sign.
  const bool is_ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!is_ascii) return make_error(ErrorCode::invalid_format, {}, refusal);
  std::string bytes(text.size() / 4 * 3 + 2, '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(),
                                       nullptr, &size, &end, variant);
  if (failed != 0 || end != text.data() + text.size()) return make_error(ErrorCode::invalid_format, {}, refusal);
  bytes.resize(size);
  return bytes;
}

}  // namespace

std::string base64(std::string_view bytes) { return text_of(bytes, sodium_base64_VARIANT_ORIGINAL); }

Result<std::string> bytes_from_base64(std::string_view text) {
  return bytes_of(text, sodium_base64_VARIANT_ORIGINAL, "This is not Base64 with its padding.");
}

std::string base64url(std::string_view bytes) { return text_of(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING); }

Result<std::string> bytes_from_base64url(std::string_view text) {
  return bytes_of(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING, "This is not Base64 for URLs without padding.");
}

}  // namespace countersign
