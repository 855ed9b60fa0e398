// Power cuts at some of the storage calls of a story; the suite `power` makes one at each (tests/bench/crash_bench.cpp).
#include <set>

#include "tests/native/crash_story.h"
#include "tests/support/catch.h"

using namespace countersign::test;

namespace {

bool says(const CrashFigures& figures, const std::string& what) {
  for (const std::string& failure : figures.failures) {
    if (failure.find(what) != std::string::npos) return true;
  }
  return false;
}

DiskState written(std::int64_t offset, const std::string& bytes) {
  auto file = std::make_shared<DiskState::File>();
  file->durable = std::make_shared<const std::string>(2048, 'a');
  file->unsynced.push_back(std::make_shared<const DiskState::Change>(DiskState::Change{offset, bytes, StorageCall::write}));
  DiskState disk;
  disk.entries["file"] = {file, file};
  return disk;
}

}  // namespace

TEST_CASE("after a power cut at any storage call nothing that was answered is lost, and nothing is there by half", "[store][crash]") {
  CrashPlan plan;
  plan.every = 23;
  plan.tears = 1;
  const CrashFigures figures = crash_everywhere(plan);
  for (const std::string& failure : figures.failures) UNSCOPED_INFO(failure);
  CHECK(figures.failed == 0);
  CHECK(figures.points > 500);
  CHECK(figures.syncs > 40);
}

TEST_CASE("a disk that lies about a sync loses answered calls, and that is noticed", "[store][crash]") {
  CrashPlan plan;
  plan.every = 23;
  plan.tears = 0;
  plan.sync = Sync::lying;
  const CrashFigures figures = crash_everywhere(plan);
  CHECK(figures.failed > 0);
  for (const std::string& failure : figures.failures) UNSCOPED_INFO(failure);
  CHECK(says(figures, "an event of an answered call is lost"));
}

TEST_CASE("a power cut drops, keeps or tears what was not synced, by sectors and by nothing else", "[store][crash]") {
  const DiskState disk = written(100, std::string(1500, 'b'));
  const auto found = [&disk](PowerCut cut, std::uint64_t seed) { return *after_power_cut(disk, cut, seed).entries.at("file").now->durable; };
  const std::string before(2048, 'a');
  std::string after = before;
  after.replace(100, 1500, 1500, 'b');
  CHECK(found(PowerCut::drops, 0) == before);
  CHECK(found(PowerCut::keeps, 0) == after);
  std::set<std::string> torn;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    torn.insert(found(PowerCut::tears, seed));
    CHECK(found(PowerCut::tears, seed) == found(PowerCut::tears, seed));
  }
  CHECK(torn.count(before) == 1);
  CHECK(torn.size() > 20);
  for (const std::string& each : torn) {
    CHECK(each.substr(0, 100) == before.substr(0, 100));
    CHECK(each.substr(1600) == before.substr(1600));
  }
}
