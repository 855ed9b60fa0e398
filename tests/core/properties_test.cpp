// What holds whatever is sent in whatever order: random commands, as rapidcheck makes them, from the openings of the small
// world. A walk that breaks a property is shrunk, step by step, and told in words. The seed is printed: RC_PARAMS=seed=N
// repeats a run, and RC_PARAMS=max_success=N says how many walks. Natively only: rapidcheck is not built for WebAssembly.
#ifndef __EMSCRIPTEN__

#include <rapidcheck.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "core/json/event_codec.h"
#include "core/json/fold.h"
#include "core/request/clock.h"
#include "core/request/permitted.h"
#include "core/request/preview.h"
#include "tests/core/offers.h"
#include "tests/core/steps.h"
#include "tests/support/catch.h"

namespace rc {

template <>
struct Arbitrary<countersign::world::Step> {
  static Gen<countersign::world::Step> arbitrary() {
    using countersign::world::Step;
    // As far from zero in the first walk as in the last.
    const auto byte = gen::resize(kNominalSize, gen::arbitrary<std::uint8_t>());
    return gen::build<Step>(gen::set(&Step::verb, byte), gen::set(&Step::who, byte), gen::set(&Step::which, byte), gen::set(&Step::how, byte), gen::set(&Step::later, byte));
  }
};

template <>
struct Arbitrary<countersign::world::Opening> {
  static Gen<countersign::world::Opening> arbitrary() {
    using countersign::world::Opening;
    const auto byte = gen::resize(kNominalSize, gen::arbitrary<std::uint8_t>());
    return gen::build<Opening>(gen::set(&Opening::stages, byte), gen::set(&Opening::fields, byte), gen::set(&Opening::progress, byte));
  }
};

}  // namespace rc

namespace countersign::world {

// The bytes, by which rapidcheck and its reader tell two steps apart.
void showValue(const Step& step, std::ostream& out) {  // NOLINT: rapidcheck's name
  out << '{' << int{step.verb} << ' ' << int{step.who} << ' ' << int{step.which} << ' ' << int{step.how} << ' ' << int{step.later} << '}';
}
void showValue(const Opening& opening, std::ostream& out) {  // NOLINT
  out << '{' << int{opening.stages} << ' ' << int{opening.fields} << ' ' << int{opening.progress} << '}';
}

namespace {

using namespace cast;

// What is wrong where the walk stands, before this move is made; "" when nothing is.
using Objection = std::function<std::string(const Play& play, const Move& move)>;

// The property holds at every step of any walk, and so do the invariants.
bool holds_everywhere(const Objection& objection_to) {
  return rc::check([&](const Opening& opening, const std::vector<Step>& steps) {
    StepWalk walk(opening);
    RC_LOG() << walk.layout.name << ", " << word(walk.play.request.state) << '\n';
    for (const Step& step : steps) {
      const Move move = walk.next(step);
      RC_LOG() << told(move, walk.play.now) << '\n';
      RC_ASSERT(objection_to(walk.play, move) == "");
      RC_ASSERT(walk.take(move) == "");
    }
    RC_CLASSIFY(true, std::string(word(walk.play.request.state)));
  });
}

Result<List<Event>> decided(const Play& play, const Move& move) { return decide(play.request, move.command, context_of(move, play.request, play.now)); }

Request after_all(Request request, const List<Event>& events) {
  for (const Event& event : events) request = evolve(std::move(request), event);
  return request;
}

TEST_CASE("the record of any walk folds to the state that was answered", "[properties]") {
  CHECK(holds_everywhere([](const Play& play, const Move&) { return play.objection_to_record(); }));
}

TEST_CASE("a command id counts once, whatever the second command says", "[properties]") {
  CHECK(holds_everywhere([](const Play& play, const Move& move) -> std::string {
    for (const Applied& applied : play.request.applied) {
      Context context = context_of(move, play.request, play.now);
      context.actor.person.id = applied.actor;
      context.command_id = applied.command;
      const Result<List<Event>> events = decide(play.request, move.command, context);
      if (!events.ok() || !events.value().empty()) return "I9: " + applied.command.text() + " of " + applied.actor.text() + " counted again";
    }
    return "";
  }));
}

TEST_CASE("what is offered is taken, and what is not offered is refused", "[properties]") {
  CHECK(holds_everywhere([](const Play& play, const Move& move) -> std::string {
    // Everything that this person could send takes long to try.
    const bool everything = play.request.head % 8 == 0;
    const std::vector<Move> moves = everything ? moves_of(*move.who, play.request, Layout()) : std::vector{move};
    return objection_to_offers(play.request, *move.who, play.now, moves);
  }));
}

std::int64_t count_of(const Preview& preview, CauseType type) {
  std::int64_t count = 0;
  for (const Cause& cause : preview.causes) {
    if (cause.type == type) count += std::max<std::int64_t>(cause.number, 1);  // some causes say how many
  }
  return count;
}

template <class Items, class Changed>
std::int64_t changes(const Items& before, const Items& after, Changed has_changed) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < before.size(); ++i) count += has_changed(before[i], after[i]) ? 1 : 0;
  return count;
}

std::string objection_to_preview(const Play& play, const Move& move) {
  const Request& before = play.request;
  const Result<Preview> answer = preview(before, move.command, context_of(move, before, play.now));
  const Result<List<Event>> events = decided(play, move);
  if (answer.ok() != events.ok()) return "a preview of what is refused, or none of what is not";
  if (!events.ok()) return answer.error() == events.error() ? "" : "another refusal";
  const Request after = after_all(before, events.value());
  const Preview& seen = answer.value();
  if (seen.state != after.state) return "another state";
  if (count_of(seen, CauseType::state_changes) != (before.state == after.state ? 0 : 1)) return "a change of the state";
  const auto superseded = [](const Decision& was, const Decision& is) { return was.standing == Standing::standing && is.standing == Standing::superseded; };
  if (count_of(seen, CauseType::decisions_superseded) != changes(before.decisions, after.decisions, superseded)) return "decisions superseded";
  const auto carried = [](const Decision& was, const Decision& is) { return was.carried_to != is.carried_to; };
  if (count_of(seen, CauseType::decisions_carried) != changes(before.decisions, after.decisions, carried)) return "decisions carried";
  const auto released = [](const Effect& was, const Effect& is) { return was.released != is.released; };
  const bool same_effects = before.effects.size() == after.effects.size();
  if (same_effects && count_of(seen, CauseType::effect_released) != changes(before.effects, after.effects, released)) return "effects released";
  const bool locks = !before.versions.empty() && before.versions.back().status != VersionStatus::locked && after.versions.back().status == VersionStatus::locked;
  const std::int64_t locked = count_of(seen, CauseType::version_locked);
  if (locks && locked != after.versions.back().number) return "a version locked";
  return "";
}

TEST_CASE("a preview is what happens", "[properties]") { CHECK(holds_everywhere(objection_to_preview)); }

bool is_offered(const Permitted& permitted, const Command& command) {
  return std::any_of(permitted.options.begin(), permitted.options.end(),
                     [&](const Option& option) { return !option.refusal && option_key(option) == option_key(command); });
}

bool only_waits(Verb verb) { return verb == Verb::remind || verb == Verb::escalate || verb == Verb::pause || verb == Verb::expire || verb == Verb::chase; }

TEST_CASE("what is due is permitted and taken at that time, and never decides", "[properties]") {
  CHECK(holds_everywhere([](const Play& play, const Move&) -> std::string {
    // Never before what is recorded: the host's clock may have been set back.
    const Instant now = std::max(play.now, play.request.updated_at);
    const Due answer = due(play.request, now);
    if (answer.next && *answer.next <= now) return "what comes next is over";
    if (answer.next && due(play.request, *answer.next).commands.empty()) return "nothing is due at the time to ask again";
    Context timer;
    timer.now = now;
    timer.actor = kTimer;
    Request long_one = play.request;
    long_one.head = static_cast<std::int64_t>(limits::kEvents - limits::kEventsForDecisions);
    for (const Command& command : due(long_one, now).commands) {
      if (!decide(long_one, command, context_of({&kTimer, command}, long_one, now)).ok()) return "refused in a long record";
    }
    const Permitted offered = permitted(play.request, timer);
    for (const Command& command : answer.commands) {
      if (!only_waits(verb_of(command))) return "I4: " + std::string(word(verb_of(command))) + " is due";
      const Move move{&kTimer, command};
      if (!is_offered(offered, command)) return told(move, now) + " is due and not permitted";
      const Result<List<Event>> events = decide(play.request, command, context_of(move, play.request, now));
      if (!events.ok()) return told(move, now) + " is due and refused";
      if (!(after_all(play.request, events.value()).decisions == play.request.decisions)) return "I4: time decided";
    }
    return "";
  }));
}

TEST_CASE("walks reach everything that a request can become", "[properties]") {
  std::vector<std::size_t> seen(Words<RequestState>::list.size());
  rc::Random random(20'261'121);
  const auto byte = [&] { return static_cast<std::uint8_t>(random.next() & 0xFFU); };
  for (int number = 0; number < 2000; ++number) {
    StepWalk walk({byte(), byte(), byte()});
    for (int i = 0; i < 30; ++i) CHECK(walk.take(walk.next({byte(), byte(), byte(), byte(), byte()})) == "");
    ++seen[static_cast<std::size_t>(walk.play.request.state)];
  }
  CHECK(std::count(seen.begin(), seen.end(), std::size_t{0}) <= 1);  // none: hardly any walk stays there
}

}  // namespace
}  // namespace countersign::world

#endif
