// Who of the delivery side may do what. The table is written here a second time, as people say it.
#include "core/request/roles.h"

#include "core/request/decide.h"
#include "tests/support/catch.h"

using namespace countersign;

namespace {

// p prepare, s submit, a answer, o operate.
struct RoleRow {
  Role role;
  std::string_view rights;
};
constexpr RoleRow kTold[] = {
    {Role::viewer, ""},         {Role::delivery_team, "pa"}, {Role::account_manager, "sa"},
    {Role::project_manager, "psa"}, {Role::operations, "o"},     {Role::lead, "psao"},
};

constexpr std::string_view kLetters = "fpsao";  // in the order of Right

bool is_told(const RoleRow& row, Right right) {
  return right == Right::follow || row.rights.find(kLetters[static_cast<std::size_t>(right)]) != std::string_view::npos;
}

Context context_of(Party party, ActorKind kind, std::optional<Role> role) {
  Context context;
  context.actor = {kind, party, {ActorId::from("dana").value(), Name::from("Dana").value(), {}}};
  context.role = role;
  return context;
}

}  // namespace

TEST_CASE("every role has the rights that are told of it, and a command needs one of them", "[roles]") {
  for (const RoleRow& row : kTold) {
    for (std::size_t right = 0; right < kLetters.size(); ++right) {
      CHECK(has_right(row.role, static_cast<Right>(right)) == is_told(row, static_cast<Right>(right)));
    }
    for (std::size_t verb = 0; verb < Words<Verb>::list.size(); ++verb) {
      INFO(word(row.role) << " " << Words<Verb>::list[verb]);
      const Refusal refusal = ask_role(static_cast<Verb>(verb), context_of(Party::delivery, ActorKind::human, row.role));
      CHECK(refusal.has_value() != is_told(row, right_for(static_cast<Verb>(verb))));
      if (refusal) CHECK(refusal->code == ErrorCode::forbidden);
    }
  }
}

TEST_CASE("no role keeps anybody from deciding, and customers have none; the system acts without one", "[roles]") {
  for (const Verb verb : {Verb::decide, Verb::retract, Verb::delegate, Verb::open_part, Verb::close_condition}) {
    CHECK(right_for(verb) == Right::follow);
  }
  for (std::size_t i = 0; i < Words<Verb>::list.size(); ++i) {
    const auto verb = static_cast<Verb>(i);
    CHECK_FALSE(ask_role(verb, context_of(Party::customer, ActorKind::human, Role::viewer)));
    CHECK_FALSE(ask_role(verb, context_of(Party::delivery, ActorKind::system, std::nullopt)));
    CHECK(ask_role(verb, context_of(Party::delivery, ActorKind::system, Role::viewer)).has_value() == (right_for(verb) != Right::follow));
    CHECK_FALSE(ask_role(verb, context_of(Party::delivery, ActorKind::agent, std::nullopt)));
    CHECK(ask_role(Verb::submit, context_of(Party::delivery, ActorKind::agent, Role::viewer)).has_value());
  }
}

TEST_CASE("a role covers those with no more rights than its own", "[roles]") {
  for (const RoleRow& one : kTold) {
    for (const RoleRow& other : kTold) {
      bool is_covered = true;
      for (const char letter : other.rights) is_covered = is_covered && one.rights.find(letter) != std::string_view::npos;
      INFO(word(one.role) << " " << word(other.role));
      CHECK(covers(one.role, other.role) == is_covered);
    }
  }
}

TEST_CASE("decide asks the role before anything else that a state allows", "[roles]") {
  Context context = context_of(Party::delivery, ActorKind::human, Role::operations);
  context.request = RequestId::from("req_1").value();
  context.command_id = CommandId::from("c1").value();
  const auto refused = decide(Request(), CreateCommand{}, context);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::forbidden);
  CHECK(refused.error().detail == "The role operations is not for create.");
}
