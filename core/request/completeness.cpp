#include "core/request/completeness.h"

#include <string>

#include "core/base/canonical.h"
#include "core/request/stages.h"

namespace countersign {
namespace {

void require_stage(const Stage& stage, const std::string& pointer, List<Problem>& missing) {
  const StageDefinition& definition = stage.definition;
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

}  // namespace

Refusal missing_due(const Request& request, Instant now) {
  if (!request.due) return refuse(ErrorCode::due_missing, "/due");
  if (*request.due <= now) return refuse(ErrorCode::due_past, "/due");
  return std::nullopt;
}

List<Problem> missing_for_submission(const Request& request, Instant now) {
  List<Problem> missing;
  if (is_blank(request.ask.text())) missing.push_back({ErrorCode::ask_missing, "/ask"});
  const Version* version = current_version(request);
  if (version == nullptr || version->status != VersionStatus::draft) {
    missing.push_back({ErrorCode::part_missing, "/versions"});
  }
  if (request.stages.empty()) missing.push_back({ErrorCode::approver_missing, "/stages"});
  for (std::size_t i = 0; i < request.stages.size(); ++i) {
    require_stage(request.stages[i], canonical::joined({"/stages/", canonical::integer_text(i)}), missing);
  }
  if (const Refusal due = missing_due(request, now)) missing.push_back({due->code, due->pointer});
  return missing;
}

}  // namespace countersign
