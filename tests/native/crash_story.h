// The story of server_story.h, with a power cut at every storage call of it.
//
// After each cut the store is opened again, and:
// - every call that had been answered is there: the same call gets the same bytes; sessions, keys, links, tenants, webhooks and files are
//   known, and what was revoked is not;
// - every event has its messages in the outbox, and no event that is not there; what was delivered stays it, and the rest is to be had;
// - the call that was cut off is there whole or not at all;
// - fsck finds nothing, SQLite finds nothing, and the log has no more entries than calls were made;
// - the story goes on to its end, and then the log has the same root as without a cut.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/native/crash_vfs.h"

namespace countersign::test {

struct CrashFigures {
  std::uint64_t points = 0;  // storage calls of the story
  std::uint64_t writes = 0;
  std::uint64_t syncs = 0;
  std::uint64_t cuts = 0;      // that were made: points times ways
  std::uint64_t answered = 0;  // calls of the story
  std::uint64_t entries = 0;   // of the log at its end
  std::uint64_t messages = 0;  // in the outbox at its end
  std::uint64_t failed = 0;
  std::vector<std::string> failures;  // the first ones, with the point and the seed
};

enum class Sync { honest, lying };

struct CrashPlan {
  std::uint64_t every = 1;       // each n-th point
  std::uint64_t tears = 2;       // torn disks of each point
  std::uint64_t whole_every = 1;  // each n-th point has one that dropped and one that kept everything besides
  std::uint64_t seed = 20261122;  // of the tears
  Sync sync = Sync::honest;
};

CrashFigures crash_everywhere(const CrashPlan& plan);

}  // namespace countersign::test
