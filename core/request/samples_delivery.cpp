// What only the delivery team and the system do.
#include "core/request/samples.h"

#include <algorithm>
#include <array>

#include "core/request/clock.h"
#include "core/request/completeness.h"
#include "core/request/places.h"
#include "core/request/transitions.h"

namespace countersign {
namespace {

constexpr std::string_view kCreateNeeds[] = {"kind", "title"};
constexpr std::string_view kVersionNeeds[] = {"parts"};
constexpr std::string_view kReadyNeeds[] = {"displayed_digest"};
constexpr std::string_view kReasonNeeds[] = {"reason"};
constexpr std::string_view kReassignNeeds[] = {"stage", "place", "to", "reason"};
constexpr std::string_view kMeetNeeds[] = {"condition", "evidence"};
constexpr std::string_view kObjectionNeeds[] = {"objection", "class", "work", "due"};
constexpr std::string_view kLinkNeeds[] = {"relation", "request"};
constexpr std::string_view kExtendNeeds[] = {"due", "reason"};
constexpr std::string_view kCheckNeeds[] = {"findings"};
constexpr std::string_view kFlagNeeds[] = {"severity", "text"};
constexpr std::string_view kStageNeeds[] = {"stage"};

constexpr auto all_verbs() {
  std::array<Verb, Words<Verb>::list.size()> verbs{};
  for (std::size_t i = 0; i < verbs.size(); ++i) verbs[i] = static_cast<Verb>(i);
  return verbs;
}
constexpr auto kVerbs = all_verbs();

Targets open_stages(const Request& request) {
  Targets targets;
  for (const Stage& stage : request.stages) {
    if (stage.status == StageStatus::open) targets.push_back(stage.definition.id.text());
  }
  return targets;
}

// The stages that have a place which may move.
Targets stages_of_places(const Request& request) {
  if (request.state != RequestState::approved_with_conditions) return open_stages(request);
  Targets targets;
  for (const Stage& stage : request.stages) {
    const List<Member>& members = stage.definition.members;
    const bool moves = std::any_of(members.begin(), members.end(), [&](const Member& member) { return decides(member) && !check_movable(request, stage, member); });
    if (moves) targets.push_back(stage.definition.id.text());
  }
  return targets;
}

// An approver of the stage whose place may move, else any, else none.
ActorId some_place(const Request& request, const StageId& id) {
  ActorId any;
  const Stage* stage = find_stage(request, id);
  if (stage == nullptr) return any;
  for (const Member& member : stage->definition.members) {
    if (!decides(member)) continue;
    any = member.person.id;
    if (!check_movable(request, *stage, member)) break;
  }
  return any;
}

Targets open_conditions(const Request& request) {
  Targets targets;
  for (const Condition& condition : request.conditions) {
    if (condition.state == ConditionState::open) targets.push_back(condition.id.text());
  }
  return targets;
}

Targets open_objections(const Request& request) {
  Targets targets;
  for (const Objection& objection : request.objections) {
    if (objection.state == ObjectionState::open) targets.push_back(objection.id.text());
  }
  return targets;
}

// The questions and conditions that will be chased.
Targets chased(const Request& request) {
  Targets targets;
  for (const Question& question : request.questions) {
    if (question.chase_at) targets.push_back(question.id.text());
  }
  for (const Condition& condition : request.conditions) {
    if (chase_at(request, condition)) targets.push_back(condition.id.text());
  }
  return targets;
}

Command chase(const Request& request, const std::string& target) {
  const auto question = id_of<QuestionId>(target);
  if (find_question(request, question) != nullptr) return ChaseCommand{question, {}};
  return ChaseCommand{{}, id_of<ConditionId>(target)};
}

Command edit() {
  EditCommand command;
  command.fields.title = Title();  // no request has a blank title
  return command;
}

Command objection_answer(const std::string& target) {
  AnswerObjectionCommand command;
  command.objection = id_of<ObjectionId>(target);
  command.due = Instant::latest();
  return command;
}

// With every part that a stage covers. Their digests are zero: they differ from every real part.
Command new_version(const Request& request) {
  AddVersionCommand command{{}, {Part()}};
  for (const Stage& stage : request.stages) {
    for (const PartId& id : stage.definition.parts) {
      const bool there = std::any_of(command.parts.begin(), command.parts.end(), [&](const Part& part) { return part.id == id; });
      if (!there) command.parts.emplace_back().id = id;
    }
  }
  return command;
}

Command ready(const Request& request) {
  ConfirmReadyCommand command;
  if (!request.versions.empty()) command.displayed_digest = request.versions.back().digest;
  return command;
}

}  // namespace

std::span<const Verb> known_verbs() { return kVerbs; }

Targets delivery_targets_of(Verb verb, const Request& request) {
  switch (verb) {
    case Verb::reassign: return stages_of_places(request);
    case Verb::remind:
    case Verb::escalate:
    case Verb::pause:
    case Verb::expire: return open_stages(request);
    case Verb::meet_condition: return open_conditions(request);
    case Verb::answer_objection: return open_objections(request);
    case Verb::chase: return chased(request);
    default: return {};
  }
}

Command delivery_sample_of(Verb verb, const std::string& target, const Request& request) {
  const StageId stage = id_of<StageId>(target);
  switch (verb) {
    case Verb::create: return CreateCommand{};
    case Verb::edit: return edit();
    case Verb::add_version: return new_version(request);
    case Verb::confirm_ready: return ready(request);
    case Verb::submit: return SubmitCommand{};
    case Verb::revise: return ReviseCommand{};
    case Verb::withdraw: return WithdrawCommand{};
    case Verb::reassign: return ReassignCommand{stage, some_place(request, stage), {}, {}};
    case Verb::meet_condition: return MeetConditionCommand{id_of<ConditionId>(target), {}};
    case Verb::answer_objection: return objection_answer(target);
    case Verb::link: return LinkCommand{};
    case Verb::extend: return ExtendCommand{Instant::latest(), {}};
    case Verb::proceed: return ProceedCommand{};
    case Verb::check: return CheckCommand{};
    case Verb::flag: return FlagCommand{};
    case Verb::remind: return RemindCommand{stage};
    case Verb::escalate: return EscalateCommand{stage};
    case Verb::pause: return PauseCommand{stage};
    case Verb::expire: return ExpireCommand{stage};
    case Verb::chase: return chase(request, target);
    default: break;
  }
  check(false);
  return SubmitCommand{};
}

Needs delivery_needs_of(Verb verb) {
  switch (verb) {
    case Verb::create: return kCreateNeeds;
    case Verb::add_version: return kVersionNeeds;
    case Verb::confirm_ready: return kReadyNeeds;
    case Verb::withdraw:
    case Verb::proceed: return kReasonNeeds;
    case Verb::reassign: return kReassignNeeds;
    case Verb::meet_condition: return kMeetNeeds;
    case Verb::answer_objection: return kObjectionNeeds;
    case Verb::link: return kLinkNeeds;
    case Verb::extend: return kExtendNeeds;
    case Verb::check: return kCheckNeeds;
    case Verb::flag: return kFlagNeeds;
    case Verb::remind:
    case Verb::escalate:
    case Verb::pause:
    case Verb::expire: return kStageNeeds;
    default: return {};  // edit, submit, revise; chase needs a question or a condition
  }
}

List<Problem> missing_in_preparation(const Request& request, const Context& asking) {
  const bool preparing = find_transition(request.state, Verb::confirm_ready) != nullptr ||
                         find_transition(request.state, Verb::submit) != nullptr;
  if (!preparing) return {};
  List<Problem> missing = missing_for_submission(request, asking.now);
  if (find_transition(request.state, Verb::submit) == nullptr) return missing;
  for (const Problem& problem : missing_for_submitter(request, asking.actor.person.id, asking.now)) missing.push_back(problem);
  return missing;
}

}  // namespace countersign
