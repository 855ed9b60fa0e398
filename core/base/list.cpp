#include "core/base/list.h"

#include <cstdlib>

namespace countersign {
namespace {

char* item_at(void* items, std::size_t index, const ItemType& type) {
  return static_cast<char*>(items) + index * type.size_bytes;
}

void* allocate(std::size_t count, const ItemType& type) {
  void* memory = std::malloc(count * type.size_bytes);
  check(memory != nullptr);
  return memory;
}

}  // namespace

void* UntypedList::room_for_one(const ItemType& type) {
  if (size_ == capacity_) {
    const std::size_t capacity = capacity_ == 0 ? 4 : 2 * capacity_;
    void* items = allocate(capacity, type);
    for (std::size_t i = 0; i < size_; ++i) type.move(item_at(items, i, type), item_at(items_, i, type));
    std::free(items_);
    items_ = items;
    capacity_ = capacity;
  }
  return item_at(items_, size_++, type);
}

void* UntypedList::append(const ItemType& type) {
  void* item = room_for_one(type);
  type.make(item);
  return item;
}

void UntypedList::copy_from(const UntypedList& other, const ItemType& type, CopyItem copy) {
  if (other.empty()) return;
  items_ = allocate(other.size_, type);
  capacity_ = other.size_;
  for (; size_ < other.size_; ++size_) copy(item_at(items_, size_, type), item_at(other.items_, size_, type));
}

void UntypedList::swap_with(UntypedList& other) {
  std::swap(items_, other.items_);
  std::swap(size_, other.size_);
  std::swap(capacity_, other.capacity_);
}

void UntypedList::destroy_all(const ItemType& type) {
  for (std::size_t i = 0; i < size_; ++i) type.destroy(item_at(items_, i, type));
  std::free(items_);
}

}  // namespace countersign
