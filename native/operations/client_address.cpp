#include "native/operations/client_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace countersign {
namespace {

constexpr std::size_t kIpv4Offset = 12;
constexpr unsigned kIpv4Bits = 96;  // of the part that all IPv4 addresses have in common

bool is_ipv4(const ClientAddress& address) {
  constexpr std::array<std::uint8_t, kIpv4Offset> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return std::equal(kMapped.begin(), kMapped.end(), address.bytes.begin());
}

std::string_view without_spaces(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
  const std::size_t end = text.find_last_not_of(" \t");
  return end == std::string_view::npos ? std::string_view() : text.substr(begin, end + 1 - begin);
}

// Some proxies write the port, too: 192.0.2.1:4711, [2001:db8::1]:4711.
std::string_view without_port(std::string_view hop) {
  if (hop.starts_with('[')) return hop.substr(1, hop.find(']') == std::string_view::npos ? 0 : hop.find(']') - 1);
  const bool is_ipv4_with_port = std::count(hop.begin(), hop.end(), ':') == 1;
  return is_ipv4_with_port ? hop.substr(0, hop.find(':')) : hop;
}

Error no_range(std::string_view text) {
  return {ErrorCode::invalid_format, "", "'" + std::string(text) + "' is not a range of addresses such as 10.0.0.0/8."};
}

}  // namespace

std::optional<ClientAddress> ClientAddress::from(std::string_view text) {
  const std::string address(text.substr(0, text.find('%')));
  ClientAddress found;
  if (inet_pton(AF_INET6, address.c_str(), found.bytes.data()) == 1) return found;
  found.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};
  if (inet_pton(AF_INET, address.c_str(), found.bytes.data() + kIpv4Offset) == 1) return found;
  return std::nullopt;
}

ClientAddress ClientAddress::network() const {
  ClientAddress network = *this;
  if (!is_ipv4(*this)) std::fill(network.bytes.begin() + 8, network.bytes.end(), std::uint8_t{0});
  return network;
}

Result<AddressRange> AddressRange::from(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto first = ClientAddress::from(text.substr(0, slash));
  if (!first) return no_range(text);
  AddressRange range;
  range.first_ = *first;
  if (slash == std::string_view::npos) return range;
  const std::string_view digits = text.substr(slash + 1);
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  const unsigned common = is_ipv4(*first) ? kIpv4Bits : 0;
  if (error != std::errc() || end != digits.data() + digits.size() || bits + common > 128) return no_range(text);
  range.bits_ = bits + common;
  return range;
}

bool AddressRange::contains(const ClientAddress& address) const {
  for (unsigned bit = 0; bit < bits_; ++bit) {
    const std::uint8_t mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
    if (((address.bytes[bit / 8] ^ first_.bytes[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

bool is_among(const ClientAddress& address, const std::vector<AddressRange>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const AddressRange& range) { return range.contains(address); });
}

ClientAddress client_behind(const ClientAddress& peer, const std::vector<std::string_view>& forwarded_for, const std::vector<AddressRange>& trusted) {
  ClientAddress client = peer;
  for (auto header = forwarded_for.rbegin(); header != forwarded_for.rend(); ++header) {
    std::string_view rest = *header;
    while (true) {
      if (!is_among(client, trusted)) return client;
      const std::size_t comma = rest.rfind(',');
      const auto hop = ClientAddress::from(without_port(without_spaces(comma == std::string_view::npos ? rest : rest.substr(comma + 1))));
      if (!hop) return client;
      client = *hop;
      if (comma == std::string_view::npos) break;
      rest = rest.substr(0, comma);
    }
  }
  return client;
}

}  // namespace countersign
