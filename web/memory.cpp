// Memory in WebAssembly. Every call of the core is stateless: it leaves nothing behind but its answer. So memory is handed
// out upwards and never given back piece by piece; when the caller has freed all the blocks that it holds, all of it is
// free again. Freeing costs nothing, which makes the module faster, and smaller by a twentieth: no code for destruction
// is left in it.
#include <cstddef>
#include <cstdint>
#include <new>

#include "core/abi/countersign.h"

extern "C" unsigned char __heap_base;  // set by the linker: where the module's own data ends

namespace {

constexpr std::size_t kPageBytes = 65536;
constexpr std::size_t kPagesAhead = 16;
constexpr std::uintptr_t kAlignment = 16;

std::uintptr_t next_free = 0;
std::size_t blocks_held = 0;  // by the caller

void* take(std::size_t size) {
  if (next_free == 0) next_free = reinterpret_cast<std::uintptr_t>(&__heap_base);
  const std::uintptr_t at = (next_free + kAlignment - 1) & ~(kAlignment - 1);
  const std::uintptr_t end = at + size;
  const std::size_t memory_bytes = __builtin_wasm_memory_size(0) * kPageBytes;
  if (end < at) __builtin_trap();
  if (end > memory_bytes) {
    const std::size_t pages = (end - memory_bytes + kPageBytes - 1) / kPageBytes + kPagesAhead;
    if (__builtin_wasm_memory_grow(0, pages) == SIZE_MAX) __builtin_trap();
  }
  next_free = end;
  return reinterpret_cast<void*>(at);
}

}  // namespace

void* countersign_alloc(std::uint32_t size) {
  ++blocks_held;
  return take(size);
}

void countersign_free(void* block) {
  if (block == nullptr || blocks_held == 0) return;
  if (--blocks_held == 0) next_free = 0;
}

extern "C" {
void* malloc(std::size_t size) { return take(size); }
void free(void*) {}
}
void* operator new(std::size_t size) { return take(size); }
void operator delete(void*) noexcept {}
void operator delete(void*, std::size_t) noexcept {}
