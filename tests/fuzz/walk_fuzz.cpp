// Arbitrary bytes as the commands of a walk (tests/core/steps.h), through decide and evolve on one request. After every
// command the invariants I1 to I10 are checked as a ledger tells them that does not know the rules; at the end of some walks, that what
// was stored folds to the same request.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>

#include "tests/core/steps.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

using namespace countersign;
using namespace countersign::world;

constexpr std::size_t kMostSteps = 16;

// The whole walk in words, and the end of the program.
[[noreturn]] void report(std::span<const std::uint8_t> bytes, const std::string& objection) {
  std::fprintf(stderr, "broken: %s\n", objection.c_str());
  StepWalk walk(opening_of(bytes));
  std::fprintf(stderr, "%s, in the state %s\n", walk.layout.name.c_str(), word(walk.play.request.state).data());
  for (std::size_t i = 0; i < steps_in(bytes); ++i) {
    const Move move = walk.next(step_of(bytes, i));
    std::fprintf(stderr, "%zu. %s\n", i + 1, told(move, walk.play.now).c_str());
    if (!walk.take(move).empty()) break;
  }
  std::abort();
}

}  // namespace

// Steps are left out, doubled or mixed as steps, so that those behind them stay what they are.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed) {
  const std::size_t steps = steps_in({data, size});
  const bool has_room = size + kStepBytes <= max_size;
  if (steps == 0 || seed % 4 == 0) return LLVMFuzzerMutate(data, size, max_size);
  std::uint8_t* one = data + kOpeningBytes + seed / 4 % steps * kStepBytes;
  const std::uint8_t* other = data + kOpeningBytes + seed / 64 % steps * kStepBytes;
  const std::size_t from_one = static_cast<std::size_t>(data + size - one);
  if (seed % 4 == 1 && has_room) {
    std::uint8_t copied[kStepBytes];
    std::memcpy(copied, other, kStepBytes);
    std::memmove(one + kStepBytes, one, from_one);
    std::memcpy(one, copied, kStepBytes);
    return size + kStepBytes;
  }
  if (seed % 4 == 2 && steps > 1) {
    std::memmove(one, one + kStepBytes, from_one - kStepBytes);
    return size - kStepBytes;
  }
  LLVMFuzzerMutate(one, kStepBytes, kStepBytes);
  return size;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  StepWalk walk(opening_of(bytes));
  for (std::size_t i = 0; i < std::min(steps_in(bytes), kMostSteps); ++i) {
    if (const std::string objection = walk.take(walk.next(step_of(bytes, i))); !objection.empty()) report(bytes, objection);
  }
  // Reading and folding take longer than the walk; the last byte says whether.
  const bool is_stored = size > 0 && data[size - 1] % 64 == 1;
  const std::string objection = is_stored ? walk.play.objection_to_record() : "";
  if (!objection.empty()) report(bytes, objection);
  return 0;
}
