#include "native/store/postgres_passkeys.h"

#include <string>

namespace countersign {
namespace {

const std::string kSelectPasskeys =
    "SELECT p.credential_id, p.counter, p.is_backed_up, e.bytes, e.leaf, e.position, p.tenant FROM passkeys p JOIN events e ON e.position = p.position ";

std::vector<StoredPasskey> passkeys_in(const PostgresRows& rows) {
  std::vector<StoredPasskey> found;
  for (int row = 0; row < rows.count(); ++row) {
    found.push_back({rows.bytes(row, 0), rows.bytes(row, 6), static_cast<std::uint32_t>(rows.integer(row, 1)), rows.flag(row, 2),
                     {rows.bytes(row, 3), rows.bytes(row, 4)}, static_cast<std::uint64_t>(rows.integer(row, 5) - 1)});
  }
  return found;
}

}  // namespace

std::optional<StoredPasskey> postgres_passkey(PostgresConnection& connection, std::string_view credential_id) {
  auto found = passkeys_in(connection.run(kSelectPasskeys + "WHERE p.credential_id = $1", PostgresValues().bytes(credential_id)));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<StoredPasskey> postgres_passkeys(PostgresConnection& connection, std::string_view tenant, std::string_view owner) {
  return passkeys_in(connection.run(kSelectPasskeys + "WHERE p.tenant = $1 AND p.owner = $2 ORDER BY p.position", PostgresValues().text(tenant).text(owner)));
}

}  // namespace countersign
