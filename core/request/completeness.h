// What a request still lacks before it may be put before a customer (R17, R18).
#pragma once

#include "core/base/list.h"
#include "core/base/instant.h"
#include "core/base/result.h"
#include "core/request/request.h"

namespace countersign {

// due-missing or due-past, when the due date is not in the future.
Refusal missing_due(const Request& request, Instant now);

// Each missing thing with its own code and a pointer into the request; empty when the request is complete.
List<Problem> missing_for_submission(const Request& request, Instant now);

}  // namespace countersign
