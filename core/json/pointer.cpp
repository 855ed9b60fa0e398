#include "core/json/pointer.h"

#include "core/base/canonical.h"

namespace countersign {
namespace {

// Our own keys are shorter. Of a key that somebody made up no more than this is told back.
constexpr std::size_t kMostOfAKey = 64;

}  // namespace

std::string Path::pointer() const {
  if (parent == nullptr) return "";
  std::string out = parent->pointer();
  out += '/';
  if (is_index) return out + canonical::integer_text(index);
  for (const char c : key.substr(0, kMostOfAKey)) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace countersign
