// Where people can be reached: beside the record, not in it, because the record is for ever and an address is not. For API keys, and
// for sessions of the delivery side.
#pragma once

#include <string>
#include <string_view>

#include "native/service/answer.h"
#include "native/service/caller.h"
#include "native/store/outbox.h"

namespace countersign {

class ContactService {
 public:
  explicit ContactService(OutboxStore& store) : store_(store) {}

  // 200 {email, language, mail, person}. Errors: forbidden, delivery-only, route-unknown; as those below.
  ServiceAnswer view(const Caller& caller, const std::string& person);
  // 200. Errors also: those of the strict reader, invalid-format for what is no address (email_address.h).
  ServiceAnswer put(const Caller& caller, const std::string& person, std::string_view body);
  // 204
  ServiceAnswer remove(const Caller& caller, const std::string& person);

 private:
  OutboxStore& store_;
};

}  // namespace countersign
