// Base64 (RFC 4648), by libsodium. One text per value: other spellings are refused.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace countersign {

// Section 4: with padding.
std::string base64(std::string_view bytes);

// Errors: invalid-format, also for missing padding, unused bits that are not zero, and white space.
Result<std::string> bytes_from_base64(std::string_view text);

// Section 5: for URLs and file names, here without padding, as WebAuthn and JOSE write it.
std::string base64url(std::string_view bytes);

// Errors: invalid-format, also for padding, unused bits that are not zero, and white space.
Result<std::string> bytes_from_base64url(std::string_view text);

}  // namespace countersign
