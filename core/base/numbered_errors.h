// How the parts of the error table are written: each row with its code, so that the compiler can see that it stands there.
#pragma once

#include <array>
#include <cstddef>

#include "core/base/error_code.h"

namespace countersign {

struct NumberedErrorRow {
  ErrorCode code;
  std::string_view word;
  std::uint16_t status;
  std::string_view title;
};

// Whether the rows list the codes from `first` on, in the order of ErrorCode.
template <std::size_t kCount>
constexpr bool stand_at_their_code(const std::array<NumberedErrorRow, kCount>& rows, std::size_t first) {
  for (std::size_t i = 0; i < kCount; ++i) {
    if (static_cast<std::size_t>(rows[i].code) != first + i) return false;
  }
  return true;
}

template <std::size_t kCount>
constexpr std::array<ErrorRow, kCount> without_codes(const std::array<NumberedErrorRow, kCount>& rows) {
  std::array<ErrorRow, kCount> plain{};
  for (std::size_t i = 0; i < kCount; ++i) plain[i] = {rows[i].word, rows[i].status, rows[i].title};
  return plain;
}

}  // namespace countersign
