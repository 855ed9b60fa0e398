// The people of the demo.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/request/types.h"

namespace countersign {

struct DemoPerson {
  std::string_view id;
  std::string_view name;
  std::string_view organization;
  ActorKind kind;
  Party party;
  std::string_view role;
};

std::span<const DemoPerson> demo_people();

// nullptr when there is no such person.
const DemoPerson* find_demo_person(std::string_view id);

Actor demo_actor(const DemoPerson& person);
Person demo_member(const DemoPerson& person);

}  // namespace countersign
