// What is to be told to others: the outbox, the webhooks and the contacts of people. Bytes again: a store does not know what a
// message says. It knows in which order messages go, who is sending one, and how often that was tried.
//
// A message is written in the transaction of the event that it tells of (StreamAppend::outbox), so it is there if and only if
// the event is. It is delivered at least once: whoever claims one has a lease, and when the claimer dies the lease runs out and
// somebody else sends it, perhaps again.
//
// Order: messages of the same stream, route and receiver go one after the other, by number; one that waits holds up those behind
// it. One that has failed for good does not, nor does one that was asked for again by hand. In a store with concurrent writers
// `number` has to grow in the order in which the events of one stream become durable; over several streams nothing is promised.
//
// Errors: every call may answer store-unavailable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/instant.h"
#include "core/base/result.h"
#include "native/store/access_store.h"

namespace countersign {

// The route of mails. Every other route is the id of a webhook.
inline constexpr std::string_view kMailRoute = "mail";

struct OutgoingMessage {
  std::string tenant = std::string(kDefaultTenant);
  std::string route;
  std::string receiver;    // a person's id; of a webhook's message its id again
  std::string message_id;  // what a receiver recognises a repetition by
  std::string kind;
  std::string body;
  Instant at;
};

// skipped: there was nobody to send it to, or they do not want it.
enum class DeliveryStatus { waiting, delivered, failed, skipped };

struct DeliveryAttempt {
  Instant at;
  int status = 0;      // what the receiver answered; 0: it did not
  std::string reason;  // short, and without what the receiver said
};

struct StoredDelivery {
  std::int64_t number = 0;
  std::string stream;
  OutgoingMessage message;
  DeliveryStatus status = DeliveryStatus::waiting;
  bool is_by_hand = false;  // somebody asked for it again: it is tried once, outside the order
  std::int64_t attempts = 0;
  Instant next;                        // while it waits
  std::vector<DeliveryAttempt> tried;  // in order; only where deliveries are listed
};

struct DeliveryClaim {
  Instant now;
  Instant leased_until;  // nobody else gets them before
  std::string claimer;   // random: another one each time that a server is started
  std::size_t per_route = 4;
  std::size_t limit = 32;
  std::vector<std::string> without_routes;  // which are not to be sent now
};

// How it went. `waiting` with an attempt: to be tried again at `next`, and those behind it in the order not before. Without an
// attempt it was not tried after all, and may be claimed again at once.
struct DeliveryNote {
  std::int64_t number = 0;
  std::string claimer;
  std::optional<DeliveryAttempt> attempt;
  DeliveryStatus status = DeliveryStatus::waiting;
  Instant next;
  std::string disable_webhook;  // not empty: why no more is sent there; what waits for it has failed
};

struct DeliveryQuery {
  std::string tenant = std::string(kDefaultTenant);
  std::string route;
  std::optional<DeliveryStatus> status;
  std::optional<std::int64_t> number;  // only this one
  std::optional<std::int64_t> before;  // the last one of the page before: they come newest first
  std::size_t limit = 50;
};

struct StoredWebhook {
  std::string tenant = std::string(kDefaultTenant);
  std::string id;
  std::int64_t revision = 0;  // grows with every change; 0: it is new
  Instant created_at;
  std::string url;
  std::vector<std::string> types;  // of events; empty: all
  std::string description;
  std::string secret;
  std::string previous_secret;  // signs as well until `previous_until`; empty: none
  Instant previous_until;
  std::optional<Instant> failing_since;  // nothing has got through from then on
  std::optional<Instant> disabled_at;
  std::string disabled_because;
};

// Where a person can be reached. Not in the record, which is for ever: this can be changed and removed.
struct StoredContact {
  std::string tenant = std::string(kDefaultTenant);
  std::string person;
  std::string email;
  std::string language;
  bool takes_mail = true;
  std::string party;  // the word of the protocol; empty: not said
};

class OutboxStore {
 public:
  virtual ~OutboxStore() = default;

  // Messages that are due, each the first in its order, at most `per_route` of each route: they are the claimer's until the lease
  // ends. Writes nothing when there are none: it is asked several times a second.
  virtual Result<std::vector<StoredDelivery>> claim_deliveries(const DeliveryClaim& claim) = 0;
  // Records, all in one transaction and in this order, each attempt, what becomes of the message, and of its webhook (failing_since,
  // disabled). Answers how many were recorded: not those of messages that are somebody else's meanwhile; only that one was delivered is
  // recorded whoever has it.
  virtual Result<std::size_t> note_deliveries(const std::vector<DeliveryNote>& notes) = 0;
  virtual Result<std::vector<StoredDelivery>> deliveries(const DeliveryQuery& query) = 0;
  // It is sent once more, by hand. False when there is none of this number and route; one that waits is due at once.
  virtual Result<bool> redeliver(std::string_view tenant, std::string_view route, std::int64_t number, Instant now) = 0;
  // Those that do not wait, and are older.
  virtual Refusal forget_deliveries(Instant before) = 0;

  // Writes all but failing_since, which it clears when the webhook is enabled again. False when the stored revision is another.
  virtual Result<bool> put_webhook(const StoredWebhook& webhook) = 0;
  // The oldest first.
  virtual Result<std::vector<StoredWebhook>> webhooks(std::string_view tenant) = 0;
  virtual Result<std::optional<StoredWebhook>> webhook(std::string_view tenant, std::string_view id) = 0;
  // With all that was, or was to be, sent there. False when there is none.
  virtual Result<bool> remove_webhook(std::string_view tenant, std::string_view id) = 0;

  virtual Refusal put_contact(const StoredContact& contact) = 0;
  virtual Result<std::optional<StoredContact>> contact(std::string_view tenant, std::string_view person) = 0;
  // All of a tenant, in the order of the persons' ids behind `after`, at most `limit`.
  virtual Result<std::vector<StoredContact>> contacts(std::string_view tenant, std::string_view after, std::size_t limit) = 0;
  // False when there is none.
  virtual Result<bool> remove_contact(std::string_view tenant, std::string_view person) = 0;
};

}  // namespace countersign
