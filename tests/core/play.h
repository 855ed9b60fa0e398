// One request under way. Whatever is sent to it is judged by the invariants (I1 to I10), told without the core's rules.
// Shared by the random walks, the properties and the fuzz target.
#pragma once

#include <string>

#include "tests/core/ledger.h"
#include "tests/core/world.h"

namespace countersign::world {

class Play {
 public:
  // Carries the command out, or sees it refused. What is wrong with what happened; "" when nothing is.
  std::string take(const Move& move);

  // I7: what is stored of the record folds to the request, and the request is read as it was written.
  std::string objection_to_record() const;

  // From here on: what was before is no part of the record that is judged.
  void begin_record() {
    first_ = request;
    log_.clear();
  }
  const List<Event>& log() const { return log_; }

  Request request;
  Instant now = cast::kMonday;

 private:
  std::string follow(const Event& event);

  Request first_;
  List<Event> log_;
  Ledger ledger_;
};

}  // namespace countersign::world
