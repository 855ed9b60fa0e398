// Web origins (RFC 6454), as browsers write them.
#pragma once

#include <string_view>

namespace countersign {

// "http://host", "https://host:port": lower case, nothing after the port. "null" is not an origin here.
bool is_origin(std::string_view text);

// "host:port" of an origin.
std::string_view origin_authority(std::string_view origin);

// The host of a Host header or of an origin's authority: without the port, with the brackets of an IPv6 address.
std::string_view authority_host(std::string_view authority);

}  // namespace countersign
