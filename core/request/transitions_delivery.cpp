// The whole transition table, for what only the delivery team and the system do, and for those who describe it.
#include "core/request/transition_table.h"

namespace countersign {
namespace {

using enum Guard;

constexpr auto kGuardNames = std::to_array<std::string_view>(
    {"delivery", "participant", "something-changes", "sound", "complete", "shown-is-current", "part-known",
     "question-open", "not-own-question", "stage-open", "approver", "not-decided", "offered", "parts-opened",
     "reasons-given", "challenge-fresh", "own-standing-decision", "due-ahead", "not-requesting", "questions-answered",
     "own-question", "holds-place", "place-known", "can-take-over", "own-delegation", "condition-unmet",
     "condition-unsettled", "own-condition", "objection-unanswered", "change-order-named", "objections-answered",
     "link-new", "due-later", "answer-late", "timer-due", "version-there", "places-apart", "covered-there", "shown-is-ready", "can-be-given"});
static_assert(kGuardNames.size() == static_cast<std::size_t>(can_be_given) + 1);

}  // namespace

std::span<const Transition> transitions() { return table::kRows; }

std::string_view guard_name(Guard guard) { return kGuardNames[static_cast<std::size_t>(guard)]; }

}  // namespace countersign
