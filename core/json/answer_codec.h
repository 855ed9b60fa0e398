// What the core answers: refusals and permissions, as they travel.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/request/permitted.h"

namespace countersign {

// {code,status,title,detail,pointer,problems?}: the members of a problem document (RFC 9457) but for `type`.
std::string canonical_error(const Error& error);

// {options,missing}
std::string canonical_permitted(const Permitted& permitted);

}  // namespace countersign
