#include "native/service/contacts.h"

#include "core/json/object_text.h"
#include "native/net/http_status.h"
#include "native/notify/email_address.h"
#include "native/notify/mail_text.h"
#include "native/service/access.h"
#include "native/service/message_reader.h"

namespace countersign {
namespace {

// Where somebody is asked for their approval is said by who may ask for it.
Refusal check_contact_call(const Caller& caller, const std::string& person, Right right) {
  // A session for one request has no business with everybody's address.
  if (caller.request) return Error{ErrorCode::forbidden};
  if (Refusal refusal = require_delivery(caller.actor)) return refusal;
  if (!has_right(caller.role, right)) return Error{ErrorCode::forbidden};
  if (!is_id(person)) return Error{ErrorCode::route_unknown, "", "Nobody has such an id."};
  return std::nullopt;
}

ServiceAnswer contact_answer(const StoredContact& contact) {
  ServiceAnswer answer;
  ObjectText json;
  json.text("email", contact.email).text("language", contact.language).boolean("mail", contact.takes_mail);
  if (!contact.party.empty()) json.text("party", contact.party);
  answer.body = json.text("person", contact.person).take();
  return answer;
}

Error no_contact() { return {ErrorCode::route_unknown, "", "Nothing is known of how to reach this person."}; }

bool is_party(std::string_view text) { return text == word(Party::customer) || text == word(Party::delivery); }

bool is_any_address(std::string_view) { return true; }

}  // namespace

ServiceAnswer ContactService::view(const Caller& caller, const std::string& person) {
  if (const Refusal refusal = check_contact_call(caller, person, Right::follow)) return refuse(*refusal);
  const auto contact = store_.contact(caller.tenant, person);
  if (!contact.ok()) return refuse(contact.error());
  return contact.value() ? contact_answer(*contact.value()) : refuse(no_contact());
}

ServiceAnswer ContactService::put(const Caller& caller, const std::string& person, std::string_view body) {
  if (const Refusal refusal = check_contact_call(caller, person, Right::submit)) return refuse(*refusal);
  MessageReader reader(body);
  const auto email = reader.text("email", is_any_address);
  reader.require(email.has_value(), "email");
  const auto language = reader.text("language", is_mail_language);
  const auto takes_mail = reader.boolean("mail");
  const auto party = reader.text("party", is_party);
  if (const Refusal refusal = reader.finish()) return refuse(*refusal);
  // The mails of customers let people in, as links and sessions do.
  if (party == word(Party::customer) && !caller.scopes.has(Scope::sessions)) return refuse(Error{ErrorCode::forbidden, "/party"});
  if (const Refusal refusal = check_email_address(*email)) return refuse(Error{refusal->code, "/email", refusal->detail});
  const StoredContact contact{caller.tenant, person, *email, language.value_or("en"), takes_mail.value_or(true), party.value_or("")};
  if (const Refusal refusal = store_.put_contact(contact)) return refuse(*refusal);
  return contact_answer(contact);
}

ServiceAnswer ContactService::remove(const Caller& caller, const std::string& person) {
  if (const Refusal refusal = check_contact_call(caller, person, Right::submit)) return refuse(*refusal);
  const auto removed = store_.remove_contact(caller.tenant, person);
  if (!removed.ok()) return refuse(removed.error());
  if (!removed.value()) return refuse(no_contact());
  ServiceAnswer answer;
  answer.status = http_status::kNoContent;
  return answer;
}

}  // namespace countersign
