// Bytes written in hexadecimal, for tests of formats.
#pragma once

#include <string>
#include <string_view>

namespace countersign {

inline std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return bytes;
}

inline std::string hex_of(const auto& bytes) {
  std::string hex;
  for (const auto each : bytes) {
    const auto byte = static_cast<unsigned char>(each);
    hex += "0123456789abcdef"[byte >> 4U];
    hex += "0123456789abcdef"[byte & 15U];
  }
  return hex;
}

}  // namespace countersign
