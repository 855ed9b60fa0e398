// What an entry of a log says of its own place: what a store that keeps it must say, too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/digest.h"
#include "core/base/result.h"

namespace countersign {

// Of an event of a request.
struct EntryPlace {
  std::string request;
  std::int64_t seq = 0;
  std::optional<Digest> previous;  // the leaf hash of the entry before it in the same request; absent in the first
};

// Nothing for an entry of another kind that this version knows: it stands for itself.
// Errors: json-*, number-*; wrong-type, missing-field; unknown-word, for a kind that it does not know; log-broken, when the
// bytes are not the canonical ones.
Result<std::optional<EntryPlace>> read_entry_place(std::string_view entry);

}  // namespace countersign
