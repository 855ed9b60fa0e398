#include "native/service/summary.h"

#include <algorithm>

#include "core/json/object_text.h"
#include "core/request/stages.h"

namespace countersign {
namespace {

std::vector<std::string> approvers_of(const Request& request) {
  std::vector<std::string> ids;
  for (const Stage& stage : request.stages) {
    for (const Member& member : stage.definition.members) {
      if (decides(member)) ids.push_back(member.person.id.text());
    }
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
  for (const Person& person : waited_for(request, request.updated_at)) waiting.json(person_json(person));
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
