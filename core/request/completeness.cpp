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
    missing.push_back({ErrorCode::approver_missing, pointer + "/members"});
  } else if (approvals_needed(definition) > approvers) {
    missing.push_back({ErrorCode::approval_unreachable, pointer + "/rule/count"});
  }
  const bool can_approve =
      definition.offered.has(DecisionKind::approve) || definition.offered.has(DecisionKind::approve_with_conditions);
  if (!can_approve) missing.push_back({ErrorCode::approval_unreachable, pointer + "/decisions"});
}

}  // namespace

List<Problem> missing_for_submission(const Request& request, Instant now) {
  List<Problem> missing;
  if (is_blank(request.ask.text())) missing.push_back({ErrorCode::ask_missing, "/ask"});
  const Version* version = current_version(request);
  if (version == nullptr || version->status != VersionStatus::draft) {
    missing.push_back({ErrorCode::part_missing, "/version"});
  }
  if (request.stages.empty()) missing.push_back({ErrorCode::approver_missing, "/stages"});
  for (std::size_t i = 0; i < request.stages.size(); ++i) {
    require_stage(request.stages[i], "/stages/" + canonical::integer_text(i), missing);
  }
  if (!request.due) {
    missing.push_back({ErrorCode::due_missing, "/due"});
  } else if (*request.due <= now) {
    missing.push_back({ErrorCode::due_past, "/due"});
  }
  return missing;
}

}  // namespace countersign
