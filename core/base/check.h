// check(): a programmer's promise, verified in every build. A broken promise stops the process (a trap in wasm),
// because going on with a wrong record is worse than stopping. Never used on input: bad input is an Error.
#pragma once

#include <cstdlib>

namespace countersign {

inline void check(bool promise) {
  if (!promise) [[unlikely]] {
    std::abort();
  }
}

}  // namespace countersign
