// The memory of the C interface where there is an operating system. In the browser: web/memory.cpp.
#include <cstdint>
#include <cstdlib>

#include "core/abi/countersign.h"
#include "core/base/check.h"

void* countersign_alloc(std::uint32_t size) {
  void* memory = std::malloc(size > 0 ? size : 1);
  countersign::check(memory != nullptr);
  return memory;
}

void countersign_free(void* block) { std::free(block); }
