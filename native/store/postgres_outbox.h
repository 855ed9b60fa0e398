// The outbox, the webhooks and the contacts in PostgreSQL. Everything here may throw PostgresFailure. What is written into the outbox
// with an event is part of the append (postgres_append.h).
//
// Several servers share the outbox. Whoever claims a message passes over those that another is about to claim, and looks again at
// what it got once nobody else can change it: so no message has two claimers while a lease lasts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "native/store/outbox.h"
#include "native/store/postgres.h"

namespace countersign {

// The numbers of what may be claimed; another may be quicker.
std::vector<std::int64_t> postgres_due_deliveries(PostgresConnection& connection, const DeliveryClaim& claim);
// Those of them that are still to be had.
std::vector<StoredDelivery> postgres_claim(PostgresConnection& connection, const DeliveryClaim& claim, const std::vector<std::int64_t>& numbers);
std::size_t postgres_note_deliveries(PostgresConnection& connection, const std::vector<DeliveryNote>& notes);
std::vector<StoredDelivery> postgres_deliveries(PostgresConnection& connection, const DeliveryQuery& query);
bool postgres_redeliver(PostgresConnection& connection, std::string_view tenant, std::string_view route, std::int64_t number, Instant now);
void postgres_forget_deliveries(PostgresConnection& connection, Instant before);

bool postgres_put_webhook(PostgresConnection& connection, const StoredWebhook& webhook);
std::vector<StoredWebhook> postgres_webhooks(PostgresRunner& connection, std::string_view tenant);
std::optional<StoredWebhook> postgres_webhook(PostgresConnection& connection, std::string_view tenant, std::string_view id);
bool postgres_remove_webhook(PostgresConnection& connection, std::string_view tenant, std::string_view id);

void postgres_put_contact(PostgresConnection& connection, const StoredContact& contact);
std::optional<StoredContact> postgres_contact(PostgresConnection& connection, std::string_view tenant, std::string_view person);
std::vector<StoredContact> postgres_contacts(PostgresConnection& connection, std::string_view tenant, std::string_view after, std::size_t limit);
bool postgres_remove_contact(PostgresConnection& connection, std::string_view tenant, std::string_view person);

}  // namespace countersign
