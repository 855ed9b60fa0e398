// Passkeys in PostgreSQL: what changes of them, beside the entries that registered them. They are written by the append.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "native/store/postgres.h"
#include "native/store/store.h"

namespace countersign {

std::optional<StoredPasskey> postgres_passkey(PostgresConnection& connection, std::string_view credential_id);
std::vector<StoredPasskey> postgres_passkeys(PostgresConnection& connection, std::string_view tenant, std::string_view owner);

}  // namespace countersign
