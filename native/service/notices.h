// What a request's events put into the outbox (native/notify/plan.h says for whom), with what it needs of the store.
#pragma once

#include <string>
#include <vector>

#include "native/notify/plan.h"

namespace countersign {

// off: nobody would ever send it.
enum class MailNotices { off, on };

struct NoticeSettings {
  MailNotices mail = MailNotices::off;
  std::string source;  // of the CloudEvents: the log's origin
};

// In the order in which they are to be sent. Errors: store-unavailable.
Result<std::vector<OutgoingMessage>> notices_of(OutboxStore& store, const std::string& tenant, const Recorded& recorded, const NoticeSettings& settings);

}  // namespace countersign
