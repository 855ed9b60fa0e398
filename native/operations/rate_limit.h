// How fast calls may come, from one key or session and from one address. Each has a bucket of tokens that fills up at a steady rate; a
// call takes one, and waits for its turn elsewhere when there is none. Nothing here looks at a clock: the time is given.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "native/operations/call_figures.h"
#include "native/operations/client_address.h"

namespace countersign {

struct CallRate {
  double per_second = 0;
  double burst = 0;  // tokens of a full bucket, at least 1
  bool operator==(const CallRate&) const = default;
};

// "100/s", "600/m", "100/s:400" with the burst behind it; "off" is nothing. Without a burst it is what comes in one second, and at
// least one call. Errors: invalid-format.
Result<std::optional<CallRate>> parse_call_rate(std::string_view text);

// The buckets of many, in bounded memory: when there are too many, the one that was used least recently is forgotten, which at worst
// gives its owner a full bucket.
class CallBuckets {
 public:
  using Key = std::array<std::uint8_t, 16>;
  using Time = std::chrono::steady_clock::time_point;

  CallBuckets(CallRate rate, std::size_t capacity) : rate_(rate), capacity_(capacity) {}

  // Takes a token. Nothing when there was one, else the time until there will be.
  std::optional<std::chrono::milliseconds> take(const Key& key, Time now);
  // Takes more, though there may be too few: then the owner has to wait for them, too, but never for more than a burst.
  void fine(const Key& key, double tokens, Time now);

  std::size_t size() const { return buckets_.size(); }

 private:
  struct Bucket {
    Key key;
    double tokens;
    Time filled_at;
  };

  Bucket& filled(const Key& key, Time now);

  const CallRate rate_;
  const std::size_t capacity_;
  std::list<Bucket> buckets_;  // used last first
  std::map<Key, std::list<Bucket>::iterator> places_;
};

struct CallLimits {
  std::optional<CallRate> of_key;      // of one API key, or one session
  std::optional<CallRate> of_address;  // of one IPv4 address, or one /64 of IPv6
  std::vector<AddressRange> trusted_proxies;
};

class CallLimiter {
 public:
  static constexpr std::size_t kMostBuckets = 65536;  // of each kind: some 10 MB
  static constexpr double kFine = 10;                 // for a token that nobody knows

  using Time = CallBuckets::Time;

  CallLimiter(const CallLimits& limits, CallFigures& figures);

  // Seconds to wait, at least one; nothing when the call may go on. The token is taken as it was sent, before anybody asks the store
  // whether it is any good; empty: there is none. From any thread.
  std::optional<std::int64_t> admit(const ClientAddress& from, std::string_view token, Time now);
  // The call had a token that nobody knows, or none. From any thread.
  void unauthorized(const ClientAddress& from, Time now);

 private:
  CallFigures& figures_;
  std::mutex mutex_;
  std::optional<CallBuckets> of_key_;
  std::optional<CallBuckets> of_address_;
};

}  // namespace countersign
