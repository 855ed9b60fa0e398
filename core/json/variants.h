// Commands and events are variants: a word says which alternative it is, and each alternative has fields of its own.
#pragma once

#include <array>
#include <cstddef>
#include <utility>
#include <variant>

#include "core/json/shape.h"

namespace countersign {

struct Alternative {
  Fields fields;
  void* (*emplace)(void* variant);          // a blank value of this alternative
  const void* (*get)(const void* variant);  // precondition: it is this alternative
};

template <class Variant, std::size_t kIndex>
constexpr Alternative alternative() {
  using T = std::variant_alternative_t<kIndex, Variant>;
  return {Shape<T>::kFields,
          [](void* variant) -> void* { return &static_cast<Variant*>(variant)->template emplace<kIndex>(); },
          [](const void* variant) -> const void* { return std::get_if<kIndex>(static_cast<const Variant*>(variant)); }};
}

template <class Variant, std::size_t... kIndex>
constexpr auto alternatives(std::index_sequence<kIndex...>) {
  return std::array{alternative<Variant, kIndex>()...};
}

template <class Variant>
inline constexpr auto kAlternatives = alternatives<Variant>(std::make_index_sequence<std::variant_size_v<Variant>>());

}  // namespace countersign
