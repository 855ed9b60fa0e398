#include "native/operations/rate_limit.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "core/base/digest.h"

namespace countersign {
namespace {

Error no_rate(std::string_view text) {
  return {ErrorCode::invalid_format, "", "'" + std::string(text) + "' is not a rate such as 100/s, 600/m or 100/s:400, nor 'off'."};
}

std::optional<double> whole(std::string_view digits) {
  constexpr unsigned kMost = 1'000'000;
  unsigned number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || number == 0 || number > kMost) return std::nullopt;
  return number;
}

CallBuckets::Key key_of_token(std::string_view token) {
  const Digest digest = Digest::of(token);
  CallBuckets::Key key;
  std::copy_n(digest.view().begin(), key.size(), reinterpret_cast<char*>(key.data()));
  return key;
}

std::int64_t seconds_of(std::chrono::milliseconds time) { return std::max<std::int64_t>(1, (time.count() + 999) / 1000); }

}  // namespace

Result<std::optional<CallRate>> parse_call_rate(std::string_view text) {
  constexpr double kSecondsOfMinute = 60;
  if (text == "off") return std::optional<CallRate>();
  const std::size_t slash = text.find('/');
  const std::size_t colon = text.find(':');
  if (slash == std::string_view::npos || (colon != std::string_view::npos && colon < slash)) return no_rate(text);
  const auto calls = whole(text.substr(0, slash));
  const std::string_view unit = text.substr(slash + 1, colon == std::string_view::npos ? colon : colon - slash - 1);
  if (!calls || (unit != "s" && unit != "m")) return no_rate(text);
  CallRate rate{unit == "s" ? *calls : *calls / kSecondsOfMinute, 0};
  rate.burst = std::max(1.0, rate.per_second);
  if (colon == std::string_view::npos) return std::optional(rate);
  const auto burst = whole(text.substr(colon + 1));
  if (!burst) return no_rate(text);
  rate.burst = *burst;
  return std::optional(rate);
}

CallBuckets::Bucket& CallBuckets::filled(const Key& key, Time now) {
  const auto place = places_.find(key);
  if (place != places_.end()) {
    Bucket& bucket = *place->second;
    const double seconds = std::max(0.0, std::chrono::duration<double>(now - bucket.filled_at).count());
    bucket.tokens = std::min(rate_.burst, bucket.tokens + seconds * rate_.per_second);
    bucket.filled_at = now;
    buckets_.splice(buckets_.begin(), buckets_, place->second);
    return bucket;
  }
  if (buckets_.size() >= capacity_) {
    places_.erase(buckets_.back().key);
    buckets_.pop_back();
  }
  buckets_.push_front({key, rate_.burst, now});
  places_.emplace(key, buckets_.begin());
  return buckets_.front();
}

std::optional<std::chrono::milliseconds> CallBuckets::take(const Key& key, Time now) {
  constexpr double kMillisecondsOfSecond = 1000;
  Bucket& bucket = filled(key, now);
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return std::nullopt;
  }
  constexpr double kRounding = 1e-6;  // of the sum, which is not to become another millisecond
  const double wait = (1 - bucket.tokens) / rate_.per_second * kMillisecondsOfSecond;
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(wait - kRounding)));
}

void CallBuckets::fine(const Key& key, double tokens, Time now) {
  Bucket& bucket = filled(key, now);
  bucket.tokens = std::max(-rate_.burst, bucket.tokens - tokens);
}

CallLimiter::CallLimiter(const CallLimits& limits, CallFigures& figures) : figures_(figures) {
  if (limits.of_key) of_key_.emplace(*limits.of_key, kMostBuckets);
  if (limits.of_address) of_address_.emplace(*limits.of_address, kMostBuckets);
}

std::optional<std::int64_t> CallLimiter::admit(const ClientAddress& from, std::string_view token, Time now) {
  const std::lock_guard lock(mutex_);
  if (of_address_) {
    if (const auto wait = of_address_->take(from.network().bytes, now)) {
      figures_.limited(CallLimit::of_address);
      return seconds_of(*wait);
    }
  }
  if (!of_key_ || token.empty()) return std::nullopt;
  const auto wait = of_key_->take(key_of_token(token), now);
  if (!wait) return std::nullopt;
  figures_.limited(CallLimit::of_key);
  return seconds_of(*wait);
}

void CallLimiter::unauthorized(const ClientAddress& from, Time now) {
  const std::lock_guard lock(mutex_);
  if (of_address_) of_address_->fine(from.network().bytes, kFine, now);
}

}  // namespace countersign
