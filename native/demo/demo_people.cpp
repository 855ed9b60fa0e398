#include "native/demo/demo_people.h"

#include <array>

namespace countersign {
namespace {

constexpr std::string_view kStudio = "Northlight Studio";
constexpr std::string_view kCustomer = "Keller Optik GmbH";

constexpr std::array kPeople{
    DemoPerson{"dana", "Dana Ruiz", kStudio, ActorKind::human, Party::delivery, "Project manager"},
    DemoPerson{"intake", "Intake bot", kStudio, ActorKind::agent, Party::delivery, "Prepares and checks"},
    DemoPerson{"maria", "Maria Keller", kCustomer, ActorKind::human, Party::customer, "Head of marketing"},
    DemoPerson{"jonas", "Jonas Weber", kCustomer, ActorKind::human, Party::customer, "Legal counsel"},
};

}  // namespace

std::span<const DemoPerson> demo_people() { return kPeople; }

const DemoPerson* find_demo_person(std::string_view id) {
  for (const DemoPerson& person : kPeople) {
    if (person.id == id) return &person;
  }
  return nullptr;
}

Person demo_member(const DemoPerson& person) {
  return {ActorId::from(person.id).value(), Name::from(person.name).value(),
          Organization::from(person.organization).value()};
}

Actor demo_actor(const DemoPerson& person) { return {person.kind, person.party, demo_member(person)}; }

}  // namespace countersign
