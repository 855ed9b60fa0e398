#include "core/json/pointer.h"

#include "core/base/canonical.h"

namespace countersign {

std::string Path::pointer() const {
  if (parent == nullptr) return "";
  std::string out = parent->pointer();
  out += '/';
  if (is_index) return out + canonical::integer_text(index);
  for (const char c : key) {
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
