// How what the outbox knows is written in the columns of a database, the same in every store.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "native/store/outbox.h"

namespace countersign {

std::string_view delivery_word(DeliveryStatus status);
// Precondition: a word that delivery_word() answers.
DeliveryStatus delivery_status_of(std::string_view word);

// Types of events, which have no spaces in them.
std::string joined_types(const std::vector<std::string>& types);
std::vector<std::string> split_types(std::string_view text);

Instant outbox_instant(std::int64_t milliseconds);
std::optional<Instant> outbox_instant(const std::optional<std::int64_t>& milliseconds);
std::optional<std::int64_t> outbox_milliseconds(const std::optional<Instant>& instant);

}  // namespace countersign
