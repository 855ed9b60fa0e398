// The tables, as a list of migrations. A store file carries the number of migrations that were applied to it.
#pragma once

#include <cstddef>
#include <limits>

#include "core/base/result.h"
#include "native/store/sqlite.h"

namespace countersign {

// Brings the file to the newest schema, each step in a transaction of its own. Tests make older files with `newest`.
// Errors: store-unavailable when the file was written by a newer program, or by another one altogether.
Refusal migrate_schema(SqliteConnection& connection, std::size_t newest = std::numeric_limits<std::size_t>::max());

// Whether the log of the file can be read as it is, without bringing it up to date. Errors: as above; store-unavailable, too,
// when the file is older than the log.
Refusal check_log_schema(SqliteConnection& connection);

}  // namespace countersign
