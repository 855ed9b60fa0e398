// What only the delivery team and the system do.
#include "core/request/happening.h"

#include <algorithm>

#include "core/request/clock.h"
#include "core/request/places.h"

namespace countersign {
namespace {

template <class T>
void drop_empty(std::optional<List<T>>& list) {
  if (list && list->empty()) list.reset();
}

void create(Happening& happening, const CreateCommand& command) {
  auto& created = happening.add<Created>();
  created.kind = command.kind;
  created.fields = command.fields;
  SubjectFields& fields = created.fields;
  if (!fields.ask) fields.ask.emplace();
  if (!fields.scope) fields.scope.emplace();
  if (!fields.stages) fields.stages.emplace();
  if (fields.project && fields.project->empty()) fields.project.reset();
  drop_empty(fields.facts);
  drop_empty(fields.demands);
  drop_empty(fields.effects);
  created.made_from = command.made_from;
  created.links = command.links;
}

void edit(Happening& happening, const EditCommand& command) {
  auto& edited = happening.add<Edited>();
  edited.fields = command.fields;
  edited.clear = command.clear;
}

// The version with which a reviewer compares the next one: the last that was put before them. Until there is one, the
// version before.
const Version* compared_with(const Request& request) {
  const Version* last = current_version(request);
  for (const Version& version : request.versions) {
    if (version.submitted) last = &version;
  }
  return last;
}

// Parts of the next version that are new or different, then those that are gone.
List<PartId> changed_parts(const Request& request, const List<Part>& parts) {
  List<PartId> changed;
  const Version* before = compared_with(request);
  if (before == nullptr) return changed;
  for (const Part& part : parts) {
    const Part* old = find_part(*before, part.id);
    if (old == nullptr || *old != part) changed.push_back(part.id);
  }
  for (const Part& old : before->content.parts) {
    const bool kept = std::any_of(parts.begin(), parts.end(), [&](const Part& part) { return part.id == old.id; });
    if (!kept) changed.push_back(old.id);
  }
  return changed;
}

void go_under_review(Happening& happening, const ReviewStart& start, std::int64_t version) {
  for (const StageId& stage : start.skipped) happening.add<StageSkipped>().stage = stage;
  if (!start.carried.empty()) {
    auto& carried = happening.add<DecisionsCarried>();
    carried.version = version;
    carried.decisions = start.carried;
  }
  happening.move_stages(start.moves);
}

// In review, the new version is under review at once.
void add_version(Happening& happening, const AddVersionCommand& command) {
  const Request& request = happening.request;
  const Content content{request.ask, request.scope, request.amount, command.parts};
  auto& added = happening.add<VersionAdded>();
  added.version = static_cast<std::int64_t>(request.versions.size()) + 1;
  added.note = command.note;
  added.parts = command.parts;
  added.digest = digest_of(content);
  added.changed = changed_parts(request, command.parts);
  if (request.state != RequestState::in_review) return;
  const ReviewStart start = start_review(request, {content, happening.context.actor.person.id, happening.now});
  added.superseded = start.superseded;
  go_under_review(happening, start, static_cast<std::int64_t>(request.versions.size()) + 1);
}

void confirm_ready(Happening& happening) {
  auto& confirmed = happening.add<ReadinessConfirmed>();
  confirmed.version = happening.version().number;
  confirmed.digest = happening.version().digest;
}

void submit(Happening& happening) {
  const Request& request = happening.request;
  const ReviewStart start = start_review(request, {happening.version().content, happening.context.actor.person.id, happening.now});
  auto& submitted = happening.add<Submitted>();
  submitted.version = happening.version().number;
  submitted.digest = happening.version().digest;
  submitted.due = *request.due;
  submitted.policy = request.policy;
  submitted.superseded = start.superseded;
  go_under_review(happening, start, happening.version().number);
}

void revise(Happening& happening) {
  auto& started = happening.add<RevisionStarted>();
  for (const Decision& decision : happening.request.decisions) {
    const bool objects = decision.standing == Standing::standing && !approves(decision.kind);
    if (objects) started.superseded.push_back(decision.id);
  }
}

void reassign(Happening& happening, const ReassignCommand& command) {
  const Request& request = happening.request;
  const Stage& stage = *find_stage(request, command.stage);
  const Member& place = *find_member(stage, command.place);
  auto& delegated = happening.add<Delegated>();
  delegated.delegation = next_id<DelegationId>('g', request.delegations);
  delegated.type = DelegationType::reassigned;
  delegated.stage = command.stage;
  delegated.place = command.place;
  delegated.from = holder_of(request, stage, place, happening.now);
  delegated.to = command.to;
  delegated.reason = command.reason;
  delegated.until = command.until;
}

void meet_condition(Happening& happening, const MeetConditionCommand& command) {
  auto& met = happening.add<ConditionMet>();
  met.condition = command.condition;
  met.evidence = command.evidence;
}

void answer_objection(Happening& happening, const AnswerObjectionCommand& command) {
  auto& answered = happening.add<ObjectionAnswered>();
  answered.objection = command.objection;
  answered.change_class = command.change_class;
  answered.work = command.work;
  answered.due = command.due;
  answered.change_order = command.change_order;
}

// The clocks of the stages that wait start anew.
void extend(Happening& happening, const ExtendCommand& command) {
  auto& extended = happening.add<DeadlineExtended>();
  extended.due = command.due;
  extended.reason = command.reason;
  happening.due = command.due;
  for (const Stage& stage : happening.request.stages) {
    if (stage.status == StageStatus::open) happening.start_clock_of(stage);
  }
}

void proceed(Happening& happening, const ProceedCommand& command) {
  auto& proceeded = happening.add<Proceeded>();
  proceeded.version = happening.version().number;
  proceeded.reason = command.reason;
}

void check_version(Happening& happening, const CheckCommand& command) {
  auto& checked = happening.add<Checked>();
  checked.version = happening.version().number;
  checked.findings = command.findings;
}

void remind(Happening& happening, const RemindCommand& command) {
  auto& reminded = happening.add<Reminded>();
  reminded.stage = command.stage;
  const Stage& stage = *find_stage(happening.request, command.stage);
  for (const Person& person : waited_for(happening.request, stage, happening.now)) reminded.to.push_back(person.id);
}

void escalate(Happening& happening, const EscalateCommand& command) {
  auto& escalated = happening.add<Escalated>();
  escalated.stage = command.stage;
  const std::optional<Policy>& policy = happening.request.policy;
  if (policy && policy->escalation) escalated.to = policy->escalation->to;
}

void chase(Happening& happening, const ChaseCommand& command) {
  auto& chased = happening.add<Chased>();
  const Request& request = happening.request;
  chased.question = command.question;
  if (command.question.empty()) {
    chased.condition = command.condition;
  } else if (request.policy && request.policy->questions) {
    chased.next = instant_after(request, happening.now, *request.policy->questions);
  }
}

}  // namespace

void happen_in_delivery(Happening& happening, const Command& command) {
  switch (verb_of(command)) {
    case Verb::create: return create(happening, get<CreateCommand>(command));
    case Verb::edit: return edit(happening, get<EditCommand>(command));
    case Verb::add_version: return add_version(happening, get<AddVersionCommand>(command));
    case Verb::confirm_ready: return confirm_ready(happening);
    case Verb::submit: return submit(happening);
    case Verb::revise: return revise(happening);
    case Verb::withdraw: happening.add<Withdrawn>().reason = get<WithdrawCommand>(command).reason; return;
    case Verb::reassign: return reassign(happening, get<ReassignCommand>(command));
    case Verb::meet_condition: return meet_condition(happening, get<MeetConditionCommand>(command));
    case Verb::answer_objection: return answer_objection(happening, get<AnswerObjectionCommand>(command));
    case Verb::link: happening.add<Linked>().link = get<LinkCommand>(command).link; return;
    case Verb::extend: return extend(happening, get<ExtendCommand>(command));
    case Verb::proceed: return proceed(happening, get<ProceedCommand>(command));
    case Verb::check: return check_version(happening, get<CheckCommand>(command));
    case Verb::flag: happening.add<Flagged>().finding = get<FlagCommand>(command).finding; return;
    case Verb::remind: return remind(happening, get<RemindCommand>(command));
    case Verb::escalate: return escalate(happening, get<EscalateCommand>(command));
    case Verb::pause: happening.add<Paused>().stage = get<PauseCommand>(command).stage; return;
    case Verb::expire: happening.add<Expired>().stage = get<ExpireCommand>(command).stage; return;
    case Verb::chase: return chase(happening, get<ChaseCommand>(command));
    default: check(false);
  }
}

}  // namespace countersign
