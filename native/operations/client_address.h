// Where a call comes from, also behind proxies.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace countersign {

// An IPv6 address, or an IPv4 address as IPv6 writes it (::ffff:192.0.2.1).
struct ClientAddress {
  std::array<std::uint8_t, 16> bytes{};

  // Nothing for what is no address. A zone (fe80::1%eth0) is left away.
  static std::optional<ClientAddress> from(std::string_view text);
  // Who has one IPv6 address has at least 2^64 of them, so they are one.
  ClientAddress network() const;
  bool operator==(const ClientAddress&) const = default;
};

// "10.0.0.0/8", "2001:db8::/32", or one address.
class AddressRange {
 public:
  // Errors: invalid-format.
  static Result<AddressRange> from(std::string_view text);
  bool contains(const ClientAddress& address) const;

 private:
  ClientAddress first_;
  unsigned bits_ = 128;
};

bool is_among(const ClientAddress& address, const std::vector<AddressRange>& ranges);

// The values of X-Forwarded-For are believed as far as trusted proxies wrote them: each proxy adds at the end from whom it has
// the call, so the first one from the end that is no trusted proxy is the client. Without such a header, or when the call does not
// come from a trusted proxy, it is the peer. What cannot be read ends the search at the proxy that passed it on.
ClientAddress client_behind(const ClientAddress& peer, const std::vector<std::string_view>& forwarded_for, const std::vector<AddressRange>& trusted);

}  // namespace countersign
