// The guards of what only the delivery team and the system do.
#include "core/request/guards.h"

#include <algorithm>
#include <string>

#include "core/base/canonical.h"
#include "core/base/repeated.h"
#include "core/request/clock.h"
#include "core/request/completeness.h"
#include "core/request/places.h"

namespace countersign {
namespace {

template <class T>
bool differs(const std::optional<T>& wanted, const T& present) {
  return wanted && *wanted != present;
}

bool stages_differ(const std::optional<List<StageDefinition>>& wanted, const List<Stage>& present) {
  return wanted && !std::equal(wanted->begin(), wanted->end(), present.begin(), present.end(),
                               [](const StageDefinition& a, const Stage& b) { return a == b.definition; });
}

// `subject` is a request or what an edit says.
template <class Subject>
bool is_set(SubjectField field, const Subject& subject) {
  switch (field) {
    case SubjectField::amount: return subject.amount.has_value();
    case SubjectField::due: return subject.due.has_value();
    case SubjectField::policy: return subject.policy.has_value();
    case SubjectField::calendar: return subject.calendar.has_value();
  }
  return false;
}

bool edit_changes(const EditCommand& edit, const Request& request) {
  const SubjectFields& fields = edit.fields;
  for (const SubjectField field : edit.clear) {
    if (is_set(field, request)) return true;
  }
  return differs(fields.title, request.title) || differs(fields.ask, request.ask) ||
         differs(fields.scope, request.scope) || differs(fields.project, request.project) ||
         (fields.amount && fields.amount != request.amount) || (fields.due && fields.due != request.due) ||
         stages_differ(fields.stages, request.stages) || differs(fields.facts, request.facts) ||
         differs(fields.demands, request.demands) || differs(fields.effects, request.effects) ||
         (fields.policy && fields.policy != request.policy) || (fields.calendar && fields.calendar != request.calendar);
}

Refusal something_changes(const Asked& asked) {
  if (const auto* edit = get_if<EditCommand>(&asked.command)) {
    for (std::size_t i = 0; i < edit->clear.size(); ++i) {
      if (is_set(edit->clear[i], edit->fields)) {
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

// How many predicates stand in one another.
std::size_t depth_of(const Predicate& predicate) {
  std::size_t deepest = 0;
  for (const Predicate& item : predicate.items) deepest = std::max(deepest, depth_of(item));
  return deepest + 1;
}

// Ids of their own, and guards no deeper than a record can be read again.
Refusal stages_sound(const List<StageDefinition>& stages) {
  const std::size_t stage = first_repeated(stages, [](const StageDefinition& s) { return s.id; });
  if (stage < stages.size()) return refuse(ErrorCode::duplicate_id, at("stages", stage, "id"));
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const List<Member>& members = stages[i].members;
    const std::size_t member = first_repeated(members, [](const Member& m) { return m.person.id; });
    if (member < members.size()) return refuse(ErrorCode::duplicate_id, canonical::joined({at("stages", i, "members"), "/", canonical::integer_text(member), "/id"}));
    const List<PartId>& parts = stages[i].parts;
    const std::size_t part = first_repeated(parts, [](const PartId& id) { return id; });
    if (part < parts.size()) return refuse(ErrorCode::duplicate_id, at("stages", i, canonical::joined({"parts/", canonical::integer_text(part)})));
    if (depth_of(stages[i].guard) > limits::kPredicateDepth) return refuse(ErrorCode::invalid_format, at("stages", i, "guard"));
  }
  return std::nullopt;
}

}  // namespace

Refusal subject_sound(const SubjectFields& fields) {
  if (fields.stages) {
    if (Refusal refusal = stages_sound(*fields.stages)) return refusal;
  }
  if (fields.facts) {
    const std::size_t fact = first_repeated(*fields.facts, [](const Fact& f) { return f.name; });
    if (fact < fields.facts->size()) return refuse(ErrorCode::duplicate_id, at("facts", fact, "name"));
  }
  if (fields.calendar) {
    if (Refusal refusal = check_calendar(*fields.calendar)) {
      refusal->pointer.insert(0, "/calendar");
      return refusal;
    }
  }
  if (fields.demands) {
    const std::size_t demand = first_repeated(*fields.demands, [](Demand d) { return d; });
    if (demand < fields.demands->size()) return refuse(ErrorCode::duplicate_id, canonical::joined({"/demands/", canonical::integer_text(demand)}));
  }
  if (fields.effects) {
    const std::size_t effect = first_repeated(*fields.effects, [](const Effect& e) { return e.id; });
    if (effect < fields.effects->size()) return refuse(ErrorCode::duplicate_id, at("effects", effect, "id"));
  }
  return std::nullopt;
}

namespace {

Refusal sound(const Asked& asked) {
  if (const auto* add = get_if<AddVersionCommand>(&asked.command)) {
    const std::size_t part = first_repeated(add->parts, [](const Part& p) { return p.id; });
    if (part < add->parts.size()) return refuse(ErrorCode::duplicate_id, at("parts", part, "id"));
    return std::nullopt;
  }
  const auto* create = get_if<CreateCommand>(&asked.command);
  if (create == nullptr) return subject_sound(as<EditCommand>(asked).fields);
  if (Refusal refusal = subject_sound(create->fields)) return refusal;
  const std::size_t link = first_repeated(create->links, [](const Link& l) { return l; });
  if (link < create->links.size()) return refuse(ErrorCode::duplicate_id, canonical::joined({"/links/", canonical::integer_text(link)}));
  return std::nullopt;
}

// A place that was handed on stays where it is when the stages change. Who holds it, or may get it back, gets no other.
Refusal places_of_stage_apart(const Asked& asked, const StageDefinition& definition, std::size_t index) {
  const Stage stage{definition, StageStatus::waiting, {}};
  const List<Member>& members = definition.members;
  List<ActorId> hands;
  List<std::size_t> places;  // whose place each of the hands has got
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!decides(members[i])) continue;
    for (const ActorId& hand : hands_of(asked.request, stage, members[i], asked.now)) {
      hands.push_back(hand);
      places.push_back(i);
    }
  }
  const auto refused = [&](std::size_t member) {
    return refuse(ErrorCode::already_approver, canonical::joined({at("stages", index, "members/"), canonical::integer_text(member)}));
  };
  for (std::size_t i = 0; i < members.size(); ++i) {
    const bool has_got = std::find(hands.begin(), hands.end(), members[i].person.id) != hands.end();
    if (decides(members[i]) && has_got) return refused(i);
  }
  const std::size_t repeated = first_repeated(hands, [](const ActorId& id) { return id; });
  return repeated < hands.size() ? refused(places[repeated]) : std::nullopt;
}

Refusal places_apart(const Asked& asked) {
  const std::optional<List<StageDefinition>>& stages = as<EditCommand>(asked).fields.stages;
  for (std::size_t i = 0; stages && i < stages->size(); ++i) {
    if (Refusal refusal = places_of_stage_apart(asked, (*stages)[i], i)) return refusal;
  }
  return std::nullopt;
}

Refusal complete(const Asked& asked) {
  List<Problem> missing = missing_for_submission(asked.request, asked.now);
  if (holds<SubmitCommand>(asked.command)) {
    for (const Problem& problem : missing_for_submitter(asked.request, asked.context.actor.person.id, asked.now)) missing.push_back(problem);
  }
  if (missing.empty()) return std::nullopt;
  std::string pointer = missing.front().pointer;
  return Error{ErrorCode::incomplete, std::move(pointer), "", std::move(missing)};
}

Refusal shown_is_ready(const Asked& asked) {
  const Version* current = current_version(asked.request);
  const bool shown = current != nullptr && as<ConfirmReadyCommand>(asked).displayed_digest == current->digest;
  return shown ? std::nullopt : refuse(ErrorCode::version_stale, "/displayed_digest");
}

Refusal place_known(const Asked& asked) {
  const auto& command = as<ReassignCommand>(asked);
  if (Refusal refusal = check_open(asked.request, command.stage)) return refusal;
  const Member* place = find_member(*find_stage(asked.request, command.stage), command.place);
  if (place == nullptr || !decides(*place)) return refuse(ErrorCode::not_an_approver, "/place");
  if (command.until && *command.until <= asked.now) return refuse(ErrorCode::due_past, "/until");
  return std::nullopt;
}

// In review the stages ask at once: what one of them is asked about has to be there.
Refusal covered_there(const Asked& asked) {
  const List<Part>& parts = as<AddVersionCommand>(asked).parts;
  for (std::size_t i = 0; i < asked.request.stages.size(); ++i) {
    const List<Problem> missing = missing_parts(asked.request.stages[i].definition, parts, i);
    if (!missing.empty()) return refuse(missing.front().code, missing.front().pointer);
  }
  return std::nullopt;
}

// Who gives themselves a place takes it from who was asked; where nobody answers their own request, that is no way to it.
Refusal can_be_given(const Asked& asked) {
  const auto& command = as<ReassignCommand>(asked);
  const Stage& stage = *find_stage(asked.request, command.stage);
  if (Refusal refusal = check_hand_over(asked.request, stage, *find_member(stage, command.place), command.to, asked.now)) return refusal;
  const bool to_self = command.to.id == asked.context.actor.person.id;
  return to_self && demands(asked.request, Demand::no_self_approval) ? refuse(ErrorCode::self_approval, "/to") : std::nullopt;
}

Refusal condition_unmet(const Asked& asked) {
  const Condition* condition = find_condition(asked.request, as<MeetConditionCommand>(asked).condition);
  if (condition == nullptr) return refuse(ErrorCode::condition_unknown, "/condition");
  if (condition->state != ConditionState::open) return refuse(ErrorCode::condition_settled, "/condition");
  return std::nullopt;
}

Refusal objection_unanswered(const Asked& asked) {
  const auto& command = as<AnswerObjectionCommand>(asked);
  const Objection* objection = find_objection(asked.request, command.objection);
  if (objection == nullptr) return refuse(ErrorCode::objection_unknown, "/objection");
  if (objection->state != ObjectionState::open) return refuse(ErrorCode::objection_answered, "/objection");
  if (command.due <= asked.now) return refuse(ErrorCode::due_past, "/due");
  return std::nullopt;
}

Refusal change_order_named(const Asked& asked) {
  const auto& command = as<AnswerObjectionCommand>(asked);
  const bool asks = command.change_class == ChangeClass::change_order;
  if (asks && command.change_order.empty()) return refuse(ErrorCode::change_order_missing, "/change_order");
  if (!asks && !command.change_order.empty()) return refuse(ErrorCode::reasons_not_taken, "/change_order");
  const List<Link>& links = asked.request.links;
  const bool is_new = asks && !contains(links, Link{Relation::change_order, command.change_order});
  if (is_new && links.size() == limits::kLinks) return refuse(ErrorCode::too_many_items, "/change_order");
  return std::nullopt;
}

Refusal objections_answered(const Asked& asked) {
  const List<Objection>& objections = asked.request.objections;
  for (std::size_t i = 0; i < objections.size(); ++i) {
    if (objections[i].state != ObjectionState::open) continue;
    return refuse(ErrorCode::objection_open, canonical::joined({"/objections/", canonical::integer_text(i)}));
  }
  return std::nullopt;
}

Refusal link_new(const Asked& asked) {
  const List<Link>& links = asked.request.links;
  if (contains(links, as<LinkCommand>(asked).link)) return refuse(ErrorCode::nothing_to_change, "/request");
  if (links.size() == limits::kLinks) return refuse(ErrorCode::too_many_items, "/request");
  return std::nullopt;
}

Refusal due_later(const Asked& asked) {
  const Instant due = as<ExtendCommand>(asked).due;
  if (due <= asked.now) return refuse(ErrorCode::due_past, "/due");
  if (asked.request.due && due <= *asked.request.due) return refuse(ErrorCode::nothing_to_change, "/due");
  return std::nullopt;
}

Refusal answer_late(const Asked& asked) {
  if (answer_is_late(asked.request, asked.now)) return std::nullopt;
  return refuse(ErrorCode::not_overdue);
}

Refusal version_there(const Asked& asked) {
  if (current_version(asked.request) != nullptr) return std::nullopt;
  return refuse(ErrorCode::part_missing);
}

// What was approved is answered with the approval, and a change with a change order (R47).
Error version_locked(const Request& request) {
  Instant approved_at;
  for (const Decision& decision : request.decisions) {
    if (decision.standing == Standing::standing) approved_at = std::max(approved_at, decision.signature.at);
  }
  return make_error(ErrorCode::version_locked, "",
                    canonical::joined({"Version ", canonical::integer_text(request.versions.size()), " was approved on ",
                                       approved_at.text(), ". A change of it needs a change order."}));
}

Refusal too_early() { return refuse(ErrorCode::not_due_yet); }

Refusal stage_timer_due(const Asked& asked, const StageId& id) {
  if (Refusal refusal = check_open(asked.request, id)) return refusal;
  const std::optional<StageClock>& clock = find_stage(asked.request, id)->clock;
  const bool reminding = holds<RemindCommand>(asked.command);
  if (reminding && asked.context.actor.kind != ActorKind::system) return std::nullopt;
  if (!clock) return too_early();
  if (reminding) return !clock->reminders.empty() && clock->reminders.front() <= asked.now ? std::nullopt : too_early();
  if (holds<EscalateCommand>(asked.command)) {
    return clock->escalate_at && *clock->escalate_at <= asked.now ? std::nullopt : too_early();
  }
  const bool called_for = verb_of(asked.command) == verb_at_end(end_action(asked.request));
  return called_for && clock->end_at && *clock->end_at <= asked.now ? std::nullopt : too_early();
}

Refusal chase_due(const Asked& asked, const ChaseCommand& chase) {
  if (!chase.question.empty()) {
    const Question* question = find_question(asked.request, chase.question);
    if (question == nullptr) return refuse(ErrorCode::question_unknown, "/question");
    return question->chase_at && *question->chase_at <= asked.now ? std::nullopt : too_early();
  }
  const Condition* condition = find_condition(asked.request, chase.condition);
  if (condition == nullptr) return refuse(ErrorCode::condition_unknown, "/condition");
  const std::optional<Instant> at = chase_at(asked.request, *condition);
  return at && *at <= asked.now ? std::nullopt : too_early();
}

Refusal timer_due(const Asked& asked) {
  if (const auto* chase = get_if<ChaseCommand>(&asked.command)) return chase_due(asked, *chase);
  if (const auto* remind = get_if<RemindCommand>(&asked.command)) return stage_timer_due(asked, remind->stage);
  if (const auto* escalate = get_if<EscalateCommand>(&asked.command)) return stage_timer_due(asked, escalate->stage);
  if (const auto* pause = get_if<PauseCommand>(&asked.command)) return stage_timer_due(asked, pause->stage);
  return stage_timer_due(asked, as<ExpireCommand>(asked).stage);
}

}  // namespace

Refusal no_delivery_row(const Request& request, Verb verb) {
  if (verb == Verb::create) return refuse(ErrorCode::request_exists);
  const bool approved = request.state == RequestState::approved || request.state == RequestState::approved_with_conditions;
  if (approved && (verb == Verb::edit || verb == Verb::add_version)) return version_locked(request);
  return std::nullopt;
}

Refusal ask_delivery_guard(Guard guard, const Asked& asked) {
  switch (guard) {
    case Guard::something_changes: return something_changes(asked);
    case Guard::sound: return sound(asked);
    case Guard::complete: return complete(asked);
    case Guard::due_ahead: return missing_due(asked.request, asked.now);
    case Guard::place_known: return place_known(asked);
    case Guard::condition_unmet: return condition_unmet(asked);
    case Guard::objection_unanswered: return objection_unanswered(asked);
    case Guard::change_order_named: return change_order_named(asked);
    case Guard::objections_answered: return objections_answered(asked);
    case Guard::link_new: return link_new(asked);
    case Guard::due_later: return due_later(asked);
    case Guard::answer_late: return answer_late(asked);
    case Guard::timer_due: return timer_due(asked);
    case Guard::version_there: return version_there(asked);
    case Guard::places_apart: return places_apart(asked);
    case Guard::covered_there: return covered_there(asked);
    case Guard::can_be_given: return can_be_given(asked);
    case Guard::shown_is_ready: return shown_is_ready(asked);
    default: check(false); return std::nullopt;
  }
}

}  // namespace countersign
