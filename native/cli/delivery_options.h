// What the options of `serve` say about mail and webhooks.
#pragma once

#include "native/cli/commands.h"
#include "native/send/sender.h"

namespace countersign {

// Errors: invalid-format, also for a password that cannot be read.
Result<SenderSettings> sender_settings(const DeliveryOptions& options);

}  // namespace countersign
