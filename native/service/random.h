// Random ids and secrets, and the texts they travel as.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace countersign {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

// The operating system's generator.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override;
};

// "req_" and 26 characters of lower-case base32: 130 random bits.
std::string new_request_id(Random& random);
// "lnk_" and 26 characters: of a personal link, which is not its token.
std::string new_link_id(Random& random);
// `prefix` and 43 characters: 256 random bits.
std::string new_token(Random& random, std::string_view prefix);

std::string base64url(std::span<const std::uint8_t> bytes);  // without padding

inline constexpr std::string_view kApiKeyPrefix = "cs_key_";
inline constexpr std::string_view kSessionPrefix = "cs_ses_";
inline constexpr std::string_view kLinkPrefix = "cs_lnk_";

}  // namespace countersign
