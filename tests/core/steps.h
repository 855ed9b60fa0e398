// A walk written in bytes. Any bytes are a walk: a fuzzer makes them, and rapidcheck makes them and shrinks them. Zero is
// the plainest of every choice, so that a shrunk walk is a plain one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "tests/core/play.h"

namespace countersign::world {

// One command: by whom, what, about which of several things, in which of several ways, and how much later.
struct Step {
  std::uint8_t verb = 0;
  std::uint8_t who = 0;
  std::uint8_t which = 0;
  std::uint8_t how = 0;
  std::uint8_t later = 0;
};
inline constexpr std::size_t kStepBytes = 5;

// Where a walk begins: the stages of one layout, the demands, effects and policy of another, and how far it has come.
struct Opening {
  std::uint8_t stages = 0;
  std::uint8_t fields = 0;
  std::uint8_t progress = 0;
};
inline constexpr std::size_t kOpeningBytes = 3;

class StepWalk {
 public:
  explicit StepWalk(const Opening& opening);

  // The command that this step is here and now; the time has passed.
  Move next(const Step& step);
  // What is wrong with what it did; "" when nothing is.
  std::string take(const Move& move) { return play.take(move); }

  Play play;
  const Layout& layout;
};

// The walk that these bytes are: the opening, then step by step; what is left over is no step.
Opening opening_of(std::span<const std::uint8_t> bytes);
Step step_of(std::span<const std::uint8_t> bytes, std::size_t number);
std::size_t steps_in(std::span<const std::uint8_t> bytes);

// A move in one line, as a person would read it.
std::string told(const Move& move, Instant now);

}  // namespace countersign::world
