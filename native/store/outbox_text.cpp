#include "native/store/outbox_text.h"

#include <algorithm>
#include <array>

namespace countersign {
namespace {

// In the order of DeliveryStatus.
constexpr std::array<std::string_view, 4> kStoredDeliveryWords{"waiting", "delivered", "failed", "skipped"};

}  // namespace

std::string_view delivery_word(DeliveryStatus status) { return kStoredDeliveryWords[static_cast<std::size_t>(status)]; }

DeliveryStatus delivery_status_of(std::string_view word) {
  const auto found = std::find(kStoredDeliveryWords.begin(), kStoredDeliveryWords.end(), word);
  return static_cast<DeliveryStatus>(std::distance(kStoredDeliveryWords.begin(), found) % static_cast<std::ptrdiff_t>(kStoredDeliveryWords.size()));
}

std::string joined_types(const std::vector<std::string>& types) {
  std::string text;
  for (const std::string& type : types) text += (text.empty() ? "" : " ") + type;
  return text;
}

std::vector<std::string> split_types(std::string_view text) {
  std::vector<std::string> types;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    types.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return types;
}

Instant outbox_instant(std::int64_t milliseconds) {
  const auto instant = Instant::from_milliseconds(milliseconds);
  return instant ? instant.value() : Instant();
}

std::optional<Instant> outbox_instant(const std::optional<std::int64_t>& milliseconds) {
  return milliseconds ? std::optional(outbox_instant(*milliseconds)) : std::nullopt;
}

std::optional<std::int64_t> outbox_milliseconds(const std::optional<Instant>& instant) {
  return instant ? std::optional(instant->milliseconds()) : std::nullopt;
}

}  // namespace countersign
