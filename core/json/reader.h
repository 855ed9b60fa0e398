// The strict JSON reader: RFC 8259, and besides it refuses what two readers could understand differently. Duplicate
// keys, numbers with a fraction or an exponent or beyond 2^53 - 1, NUL, lone surrogates, invalid UTF-8, a byte order
// mark, anything after the value, and what is too deep or too large. Nothing that was accepted is ambiguous.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/json/value.h"

namespace countersign {

struct ReadLimits {
  std::size_t bytes = limits::kDocumentBytes;
  std::size_t depth = limits::kDepth;  // of nested arrays and objects
  // Other people's JSON: every number that a double can hold, and NUL in a text. The protocol's has neither.
  bool any_value = false;
};

// Errors: json-*, number-*. The pointer names the innermost value that was being read; the detail, the byte.
Result<Json> read_json(std::string_view text, const ReadLimits& limits = {});

}  // namespace countersign
