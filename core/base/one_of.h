// OneOf<T...>: a value of one of several types, kept behind a pointer. Why not std::variant: it writes the code to move and
// destroy all alternatives wherever one is held, also in a program that only ever makes a few of them.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "core/base/check.h"

namespace countersign {

template <class... T>
class OneOf {
 public:
  static constexpr std::size_t kSize = sizeof...(T);

  // The place of U among the types.
  template <class U>
  static constexpr std::size_t kIndex = [] {
    std::size_t index = 0;
    static_cast<void>(((std::is_same_v<T, U> ? true : (++index, false)) || ...));
    return index;
  }();

  OneOf() = default;  // nothing: index() is kSize
  template <class U>
  requires((std::same_as<T, std::remove_cvref_t<U>> || ...))
  OneOf(U&& value) { hold<std::remove_cvref_t<U>>(std::forward<U>(value)); }  // NOLINT: conversion is the point
  OneOf(const OneOf& other) { static_cast<void>((copy_if_it_is<T>(other) || ...)); }
  OneOf(OneOf&& other) noexcept { swap(other); }
  OneOf& operator=(OneOf other) noexcept {
    swap(other);
    return *this;
  }
  ~OneOf() {
    if (object_ != nullptr) destroy_(object_);
  }

  template <class U>
  U& emplace() {
    OneOf made{};
    made.template hold<U>();
    swap(made);
    return *static_cast<U*>(object_);
  }

  // A blank value of the type at this place.
  void* emplace(std::size_t index) {
    static_cast<void>(((index == kIndex<T> && (emplace<T>(), true)) || ...));
    return object_;
  }

  std::size_t index() const { return index_; }
  const void* object() const { return object_; }
  void* object() { return object_; }

 private:
  template <class U, class... Value>
  void hold(Value&&... value) {
    object_ = new U{std::forward<Value>(value)...};
    destroy_ = [](void* object) { delete static_cast<U*>(object); };
    index_ = static_cast<std::uint8_t>(kIndex<U>);
  }

  template <class U>
  bool copy_if_it_is(const OneOf& other) {
    if (other.index_ != kIndex<U>) return false;
    hold<U>(*static_cast<const U*>(other.object_));
    return true;
  }

  void swap(OneOf& other) noexcept {
    std::swap(object_, other.object_);
    std::swap(destroy_, other.destroy_);
    std::swap(index_, other.index_);
  }

  void* object_ = nullptr;
  void (*destroy_)(void* object) = nullptr;
  std::uint8_t index_ = static_cast<std::uint8_t>(kSize);
};

template <class Variant, class T>
inline constexpr std::size_t kIndexOf = Variant::template kIndex<T>;

template <class U, class... T>
bool holds(const OneOf<T...>& one) {
  return one.index() == OneOf<T...>::template kIndex<U>;
}

// nullptr when it is something else.
template <class U, class... T>
const U* get_if(const OneOf<T...>* one) {
  return holds<U>(*one) ? static_cast<const U*>(one->object()) : nullptr;
}
template <class U, class... T>
U* get_if(OneOf<T...>* one) {
  return holds<U>(*one) ? static_cast<U*>(one->object()) : nullptr;
}

// Precondition: it is a U.
template <class U, class... T>
const U& get(const OneOf<T...>& one) {
  check(holds<U>(one));
  return *static_cast<const U*>(one.object());
}
template <class U, class... T>
U& get(OneOf<T...>& one) {
  check(holds<U>(one));
  return *static_cast<U*>(one.object());
}

// visitor(value), for whatever it is. Precondition: it is something.
template <class Visitor, class First, class... T>
decltype(auto) visit(Visitor&& visitor, const OneOf<First, T...>& one) {
  using Returned = std::invoke_result_t<Visitor&, const First&>;
  using Call = Returned (*)(Visitor& visitor, const void* object);
  constexpr Call kCalls[] = {
      [](Visitor& to, const void* object) -> Returned { return to(*static_cast<const First*>(object)); },
      [](Visitor& to, const void* object) -> Returned { return to(*static_cast<const T*>(object)); }...};
  check(one.index() < OneOf<First, T...>::kSize);
  return kCalls[one.index()](visitor, one.object());
}

}  // namespace countersign
