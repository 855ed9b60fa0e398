#include "core/metrics/statistics.h"

#include "core/base/check.h"

namespace countersign {

std::int64_t permille(std::int64_t count, std::int64_t of) {
  check(of > 0 && count >= 0 && count <= of);
  return count * 1000 / of;
}

}  // namespace countersign
