// What an event changed: the difference of two states, field by field, in the words of the protocol. It compares
// whatever the state holds, so a field that the core gains later shows up here without a line of code.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/request/request.h"

namespace countersign::shell {

enum class ChangeKind : std::uint8_t { added, changed, removed };

// Fields that move with every event say little about this one.
enum class ChangeWeight : std::uint8_t { content, bookkeeping };

struct Change {
  ChangeKind kind = ChangeKind::changed;
  ChangeWeight weight = ChangeWeight::content;
  std::string path;    // "stages / review / status"; items of lists are named by their id or number
  std::string before;  // empty when added
  std::string after;   // empty when removed
  bool operator==(const Change&) const = default;
};

// Empty exactly when the two states are equal, but for lists that are there and empty.
std::vector<Change> changes_between(const Request& before, const Request& after);

}  // namespace countersign::shell
