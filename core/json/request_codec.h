// The state of a request as it travels. Reading it checks that every version has the digest of its content.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/json/pointer.h"
#include "core/json/value.h"
#include "core/request/request.h"

namespace countersign {

// Into a default Request; after a refusal it is of no use.
Refusal read_request_into(Request& request, const Json& json, const Path& path = {});
Result<Request> read_request(const Json& json, const Path& path = {});
std::string canonical_request(const Request& request);

}  // namespace countersign
