// What the core answers: refusals and permissions, as they travel.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/request/clock.h"
#include "core/request/permitted.h"
#include "core/request/preview.h"

namespace countersign {

// {code,status,title,detail,pointer,problems?}: the members of a problem document (RFC 9457) but for `type`.
std::string canonical_error(const Error& error);

// {causes,state}
std::string canonical_preview(const Preview& preview);

// {commands,next?}
std::string canonical_due(const Due& due);

// {options,missing}
std::string canonical_permitted(const Permitted& permitted);

}  // namespace countersign
