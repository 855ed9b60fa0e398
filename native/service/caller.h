// Who makes a call, after the token has been checked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/request/types.h"

namespace countersign {

enum class CallerKind { api_key, session };

struct Caller {
  CallerKind kind = CallerKind::session;
  Actor actor;
  std::optional<RequestId> request;  // the only request that a session may touch, if it is bound to one
  std::vector<std::string> origins;  // the only sites that may use the session, if it is bound to any

  // Whether the caller may touch this request at all; what it may do with it is for the core to say.
  bool reaches(const RequestId& id) const { return !request || *request == id; }
};

}  // namespace countersign
