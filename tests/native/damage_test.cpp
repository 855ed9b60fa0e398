// A disk that changes single bits. The suite `damage` flips 100,000 with the release build (tests/bench/damage_bench.cpp).
#include "tests/native/damage.h"

#include <cstdlib>

#include "tests/support/catch.h"

using namespace countersign::test;

namespace {

// COUNTERSIGN_TEST_BIT_FLIPS says how many.
std::uint64_t flips() {
  const char* wanted = std::getenv("COUNTERSIGN_TEST_BIT_FLIPS");
  return wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 1000;
}

void check_figures(const DamageFigures& figures) {
  for (const std::string& failure : figures.failures) UNSCOPED_INFO(failure);
  CHECK(figures.failures.empty());
  CHECK(figures.found > figures.flips / 20);
}

}  // namespace

TEST_CASE("of single bits that change in a stored log, none is served as valid, and fsck finds each that matters", "[log]") {
  check_figures(damage_small_log(flips(), 1));
}

TEST_CASE("likewise in the tiles of a log that is longer than a tile is wide", "[log]") { check_figures(damage_tiles(flips() / 5, 2)); }
