// What a request still lacks before it may be put before a customer (R17, R18).
#pragma once

#include <string_view>

#include "core/base/list.h"
#include "core/base/instant.h"
#include "core/base/result.h"
#include "core/request/request.h"

namespace countersign {

// due-missing or due-past, when the due date is not in the future.
Refusal missing_due(const Request& request, Instant now);

// Adds what keeps a stage from ever being approved: approver-missing, approval-unreachable. `pointer` is the stage's.
void missing_in_stage(const StageDefinition& stage, std::string_view pointer, List<Problem>& missing);

// Parts that a stage covers and that are not there, as part-unknown. `index` is the stage's in the request.
List<Problem> missing_parts(const StageDefinition& stage, const List<Part>& parts, std::size_t index);

// Where nobody answers their own request: the places, as self-approval, that whoever submits holds in stages that cannot be
// approved without them. Those of the requester stand in missing_for_submission().
List<Problem> missing_for_submitter(const Request& request, const ActorId& submitter, Instant now);

// Each missing thing with its own code and a pointer into the request; empty when the request is complete.
List<Problem> missing_for_submission(const Request& request, Instant now);

}  // namespace countersign
