// Challenges: what a decision has to carry to show that it comes from a page that was really served, lately, to this
// actor. Nothing is stored: a challenge is its expiry and a nonce, authenticated with the server's key. That each is
// used once is the core's business.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "core/request/command.h"
#include "native/service/random.h"
#include "native/store/store.h"

namespace countersign {

inline constexpr std::int64_t kChallengeMilliseconds = 10 * 60 * 1000;

class Challenges {
 public:
  // The key is made on first use and kept in the store. Errors: store-unavailable.
  static Result<Challenges> open(Store& store, Random& random);

  ExpectedChallenge hand_out(const RequestId& request, const ActorId& actor, Instant now, Random& random) const;

  // The challenge as it was handed out, expired or not; nothing when it was not made here for this request and actor.
  std::optional<ExpectedChallenge> recognise(const RequestId& request, const ActorId& actor,
                                             const Challenge& given) const;

 private:
  using Key = std::array<std::uint8_t, 32>;
  explicit Challenges(const Key& key) : key_(key) {}
  std::string code(const RequestId& request, const ActorId& actor, std::string_view stem) const;

  Key key_;
};

}  // namespace countersign
