// The story of server_story.h, in which the n-th allocation or the n-th storage call of every deed fails, for n = 1, 2, 3 and so on until
// it goes through. After each fault: the server runs on, the answer was a proper refusal, the record is what it was (or the call was
// carried out and only its answer was lost, where memory failed), and the same call goes through once the trouble is over. In the
// end the story has come to its end and fsck finds nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace countersign::test {

struct SweepFigures {
  std::uint64_t points = 0;   // faults that happened
  std::uint64_t refused = 0;  // of these, those that the call was refused for
  std::uint64_t deeds = 0;
  std::vector<std::string> failures;  // the first ones, with the deed and n
};

enum class StorageFault {
  once,  // one call fails, and the next one works
  lasting,  // all calls fail from then on, until the trouble is over
};

SweepFigures sweep_storage(StorageFault fault);

// A supply of memory in which the n-th allocation from now on fails, on this thread. For programs that replace operator new.
struct MemorySupply {
  std::function<void(std::uint64_t)> fail_at;
  std::function<bool()> stop;  // whether it has failed
};

SweepFigures sweep_memory(const MemorySupply& supply);

}  // namespace countersign::test
