// The tables in PostgreSQL, as a list of migrations. The database says how many of them were applied to it.
#pragma once

#include "core/base/result.h"
#include "native/store/postgres.h"

namespace countersign {

// Brings the database to the newest schema, all steps in one transaction. Of several servers that start at once one does it,
// and the others wait. Errors: store-unavailable when the schema is that of a newer program. Throws PostgresFailure.
Refusal migrate_schema(PostgresConnection& connection);

// Whether the log can be read as it is, with nothing written. Errors: as above; store-unavailable, too, when there is no store.
Refusal check_log_schema(PostgresConnection& connection);

}  // namespace countersign
