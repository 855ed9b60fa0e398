// Where the time of day comes from. The core never asks; the service stamps it on every command.
#pragma once

#include "core/base/instant.h"

namespace countersign {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() override;
};

// Later by so many milliseconds; the last moment that can be written when that is past it.
Instant later(Instant instant, std::int64_t milliseconds);

}  // namespace countersign
