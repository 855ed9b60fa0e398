// The tables, as a list of migrations. A store file carries the number of migrations that were applied to it.
#pragma once

#include "core/base/result.h"
#include "native/store/sqlite.h"

namespace countersign {

// Brings the file to the newest schema, each step in a transaction of its own.
// Errors: store-unavailable when the file was written by a newer program, or by another one altogether.
Refusal migrate_schema(SqliteConnection& connection);

}  // namespace countersign
