// Which addresses belong to the open internet. A server that calls where strangers tell it to must not reach its own machine, its
// own network or the metadata service of its cloud (server-side request forgery).
#pragma once

#include <array>
#include <cstdint>

struct sockaddr;

namespace countersign {

// In host order. Not: this network, private, shared (CGNAT), loopback, link-local, documentation, benchmarking, multicast, reserved.
bool is_public_ipv4(std::uint32_t address);

// Global unicast without what is set apart in it (documentation, Teredo, ORCHID). Forms that carry an IPv4 address (mapped, NAT64, 6to4)
// are what that address is.
bool is_public_ipv6(const std::array<std::uint8_t, 16>& address);

// False for every other family.
bool is_public_address(const sockaddr* address);

}  // namespace countersign
