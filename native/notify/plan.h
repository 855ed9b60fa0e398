// Who has to be told of what was recorded, and what. Pure functions of the events, the state after them and those who were waited
// for before: no rule is decided here. Who is asked follows from waited_for(), who is reminded from the event.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/request/event.h"
#include "core/request/request.h"
#include "native/store/outbox.h"

namespace countersign {

// What one append has recorded.
struct Recorded {
  const List<Event>& events;
  const std::vector<std::string_view>& entries;  // their canonical bytes
  const Request& after;
  std::string_view summary;                // of the state after them, JSON
  const List<Person>& waited_before;       // whom the request waited for before
};

// CloudEvents types are kCloudEventPrefix and the word of the event.
inline constexpr std::string_view kCloudEventPrefix = "countersign.request.";
std::string cloud_event_type(std::string_view event_word);
bool is_cloud_event_type(std::string_view text);

// The body of a webhook: CloudEvents 1.0 in JSON. `source` is the origin of the log.
std::string cloud_event(const Recorded& recorded, std::size_t index, std::string_view source);

// One for each event and each webhook that is not disabled and has subscribed to its type.
std::vector<OutgoingMessage> plan_webhooks(const Recorded& recorded, const std::vector<StoredWebhook>& webhooks, std::string_view source);

// At most one for each event and person. Nobody is told of what they did themselves, except that their decision is recorded.
std::vector<OutgoingMessage> plan_mails(const Recorded& recorded, std::string_view tenant);

}  // namespace countersign
