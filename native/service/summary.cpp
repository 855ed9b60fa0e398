#include "native/service/summary.h"

#include <algorithm>

#include "core/json/object_text.h"

namespace countersign {
namespace {

template <class Visitor>
void for_each_approver(const Stage& stage, Visitor visit) {
  for (const Member& member : stage.definition.members) {
    if (member.obligation == Obligation::approver) visit(member.person);
  }
}

// Approvers of the open stages who have not decided.
std::vector<Person> waiting_for(const Request& request) {
  std::vector<Person> people;
  for (const Stage& stage : request.stages) {
    if (stage.status != StageStatus::open) continue;
    for_each_approver(stage, [&](const Person& person) {
      const bool decided = standing_decision(request, stage.definition.id, person.id) != nullptr;
      const bool named =
          std::any_of(people.begin(), people.end(), [&](const Person& other) { return other.id == person.id; });
      if (!decided && !named) people.push_back(person);
    });
  }
  return people;
}

std::vector<std::string> approvers_of(const Request& request) {
  std::vector<std::string> ids;
  for (const Stage& stage : request.stages) {
    for_each_approver(stage, [&](const Person& person) { ids.push_back(person.id.text()); });
  }
  return ids;
}

std::string person_json(const Person& person) {
  ObjectText json;
  json.text("id", person.id.text()).text("name", person.name.text());
  if (!person.organization.empty()) json.text("organization", person.organization.text());
  return json.take();
}

std::string summary_json(const Request& request) {
  ArrayText waiting;
  for (const Person& person : waiting_for(request)) waiting.json(person_json(person));
  const auto open_questions =
      std::count_if(request.questions.begin(), request.questions.end(),
                    [](const Question& question) { return question.state == QuestionState::open; });
  const Version* version = current_version(request);
  ObjectText json;
  json.text("created_at", request.created_at.text());
  if (request.due) json.text("due", request.due->text());
  json.integer("head", request.head).text("id", request.id.text()).text("kind", word(request.kind));
  json.integer("open_questions", open_questions);
  if (!request.project.empty()) json.text("project", request.project.text());
  json.text("state", word(request.state)).text("title", request.title.text());
  json.text("updated_at", request.updated_at.text());
  json.integer("version", version != nullptr ? version->number : 0).json("waiting_for", waiting.take());
  return json.take();
}

}  // namespace

StoredSummary summarize(const Request& request) {
  StoredSummary summary;
  summary.created_at = request.created_at;
  summary.state = word(request.state);
  if (!request.project.empty()) summary.project = request.project.text();
  summary.due = request.due;
  summary.approvers = approvers_of(request);
  summary.bytes = summary_json(request);
  return summary;
}

}  // namespace countersign
