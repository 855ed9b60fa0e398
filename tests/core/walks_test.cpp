// Random walks through larger worlds than the exhaustive search can visit: any stages, long histories. Natively only:
// rapidcheck is not built for WebAssembly. A failing walk is shrunk and printed with the seed that repeats it
// (RC_PARAMS=seed=N).
#ifndef __EMSCRIPTEN__

#include <rapidcheck.h>

#include <algorithm>
#include <vector>

#include "core/json/event_codec.h"
#include "core/request/clock.h"
#include "tests/core/play.h"
#include "tests/support/catch.h"

namespace countersign::world {
namespace {

using namespace cast;

const std::vector<const Actor*> kCustomers = {&kAna, &kBen, &kOlga};

bool leads_nowhere(const Request& request, const Move& move, Instant now) {
  return verb_of(move.command) == Verb::withdraw || !decide(request, move.command, context_of(move, request, now)).ok();
}

// A number below `bound`, as large in the first walk as in the last.
std::size_t below(std::size_t bound) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, bound)); }
bool in_percent(std::size_t percent) { return below(100) < percent; }

StageDefinition any_stage(std::size_t number) {
  StageDefinition definition = stage("s" + std::to_string(number), 1 + static_cast<std::int64_t>(below(3)), kAll, {});
  for (const Actor* who : kCustomers) {
    if (in_percent(80)) definition.members.push_back(member(*who, in_percent(75) ? Obligation::approver : static_cast<Obligation>(1 + below(2))));
  }
  const std::size_t rule = below(3);
  if (rule == 1) definition.rule = kAny;
  if (rule == 2) definition.rule = quorum(1 + static_cast<std::int64_t>(below(definition.members.size() + 1)));
  const std::size_t offered = below(6);
  if (offered == 0) definition.offered = {DecisionKind::approve, DecisionKind::request_changes};
  if (offered == 1) definition.offered = {DecisionKind::approve_with_conditions, DecisionKind::reject};
  if (in_percent(30)) definition.parts = {made(PartId::from("page"))};
  if (!in_percent(20)) return definition;
  definition.guard.type = PredicateType::at_least;
  definition.guard.fact = made(FactId::from("amount"));
  definition.guard.number = 100;
  return definition;
}

Span any_hours() { return {1 + static_cast<std::int64_t>(below(48)), TimeUnit::hours}; }

SubjectFields any_fields() {
  SubjectFields fields;
  fields.demands.emplace();
  for (std::size_t i = 0; i < Words<Demand>::list.size(); ++i) {
    if (in_percent(20)) fields.demands->push_back(static_cast<Demand>(i));
  }
  fields.effects.emplace();
  for (std::size_t i = below(3); i > 0; --i) {
    Effect& effect = fields.effects->emplace_back();
    effect.id = EffectId::numbered('e', i);
    effect.text = made(Name::from("Go on"));
    effect.after = in_percent(50) ? ReleaseAfter::approval : ReleaseAfter::conditions_closed;
  }
  Policy policy;
  policy.response = any_hours();
  for (std::size_t i = below(4); i > 0; --i) policy.reminders.push_back(in_percent(50) ? any_hours() : Span{-any_hours().amount, TimeUnit::hours});
  if (in_percent(60)) policy.escalation = Escalation{any_hours(), kEve.person};
  if (in_percent(60)) policy.end = SilenceEnd{any_hours(), in_percent(50) ? PolicyEnd::pause : PolicyEnd::expire};
  if (in_percent(60)) policy.questions = any_hours();
  if (in_percent(70)) fields.policy = policy;
  return fields;
}

Layout any_layout() {
  Layout layout;
  layout.name = "any";
  for (std::size_t i = 1 + below(4); i > 0; --i) layout.stages.push_back(any_stage(i));
  for (std::size_t i = 1 + below(2); i > 0; --i) layout.other_stages.push_back(any_stage(i));
  layout.interest.views = in_percent(30);
  layout.interest.parts = in_percent(50);
  layout.interest.amounts = in_percent(30);
  if (in_percent(50)) layout.fields = any_fields();
  return layout;
}

// The way to a review is narrow, and walks that only wander hardly ever find it.
std::optional<Move> onward(const Request& request, const Layout& layout, Instant now) {
  for (const Move& move : moves_of(kDana, request, layout)) {
    const Verb verb = verb_of(move.command);
    const bool has_draft = !request.versions.empty() && request.versions.back().status == VersionStatus::draft;
    const bool forward = verb == Verb::create || verb == Verb::confirm_ready || verb == Verb::submit || verb == Verb::revise || verb == Verb::answer_objection || (verb == Verb::add_version && !has_draft);
    const bool waits = request.state == RequestState::in_review;
    if (forward && !waits && !leads_nowhere(request, move, now)) return move;
  }
  return std::nullopt;
}

// What this person can do here, or, one time in five, anything that anybody might try.
Move any_move(const Request& request, const Layout& layout, Instant now) {
  const Actor& who = *everybody()[below(everybody().size())];
  std::vector<Move> moves = moves_of(who, request, layout);
  const std::vector<Move> all = moves;
  if (!in_percent(20)) {
    moves.erase(std::remove_if(moves.begin(), moves.end(), [&](const Move& move) { return leads_nowhere(request, move, now); }), moves.end());
  }
  return moves.empty() ? all[below(all.size())] : moves[below(moves.size())];
}

struct Walk {
  Layout layout = any_layout();
  Play play;

  void take(const Move& move) {
    const Context context = context_of(move, play.request, play.now);
    const Request before = play.request;
    const Result<List<Event>> events = decide(play.request, move.command, context);
    const Result<List<Event>> again = decide(play.request, move.command, context);
    RC_ASSERT(play.request == before);
    RC_ASSERT(events.ok() == again.ok());
    if (events.ok()) {
      RC_ASSERT(canonical_events(events.value()) == canonical_events(again.value()));
    } else {
      RC_ASSERT(events.error() == again.error());
    }
    RC_ASSERT(play.take(move) == "");
  }
};

TEST_CASE("random walks keep the invariants, and their stored bytes tell the same story") {
  CHECK(rc::check([] {
    Walk walk;
    Play& play = walk.play;
    for (std::size_t length = below(120); length > 0; --length) {
      play.now = after(play.now, 60'000);
      if (in_percent(10)) play.now = due(play.request, play.now).next.value_or(after(play.now, 3'600'000));
      const std::optional<Move> next = in_percent(40) ? onward(play.request, walk.layout, play.now) : std::nullopt;
      walk.take(next ? *next : any_move(play.request, walk.layout, play.now));
    }
    RC_ASSERT(play.objection_to_record() == "");
    RC_CLASSIFY(true, std::string(word(play.request.state)));
  }));
}

}  // namespace
}  // namespace countersign::world

#endif
