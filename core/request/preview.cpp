#include "core/request/preview.h"

#include <algorithm>

#include "core/request/decide.h"
#include "core/request/evolve.h"
#include "core/request/stages.h"

namespace countersign {
namespace {

class Causes {
 public:
  Causes(const Request& request, const List<Event>& events) : request_(request), events_(events) {}

  List<Cause> take() {
    const RequestState state = state_after_all();
    if (state != request_.state) add(CauseType::state_changes).state = state;
    for (const Event& event : events_) add_of(event.body);
    return std::move(causes_);
  }

  RequestState state_after_all() const {
    RequestState state = request_.state;
    for (const Event& event : events_) state = state_after(state, event.body);
    return state;
  }

 private:
  Cause& add(CauseType type) {
    Cause& cause = causes_.emplace_back();
    cause.type = type;
    return cause;
  }

  void add_number(CauseType type, std::size_t number) {
    if (number > 0) add(type).number = static_cast<std::int64_t>(number);
  }

  void add_of(const EventBody& body) {
    if (const auto* resolved = get_if<Resolved>(&body)) add_number(CauseType::version_locked, static_cast<std::size_t>(resolved->version));
    if (const auto* completed = get_if<StageCompleted>(&body)) {
      Cause& cause = add(CauseType::stage_completed);
      cause.stage = completed->stage;
      cause.outcome = completed->outcome;
    }
    if (const auto* skipped = get_if<StageSkipped>(&body)) add(CauseType::stage_skipped).stage = skipped->stage;
    if (const auto* opened = get_if<StageOpened>(&body)) add_opened(opened->stage);
    if (const auto* delegated = get_if<Delegated>(&body)) add_asked(*delegated);
    if (holds<Withdrawn>(body) || holds<Expired>(body)) add_locked();
    if (const auto* started = get_if<ClockStarted>(&body)) {
      Cause& cause = add(CauseType::response_due);
      cause.stage = started->stage;
      cause.at = started->clock.respond_by;
    }
    if (const auto* added = get_if<VersionAdded>(&body)) add_superseded(added->superseded);
    if (const auto* submitted = get_if<Submitted>(&body)) add_superseded(submitted->superseded);
    if (const auto* revised = get_if<RevisionStarted>(&body)) add_superseded(revised->superseded);
    if (const auto* carried = get_if<DecisionsCarried>(&body)) add_number(CauseType::decisions_carried, carried->decisions.size());
    if (const auto* decided = get_if<Decided>(&body)) add_waiting(*decided);
    if (const auto* settled = get_if<ConditionSettled>(&body)) add_left(*settled);
    if (const auto* released = get_if<EffectReleased>(&body)) add_effect(released->effect);
  }

  // A version on which changes were requested is locked already.
  void add_locked() {
    const Version* version = current_version(request_);
    const bool locks = version != nullptr && version->status != VersionStatus::locked;
    if (locks) add_number(CauseType::version_locked, request_.versions.size());
  }

  // permitted() does not know to whom.
  void add_asked(const Delegated& delegated) {
    if (delegated.to.id.empty()) return;
    Cause& cause = add(CauseType::asked_now);
    cause.stage = delegated.stage;
    cause.people.push_back(delegated.to);
  }

  // Nobody is asked in a stage that decisions on an earlier version complete.
  bool is_completed(const StageId& id) const {
    return std::any_of(events_.begin(), events_.end(), [&](const Event& event) {
      const auto* completed = get_if<StageCompleted>(&event.body);
      return completed != nullptr && completed->stage == id;
    });
  }

  void add_opened(const StageId& id) {
    if (is_completed(id)) return;
    Cause& cause = add(CauseType::stage_opened);
    cause.stage = id;
    cause.people = still_to_decide(request_, *find_stage(request_, id), events_.front().at, ended_);
  }

  void add_superseded(const List<DecisionId>& ids) {
    ended_ = &ids;
    add_number(CauseType::decisions_superseded, ids.size());
  }

  // How many approvals the stage still needs after this one.
  void add_waiting(const Decided& decided) {
    const Stage* stage = find_stage(request_, decided.stage);
    const std::int64_t count = approvals_needed(stage->definition) - tally_of(request_, decided.stage).approvals - 1;
    if (!approves(decided.decision) || count <= 0) return;
    Cause& cause = add(CauseType::waits_for);
    cause.stage = decided.stage;
    cause.number = count;
  }

  void add_left(const ConditionSettled& settled) {
    std::size_t left = settled.state == ConditionState::open ? 1 : 0;
    for (const Condition& condition : request_.conditions) {
      if (is_unsettled(condition) && condition.id != settled.condition) ++left;
    }
    add_number(CauseType::conditions_left, left);
  }

  void add_effect(const EffectId& id) {
    for (const Effect& effect : request_.effects) {
      if (effect.id == id) add(CauseType::effect_released).effect = effect;
    }
  }

  const Request& request_;
  const List<Event>& events_;
  List<Cause> causes_;
  const List<DecisionId>* ended_ = nullptr;  // decisions that the events have superseded
};

}  // namespace

List<Cause> causes_of(const Request& request, const List<Event>& events) { return Causes(request, events).take(); }

Result<Preview> preview(const Request& request, const Command& command, const Context& context) {
  const Result<List<Event>> events = decide(request, command, context);
  if (!events.ok()) return events.error();
  Causes causes(request, events.value());
  Preview answer;
  answer.state = causes.state_after_all();
  answer.causes = causes.take();
  return answer;
}

}  // namespace countersign
