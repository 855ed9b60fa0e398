#include "core/request/completeness.h"

#include <algorithm>
#include <string>

#include "core/base/canonical.h"
#include "core/request/clock.h"
#include "core/request/places.h"
#include "core/request/predicate.h"
#include "core/request/stages.h"

namespace countersign {
namespace {

// Who asks cannot be the one to answer, where that is demanded.
void require_others(const Request& request, const StageDefinition& stage, const std::string& pointer, List<Problem>& missing) {
  if (!demands(request, Demand::no_self_approval)) return;
  for (std::size_t i = 0; i < stage.members.size(); ++i) {
    const Member& member = stage.members[i];
    if (!decides(member) || member.person.id != request.requester.person.id) continue;
    missing.push_back({ErrorCode::self_approval, canonical::item(canonical::joined({pointer, "/members"}), i)});
  }
}

}  // namespace

Refusal missing_due(const Request& request, Instant now) {
  if (!request.due) return refuse(ErrorCode::due_missing, "/due");
  if (*request.due <= now) return refuse(ErrorCode::due_past, "/due");
  return std::nullopt;
}

void missing_in_stage(const StageDefinition& definition, std::string_view pointer, List<Problem>& missing) {
  const std::int64_t approvers = approver_count(definition);
  if (approvers == 0) {
    missing.push_back({ErrorCode::approver_missing, canonical::joined({pointer, "/members"})});
  } else if (approvals_needed(definition) > approvers) {
    missing.push_back({ErrorCode::approval_unreachable, canonical::joined({pointer, "/rule/count"})});
  }
  const bool can_approve =
      definition.offered.has(DecisionKind::approve) || definition.offered.has(DecisionKind::approve_with_conditions);
  if (!can_approve) missing.push_back({ErrorCode::approval_unreachable, canonical::joined({pointer, "/decisions"})});
}

List<Problem> missing_parts(const StageDefinition& stage, const List<Part>& parts, std::size_t index) {
  List<Problem> missing;
  const std::string pointer = canonical::joined({canonical::item("/stages", index), "/parts"});
  for (std::size_t i = 0; i < stage.parts.size(); ++i) {
    const bool there = std::any_of(parts.begin(), parts.end(), [&](const Part& part) { return part.id == stage.parts[i]; });
    if (!there) missing.push_back({ErrorCode::part_unknown, canonical::item(pointer, i)});
  }
  return missing;
}

List<Problem> missing_for_submitter(const Request& request, const ActorId& submitter, Instant now) {
  List<Problem> missing;
  if (!demands(request, Demand::no_self_approval) || submitter == request.requester.person.id) return missing;
  for (std::size_t i = 0; i < request.stages.size(); ++i) {
    const Stage& stage = request.stages[i];
    const Member* place = held_place(request, stage, submitter, now);
    const bool others = approver_count(stage.definition) > approvals_needed(stage.definition);
    if (place == nullptr || others) continue;
    const auto member = static_cast<std::size_t>(place - stage.definition.members.begin());
    missing.push_back({ErrorCode::self_approval, canonical::item(canonical::joined({canonical::item("/stages", i), "/members"}), member)});
  }
  return missing;
}

List<Problem> missing_for_submission(const Request& request, Instant now) {
  List<Problem> missing;
  if (is_blank(request.ask.text())) missing.push_back({ErrorCode::ask_missing, "/ask"});
  const Version* version = current_version(request);
  if (version == nullptr || version->status != VersionStatus::draft) {
    missing.push_back({ErrorCode::part_missing, "/versions"});
  }
  const bool somebody_asked = std::any_of(request.stages.begin(), request.stages.end(),
                                          [&](const Stage& stage) { return holds(stage.definition.guard, request); });
  if (!somebody_asked) missing.push_back({ErrorCode::approver_missing, "/stages"});
  for (std::size_t i = 0; i < request.stages.size(); ++i) {
    const StageDefinition& stage = request.stages[i].definition;
    const std::string pointer = canonical::item("/stages", i);
    missing_in_stage(stage, pointer, missing);
    for (const Problem& part : missing_parts(stage, version == nullptr ? List<Part>() : version->content.parts, i)) missing.push_back(part);
    require_others(request, stage, pointer, missing);
    if (!states_facts(stage.guard, request)) missing.push_back({ErrorCode::fact_missing, canonical::joined({pointer, "/guard"})});
  }
  if (lacks_working_time(request.policy, request.calendar)) missing.push_back({ErrorCode::calendar_missing, "/calendar"});
  if (const Refusal due = missing_due(request, now)) missing.push_back({due->code, due->pointer});
  return missing;
}

}  // namespace countersign
