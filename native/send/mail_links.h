// Where a mail leads to. To a customer it carries a personal link (native/service/links.h): whoever has the mail may answer as that
// person, for this request. Its token stands in the address's fragment, which no server and no log of one sees, and is nowhere
// kept but in the memory of this process: a mail that is tried again has the same link, after a restart it has another one.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "native/notify/mail_note.h"
#include "native/service/links.h"
#include "native/store/store.h"

namespace countersign {

struct MailPages {
  std::string customers;  // takes personal links
  std::string team;
};

// The page with the request in its fragment: for people who sign in there.
std::string page_link(const std::string& page, const RequestId& request);

// The person that a mail is written to, as a customer. Errors: those of names and ids.
Result<Actor> customer_in(const MailNote& mail);

// For one thread.
class MailLinks {
 public:
  MailLinks(Store& store, Clock& clock, Random& random) : store_(store), access_(store, clock, random), links_(store, clock, random, access_) {}

  // The same for each attempt at one message, until it is forgotten. A request that has as many links as it may have gets none: then
  // it is the page alone. Errors: store-unavailable.
  Result<std::string> personal(const MailPages& pages, const StoredDelivery& delivery, const NewLink& link);
  // It will not be tried again.
  void forget(std::int64_t number) { tokens_.erase(number); }

 private:
  Store& store_;
  AccessService access_;
  LinkService links_;
  std::map<std::int64_t, std::string> tokens_;  // by the numbers of messages
};

}  // namespace countersign
