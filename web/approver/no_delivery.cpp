// An approver's module knows what people do in a review, and nothing of what only the delivery team and the system do:
// whoever does that has the whole core. Commands of theirs are not read here, so that none of the rest is ever called.
#include "core/base/check.h"
#include "core/json/type_shapes.h"
#include "core/json/variants.h"
#include "core/request/evolution.h"
#include "core/request/happening.h"
#include "core/request/roles.h"
#include "core/request/samples.h"

namespace countersign {
namespace {

constexpr Verb kVerbs[] = {Verb::open_part,       Verb::ask,             Verb::answer,          Verb::comment,
                           Verb::decide,          Verb::retract,         Verb::withdraw_question, Verb::delegate,
                           Verb::end_delegation,  Verb::close_condition, Verb::waive_condition, Verb::reopen_condition};

}  // namespace

std::span<const Transition> transitions() { return {}; }
std::span<const Verb> known_verbs() { return kVerbs; }
std::span<const Alternative> delivery_commands() { return {}; }
std::span<const Alternative> delivery_events() { return {}; }
Fields delivery_request_fields() { return {}; }
void KindOf<Predicate>::read(const Json&, void*, const Path&, Reading&) {}
void KindOf<Predicate>::write(std::string&, const void*) { check(false); }
bool KindOf<Predicate>::says_nothing(const void*) { return true; }
void KindOf<std::optional<Role>>::read(const Json&, void*, const Path& path, Reading& reading) { reading.refuse(ErrorCode::unknown_field, path); }
void KindOf<std::optional<Role>>::write(std::string&, const void*) { check(false); }
bool KindOf<std::optional<Role>>::says_nothing(const void*) { return true; }
Targets delivery_targets_of(Verb, const Request&) { return {}; }
Needs delivery_needs_of(Verb) { return {}; }
List<Problem> missing_in_preparation(const Request&, const Context&) { return {}; }

Command delivery_sample_of(Verb, const std::string&, const Request&) {
  check(false);
  return DecideCommand{};
}

// Roles are of the delivery side: a context that has one is refused, so that nobody believes that it was asked.
Refusal ask_role(Verb, const Context&) { return std::nullopt; }

Refusal no_delivery_row(const Request&, Verb) { return std::nullopt; }

Refusal ask_delivery_guard(Guard, const Asked&) {
  check(false);
  return std::nullopt;
}

void happen_in_delivery(Happening&, const Command&) { check(false); }
void apply_in_delivery(Evolution&, const EventBody&) { check(false); }

}  // namespace countersign
