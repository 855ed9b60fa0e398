#include "core/request/clock.h"

#include <algorithm>
#include <utility>

#include "core/request/room.h"
#include "core/request/transitions.h"

namespace countersign {
namespace {

void insert_in_order(List<Instant>& instants, Instant instant) {
  instants.push_back(instant);
  for (std::size_t i = instants.size() - 1; i > 0 && instants[i] < instants[i - 1]; --i) std::swap(instants[i], instants[i - 1]);
}

bool is_business_time(const Span& span) {
  return span.unit == TimeUnit::business_hours || span.unit == TimeUnit::business_days;
}

// Collects what is due, and the first of what is not.
class Timers {
 public:
  Timers(const Request& request, Instant now) : request_(request), now_(now) {}

  // Nothing, when the record has no room for it: it would be refused for ever.
  void at(Instant instant, Command command) {
    if (!has_room(request_, verb_of(command), 1)) return;
    if (instant > now_) {
      if (!due_.next || instant < *due_.next) due_.next = instant;
      return;
    }
    due_.commands.push_back(std::move(command));
    instants_.push_back(instant);
  }

  Due in_order() {
    for (std::size_t i = 1; i < instants_.size(); ++i) {
      for (std::size_t j = i; j > 0 && instants_[j] < instants_[j - 1]; --j) {
        std::swap(instants_[j], instants_[j - 1]);
        std::swap(due_.commands[j], due_.commands[j - 1]);
      }
    }
    return std::move(due_);
  }

 private:
  const Request& request_;
  Instant now_;
  Due due_;
  List<Instant> instants_;
};

Command end_of(const Request& request, const StageId& stage) {
  if (verb_at_end(end_action(request)) == Verb::pause) return PauseCommand{stage};
  return ExpireCommand{stage};
}

void add_stage(const Request& request, const Stage& stage, Timers& timers) {
  const StageId& id = stage.definition.id;
  const StageClock& clock = *stage.clock;
  if (!clock.reminders.empty()) timers.at(clock.reminders.front(), RemindCommand{id});
  if (clock.escalate_at) timers.at(*clock.escalate_at, EscalateCommand{id});
  if (clock.end_at) timers.at(*clock.end_at, end_of(request, id));
}

}  // namespace

Instant instant_after(const Request& request, Instant start, const Span& span) {
  const Result<Instant> found = add(request.calendar ? *request.calendar : Calendar(), start, span);
  return found.ok() ? found.value() : Instant::latest();
}

StageClock start_clock(const Request& request, const Policy& policy, Instant now, const std::optional<Instant>& due) {
  StageClock clock;
  clock.respond_by = instant_after(request, now, policy.response);
  for (const Span& span : policy.reminders) {
    const Instant reminder = instant_after(request, span.amount < 0 ? clock.respond_by : now, span);
    if (reminder > now) insert_in_order(clock.reminders, reminder);
  }
  if (policy.escalation) clock.escalate_at = instant_after(request, now, policy.escalation->after);
  if (policy.end) clock.end_at = std::max(std::max(instant_after(request, now, policy.end->after), clock.respond_by), due.value_or(now));
  return clock;
}

bool counts_business_time(const Policy& policy) {
  return is_business_time(policy.response) || std::any_of(policy.reminders.begin(), policy.reminders.end(), is_business_time) ||
         (policy.escalation && is_business_time(policy.escalation->after)) ||
         (policy.end && is_business_time(policy.end->after)) || (policy.questions && is_business_time(*policy.questions));
}

bool lacks_working_time(const std::optional<Policy>& policy, const std::optional<Calendar>& calendar) {
  return policy && counts_business_time(*policy) && (!calendar || calendar->hours.empty());
}

std::optional<Instant> chase_at(const Request& request, const Condition& condition) {
  const bool waits = request.state == RequestState::approved_with_conditions && condition.state == ConditionState::open;
  return waits && !condition.chased ? condition.due : std::nullopt;
}

PolicyEnd end_action(const Request& request) {
  const bool said = request.policy && request.policy->end;
  return said ? request.policy->end->action : PolicyEnd::pause;
}

bool answer_is_late(const Request& request, Instant now) {
  if (request.paused_at || (request.due && *request.due <= now)) return true;
  return std::any_of(request.stages.begin(), request.stages.end(),
                     [&](const Stage& stage) { return stage.clock && stage.clock->respond_by <= now; });
}

Due due(const Request& request, Instant now) {
  Timers timers(request, now);
  for (const Stage& stage : request.stages) {
    if (stage.clock) add_stage(request, stage, timers);
  }
  // While a revision is prepared nobody can answer, and nobody is chased.
  if (find_transition(request.state, Verb::chase) != nullptr) {
    for (const Question& question : request.questions) {
      if (question.chase_at) timers.at(*question.chase_at, ChaseCommand{question.id, {}});
    }
  }
  for (const Condition& condition : request.conditions) {
    if (const std::optional<Instant> at = chase_at(request, condition)) timers.at(*at, ChaseCommand{{}, condition.id});
  }
  return timers.in_order();
}

}  // namespace countersign
