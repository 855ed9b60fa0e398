#include "native/store/sqlite_outbox.h"

#include <algorithm>

#include "native/store/outbox_text.h"

namespace countersign {
namespace {

std::optional<Instant> sqlite_instant_at(SqliteUse& row, int column) {
  return row->is_null(column) ? std::nullopt : std::optional(outbox_instant(row->integer(column)));
}

constexpr const char* kDeliveryColumns =
    "number, stream, tenant, route, receiver, message_id, kind, body, at, status, by_hand, attempts, not_before";

StoredDelivery delivery_of(SqliteUse& row) {
  StoredDelivery delivery;
  delivery.number = row->integer(0);
  delivery.stream = row->bytes(1);
  delivery.message = {row->bytes(2), row->bytes(3), row->bytes(4), row->bytes(5), row->bytes(6), row->bytes(7), outbox_instant(row->integer(8))};
  delivery.status = delivery_status_of(row->bytes(9));
  delivery.is_by_hand = row->integer(10) != 0;
  delivery.attempts = row->integer(11);
  delivery.next = outbox_instant(row->integer(12));
  return delivery;
}

// Those that have something waiting: one look into the index for each.
std::vector<std::string> waiting_routes(SqliteConnection& connection) {
  auto select = connection.prepared(
      "WITH RECURSIVE routes (route) AS (SELECT min(route) FROM outbox WHERE status = 'waiting' UNION ALL "
      "SELECT (SELECT min(route) FROM outbox WHERE status = 'waiting' AND route > routes.route) FROM routes WHERE routes.route IS NOT NULL) "
      "SELECT route FROM routes WHERE route IS NOT NULL");
  std::vector<std::string> routes;
  while (select->step()) routes.push_back(select->bytes(0));
  return routes;
}

std::vector<DeliveryAttempt> attempts_of(SqliteConnection& connection, std::int64_t number) {
  auto select = connection.prepared("SELECT at, status, reason FROM outbox_attempts WHERE message = ? ORDER BY attempt");
  select->bind(1, number);
  std::vector<DeliveryAttempt> attempts;
  while (select->step()) attempts.push_back({outbox_instant(select->integer(0)), static_cast<int>(select->integer(1)), select->bytes(2)});
  return attempts;
}

void put_attempt(SqliteConnection& connection, std::int64_t number, const DeliveryAttempt& attempt) {
  auto insert = connection.prepared(
      "INSERT INTO outbox_attempts (message, attempt, at, status, reason) "
      "SELECT ?1, coalesce(max(attempt), 0) + 1, ?2, ?3, ?4 FROM outbox_attempts WHERE message = ?1");
  insert->bind(1, number).bind(2, attempt.at.milliseconds()).bind(3, attempt.status).bind_text(4, attempt.reason).run();
}

// What stands behind it is not looked at before it is.
void hold_back(SqliteConnection& connection, const StoredDelivery& first, Instant until) {
  auto update = connection.prepared(
      "UPDATE outbox SET not_before = max(not_before, ?) WHERE status = 'waiting' AND stream = ? AND route = ? AND receiver = ? AND number > ?");
  update->bind(1, until.milliseconds()).bind_text(2, first.stream).bind_text(3, first.message.route).bind_text(4, first.message.receiver);
  update->bind(5, first.number).run();
}

void note_health(SqliteConnection& connection, const StoredDelivery& delivery, const DeliveryNote& note) {
  const bool is_delivered = note.status == DeliveryStatus::delivered;
  auto update = connection.prepared("UPDATE webhooks SET failing_since = CASE WHEN ? THEN NULL ELSE coalesce(failing_since, ?) END WHERE id = ?");
  update->bind(1, is_delivered ? 1 : 0).bind(2, note.attempt->at.milliseconds()).bind_text(3, delivery.message.route).run();
}

void disable(SqliteConnection& connection, const std::string& webhook, const DeliveryNote& note) {
  auto update = connection.prepared(
      "UPDATE webhooks SET disabled_at = ?, disabled_because = ?, revision = revision + 1 WHERE id = ? AND disabled_at IS NULL");
  update->bind(1, note.attempt->at.milliseconds()).bind_text(2, note.disable_webhook).bind_text(3, webhook).run();
  connection.prepared("UPDATE outbox SET status = 'failed', claimer = NULL WHERE status = 'waiting' AND route = ?")->bind_text(1, webhook).run();
}

constexpr const char* kContactsQuery = "SELECT tenant, person, email, language, takes_mail, party FROM contacts ";

StoredContact contact_of_row(const SqliteUse& row) {
  return {row->bytes(0), row->bytes(1), row->bytes(2), row->bytes(3), row->integer(4) != 0, row->bytes(5)};
}

}  // namespace

void sqlite_put_messages(SqliteConnection& connection, std::string_view stream, const std::vector<OutgoingMessage>& messages) {
  for (const OutgoingMessage& message : messages) {
    auto insert = connection.prepared(
        "INSERT INTO outbox (tenant, route, receiver, stream, message_id, kind, body, at, not_before) "
        "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, coalesce((SELECT max(not_before) FROM outbox "
        "WHERE status = 'waiting' AND stream = ?4 AND route = ?2 AND receiver = ?3), ?8)");
    insert->bind_text(1, message.tenant).bind_text(2, message.route).bind_text(3, message.receiver).bind_text(4, stream);
    insert->bind_text(5, message.message_id).bind_text(6, message.kind).bind_blob(7, message.body).bind(8, message.at.milliseconds());
    insert->run();
  }
}

std::vector<std::int64_t> sqlite_due_deliveries(SqliteConnection& connection, const DeliveryClaim& claim) {
  std::vector<std::int64_t> numbers;
  for (const std::string& route : waiting_routes(connection)) {
    if (std::find(claim.without_routes.begin(), claim.without_routes.end(), route) != claim.without_routes.end()) continue;
    if (numbers.size() >= claim.limit) break;
    auto select = connection.prepared(
        "SELECT number FROM outbox AS m WHERE status = 'waiting' AND route = ?1 AND not_before <= ?2 AND leased_until <= ?2 AND (by_hand = 1 OR "
        "NOT EXISTS (SELECT 1 FROM outbox AS first WHERE first.status = 'waiting' AND first.stream = m.stream AND first.route = m.route "
        "AND first.receiver = m.receiver AND first.number < m.number AND first.by_hand = 0)) ORDER BY not_before, number LIMIT ?3");
    select->bind_text(1, route).bind(2, claim.now.milliseconds());
    select->bind(3, static_cast<std::int64_t>(std::min(claim.per_route, claim.limit - numbers.size())));
    while (select->step()) numbers.push_back(select->integer(0));
  }
  return numbers;
}

std::vector<StoredDelivery> sqlite_claim(SqliteConnection& connection, const DeliveryClaim& claim, const std::vector<std::int64_t>& numbers) {
  static const std::string kClaim = std::string("UPDATE outbox SET leased_until = ?1, claimer = ?2 WHERE number = ?3 AND status = 'waiting' "
                                                "AND leased_until <= ?4 AND not_before <= ?4 RETURNING ") + kDeliveryColumns;
  std::vector<StoredDelivery> claimed;
  for (const std::int64_t number : numbers) {
    auto update = connection.prepared(kClaim);
    update->bind(1, claim.leased_until.milliseconds()).bind_text(2, claim.claimer).bind(3, number).bind(4, claim.now.milliseconds());
    if (update->step()) claimed.push_back(delivery_of(update));
  }
  return claimed;
}

bool sqlite_note_delivery(SqliteConnection& connection, const DeliveryNote& note) {
  static const std::string kNote = std::string("UPDATE outbox SET status = ?1, not_before = ?2, attempts = attempts + ?3, leased_until = 0, claimer = NULL "
                                               "WHERE number = ?4 AND status = 'waiting' AND (claimer = ?5 OR ?1 = 'delivered') RETURNING ") + kDeliveryColumns;
  auto update = connection.prepared(kNote);
  update->bind_text(1, delivery_word(note.status)).bind(2, note.next.milliseconds()).bind(3, note.attempt ? 1 : 0);
  update->bind(4, note.number).bind_text(5, note.claimer);
  if (!update->step()) return false;
  const StoredDelivery delivery = delivery_of(update);
  update->reset();
  if (!note.attempt) return true;
  put_attempt(connection, note.number, *note.attempt);
  if (note.status == DeliveryStatus::waiting) hold_back(connection, delivery, note.next);
  if (delivery.message.route != kMailRoute) note_health(connection, delivery, note);
  if (!note.disable_webhook.empty()) disable(connection, delivery.message.route, note);
  return true;
}

std::vector<StoredDelivery> sqlite_deliveries(SqliteConnection& connection, const DeliveryQuery& query) {
  // Only what is asked for stands in the statement, so that an index serves it.
  std::string sql = std::string("SELECT ") + kDeliveryColumns + " FROM outbox WHERE tenant = ?1 AND route = ?2";
  if (query.status) sql += " AND status = ?3";
  if (query.number) sql += " AND number = ?4";
  if (query.before) sql += " AND number < ?5";
  auto select = connection.prepared(sql + " ORDER BY number DESC LIMIT ?6");
  select->bind_text(1, query.tenant).bind_text(2, query.route);
  if (query.status) select->bind_text(3, delivery_word(*query.status));
  if (query.number) select->bind(4, *query.number);
  if (query.before) select->bind(5, *query.before);
  select->bind(6, static_cast<std::int64_t>(query.limit));
  std::vector<StoredDelivery> found;
  while (select->step()) found.push_back(delivery_of(select));
  for (StoredDelivery& delivery : found) delivery.tried = attempts_of(connection, delivery.number);
  return found;
}

bool sqlite_redeliver(SqliteConnection& connection, std::string_view tenant, std::string_view route, std::int64_t number, Instant now) {
  // One that waits keeps its place and is tried at once; one that is being sent is left to whoever sends it.
  auto update = connection.prepared(
      "UPDATE outbox SET by_hand = CASE WHEN status = 'waiting' THEN by_hand ELSE 1 END, status = 'waiting', not_before = ?1 "
      "WHERE tenant = ?2 AND route = ?3 AND number = ?4");
  update->bind(1, now.milliseconds()).bind_text(2, tenant).bind_text(3, route).bind(4, number).run();
  return connection.changes() == 1;
}

void sqlite_forget_deliveries(SqliteConnection& connection, Instant before) {
  connection.prepared("DELETE FROM outbox WHERE status <> 'waiting' AND at < ?")->bind(1, before.milliseconds()).run();
}

bool sqlite_put_webhook(SqliteConnection& connection, const StoredWebhook& webhook) {
  const std::string types = joined_types(webhook.types);
  const bool is_new = webhook.revision == 0;
  auto write = connection.prepared(
      is_new ? "INSERT INTO webhooks (url, types, description, secret, previous_secret, previous_until, disabled_at, disabled_because, "
               "created_at, tenant, id, revision) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12 + 1) ON CONFLICT DO NOTHING"
             : "UPDATE webhooks SET url = ?1, types = ?2, description = ?3, secret = ?4, previous_secret = ?5, previous_until = ?6, "
               "failing_since = CASE WHEN ?7 IS NULL AND disabled_at IS NOT NULL THEN NULL ELSE failing_since END, disabled_at = ?7, "
               "disabled_because = ?8, created_at = ?9, revision = revision + 1 WHERE tenant = ?10 AND id = ?11 AND revision = ?12");
  write->bind_text(1, webhook.url).bind_text(2, types).bind_text(3, webhook.description).bind_text(4, webhook.secret);
  write->bind_text(5, webhook.previous_secret).bind(6, webhook.previous_until.milliseconds());
  write->bind_optional(7, outbox_milliseconds(webhook.disabled_at)).bind_text(8, webhook.disabled_because);
  write->bind(9, webhook.created_at.milliseconds()).bind_text(10, webhook.tenant).bind_text(11, webhook.id).bind(12, webhook.revision);
  write->run();
  return connection.changes() == 1;
}

std::vector<StoredWebhook> sqlite_webhooks(SqliteConnection& connection, std::string_view tenant, const std::optional<std::string>& id) {
  auto select = connection.prepared(
      "SELECT tenant, id, revision, created_at, url, types, description, secret, previous_secret, previous_until, failing_since, disabled_at, "
      "disabled_because FROM webhooks WHERE tenant = ?1 AND (?2 IS NULL OR id = ?2) ORDER BY created_at, id");
  select->bind_text(1, tenant).bind_optional_text(2, id);
  std::vector<StoredWebhook> webhooks;
  while (select->step()) {
    webhooks.push_back({select->bytes(0), select->bytes(1), select->integer(2), outbox_instant(select->integer(3)), select->bytes(4),
                        split_types(select->bytes(5)), select->bytes(6), select->bytes(7), select->bytes(8), outbox_instant(select->integer(9)),
                        sqlite_instant_at(select, 10), sqlite_instant_at(select, 11), select->bytes(12)});
  }
  return webhooks;
}

bool sqlite_remove_webhook(SqliteConnection& connection, std::string_view tenant, std::string_view id) {
  connection.prepared("DELETE FROM webhooks WHERE tenant = ? AND id = ?")->bind_text(1, tenant).bind_text(2, id).run();
  if (connection.changes() == 0) return false;
  connection.prepared("DELETE FROM outbox WHERE tenant = ? AND route = ?")->bind_text(1, tenant).bind_text(2, id).run();
  return true;
}

void sqlite_put_contact(SqliteConnection& connection, const StoredContact& contact) {
  auto upsert = connection.prepared(
      "INSERT INTO contacts (tenant, person, email, language, takes_mail, party) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, person) DO UPDATE SET "
      "email = excluded.email, language = excluded.language, takes_mail = excluded.takes_mail, party = excluded.party");
  upsert->bind_text(1, contact.tenant).bind_text(2, contact.person).bind_text(3, contact.email).bind_text(4, contact.language);
  upsert->bind(5, contact.takes_mail ? 1 : 0).bind_text(6, contact.party).run();
}

std::optional<StoredContact> sqlite_contact(SqliteConnection& connection, std::string_view tenant, std::string_view person) {
  auto select = connection.prepared(std::string(kContactsQuery) + "WHERE tenant = ? AND person = ?");
  if (!select->bind_text(1, tenant).bind_text(2, person).step()) return std::nullopt;
  return contact_of_row(select);
}

std::vector<StoredContact> sqlite_contacts(SqliteConnection& connection, std::string_view tenant, std::string_view after, std::size_t limit) {
  auto select = connection.prepared(std::string(kContactsQuery) + "WHERE tenant = ? AND person > ? ORDER BY person LIMIT ?");
  select->bind_text(1, tenant).bind_text(2, after).bind(3, static_cast<std::int64_t>(limit));
  std::vector<StoredContact> contacts;
  while (select->step()) contacts.push_back(contact_of_row(select));
  return contacts;
}

bool sqlite_remove_contact(SqliteConnection& connection, std::string_view tenant, std::string_view person) {
  connection.prepared("DELETE FROM contacts WHERE tenant = ? AND person = ?")->bind_text(1, tenant).bind_text(2, person).run();
  return connection.changes() == 1;
}

}  // namespace countersign
