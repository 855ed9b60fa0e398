// Every storage call of a story fails once; the suite `faults` has allocations fail, too (tests/bench/fault_bench.cpp).
#include "tests/native/fault_sweep.h"
#include "tests/support/catch.h"

using namespace countersign::test;

namespace {

void check_sweep(const SweepFigures& figures) {
  for (const std::string& failure : figures.failures) UNSCOPED_INFO(failure);
  CHECK(figures.failures.empty());
  CHECK(figures.deeds > 30);
  CHECK(figures.refused > 500);
}

}  // namespace

TEST_CASE("a write or a sync that fails is a refusal that changes nothing, and the same call goes through afterwards", "[store][faults]") {
  check_sweep(sweep_storage(StorageFault::once));
}

TEST_CASE("likewise a disk that is full for a while", "[store][faults]") { check_sweep(sweep_storage(StorageFault::lasting)); }
