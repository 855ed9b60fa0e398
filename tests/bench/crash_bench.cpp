// The power fails at every storage call of a story: tests/native/crash_story.h says what must hold after each cut.
//
//     bench_crash_bench [TEARS [N]]      torn disks of each point; each N-th has one that dropped and one that kept everything besides
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "tests/native/crash_story.h"

int main(int argc, char** argv) {
  using namespace countersign::test;
  CrashPlan plan;
  if (argc > 1) plan.tears = std::strtoull(argv[1], nullptr, 10);
  if (argc > 2) plan.whole_every = std::max<std::uint64_t>(1, std::strtoull(argv[2], nullptr, 10));
  const CrashFigures figures = crash_everywhere(plan);
  const auto number = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
  std::printf("power cuts: %llu points (%llu writes, %llu syncs) in a story of %llu calls, %llu events and %llu messages; %llu cuts, %llu of them lost or broke something\n",
              number(figures.points), number(figures.writes), number(figures.syncs), number(figures.answered), number(figures.entries), number(figures.messages),
              number(figures.cuts), number(figures.failed));
  for (const std::string& failure : figures.failures) std::printf("    %s\n", failure.c_str());
  const int failed = figures.failed == 0 && figures.points > 500 ? 0 : 1;
  std::printf("%d passed, %d failed\n", 1 - failed, failed);
  return failed;
}
