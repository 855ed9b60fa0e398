// Flips single bits in the pages of a stored log, one after the other, and looks at what everybody who reads it then gets.
//
// The log is one that the server has made, over HTTP. For every flip must hold:
//   - what the server answers is what it answered before, or holds by itself (a receipt under an earlier checkpoint), or
//     it is a refusal;
//   - where anybody would read anything else than before, or nothing, fsck has a finding, too.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace countersign::test {

struct DamageFigures {
  std::uint64_t flips = 0;
  std::uint64_t without_effect = 0;  // everybody reads what was there before
  std::uint64_t refused = 0;         // by the store, which cannot be opened any more
  std::uint64_t found = 0;           // by fsck
  std::vector<std::string> failures;  // the first ones: what was flipped, and what was wrong then
};

// A small log, of a decision and what goes with it: flips in everything that belongs to it.
DamageFigures damage_small_log(std::uint64_t flips, std::uint64_t seed);
// A log that is longer than a tile is wide: flips in its tiles and checkpoints.
DamageFigures damage_tiles(std::uint64_t flips, std::uint64_t seed);

}  // namespace countersign::test
