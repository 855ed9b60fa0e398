// 100,000 single bits that change in a stored log: tests/native/damage.h says what must hold for each of them.
//
//     bench_damage_bench [FLIPS]
#include <cstdio>
#include <cstdlib>

#include "tests/native/damage.h"

namespace {

using countersign::test::DamageFigures;

// The number of tests that failed: 0 or 1.
int report(const char* name, const DamageFigures& figures) {
  std::printf("%s: %llu flips; %llu changed nothing that anybody reads, the store refused after %llu, fsck found %llu\n", name,
              static_cast<unsigned long long>(figures.flips), static_cast<unsigned long long>(figures.without_effect),
              static_cast<unsigned long long>(figures.refused), static_cast<unsigned long long>(figures.found));
  for (const std::string& failure : figures.failures) std::printf("    %s\n", failure.c_str());
  return figures.failures.empty() && figures.found > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t flips = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100'000;
  const int failed = report("everything that belongs to a log", countersign::test::damage_small_log(flips - flips / 10, 1)) +
                     report("tiles and checkpoints", countersign::test::damage_tiles(flips / 10, 2));
  std::printf("%d passed, %d failed\n", 2 - failed, failed);
  return failed == 0 ? 0 : 1;
}
