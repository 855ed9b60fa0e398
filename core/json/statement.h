// The statement of a decision: everything that its author says and sees with it, before the time is stamped on it. A receipt
// prints the statement; the log's entry of the decision holds its SHA-256, and a passkey signs that same hash.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/json/value.h"
#include "core/request/event.h"
#include "core/request/request.h"

namespace countersign {

// RFC 8785 bytes of DecisionStatement in core/schema/. `before` is the request as it stood when the decision was made.
// Precondition: `decision` is what decide() made of a decision on `before`.
std::string decision_statement(const Request& before, const Event& decision);

// Whether this is a statement, read strictly: members that it does not have are refused.
Refusal check_statement(const Json& statement);

}  // namespace countersign
