// The first answers to calls with an idempotency key, in SQLite. Throws SqliteFailure.
#pragma once

#include <optional>
#include <string_view>

#include "native/store/sqlite.h"
#include "native/store/store.h"

namespace countersign {

bool sqlite_has_answer(SqliteConnection& connection, std::string_view scope, std::string_view key);
std::optional<StoredAnswer> sqlite_answer(SqliteConnection& connection, std::string_view scope, std::string_view key);
// The first answer to a key stays.
void sqlite_put_answer(SqliteConnection& connection, const StoredAnswer& answer);
void sqlite_forget_answers(SqliteConnection& connection, Instant before);

}  // namespace countersign
