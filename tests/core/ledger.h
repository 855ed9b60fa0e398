// The invariants of the record, told again from the log alone and without the core's rules (I1 to I5, I8). A ledger
// reads one event after another and keeps what it needs to know to object. It is the judge of the small world and of the
// random walks; that it does object is tested with logs made wrong by hand.
#pragma once

#include <string>
#include <vector>

#include "core/request/event.h"
#include "core/request/request.h"

namespace countersign::world {

class Ledger {
 public:
  // What is wrong with the record when this event happens now; "" when nothing is.
  std::string take(const Event& event);

 private:
  enum class Phase { nothing, preparing, reviewing, changes, approved, over };

  struct Said {
    DecisionId id;
    StageId stage;
    Actor actor;
    DecisionKind kind;
    bool stands;
  };

  std::string objection_to(const Event& event);
  std::string objection_to_actor(const Event& event) const;
  std::string decided(const Event& event, const Decided& decision);
  std::string resolved(const Resolved& resolution);
  std::string version_added(const Event& event, const VersionAdded& added);
  std::string retracted(const Event& event, const DecisionRetracted& retraction);
  std::string approval_lacks() const;
  bool is_shown(std::int64_t version, const Digest& digest) const;
  bool everybody_standing_is(const List<DecisionId>& ids) const;
  void nobody_stands();

  std::int64_t seq_ = 0;
  Instant at_;
  Phase phase_ = Phase::nothing;
  List<StageDefinition> stages_;
  std::int64_t version_ = 0;
  Content content_;       // of the current version
  Ask ask_;               // of the next one
  List<ScopeItem> scope_;
  std::optional<Amount> amount_;
  bool version_is_draft_ = false;
  std::vector<Said> said_;
};

// The first objection to a whole log.
std::string objection_to_log(const std::vector<Event>& log);

// What is wrong with one step from `before` to `after` by `event`, seen from the states (I3, I8, I10).
std::string objection_to_step(const Request& before, const Event& event, const Request& after);

}  // namespace countersign::world
