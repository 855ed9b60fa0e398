// The append in SQLite: what stands in its way is judged, and everything is written, within one transaction of the single writer, so
// nothing comes in between. Throws SqliteFailure; then the transaction is undone.
#pragma once

#include "native/store/sqlite.h"
#include "native/store/store.h"

namespace countersign {

// Precondition: within a transaction that writes.
AppendResult sqlite_append(SqliteConnection& connection, const StreamAppend& append);

}  // namespace countersign
