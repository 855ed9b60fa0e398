// Where mail goes. Strict on purpose: one address, in ASCII, of the plain form (RFC 5321's dot-string at a domain name).
#pragma once

#include <string_view>

#include "core/base/result.h"

namespace countersign {

// No comment, no quoted local part, no address literal, no display name, nothing that could end a header line.
// Errors: invalid-format; the detail says when it is refused for not being ASCII (RFC 6531 addresses are not taken).
Refusal check_email_address(std::string_view text);

}  // namespace countersign
