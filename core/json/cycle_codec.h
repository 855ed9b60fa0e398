// A cycle as it is kept beside its request, so that the log need not be read again. It does not travel.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/json/pointer.h"
#include "core/json/value.h"
#include "core/metrics/cycle.h"

namespace countersign {

// RFC 8785 bytes. Precondition: it has a state.
std::string canonical_cycle(const Cycle& cycle);

Result<Cycle> read_cycle(const Json& json, const Path& path = {});

}  // namespace countersign
