// Plain sentences for what the record holds. Words of the protocol stay as they are; names replace ids where the log
// has them. Only ASCII and what the log itself says, so that every font can show it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/request/event.h"
#include "core/request/permitted.h"

namespace countersign::shell {

// What ids are called, as far as the events tell that were added so far. The latest name counts; a part has one in each
// version.
class Names {
 public:
  void add(const Event& event);

  std::string stage(const StageId& id) const;
  std::string part(std::int64_t version, const PartId& id) const;
  std::string part(const PartId& id) const { return part(version_, id); }  // in the latest version
  std::string person(const ActorId& id) const;

 private:
  void add(const List<StageDefinition>& stages);

  std::int64_t version_ = 0;
  std::map<std::string, std::string> stages_;
  std::map<std::string, std::string> parts_;  // by "version/part"
  std::map<std::string, std::string> people_;
};

// One sentence without a full stop: "Maria Keller approved version 3 in 'Client review'". `names` are those after the
// event.
std::string sentence(const Event& event, const Names& names);

// "Client review passes with approve", "The request becomes approved", ...
std::string sentence(const Cause& cause, const Names& names);

// "all 2 approve", "any one of 3 approves", "2 of 3 approve"; counted over approvers.
std::string rule_text(const StageDefinition& stage);

std::string date_text(Instant at);               // "21 Nov 2026"
std::string time_text(Instant at);               // "14:32:08"
std::string moment_text(Instant at);             // "21 Nov 2026, 14:32:08 UTC"
std::string amount_text(const Amount& amount);   // "EUR 4800.00"; minor digits as ISO 4217 has them
std::string size_text(std::int64_t bytes);       // "242.1 kB", "980 bytes"
std::string short_digest(const Digest& digest);  // "4ffd519f..69fb5b"
std::string person_text(const Person& person);   // "Maria Keller, Keller Optik GmbH"
std::string pointer_text(const Error& error);    // the pointer, or "the whole text"

// The same canonical JSON with a line per item, for reading. Precondition: valid JSON.
std::string indented(std::string_view json);

}  // namespace countersign::shell
