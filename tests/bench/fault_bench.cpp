// Each allocation and each storage call of a story fails once: tests/native/fault_sweep.h says what must hold after each.
#include <dlfcn.h>
#include <execinfo.h>
#include <sqlite3.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string_view>

#include "tests/native/fault_sweep.h"

namespace {

thread_local std::uint64_t allocations_left = 0;  // until the one that fails; 0: all is well
thread_local bool has_failed = false;

std::uint64_t spared = 0;

// nlohmann's JSON values allocate where they are taken apart, and nothing can be thrown there: a failure ends the process.
// The README of native/ says so; here the next allocation fails in its place.
bool is_in_a_destructor_of_json() {
  std::array<void*, 12> frames{};
  const int count = ::backtrace(frames.data(), static_cast<int>(frames.size()));
  for (int i = 0; i < count; ++i) {
    Dl_info found{};
    if (::dladdr(frames[static_cast<std::size_t>(i)], &found) == 0 || found.dli_sname == nullptr) continue;
    const std::string_view name = found.dli_sname;
    if (name.find("10basic_json") != std::string_view::npos && (name.find("7destroy") != std::string_view::npos || name.find("D2Ev") != std::string_view::npos)) return true;
  }
  return false;
}

bool fails_now() {
  if (allocations_left == 0 || --allocations_left > 0) return false;
  if (is_in_a_destructor_of_json()) {
    ++spared;
    allocations_left = 1;
    return false;
  }
  has_failed = true;
  return true;
}

void* allocated(std::size_t size) {
  void* memory = fails_now() ? nullptr : std::malloc(size > 0 ? size : 1);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

sqlite3_mem_methods of_the_system;  // NOLINT: SQLite asks for plain functions

void let_sqlite_fail_too() {
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &of_the_system);
  sqlite3_mem_methods faulty = of_the_system;
  faulty.xMalloc = [](int size) { return fails_now() ? nullptr : of_the_system.xMalloc(size); };
  faulty.xRealloc = [](void* memory, int size) { return fails_now() ? nullptr : of_the_system.xRealloc(memory, size); };
  sqlite3_config(SQLITE_CONFIG_MALLOC, &faulty);
  sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);  // every allocation is one of ours
}

// The number of tests that failed: 0 or 1.
int report(const char* name, const countersign::test::SweepFigures& figures) {
  std::printf("%s: %llu faults in a story of %llu calls, %llu of them refused and then carried out\n", name, static_cast<unsigned long long>(figures.points),
              static_cast<unsigned long long>(figures.deeds), static_cast<unsigned long long>(figures.refused));
  for (const std::string& failure : figures.failures) std::printf("    %s\n", failure.c_str());
  std::fflush(stdout);
  return figures.failures.empty() && figures.refused > 100 ? 0 : 1;
}

}  // namespace

void* operator new(std::size_t size) { return allocated(size); }
void* operator new[](std::size_t size) { return allocated(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

int main() {
  is_in_a_destructor_of_json();  // the first time it needs memory itself
  using namespace countersign::test;
  let_sqlite_fail_too();
  const MemorySupply supply = {[](std::uint64_t n) {
                                 has_failed = false;
                                 allocations_left = n;
                               },
                               [] {
                                 allocations_left = 0;
                                 return has_failed;
                               }};
  const int failed = report("a write or a sync fails", sweep_storage(StorageFault::once)) + report("the disk is full from then on", sweep_storage(StorageFault::lasting)) +
                     report("an allocation fails", sweep_memory(supply));
  std::printf("%llu allocations were spared\n", static_cast<unsigned long long>(spared));
  std::printf("%d passed, %d failed\n", 3 - failed, failed);
  return failed == 0 ? 0 : 1;
}
