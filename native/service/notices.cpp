#include "native/service/notices.h"

#include <iterator>

namespace countersign {

Result<std::vector<OutgoingMessage>> notices_of(OutboxStore& store, const std::string& tenant, const Recorded& recorded, const NoticeSettings& settings) {
  const auto webhooks = store.webhooks(tenant);
  if (!webhooks.ok()) return webhooks.error();
  std::vector<OutgoingMessage> messages = plan_webhooks(recorded, webhooks.value(), settings.source);
  if (settings.mail == MailNotices::off) return messages;
  std::vector<OutgoingMessage> mails = plan_mails(recorded, tenant);
  messages.insert(messages.end(), std::make_move_iterator(mails.begin()), std::make_move_iterator(mails.end()));
  return messages;
}

}  // namespace countersign
