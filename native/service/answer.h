// What the service answers to a call: a status and a body, ready to be sent or stored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/result.h"

namespace countersign {

struct ServiceAnswer {
  int status = 200;
  std::string body;       // JSON; a problem document when the status is 400 or above
  std::string stream;     // of the request that was touched, if one was
  std::int64_t head = 0;  // of that request, after the call; 0 when the answer has no version
  std::optional<std::int64_t> retry_after_seconds;

  bool is_refusal() const { return status >= 400; }
};

// What a problem document says beyond the error itself.
struct ProblemExtras {
  std::optional<std::int64_t> head;
  std::optional<std::int64_t> retry_after_seconds = {};  // otherwise as it is usual for the code
};

// The refusal as a problem document (RFC 9457). What passes by itself also says when to try again.
ServiceAnswer refuse(const Error& error, const ProblemExtras& extras = {});

}  // namespace countersign
