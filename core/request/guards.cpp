#include "core/request/guards.h"

#include <algorithm>
#include <string>

#include "core/base/canonical.h"
#include "core/request/completeness.h"
#include "core/request/stages.h"

namespace countersign {
namespace {

// The command as the verb that the table says it is.
template <class T>
const T& as(const Asked& asked) {
  const T* command = std::get_if<T>(&asked.command);
  check(command != nullptr);
  return *command;
}

std::string at(std::string_view list, std::size_t index, std::string_view field) {
  return canonical::joined({"/", list, "/", canonical::integer_text(index), "/", field});
}

Refusal delivery(const Asked& asked) {
  if (asked.context.actor.party == Party::delivery) return std::nullopt;
  return refuse(ErrorCode::delivery_only);
}

Refusal participant(const Asked& asked) {
  if (is_participant(asked.request, asked.context.actor)) return std::nullopt;
  return refuse(ErrorCode::not_a_participant);
}

template <class T>
bool differs(const std::optional<T>& wanted, const T& present) {
  return wanted && *wanted != present;
}

bool stages_differ(const std::optional<List<StageDefinition>>& wanted, const List<Stage>& present) {
  return wanted && !std::equal(wanted->begin(), wanted->end(), present.begin(), present.end(),
                               [](const StageDefinition& a, const Stage& b) { return a == b.definition; });
}

bool is_set(SubjectField field, const std::optional<Amount>& amount, const std::optional<Instant>& due) {
  return field == SubjectField::amount ? amount.has_value() : due.has_value();
}

bool edit_changes(const EditCommand& edit, const Request& request) {
  const SubjectFields& fields = edit.fields;
  for (const SubjectField field : edit.clear) {
    if (is_set(field, request.amount, request.due)) return true;
  }
  return differs(fields.title, request.title) || differs(fields.ask, request.ask) ||
         differs(fields.scope, request.scope) || differs(fields.project, request.project) ||
         (fields.amount && fields.amount != request.amount) || (fields.due && fields.due != request.due) ||
         stages_differ(fields.stages, request.stages);
}

Refusal something_changes(const Asked& asked) {
  if (const auto* edit = std::get_if<EditCommand>(&asked.command)) {
    for (std::size_t i = 0; i < edit->clear.size(); ++i) {
      if (is_set(edit->clear[i], edit->fields.amount, edit->fields.due)) {
        return refuse(ErrorCode::set_and_cleared, canonical::joined({"/clear/", canonical::integer_text(i)}));
      }
    }
    if (edit_changes(*edit, asked.request)) return std::nullopt;
    return refuse(ErrorCode::nothing_to_change);
  }
  const auto& add = as<AddVersionCommand>(asked);
  const Version* current = current_version(asked.request);
  const Request& request = asked.request;
  if (current == nullptr) return std::nullopt;
  const Digest digest = digest_of({request.ask, request.scope, request.amount, add.parts});
  if (digest != current->digest) return std::nullopt;
  return refuse(ErrorCode::nothing_to_change, "/parts");
}

// The index of the first item whose id an earlier item has; the size of the list when there is none.
template <class List, class IdOf>
std::size_t first_repeated(const List& list, IdOf id_of) {
  for (std::size_t i = 1; i < list.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (id_of(list[i]) == id_of(list[j])) return i;
    }
  }
  return list.size();
}

Refusal stage_ids_unique(const List<StageDefinition>& stages) {
  const std::size_t stage = first_repeated(stages, [](const StageDefinition& s) { return s.id; });
  if (stage < stages.size()) return refuse(ErrorCode::duplicate_id, at("stages", stage, "id"));
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const List<Member>& members = stages[i].members;
    const std::size_t member = first_repeated(members, [](const Member& m) { return m.person.id; });
    if (member < members.size()) return refuse(ErrorCode::duplicate_id, canonical::joined({at("stages", i, "members"), "/", canonical::integer_text(member), "/id"}));
  }
  return std::nullopt;
}

Refusal ids_unique(const Asked& asked) {
  if (const auto* add = std::get_if<AddVersionCommand>(&asked.command)) {
    const std::size_t part = first_repeated(add->parts, [](const Part& p) { return p.id; });
    if (part < add->parts.size()) return refuse(ErrorCode::duplicate_id, at("parts", part, "id"));
    return std::nullopt;
  }
  const auto* create = std::get_if<CreateCommand>(&asked.command);
  const SubjectFields& fields = create != nullptr ? create->fields : as<EditCommand>(asked).fields;
  return fields.stages ? stage_ids_unique(*fields.stages) : std::nullopt;
}

Refusal complete(const Asked& asked) {
  List<Problem> missing = missing_for_submission(asked.request, asked.now);
  if (missing.empty()) return std::nullopt;
  std::string pointer = missing.front().pointer;
  return Error{ErrorCode::incomplete, std::move(pointer), "", std::move(missing)};
}

Refusal shown_is_current(const Asked& asked) {
  const Version* current = current_version(asked.request);
  if (const auto* ready = std::get_if<ConfirmReadyCommand>(&asked.command)) {
    if (current != nullptr && ready->displayed_digest == current->digest) return std::nullopt;
    return refuse(ErrorCode::version_stale, "/displayed_digest");
  }
  const auto& command = as<DecideCommand>(asked);
  if (current == nullptr || command.version != current->number) return refuse(ErrorCode::version_stale, "/version");
  if (command.displayed_digest != current->digest) return refuse(ErrorCode::version_stale, "/displayed_digest");
  return std::nullopt;
}

Refusal part_known(const Asked& asked) {
  const Request& request = asked.request;
  if (const auto* open = std::get_if<OpenPartCommand>(&asked.command)) {
    const bool known = open->version >= 1 && open->version <= static_cast<std::int64_t>(request.versions.size());
    if (!known) return refuse(ErrorCode::version_unknown, "/version");
    const Version& version = request.versions[static_cast<std::size_t>(open->version) - 1];
    if (find_part(version, open->part) == nullptr) return refuse(ErrorCode::part_unknown, "/part");
    return std::nullopt;
  }
  const auto* ask = std::get_if<AskCommand>(&asked.command);
  const PartId& part = ask != nullptr ? ask->part : as<CommentCommand>(asked).part;
  const Version* current = current_version(request);
  if (part.empty() || (current != nullptr && find_part(*current, part) != nullptr)) return std::nullopt;
  return refuse(ErrorCode::part_unknown, "/part");
}

Refusal question_open(const Asked& asked) {
  const Question* question = find_question(asked.request, as<AnswerCommand>(asked).question);
  if (question == nullptr) return refuse(ErrorCode::question_unknown, "/question");
  if (question->state != QuestionState::open) return refuse(ErrorCode::question_answered, "/question");
  return std::nullopt;
}

Refusal not_own_question(const Asked& asked) {
  const Question* question = find_question(asked.request, as<AnswerCommand>(asked).question);
  check(question != nullptr);  // question_open stands before this guard
  if (question->signature.by.person.id != asked.context.actor.person.id) return std::nullopt;
  return refuse(ErrorCode::own_question, "/question");
}

Refusal stage_open(const Asked& asked) {
  const Stage* stage = find_stage(asked.request, as<DecideCommand>(asked).stage);
  if (stage == nullptr) return refuse(ErrorCode::stage_unknown, "/stage");
  if (stage->status != StageStatus::open) return refuse(ErrorCode::stage_not_open, "/stage");
  return std::nullopt;
}

Refusal approver(const Asked& asked) {
  const Stage* stage = find_stage(asked.request, as<DecideCommand>(asked).stage);
  check(stage != nullptr);  // stage_open stands before this guard
  const Member* member = find_member(*stage, asked.context.actor.person.id);
  if (member != nullptr && decides(*member)) return std::nullopt;
  return refuse(ErrorCode::not_an_approver, "/stage");
}

Refusal not_decided(const Asked& asked) {
  const auto& command = as<DecideCommand>(asked);
  if (standing_decision(asked.request, command.stage, asked.context.actor.person.id) == nullptr) return std::nullopt;
  return refuse(ErrorCode::already_decided, "/stage");
}

Refusal offered(const Asked& asked) {
  const auto& command = as<DecideCommand>(asked);
  if (find_stage(asked.request, command.stage)->definition.offered.has(command.decision)) return std::nullopt;
  return refuse(ErrorCode::decision_not_offered, "/decision");
}

Refusal parts_opened(const Asked& asked) {
  const Version* version = current_version(asked.request);
  List<Problem> unopened;
  for (std::size_t i = 0; i < version->content.parts.size(); ++i) {
    const Part& part = version->content.parts[i];
    const bool opened = has_opened(asked.request, version->number, part.id, asked.context.actor.person.id);
    if (!part.must_open || opened) continue;
    unopened.push_back({ErrorCode::part_not_opened, canonical::joined({at("versions", asked.request.versions.size() - 1, "parts"), "/", canonical::integer_text(i)})});
  }
  if (unopened.empty()) return std::nullopt;
  return Error{ErrorCode::part_not_opened, "/version", "", std::move(unopened)};
}

Refusal objections_point_at_parts(const DecideCommand& command, const Version& version) {
  for (std::size_t i = 0; i < command.objections.size(); ++i) {
    const PartId& part = command.objections[i].part;
    if (!part.empty() && find_part(version, part) == nullptr) return refuse(ErrorCode::part_unknown, at("objections", i, "part"));
  }
  return std::nullopt;
}

Refusal conditions_lie_ahead(const DecideCommand& command, Instant now) {
  for (std::size_t i = 0; i < command.conditions.size(); ++i) {
    const std::optional<Instant>& due = command.conditions[i].due;
    if (due && *due <= now) return refuse(ErrorCode::due_past, at("conditions", i, "due"));
  }
  return std::nullopt;
}

Refusal reasons_given(const Asked& asked) {
  const auto& command = as<DecideCommand>(asked);
  const bool conditional = command.decision == DecisionKind::approve_with_conditions;
  const bool approving = conditional || command.decision == DecisionKind::approve;
  if (!conditional && !command.conditions.empty()) return refuse(ErrorCode::reasons_not_taken, "/conditions");
  if (approving && !command.objections.empty()) return refuse(ErrorCode::reasons_not_taken, "/objections");
  if (conditional && command.conditions.empty()) return refuse(ErrorCode::condition_missing, "/conditions");
  const bool has_reason = !command.objections.empty() || !is_blank(command.rationale.text());
  if (!approving && !has_reason) return refuse(ErrorCode::objection_missing, "/objections");
  if (Refusal refusal = objections_point_at_parts(command, *current_version(asked.request))) return refusal;
  return conditions_lie_ahead(command, asked.now);
}

Refusal challenge_fresh(const Asked& asked) {
  const Challenge& given = as<DecideCommand>(asked).challenge;
  const std::optional<ExpectedChallenge>& expected = asked.context.challenge;
  const bool used = std::any_of(asked.request.decisions.begin(), asked.request.decisions.end(),
                                [&](const Decision& decision) { return decision.challenge == given; });
  if (used) return refuse(ErrorCode::challenge_reused, "/challenge");
  if (!expected || expected->value != given) return refuse(ErrorCode::challenge_unknown, "/challenge");
  if (asked.now >= expected->expires) return refuse(ErrorCode::challenge_expired, "/challenge");
  return std::nullopt;
}

Refusal own_standing_decision(const Asked& asked) {
  const auto& command = as<RetractCommand>(asked);
  for (const Decision& decision : asked.request.decisions) {
    if (decision.id != command.decision || decision.standing != Standing::standing) continue;
    const bool own = decision.signature.by.person.id == asked.context.actor.person.id;
    if (!own) return refuse(ErrorCode::not_your_decision, "/decision");
    const Stage* stage = find_stage(asked.request, decision.stage);
    if (stage == nullptr || stage->status != StageStatus::open) return refuse(ErrorCode::stage_not_open, "/decision");
    return std::nullopt;
  }
  return refuse(ErrorCode::decision_unknown, "/decision");
}

}  // namespace

Refusal ask_guard(Guard guard, const Asked& asked) {
  switch (guard) {
    case Guard::delivery: return delivery(asked);
    case Guard::participant: return participant(asked);
    case Guard::something_changes: return something_changes(asked);
    case Guard::ids_unique: return ids_unique(asked);
    case Guard::complete: return complete(asked);
    case Guard::shown_is_current: return shown_is_current(asked);
    case Guard::part_known: return part_known(asked);
    case Guard::question_open: return question_open(asked);
    case Guard::not_own_question: return not_own_question(asked);
    case Guard::stage_open: return stage_open(asked);
    case Guard::approver: return approver(asked);
    case Guard::not_decided: return not_decided(asked);
    case Guard::offered: return offered(asked);
    case Guard::parts_opened: return parts_opened(asked);
    case Guard::reasons_given: return reasons_given(asked);
    case Guard::challenge_fresh: return challenge_fresh(asked);
    case Guard::own_standing_decision: return own_standing_decision(asked);
    case Guard::due_ahead: return missing_due(asked.request, asked.now);
  }
  check(false);
  return std::nullopt;
}

}  // namespace countersign
