// A small world: a few people, a few texts, and every command that any of them could send. Shared by the exhaustive
// search and by the random walks.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/core/cast.h"

namespace countersign::world {

// What is followed besides the gate itself: everything at once would be too much. Commands about the other things are
// tried as well, and what they lead to is not followed.
struct Interest {
  std::size_t versions = 2;
  std::size_t questions = 0;
  std::size_t delegations = 0;  // that hold
  bool views = false;                       // where a part has to be opened before deciding
  bool parts = false;                       // two parts, each of which may change
  bool amounts = false;                     // of which guards depend
  bool silence = false;                     // time passes
};

struct Layout {
  std::string name;
  List<StageDefinition> stages;
  List<StageDefinition> other_stages = {};  // what an edit may change the stages to; empty: no edit
  Interest interest = {};
  SubjectFields fields = {};  // besides: demands, effects, a policy
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
Context context_of(const Move& move, const Request& request, Instant now);

// The moment of a command in a world where time does not matter: a minute for every event.
Instant minute_of(const Request& request);

}  // namespace countersign::world
