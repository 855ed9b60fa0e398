#include "native/store/sqlite_answers.h"

#include <string>

#include "native/store/sqlite_access.h"

namespace countersign {

bool sqlite_has_answer(SqliteConnection& connection, std::string_view scope, std::string_view key) {
  auto select = connection.prepared("SELECT 1 FROM answers WHERE scope = ? AND key = ?");
  return select->bind_text(1, scope).bind_text(2, key).step();
}

std::optional<StoredAnswer> sqlite_answer(SqliteConnection& connection, std::string_view scope, std::string_view key) {
  auto select = connection.prepared("SELECT fingerprint, status, stream, head, body, at FROM answers WHERE scope = ? AND key = ?");
  if (!select->bind_text(1, scope).bind_text(2, key).step()) return std::nullopt;
  return StoredAnswer{std::string(scope), std::string(key),   select->bytes(0), static_cast<int>(select->integer(1)),
                      select->bytes(2),   select->integer(3), select->bytes(4), stored_instant(select->integer(5))};
}

void sqlite_put_answer(SqliteConnection& connection, const StoredAnswer& answer) {
  auto insert = connection.prepared(
      "INSERT INTO answers (scope, key, fingerprint, status, stream, head, body, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT DO NOTHING");
  insert->bind_text(1, answer.scope).bind_text(2, answer.key).bind_text(3, answer.fingerprint).bind(4, answer.status);
  insert->bind_text(5, answer.stream).bind(6, answer.head).bind_blob(7, answer.body).bind(8, answer.at.milliseconds());
  insert->run();
}

void sqlite_forget_answers(SqliteConnection& connection, Instant before) {
  connection.prepared("DELETE FROM answers WHERE at < ?")->bind(1, before.milliseconds()).run();
}

}  // namespace countersign
