#include "native/demo/demo_outbox.h"

#include <algorithm>

#include "core/json/object_text.h"
#include "native/demo/demo_people.h"
#include "native/notify/mail_note.h"
#include "native/notify/mail_text.h"
#include "native/service/access.h"

namespace countersign {
namespace {

constexpr std::size_t kMostMails = 100;

std::string mail_json(const StoredDelivery& delivery, const MailNote& mail, const std::string& site) {
  const DemoPerson* person = find_demo_person(mail.person);
  const bool is_delivery = person != nullptr && !require_delivery(demo_actor(*person));
  const std::string path = std::string(is_delivery ? "/team.html" : "/") + "#/requests/" + delivery.stream;
  const MailText text = write_mail_text(mail, MailLanguage::english, site + path);
  return ObjectText()
      .text("at", delivery.message.at.text())
      .text("id", std::to_string(delivery.number))
      .text("kind", delivery.message.kind)
      .text("path", path)
      .text("subject", text.subject)
      .text("text", text.plain)
      .json("to", ObjectText().text("email", mail.person + (is_delivery ? "@northlight.example" : "@keller-optik.example")).text("id", mail.person).text("name", mail.name).take())
      .take();
}

}  // namespace

ServiceAnswer demo_outbox(OutboxStore& store, const std::string& site) {
  DeliveryQuery query;
  query.route = kMailRoute;
  query.limit = kMostMails;
  auto found = store.deliveries(query);
  if (!found.ok()) return refuse(found.error());
  std::vector<StoredDelivery> deliveries = std::move(found).value();
  // The demo's stories were told one after the other, and happened side by side.
  std::stable_sort(deliveries.begin(), deliveries.end(),
                   [](const StoredDelivery& one, const StoredDelivery& other) { return one.message.at > other.message.at; });
  ArrayText mails;
  for (const StoredDelivery& delivery : deliveries) {
    const auto mail = read_mail_note(delivery.message.body);
    if (mail.ok()) mails.json(mail_json(delivery, mail.value(), site));
  }
  ServiceAnswer answer;
  answer.body = ObjectText().json("mails", mails.take()).take();
  return answer;
}

}  // namespace countersign
