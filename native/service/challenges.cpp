#include "native/service/challenges.h"

#include <sodium.h>

#include <algorithm>
#include <charconv>

#include "native/service/clock.h"

namespace countersign {

Result<Challenges> Challenges::open(Store& store, Random& random) {
  static_assert(std::tuple_size_v<Key> == crypto_auth_hmacsha256_KEYBYTES);
  Key key;
  random.fill(key);
  const auto kept =
      store.meta_or_put("challenge-key", std::string_view(reinterpret_cast<const char*>(key.data()), key.size()));
  if (!kept.ok()) return kept.error();
  if (kept.value().size() != key.size())
    return Error{ErrorCode::store_unavailable, "", "The store's challenge key is damaged."};
  std::copy(kept.value().begin(), kept.value().end(), key.begin());
  return Challenges(key);
}

// The fields are separated by a character that none of them can hold.
std::string Challenges::code(const RequestId& request, const ActorId& actor, std::string_view stem) const {
  const std::string text = "challenge/" + request.text() + "/" + actor.text() + "/" + std::string(stem);
  std::array<std::uint8_t, crypto_auth_hmacsha256_BYTES> code;
  crypto_auth_hmacsha256(code.data(), reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), key_.data());
  return base64url(code);
}

ExpectedChallenge Challenges::hand_out(const RequestId& request, const ActorId& actor, Instant now,
                                       Random& random) const {
  std::array<std::uint8_t, 12> nonce;
  random.fill(nonce);
  const Instant expires = later(now, kChallengeMilliseconds);
  const std::string stem = base64url(nonce) + "." + std::to_string(expires.milliseconds());
  auto value = Challenge::from(stem + "." + code(request, actor, stem));
  return {std::move(value).value(), expires};
}

std::optional<ExpectedChallenge> Challenges::recognise(const RequestId& request, const ActorId& actor,
                                                       const Challenge& given) const {
  const std::string_view text = given.text();
  const std::size_t last_dot = text.rfind('.');
  const std::size_t first_dot = text.find('.');
  if (first_dot == std::string_view::npos || first_dot == last_dot) return std::nullopt;
  const std::string expected = code(request, actor, text.substr(0, last_dot));
  const std::string_view claimed = text.substr(last_dot + 1);
  if (claimed.size() != expected.size() || sodium_memcmp(claimed.data(), expected.data(), expected.size()) != 0) {
    return std::nullopt;
  }
  const std::string_view digits = text.substr(first_dot + 1, last_dot - first_dot - 1);
  std::int64_t milliseconds = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), milliseconds);
  const auto expires = Instant::from_milliseconds(milliseconds);
  if (!expires.ok()) return std::nullopt;
  return ExpectedChallenge{given, expires.value()};
}

}  // namespace countersign
