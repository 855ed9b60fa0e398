// List<T>: a growing sequence, as far as the core needs one. It is std::vector's idea with the work done once for all
// types, through a few functions per type. Why not std::vector: each type that is kept in one costs about a kilobyte of
// WebAssembly, and the core keeps some twenty types in lists.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <new>
#include <utility>

#include "core/base/check.h"

namespace countersign {

// What has to be known of a type to keep items of it.
struct ItemType {
  std::size_t size_bytes;
  void (*make)(void* at);                  // a blank item
  void (*move)(void* at, void* original);  // and the original is gone
  void (*destroy)(void* at);
};

using CopyItem = void (*)(void* at, const void* original);

template <class T>
inline constexpr ItemType kItemType = {
    sizeof(T),
    [](void* at) { new (at) T(); },
    [](void* at, void* original) {
      new (at) T(std::move(*static_cast<T*>(original)));
      static_cast<T*>(original)->~T();
    },
    [](void* at) { static_cast<T*>(at)->~T(); },
};

// The part of a List that does not depend on the type of its items.
class UntypedList {
 public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const void* data() const { return items_; }

  // A blank item at the end. `type` is that of the List.
  void* append(const ItemType& type);

 protected:
  UntypedList() = default;
  UntypedList(const UntypedList&) = delete;
  UntypedList& operator=(const UntypedList&) = delete;
  ~UntypedList() = default;

  void* room_for_one(const ItemType& type);
  void copy_from(const UntypedList& other, const ItemType& type, CopyItem copy);
  void swap_with(UntypedList& other);
  void destroy_all(const ItemType& type);

  void* items_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

template <class T>
class List : public UntypedList {
 public:
  using value_type = T;

  List() = default;
  List(std::initializer_list<T> items) {
    for (const T& item : items) push_back(item);
  }
  List(const List& other) : UntypedList() {
    copy_from(other, kItemType<T>, [](void* at, const void* original) { new (at) T(*static_cast<const T*>(original)); });
  }
  List(List&& other) noexcept { swap_with(other); }
  List& operator=(List other) noexcept {
    swap_with(other);
    return *this;
  }
  ~List() { destroy_all(kItemType<T>); }

  void push_back(T item) { new (room_for_one(kItemType<T>)) T(std::move(item)); }
  T& emplace_back() { return *static_cast<T*>(append(kItemType<T>)); }
  // Precondition: there is an item.
  void pop_back() {
    back().~T();
    --size_;
  }
  void clear() { *this = List(); }

  T* begin() { return static_cast<T*>(items_); }
  T* end() { return begin() + size_; }
  const T* begin() const { return static_cast<const T*>(items_); }
  const T* end() const { return begin() + size_; }

  // Precondition: there is such an item.
  T& operator[](std::size_t index) {
    check(index < size_);
    return begin()[index];
  }
  const T& operator[](std::size_t index) const {
    check(index < size_);
    return begin()[index];
  }
  T& front() { return (*this)[0]; }
  const T& front() const { return (*this)[0]; }
  T& back() { return (*this)[size_ - 1]; }
  const T& back() const { return (*this)[size_ - 1]; }

  bool operator==(const List& other) const {
    if (size_ != other.size_) return false;
    for (std::size_t i = 0; i < size_; ++i) {
      if (!(begin()[i] == other.begin()[i])) return false;
    }
    return true;
  }
};

// Whether one of the items equals this one.
template <class T>
bool contains(const List<T>& list, const T& wanted) {
  for (const T& item : list) {
    if (item == wanted) return true;
  }
  return false;
}

}  // namespace countersign
