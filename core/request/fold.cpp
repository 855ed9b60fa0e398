// fold(): see evolve.h.
#include <array>
#include <string>
#include <utility>

#include "core/base/canonical.h"
#include "core/request/evolve.h"
#include "core/request/guards.h"
#include "core/request/stages.h"
#include "core/request/transitions.h"

namespace countersign {
namespace {

// The digest that an event names, and the field that names it; nullptr when it names none.
struct NamedDigest {
  const Digest* digest = nullptr;
  std::int64_t version = 0;
};

NamedDigest named_digest(const EventBody& body) {
  if (const auto* added = std::get_if<VersionAdded>(&body)) return {&added->digest, added->version};
  if (const auto* confirmed = std::get_if<ReadinessConfirmed>(&body)) return {&confirmed->digest, confirmed->version};
  if (const auto* submitted = std::get_if<Submitted>(&body)) return {&submitted->digest, submitted->version};
  if (const auto* decided = std::get_if<Decided>(&body)) return {&decided->digest, decided->version};
  if (const auto* resolved = std::get_if<Resolved>(&body)) return {&resolved->digest, resolved->version};
  return {};
}

bool stage_came_to(const Request& request, const StageCompleted& completed) {
  const Stage* stage = find_stage(request, completed.stage);
  if (stage == nullptr || stage->status != StageStatus::open) return false;
  return stage_outcome(stage->definition, tally_of(request, completed.stage)) == completed.outcome;
}

// Whether the stages and decisions, as they stand, make this of the request.
bool request_came_to(const Request& request, RequestState state) {
  bool conditional = false;
  bool all_passed = !request.stages.empty();
  for (const Stage& stage : request.stages) {
    const std::optional<DecisionKind> outcome = stage_outcome(stage.definition, tally_of(request, stage.definition.id));
    if (state == RequestState::rejected && outcome == DecisionKind::reject) return true;
    if (state == RequestState::changes_requested && outcome == DecisionKind::request_changes) return true;
    conditional = conditional || outcome == DecisionKind::approve_with_conditions;
    all_passed = all_passed && stage.status == StageStatus::passed;
  }
  const RequestState approved = conditional ? RequestState::approved_with_conditions : RequestState::approved;
  return all_passed && state == approved;
}

// The verb that writes such an event. What follows from a decision or a submission stands where decisions are made.
Verb verb_behind(const EventBody& body) {
  constexpr auto kVerbs = std::to_array<Verb>(
      {Verb::create, Verb::edit, Verb::add_version, Verb::confirm_ready, Verb::submit, Verb::decide, Verb::open_part,
       Verb::ask, Verb::answer, Verb::comment, Verb::decide, Verb::decide, Verb::decide, Verb::retract, Verb::revise,
       Verb::withdraw});
  static_assert(kVerbs.size() == std::variant_size_v<EventBody>);
  return kVerbs[body.index()];
}

// The guards of the transition table, asked again of a decision that a log reports.
Refusal refuse_decision(const Request& request, const Event& event, const Decided& decided, const std::string& at) {
  DecideCommand decide;
  decide.stage = decided.stage;
  Context context;
  context.actor = event.actor;
  const Command command = std::move(decide);
  const Asked asked{request, command, context};
  if (ask_guard(Guard::stage_open, asked)) return refuse(ErrorCode::log_broken, at + "/stage");
  const bool may_decide = !ask_guard(Guard::approver, asked) && !ask_guard(Guard::not_decided, asked);
  return may_decide ? std::nullopt : refuse(ErrorCode::log_broken, at + "/actor");
}

// Whether the table lets such an event happen in this state, and to such an actor.
Refusal refuse_by_table(const Request& request, const Event& event, const std::string& at) {
  const Transition* transition = find_transition(request.state, verb_behind(event.body));
  if (transition == nullptr) return refuse(ErrorCode::log_broken, at + "/event");
  if (!may_use(*transition, event.actor.kind)) return refuse(ErrorCode::log_broken, at + "/actor");
  const auto* decided = std::get_if<Decided>(&event.body);
  return decided == nullptr ? std::nullopt : refuse_decision(request, event, *decided, at);
}

// What can be told of an event before it is applied. `at` is its pointer.
Refusal refuse_event(const Request& request, const Event& event, const std::string& at) {
  const bool first = request.state == RequestState::none;
  if (event.seq != request.head + 1) return refuse(ErrorCode::log_broken, at + "/seq");
  if (!first && event.request != request.id) return refuse(ErrorCode::log_broken, at + "/request");
  if (event.at < request.updated_at) return refuse(ErrorCode::log_broken, at + "/at");
  if (Refusal refusal = refuse_by_table(request, event, at)) return refusal;
  const auto* completed = std::get_if<StageCompleted>(&event.body);
  if (completed != nullptr && !stage_came_to(request, *completed)) return refuse(ErrorCode::log_broken, at + "/event");
  const auto* resolved = std::get_if<Resolved>(&event.body);
  if (resolved != nullptr && !request_came_to(request, resolved->state)) return refuse(ErrorCode::log_broken, at + "/event");
  return std::nullopt;
}

// And after it.
Refusal refuse_digest(const Request& request, const EventBody& body, const std::string& at) {
  const NamedDigest named = named_digest(body);
  if (named.digest == nullptr) return std::nullopt;
  const Version* current = current_version(request);
  if (current == nullptr || named.version != current->number) return refuse(ErrorCode::log_broken, at + "/version");
  if (*named.digest != current->digest) return refuse(ErrorCode::digest_mismatch, at + "/digest");
  return std::nullopt;
}

}  // namespace

Result<Request> fold(Request request, const List<Event>& events) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    const std::string at = "/events/" + canonical::integer_text(i);
    if (Refusal refusal = refuse_event(request, events[i], at)) return *std::move(refusal);
    request = evolve(std::move(request), events[i]);
    if (Refusal refusal = refuse_digest(request, events[i].body, at)) return *std::move(refusal);
  }
  return request;
}

}  // namespace countersign
