// One byte range of a representation (RFC 9110, section 14).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace countersign {

struct ByteRange {
  std::int64_t first = 0;
  std::int64_t size = 0;
};

enum class RangeOutcome { whole, part, unsatisfiable };

struct RangeAnswer {
  RangeOutcome outcome = RangeOutcome::whole;
  ByteRange range;
};

// What a Range header asks of `total` bytes. Several ranges, other units and malformed headers are answered with
// the whole, as the standard allows.
RangeAnswer answer_range(std::optional<std::string_view> header, std::int64_t total);

}  // namespace countersign
