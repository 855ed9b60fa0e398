// The invariants of the record, told again from the log alone and without the core's rules (I1 to I5, I8). A ledger
// reads one event after another and keeps what it needs to know to object. It is the judge of the small world and of the
// random walks; that it does object is tested with logs made wrong by hand.
#pragma once

#include <optional>
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
  enum class Phase { nothing, preparing, reviewing, changes, conditions, approved, over };

  struct Said {
    DecisionId id;
    StageId stage;
    ActorId place;
    Actor actor;
    DecisionKind kind;
    std::int64_t counts_for;  // the version it was made on, or the last one it was carried to
    bool on_this_version;
    Content covered;
    bool stands;
  };
  struct Handed {
    Delegated what;
    ActorId by;
    bool ended;
  };
  struct Owed {  // a condition or an objection
    std::string id;
    DecisionId decision;
    bool open;
    bool met;
  };
  struct Promise {
    Effect effect;
    bool released;
  };
  struct Timed {
    StageId stage;
    StageClock clock;
  };

  std::string objection_to(const Event& event);
  std::string objection_to_actor(const Event& event) const;
  std::string objection_to_time(const Event& event) const;
  std::string left_undone(const Event& event) const;
  std::string happened(const Event& event);
  std::string decided(const Event& event, const Decided& decision);
  std::string objection_to_demands(const Event& event, const Decided& decision) const;
  std::string carried(const DecisionsCarried& carried);
  std::string resolved(const Resolved& resolution);
  std::string version_added(const Event& event, const VersionAdded& added);
  std::string submitted(const Event& event, const Submitted& submission);
  std::string retracted(const Event& event, const DecisionRetracted& retraction);
  std::string revised(const RevisionStarted& revision);
  std::string handed_over(const Event& event, const Delegated& delegated);
  std::string handed_back(const Event& event, const DelegationEnded& ended);
  std::string condition_met(const Event& event, const ConditionMet& met);
  std::string condition_settled(const Event& event, const ConditionSettled& settled);
  std::string released(const EffectReleased& release);
  std::string approval_lacks() const;
  void set_fields(const SubjectFields& fields);

  bool is_shown(std::int64_t version, const Digest& digest) const;
  std::string supersede(const List<DecisionId>& ids);
  const StageDefinition* stage(const StageId& id) const;
  bool applies(const Predicate& guard) const;
  ActorId holder(const StageId& stage, const ActorId& place, Instant at) const;
  bool hand_is_sound(const StageId& stage, const ActorId& place, Instant at) const;
  bool hands_are_sound(Instant at) const;
  Said* said(const DecisionId& id);
  bool counts(const Said& said) const { return said.stands && said.counts_for == version_; }
  bool is_unsettled(const Owed& owed) const;
  bool demanded(Demand demand) const;

  std::int64_t seq_ = 0;
  Instant at_;
  CommandId command_;
  Phase phase_ = Phase::nothing;
  SubjectKind kind_ = SubjectKind::document;
  SubjectFields fields_;  // as they stand; the ask, the scope and the amount are for the next version
  ActorId requester_;
  ActorId submitter_;
  std::int64_t version_ = 0;
  Content content_;  // of the current version
  bool version_is_draft_ = false;
  std::vector<Said> said_;
  std::vector<Handed> handed_;
  std::vector<Owed> conditions_;
  std::vector<Owed> objections_;
  std::vector<Promise> promises_;
  std::vector<Timed> clocks_;
};

// The first objection to a whole log.
std::string objection_to_log(const std::vector<Event>& log);

// What is wrong with one step from `before` to `after` by `event`, seen from the states (I3, I4, I8, I10).
std::string objection_to_step(const Request& before, const Event& event, const Request& after);

}  // namespace countersign::world
