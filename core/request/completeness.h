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

// Each missing thing with its own code and a pointer into the request; empty when the request is complete.
List<Problem> missing_for_submission(const Request& request, Instant now);

}  // namespace countersign
