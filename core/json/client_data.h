// What a browser says about the use of a passkey: the JSON of CollectedClientData (WebAuthn level 3, section 5.8.1).
#pragma once

#include <string_view>

#include "core/base/result.h"
#include "core/record/webauthn.h"

namespace countersign {

// Read by the strict reader, so that no two readers can see different members in it. Members that the specification does not
// know are allowed, as it demands, and may hold any JSON. Errors: passkey-malformed.
Result<ClientData> read_client_data(std::string_view json);

}  // namespace countersign
