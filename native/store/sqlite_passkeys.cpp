#include "native/store/sqlite_passkeys.h"

#include <string>

namespace countersign {
namespace {

#define COUNTERSIGN_SELECT_PASSKEY \
  "SELECT p.credential_id, p.counter, p.is_backed_up, e.bytes, e.leaf, e.position, p.tenant FROM passkeys p JOIN events e ON e.position = p.position "

StoredPasskey passkey_in(const SqliteUse& row) {
  return {row->bytes(0), row->bytes(6), static_cast<std::uint32_t>(row->integer(1)), row->integer(2) != 0, {row->bytes(3), row->bytes(4)},
          static_cast<std::uint64_t>(row->integer(5) - 1)};
}

}  // namespace

std::optional<StoredPasskey> sqlite_passkey(SqliteConnection& connection, std::string_view credential_id) {
  auto select = connection.prepared(COUNTERSIGN_SELECT_PASSKEY "WHERE p.credential_id = ?");
  if (!select->bind_blob(1, credential_id).step()) return std::nullopt;
  return passkey_in(select);
}

std::vector<StoredPasskey> sqlite_passkeys(SqliteConnection& connection, std::string_view tenant, std::string_view owner) {
  auto select = connection.prepared(COUNTERSIGN_SELECT_PASSKEY "WHERE p.tenant = ? AND p.owner = ? ORDER BY p.position");
  select->bind_text(1, tenant).bind_text(2, owner);
  std::vector<StoredPasskey> found;
  while (select->step()) found.push_back(passkey_in(select));
  return found;
}

#undef COUNTERSIGN_SELECT_PASSKEY

bool sqlite_passkey_stands(SqliteConnection& connection, const PasskeyUse& use) {
  auto select = connection.prepared("SELECT counter FROM passkeys WHERE credential_id = ?");
  const bool is_there = select->bind_blob(1, use.credential_id).step();
  return use.counter_before ? is_there && select->integer(0) == *use.counter_before : !is_there;
}

void sqlite_put_passkey(SqliteConnection& connection, const StreamAppend& append) {
  const PasskeyUse& use = *append.passkey;
  if (use.counter_before) {
    auto update = connection.prepared("UPDATE passkeys SET counter = ?, is_backed_up = ? WHERE credential_id = ?");
    update->bind(1, use.counter).bind(2, use.is_backed_up ? 1 : 0).bind_blob(3, use.credential_id).run();
    return;
  }
  const std::int64_t position = connection.last_row();
  auto insert = connection.prepared(
      "INSERT INTO passkeys (credential_id, tenant, owner, position, counter, is_backed_up) VALUES (?, ?, ?, ?, ?, ?)");
  insert->bind_blob(1, use.credential_id).bind_text(2, append.tenant).bind_text(3, append.passkey_owner).bind(4, position);
  insert->bind(5, use.counter).bind(6, use.is_backed_up ? 1 : 0).run();
}

}  // namespace countersign
