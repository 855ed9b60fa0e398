#include "shell/model/people.h"

#include <algorithm>
#include <utility>

namespace countersign::shell {
namespace {

class People {
 public:
  void add_actor(const Actor& actor) {
    const bool known = std::any_of(people_.begin(), people_.end(), [&](const Actor& other) {
      return other.kind == actor.kind && other.party == actor.party && other.person.id == actor.person.id;
    });
    if (!known) people_.push_back(actor);
  }

  void add_members(const List<StageDefinition>& stages) {
    for (const StageDefinition& stage : stages) {
      for (const Member& member : stage.members) add_person(member.person);
    }
  }

  void add_person(const Person& person) {
    const bool known =
        std::any_of(people_.begin(), people_.end(), [&](const Actor& actor) { return actor.person.id == person.id; });
    if (!known) people_.push_back({ActorKind::human, Party::customer, person});
  }

  void add_kind(ActorKind kind, const char* id, const char* name) {
    const bool present =
        std::any_of(people_.begin(), people_.end(), [&](const Actor& actor) { return actor.kind == kind; });
    if (present) return;
    const Person person{ActorId::from(id).value(), Name::from(name).value(), {}};
    people_.push_back({kind, Party::delivery, person});
  }

  std::vector<Actor> take() { return std::move(people_); }

 private:
  std::vector<Actor> people_;
};

}  // namespace

std::vector<Actor> people_of(const List<Event>& events) {
  People people;
  for (const Event& event : events) people.add_actor(event.actor);
  for (const Event& event : events) {
    const auto* created = get_if<Created>(&event.body);
    if (created != nullptr && created->fields.stages.has_value()) people.add_members(*created->fields.stages);
    const auto* edited = get_if<Edited>(&event.body);
    if (edited != nullptr && edited->fields.stages.has_value()) people.add_members(*edited->fields.stages);
    if (const auto* delegated = get_if<Delegated>(&event.body)) people.add_person(delegated->to);
  }
  people.add_kind(ActorKind::agent, "agent", "An agent");
  people.add_kind(ActorKind::system, "system", "The system");
  return people.take();
}

}  // namespace countersign::shell
