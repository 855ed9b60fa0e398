// Who did something, and when, as it travels in a state.
#pragma once

#include "core/json/type_shapes.h"

namespace countersign {

template <>
struct Shape<Signature> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD(Signature, by, "by"), COUNTERSIGN_FIELD(Signature, at, "at")});
};

}  // namespace countersign
