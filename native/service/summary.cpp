#include "native/service/summary.h"

#include <algorithm>

#include "core/json/object_text.h"
#include "core/request/clock.h"
#include "core/request/places.h"
#include "core/request/stages.h"

namespace countersign {
namespace {

bool holds_at(const Delegation& delegation, Instant now) {
  return delegation.state == DelegationState::standing && (!delegation.until || now < *delegation.until);
}

// Everybody who takes part: the members of all stages, whoever holds a place of theirs now, and whoever handed one on.
std::vector<std::string> people_of(const Request& request, Instant now) {
  std::vector<std::string> ids;
  for (const Stage& stage : request.stages) {
    for (const Member& member : stage.definition.members) {
      ids.push_back(member.person.id.text());
      if (decides(member)) ids.push_back(holder_of(request, stage, member, now).id.text());
    }
  }
  for (const Delegation& delegation : request.delegations) {
    if (holds_at(delegation, now)) ids.push_back(delegation.from.id.text());
  }
  return ids;
}

// When a place that was handed on for a time comes back by itself.
std::optional<Instant> next_return(const Request& request, Instant now) {
  std::optional<Instant> next;
  for (const Delegation& delegation : request.delegations) {
    if (!delegation.until || !holds_at(delegation, now)) continue;
    if (!next || *delegation.until < *next) next = delegation.until;
  }
  return next;
}

std::string person_json(const Person& person) {
  ObjectText json;
  json.text("id", person.id.text()).text("name", person.name.text());
  if (!person.organization.empty()) json.text("organization", person.organization.text());
  return json.take();
}

std::string summary_json(const Request& request, Instant now) {
  ArrayText waiting;
  for (const Person& person : waited_for(request, now)) waiting.json(person_json(person));
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

StoredSummary summarize(const Request& request, Instant now) {
  StoredSummary summary;
  summary.created_at = request.created_at;
  summary.state = word(request.state);
  if (!request.project.empty()) summary.project = request.project.text();
  summary.due = request.due;
  summary.people = people_of(request, now);
  summary.holds_until = next_return(request, now);
  const Due next = due(request, now);
  summary.wakes_at = next.commands.empty() ? next.next : now;
  summary.bytes = summary_json(request, now);
  return summary;
}

}  // namespace countersign
