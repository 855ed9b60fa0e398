// Passkeys in the SQLite store: what changes of them, beside the entries that registered them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "native/store/sqlite.h"
#include "native/store/store.h"

namespace countersign {

std::optional<StoredPasskey> sqlite_passkey(SqliteConnection& connection, std::string_view credential_id);
std::vector<StoredPasskey> sqlite_passkeys(SqliteConnection& connection, std::string_view tenant, std::string_view owner);

// Whether the passkey still stands where the use was judged; one that is registered must not be there.
bool sqlite_passkey_stands(SqliteConnection& connection, const PasskeyUse& use);

// Inside the transaction that appends, behind its last event. Precondition: there is one, and it stands.
void sqlite_put_passkey(SqliteConnection& connection, const StreamAppend& append);

}  // namespace countersign
