#include "core/json/pointer.h"

#include "core/base/canonical.h"

namespace countersign {
namespace {

// Our own keys are shorter. Of a key that somebody made up no more than this is told back.
constexpr std::size_t kMostOfAKey = 64;

// At most that many bytes, and never a part of a character: a refusal is UTF-8 like everything else.
std::string_view beginning(std::string_view key) {
  if (key.size() <= kMostOfAKey) return key;
  std::size_t length = kMostOfAKey;
  while (length > 0 && (static_cast<unsigned char>(key[length]) & 0xC0U) == 0x80U) --length;
  return key.substr(0, length);
}

}  // namespace

std::string Path::pointer() const {
  if (parent == nullptr) return "";
  std::string out = parent->pointer();
  out += '/';
  if (is_index) return out + canonical::integer_text(index);
  for (const char c : beginning(key)) {
    const bool escaped = c == '~' || c == '/';
    if (escaped) out += '~';
    out += escaped ? (c == '~' ? '0' : '1') : c;
  }
  return out;
}

}  // namespace countersign
