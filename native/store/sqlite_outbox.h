// The outbox, the webhooks and the contacts in SQLite. Everything here may throw SqliteFailure.
#pragma once

#include "native/store/outbox.h"
#include "native/store/sqlite.h"

namespace countersign {

// In the transaction of the stream's events.
void sqlite_put_messages(SqliteConnection& connection, std::string_view stream, const std::vector<OutgoingMessage>& messages);

// The numbers of what may be claimed; another may be quicker.
std::vector<std::int64_t> sqlite_due_deliveries(SqliteConnection& connection, const DeliveryClaim& claim);
// Those of them that are still to be had.
std::vector<StoredDelivery> sqlite_claim(SqliteConnection& connection, const DeliveryClaim& claim, const std::vector<std::int64_t>& numbers);
bool sqlite_note_delivery(SqliteConnection& connection, const DeliveryNote& note);
std::vector<StoredDelivery> sqlite_deliveries(SqliteConnection& connection, const DeliveryQuery& query);
bool sqlite_redeliver(SqliteConnection& connection, std::string_view tenant, std::string_view route, std::int64_t number, Instant now);
void sqlite_forget_deliveries(SqliteConnection& connection, Instant before);

bool sqlite_put_webhook(SqliteConnection& connection, const StoredWebhook& webhook);
std::vector<StoredWebhook> sqlite_webhooks(SqliteConnection& connection, std::string_view tenant, const std::optional<std::string>& id);
bool sqlite_remove_webhook(SqliteConnection& connection, std::string_view tenant, std::string_view id);

void sqlite_put_contact(SqliteConnection& connection, const StoredContact& contact);
std::optional<StoredContact> sqlite_contact(SqliteConnection& connection, std::string_view tenant, std::string_view person);
std::vector<StoredContact> sqlite_contacts(SqliteConnection& connection, std::string_view tenant, std::string_view after, std::size_t limit);
bool sqlite_remove_contact(SqliteConnection& connection, std::string_view tenant, std::string_view person);

}  // namespace countersign
