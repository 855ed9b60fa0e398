// What the demo would have mailed: it has no mail server, so its mails stay in the outbox and can be looked at.
#pragma once

#include <string>

#include "native/service/answer.h"
#include "native/store/outbox.h"

namespace countersign {

// 200 {mails}, the newest first, at most 100. `site` begins the links, such as "http://127.0.0.1:8080".
ServiceAnswer demo_outbox(OutboxStore& store, const std::string& site);

}  // namespace countersign
