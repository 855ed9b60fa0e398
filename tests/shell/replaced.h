// Texts with one thing changed.
#pragma once

#include <cstddef>
#include <string>

#include "tests/support/catch.h"

namespace countersign::shell {

// `text` with the first `old_text`, which has to be there, replaced.
inline std::string replaced_once(std::string text, const std::string& old_text, const std::string& new_text) {
  const std::size_t at = text.find(old_text);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old_text.size(), new_text);
}

}  // namespace countersign::shell
