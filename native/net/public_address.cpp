#include "native/net/public_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

namespace countersign {
namespace {

struct Ipv4Block {
  std::uint32_t first;
  unsigned bits;
};

constexpr std::uint32_t ipv4(unsigned a, unsigned b, unsigned c, unsigned d) { return a << 24U | b << 16U | c << 8U | d; }

// IANA's special-purpose registry, as far as it is not global, and multicast.
constexpr std::array kNotPublic{
    Ipv4Block{ipv4(0, 0, 0, 0), 8},       Ipv4Block{ipv4(10, 0, 0, 0), 8},     Ipv4Block{ipv4(100, 64, 0, 0), 10},
    Ipv4Block{ipv4(127, 0, 0, 0), 8},     Ipv4Block{ipv4(169, 254, 0, 0), 16}, Ipv4Block{ipv4(172, 16, 0, 0), 12},
    Ipv4Block{ipv4(192, 0, 0, 0), 24},    Ipv4Block{ipv4(192, 0, 2, 0), 24},   Ipv4Block{ipv4(192, 88, 99, 0), 24},
    Ipv4Block{ipv4(192, 168, 0, 0), 16},  Ipv4Block{ipv4(198, 18, 0, 0), 15},  Ipv4Block{ipv4(198, 51, 100, 0), 24},
    Ipv4Block{ipv4(203, 0, 113, 0), 24},  Ipv4Block{ipv4(224, 0, 0, 0), 4},    Ipv4Block{ipv4(240, 0, 0, 0), 4},
};

using Ipv6 = std::array<std::uint8_t, 16>;

bool begins(const Ipv6& address, std::initializer_list<std::uint8_t> bytes) { return std::equal(bytes.begin(), bytes.end(), address.begin()); }

std::uint32_t embedded(const Ipv6& address, std::size_t at) { return ipv4(address[at], address[at + 1], address[at + 2], address[at + 3]); }

}  // namespace

bool is_public_ipv4(std::uint32_t address) {
  return std::none_of(kNotPublic.begin(), kNotPublic.end(), [&](const Ipv4Block& block) { return (address ^ block.first) >> (32U - block.bits) == 0; });
}

bool is_public_ipv6(const Ipv6& address) {
  constexpr std::size_t kLast = 12;  // where the last four bytes begin
  if (begins(address, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF})) return is_public_ipv4(embedded(address, kLast));
  if (begins(address, {0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0})) return is_public_ipv4(embedded(address, kLast));
  if (begins(address, {0x20, 0x02})) return is_public_ipv4(embedded(address, 2));
  const bool is_global_unicast = (address[0] & 0xE0U) == 0x20U;
  const bool is_assigned_to_protocols = begins(address, {0x20, 0x01}) && address[2] < 0x02;
  const bool is_documentation = begins(address, {0x20, 0x01, 0x0D, 0xB8}) || (begins(address, {0x3F, 0xFF}) && address[2] < 0x10);
  return is_global_unicast && !is_assigned_to_protocols && !is_documentation;
}

bool is_public_address(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, address, sizeof in);
    return is_public_ipv4(ntohl(in.sin_addr.s_addr));
  }
  if (address->sa_family != AF_INET6) return false;
  sockaddr_in6 in{};
  std::memcpy(&in, address, sizeof in);
  Ipv6 bytes{};
  std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
  return is_public_ipv6(bytes);
}

}  // namespace countersign
