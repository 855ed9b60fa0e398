// Commands and contexts as they travel. Both are read strictly.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/json/pointer.h"
#include "core/json/value.h"
#include "core/request/command.h"

namespace countersign {

Result<Command> read_command(const Json& json, const Path& path = {});
std::string canonical_command(const Command& command);

Result<Context> read_context(const Json& json, const Path& path = {});
std::string canonical_context(const Context& context);

// An actor on its own, as sessions carry it.
Result<Instant> read_instant(const Json& json, const Path& path = {});
Result<Actor> read_actor(const Json& json, const Path& path = {});
std::string canonical_actor(const Actor& actor);

}  // namespace countersign
