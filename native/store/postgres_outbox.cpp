#include "native/store/postgres_outbox.h"

#include "native/store/outbox_text.h"

namespace countersign {
namespace {

const std::string kDeliveryOf =
    " o.number, o.stream, o.tenant, o.route, o.receiver, o.message_id, o.kind, o.body, o.at, o.status, o.by_hand, o.attempts, o.not_before ";

const std::string kSelectWebhooks =
    "SELECT tenant, id, revision, created_at, url, types, description, secret, previous_secret, previous_until, failing_since, disabled_at, "
    "disabled_because FROM webhooks ";

StoredDelivery delivery_at(const PostgresRows& rows, int row) {
  StoredDelivery delivery;
  delivery.number = rows.integer(row, 0);
  delivery.stream = rows.bytes(row, 1);
  delivery.message = {rows.bytes(row, 2), rows.bytes(row, 3), rows.bytes(row, 4), rows.bytes(row, 5),
                      rows.bytes(row, 6), rows.bytes(row, 7), outbox_instant(rows.integer(row, 8))};
  delivery.status = delivery_status_of(rows.bytes(row, 9));
  delivery.is_by_hand = rows.flag(row, 10);
  delivery.attempts = rows.integer(row, 11);
  delivery.next = outbox_instant(rows.integer(row, 12));
  return delivery;
}

std::vector<StoredWebhook> webhooks_in(const PostgresRows& rows) {
  std::vector<StoredWebhook> webhooks;
  for (int row = 0; row < rows.count(); ++row) {
    webhooks.push_back({rows.bytes(row, 0), rows.bytes(row, 1), rows.integer(row, 2), outbox_instant(rows.integer(row, 3)), rows.bytes(row, 4),
                        split_types(rows.bytes(row, 5)), rows.bytes(row, 6), rows.bytes(row, 7), rows.bytes(row, 8), outbox_instant(rows.integer(row, 9)),
                        outbox_instant(rows.optional_integer(row, 10)), outbox_instant(rows.optional_integer(row, 11)), rows.bytes(row, 12)});
  }
  return webhooks;
}

// One note as one statement: what it changes besides the message hangs on whether the message was still the claimer's. Parts of one
// statement have no order, and no two of them may change the same row.
class NoteStatement {
 public:
  explicit NoteStatement(const DeliveryNote& note) : note_(note) {
    // What is disabled gets nothing more.
    const bool is_disabled = !note.disable_webhook.empty();
    status_ = is_disabled && note.status == DeliveryStatus::waiting ? DeliveryStatus::failed : note.status;
    note_message();
    if (note.attempt) {
      put_attempt();
      if (status_ == DeliveryStatus::waiting) hold_back();
      if (is_disabled) disable();
      else note_health();
    }
    sql_ += " SELECT 1 FROM noted";
  }

  void queue_in(PostgresConnection& connection) && { connection.queue(std::move(sql_), std::move(values_)); }

 private:
  void note_message() {
    const std::string status = values_.text(delivery_word(status_)).place();
    next_ = values_.number(note_.next.milliseconds()).place();
    const std::string tried = values_.number(note_.attempt ? 1 : 0).place();
    const std::string number = values_.number(note_.number).place();
    const std::string claimer = values_.text(note_.claimer).place();
    sql_ = "WITH noted AS (UPDATE outbox SET status = " + status + ", not_before = " + next_ + ", attempts = attempts + " + tried +
           ", leased_until = 0, claimer = NULL WHERE number = " + number + " AND status = 'waiting' AND (claimer = " + claimer + " OR " + status +
           " = 'delivered') RETURNING number, stream, route, receiver)";
  }

  void put_attempt() {
    at_ = values_.number(note_.attempt->at.milliseconds()).place();
    sql_ += ", put_attempt AS (INSERT INTO outbox_attempts (message, attempt, at, status, reason) SELECT number, "
            "coalesce((SELECT max(attempt) FROM outbox_attempts WHERE message = number), 0) + 1, " + at_;
    sql_ += ", " + values_.number(note_.attempt->status).place();
    sql_ += ", " + values_.text(note_.attempt->reason).place() + " FROM noted)";
  }

  // What stands behind it is not looked at before it is.
  void hold_back() {
    sql_ += ", held_back AS (UPDATE outbox o SET not_before = " + next_ + " FROM noted n WHERE o.status = 'waiting' AND o.stream = n.stream "
            "AND o.route = n.route AND o.receiver = n.receiver AND o.number > n.number AND o.not_before < " + next_ + ")";
  }

  // Most of the time there is nothing to change. A mail has no webhook.
  void note_health() {
    const bool is_delivered = status_ == DeliveryStatus::delivered;
    sql_ += ", health AS (UPDATE webhooks SET failing_since = " + (is_delivered ? "NULL" : at_) + " FROM noted WHERE id = route AND failing_since IS " +
            (is_delivered ? "NOT NULL)" : "NULL)");
  }

  void disable() {
    const std::string because = values_.text(note_.disable_webhook).place();
    sql_ += ", disabled AS (UPDATE webhooks SET failing_since = coalesce(failing_since, " + at_ + "), disabled_at = " + at_ + ", disabled_because = " +
            because + ", revision = revision + 1 FROM noted WHERE id = route AND disabled_at IS NULL)";
    sql_ += ", dropped AS (UPDATE outbox o SET status = 'failed', claimer = NULL FROM noted n WHERE o.status = 'waiting' AND o.route = n.route "
            "AND o.number <> n.number)";
  }

  const DeliveryNote& note_;
  DeliveryStatus status_;
  PostgresValues values_;
  std::string sql_;
  std::string next_;
  std::string at_;
};

void read_attempts(PostgresConnection& connection, std::vector<StoredDelivery>& deliveries) {
  for (const StoredDelivery& delivery : deliveries) {
    connection.queue("SELECT at, status, reason FROM outbox_attempts WHERE message = $1 ORDER BY attempt", PostgresValues().number(delivery.number));
  }
  const std::vector<PostgresRows> answers = connection.run_queue();
  for (std::size_t i = 0; i < deliveries.size(); ++i) {
    const PostgresRows& rows = answers[i];
    for (int row = 0; row < rows.count(); ++row) {
      deliveries[i].tried.push_back({outbox_instant(rows.integer(row, 0)), static_cast<int>(rows.integer(row, 1)), rows.bytes(row, 2)});
    }
  }
}

const std::string kSelectContacts = "SELECT tenant, person, email, language, takes_mail, party FROM contacts ";

StoredContact contact_in(const PostgresRows& rows, int row) {
  return {rows.bytes(row, 0), rows.bytes(row, 1), rows.bytes(row, 2), rows.bytes(row, 3), rows.flag(row, 4), rows.bytes(row, 5)};
}

}  // namespace

std::vector<std::int64_t> postgres_due_deliveries(PostgresConnection& connection, const DeliveryClaim& claim) {
  // Of each route that has something waiting, which is found by one look into the index, what is first in its order.
  const PostgresRows rows = connection.run(
      "WITH RECURSIVE routes (route) AS (SELECT (SELECT min(route) FROM outbox WHERE status = 'waiting') UNION ALL "
      "SELECT (SELECT min(o.route) FROM outbox o WHERE o.status = 'waiting' AND o.route > r.route) FROM routes r WHERE r.route IS NOT NULL) "
      "SELECT due.number FROM routes CROSS JOIN LATERAL (SELECT m.number, m.not_before FROM outbox m WHERE m.status = 'waiting' AND m.route = routes.route "
      "AND m.not_before <= $1 AND m.leased_until <= $1 AND (m.by_hand OR NOT EXISTS (SELECT 1 FROM outbox f WHERE f.status = 'waiting' "
      "AND f.stream = m.stream AND f.route = m.route AND f.receiver = m.receiver AND f.number < m.number AND NOT f.by_hand)) "
      "ORDER BY m.not_before, m.number LIMIT $2) AS due WHERE routes.route <> ALL ($3) ORDER BY routes.route, due.not_before, due.number LIMIT $4",
      PostgresValues().number(claim.now.milliseconds()).number(static_cast<std::int64_t>(claim.per_route))
          .texts({claim.without_routes.begin(), claim.without_routes.end()}).number(static_cast<std::int64_t>(claim.limit)));
  std::vector<std::int64_t> numbers;
  for (int row = 0; row < rows.count(); ++row) numbers.push_back(rows.integer(row, 0));
  return numbers;
}

std::vector<StoredDelivery> postgres_claim(PostgresConnection& connection, const DeliveryClaim& claim, const std::vector<std::int64_t>& numbers) {
  static const std::string kClaim =
      "WITH mine AS (SELECT number FROM outbox WHERE number = $1 AND status = 'waiting' AND leased_until <= $2 AND not_before <= $2 FOR UPDATE SKIP LOCKED) "
      "UPDATE outbox o SET leased_until = $3, claimer = $4 FROM mine WHERE o.number = mine.number RETURNING" + kDeliveryOf;
  connection.queue("BEGIN ISOLATION LEVEL READ COMMITTED");
  for (const std::int64_t number : numbers) {
    connection.queue(kClaim, PostgresValues().number(number).number(claim.now.milliseconds()).number(claim.leased_until.milliseconds()).text(claim.claimer));
  }
  connection.queue("COMMIT");
  const std::vector<PostgresRows> answers = connection.run_queue();
  std::vector<StoredDelivery> claimed;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const PostgresRows& rows = answers[i + 1];
    if (!rows.empty()) claimed.push_back(delivery_at(rows, 0));
  }
  return claimed;
}

std::size_t postgres_note_deliveries(PostgresConnection& connection, const std::vector<DeliveryNote>& notes) {
  connection.queue("BEGIN ISOLATION LEVEL READ COMMITTED");
  for (const DeliveryNote& note : notes) NoteStatement(note).queue_in(connection);
  connection.queue("COMMIT");
  const std::vector<PostgresRows> answers = connection.run_queue();
  std::size_t noted = 0;
  for (std::size_t i = 0; i < notes.size(); ++i) noted += answers[i + 1].empty() ? 0U : 1U;
  return noted;
}

std::vector<StoredDelivery> postgres_deliveries(PostgresConnection& connection, const DeliveryQuery& query) {
  // Only what is asked for stands in the statement, so that an index serves it.
  PostgresValues values;
  std::string sql = "SELECT" + kDeliveryOf + "FROM outbox o WHERE o.tenant = " + values.text(query.tenant).place();
  sql += " AND o.route = " + values.text(query.route).place();
  if (query.status) sql += " AND o.status = " + values.text(delivery_word(*query.status)).place();
  if (query.number) sql += " AND o.number = " + values.number(*query.number).place();
  if (query.before) sql += " AND o.number < " + values.number(*query.before).place();
  sql += " ORDER BY o.number DESC LIMIT " + values.number(static_cast<std::int64_t>(query.limit)).place();
  const PostgresRows rows = connection.run(sql, values);
  std::vector<StoredDelivery> found;
  for (int row = 0; row < rows.count(); ++row) found.push_back(delivery_at(rows, row));
  if (!found.empty()) read_attempts(connection, found);
  return found;
}

bool postgres_redeliver(PostgresConnection& connection, std::string_view tenant, std::string_view route, std::int64_t number, Instant now) {
  // One that waits keeps its place and is tried at once; one that is being sent is left to whoever sends it.
  return connection.run(
      "UPDATE outbox SET by_hand = by_hand OR status <> 'waiting', status = 'waiting', not_before = $1 WHERE tenant = $2 AND route = $3 AND number = $4",
      PostgresValues().number(now.milliseconds()).text(tenant).text(route).number(number)).written() == 1;
}

void postgres_forget_deliveries(PostgresConnection& connection, Instant before) {
  connection.run(
      "WITH gone AS (DELETE FROM outbox WHERE status <> 'waiting' AND at < $1 RETURNING number) "
      "DELETE FROM outbox_attempts USING gone WHERE message = number", PostgresValues().number(before.milliseconds()));
}

bool postgres_put_webhook(PostgresConnection& connection, const StoredWebhook& webhook) {
  const std::string types = joined_types(webhook.types);
  PostgresValues values;
  values.text(webhook.url).text(types).text(webhook.description).text(webhook.secret).text(webhook.previous_secret)
      .number(webhook.previous_until.milliseconds()).optional_number(outbox_milliseconds(webhook.disabled_at)).text(webhook.disabled_because)
      .number(webhook.created_at.milliseconds()).text(webhook.tenant).text(webhook.id).number(webhook.revision);
  const bool is_new = webhook.revision == 0;
  return connection.run(
      is_new ? "INSERT INTO webhooks (url, types, description, secret, previous_secret, previous_until, disabled_at, disabled_because, created_at, "
               "tenant, id, revision) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 + 1) ON CONFLICT DO NOTHING"
             : "UPDATE webhooks SET url = $1, types = $2, description = $3, secret = $4, previous_secret = $5, previous_until = $6, "
               "failing_since = CASE WHEN $7 IS NULL AND disabled_at IS NOT NULL THEN NULL ELSE failing_since END, disabled_at = $7, "
               "disabled_because = $8, created_at = $9, revision = revision + 1 WHERE tenant = $10 AND id = $11 AND revision = $12", values).written() == 1;
}

std::vector<StoredWebhook> postgres_webhooks(PostgresRunner& connection, std::string_view tenant) {
  return webhooks_in(connection.run(kSelectWebhooks + "WHERE tenant = $1 ORDER BY created_at, id", PostgresValues().text(tenant)));
}

std::optional<StoredWebhook> postgres_webhook(PostgresConnection& connection, std::string_view tenant, std::string_view id) {
  auto found = webhooks_in(connection.run(kSelectWebhooks + "WHERE tenant = $1 AND id = $2", PostgresValues().text(tenant).text(id)));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

bool postgres_remove_webhook(PostgresConnection& connection, std::string_view tenant, std::string_view id) {
  return !connection.run(
      "WITH removed AS (DELETE FROM webhooks WHERE tenant = $1 AND id = $2 RETURNING id), "
      "messages AS (DELETE FROM outbox USING removed WHERE tenant = $1 AND route = id RETURNING number), "
      "attempts AS (DELETE FROM outbox_attempts USING messages WHERE message = number) SELECT id FROM removed",
      PostgresValues().text(tenant).text(id)).empty();
}

void postgres_put_contact(PostgresConnection& connection, const StoredContact& contact) {
  connection.run(
      "INSERT INTO contacts (tenant, person, email, language, takes_mail, party) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant, person) DO UPDATE SET "
      "email = excluded.email, language = excluded.language, takes_mail = excluded.takes_mail, party = excluded.party",
      PostgresValues().text(contact.tenant).text(contact.person).text(contact.email).text(contact.language).flag(contact.takes_mail).text(contact.party));
}

std::optional<StoredContact> postgres_contact(PostgresConnection& connection, std::string_view tenant, std::string_view person) {
  const PostgresRows rows = connection.run(kSelectContacts + "WHERE tenant = $1 AND person = $2", PostgresValues().text(tenant).text(person));
  if (rows.empty()) return std::nullopt;
  return contact_in(rows, 0);
}

std::vector<StoredContact> postgres_contacts(PostgresConnection& connection, std::string_view tenant, std::string_view after, std::size_t limit) {
  const PostgresRows rows = connection.run(kSelectContacts + "WHERE tenant = $1 AND person > $2 ORDER BY person LIMIT $3",
                                           PostgresValues().text(tenant).text(after).number(static_cast<std::int64_t>(limit)));
  std::vector<StoredContact> contacts;
  for (int row = 0; row < rows.count(); ++row) contacts.push_back(contact_in(rows, row));
  return contacts;
}

bool postgres_remove_contact(PostgresConnection& connection, std::string_view tenant, std::string_view person) {
  return connection.run("DELETE FROM contacts WHERE tenant = $1 AND person = $2", PostgresValues().text(tenant).text(person)).written() == 1;
}

}  // namespace countersign
