// A small world: a few people, two texts, and every command that any of them could send. Shared by the exhaustive search
// and by the random walks.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/core/cast.h"

namespace countersign::world {

// What is followed besides the gate itself. Views matter where a part has to be opened before deciding.
enum class Interest { gate, questions, views };

struct Layout {
  std::string name;
  List<StageDefinition> stages;
  List<StageDefinition> other_stages;  // what an edit may change the stages to
  Interest interest = Interest::gate;
};

std::vector<Layout> layouts();

struct Move {
  const Actor* who;
  Command command;
  bool is_stale = false;  // a decision on another digest or number than the current: has to be refused, always (I2)
};

const std::vector<const Actor*>& everybody();

// Everything that this person could send to this request, sensible or not.
std::vector<Move> moves_of(const Actor& who, const Request& request, const Layout& layout);

// What an honest host knows at that moment. The same for all commands, but for the challenge.
Context context_of(const Move& move, const Request& request);

}  // namespace countersign::world
