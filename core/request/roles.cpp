#include "core/request/roles.h"

#include <array>

#include "core/base/canonical.h"

namespace countersign {
namespace {

constexpr unsigned bit(Right right) { return 1U << static_cast<unsigned>(right); }

constexpr unsigned kFollow = bit(Right::follow);
constexpr unsigned kPrepare = bit(Right::prepare);
constexpr unsigned kSubmit = bit(Right::submit);
constexpr unsigned kAnswer = bit(Right::answer);
constexpr unsigned kOperate = bit(Right::operate);
constexpr unsigned kAll = kFollow | kPrepare | kSubmit | kAnswer | kOperate;

// In the order of Role.
constexpr std::array<std::uint8_t, Words<Role>::list.size()> kRights = {
    kFollow,                                   // viewer
    kFollow | kPrepare | kAnswer,              // delivery-team
    kFollow | kSubmit | kAnswer,               // account-manager
    kFollow | kPrepare | kSubmit | kAnswer,    // project-manager
    kFollow | kOperate,                        // operations
    kAll,                                      // lead
};

constexpr unsigned rights_of(Role role) { return kRights[static_cast<std::size_t>(role)]; }

constexpr bool everyone_follows() {
  for (const unsigned rights : kRights) {
    if ((rights & kFollow) == 0) return false;
  }
  return true;
}
static_assert(everyone_follows() && rights_of(Role::viewer) == kFollow && rights_of(Role::lead) == kAll);

}  // namespace

bool takes_role(const Actor& actor) { return actor.party == Party::delivery; }

bool has_right(Role role, Right right) { return (rights_of(role) & bit(right)) != 0; }

bool covers(Role role, Role other) { return (rights_of(other) & ~rights_of(role)) == 0; }

Right right_for(Verb verb) {
  switch (verb) {
    case Verb::create:
    case Verb::edit:
    case Verb::add_version:
    case Verb::confirm_ready:
    case Verb::revise:
    case Verb::link:
    case Verb::check:
    case Verb::flag: return Right::prepare;
    case Verb::submit:
    case Verb::withdraw:
    case Verb::extend:
    case Verb::reassign:
    case Verb::remind: return Right::submit;
    case Verb::ask:
    case Verb::answer:
    case Verb::comment:
    case Verb::withdraw_question:
    case Verb::meet_condition:
    case Verb::answer_objection: return Right::answer;
    case Verb::proceed:
    case Verb::escalate:
    case Verb::pause:
    case Verb::expire:
    case Verb::chase: return Right::operate;
    case Verb::open_part:
    case Verb::decide:
    case Verb::retract:
    case Verb::delegate:
    case Verb::end_delegation:
    case Verb::close_condition:
    case Verb::waive_condition:
    case Verb::reopen_condition: return Right::follow;
  }
  return Right::operate;
}

Refusal ask_role(Verb verb, const Context& context) {
  if (!context.role || !takes_role(context.actor) || has_right(*context.role, right_for(verb))) return std::nullopt;
  return make_error(ErrorCode::forbidden, "", canonical::joined({"The role ", word(*context.role), " is not for ", word(verb), "."}));
}

}  // namespace countersign
