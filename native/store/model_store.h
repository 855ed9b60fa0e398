// What is folded from the log and kept beside it, so that it need not be read again: the cycles of requests, for the metrics.
// All of it can be made anew from the events (`countersign rebuild`).
//
// Invariant: each cycle holds at least every event of its stream among the first cycles_position() entries of the log. So
// servers that share a store do not harm each other: what is older than what is there is not written, and the position never
// goes back. Whoever folds further meets events that are in the cycle already, by their numbers, and passes over them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace countersign {

// An entry of the log, with whose it is.
struct StreamEntry {
  std::string stream;
  std::string tenant;
  std::string bytes;
};

struct StoredCycle {
  std::string stream;
  std::string tenant;
  std::int64_t head = 0;  // of the stream, as far as it is folded in
  std::string bytes;
};

class ModelStore {
 public:
  virtual ~ModelStore() = default;

  // As log_entries(). Errors: log-broken, when an entry is missing or is not what it was when it was stored.
  virtual Result<std::vector<StreamEntry>> stream_entries(std::uint64_t from, std::size_t limit) = 0;

  // So many entries of the log are in the cycles.
  virtual Result<std::uint64_t> cycles_position() = 0;
  // In the order of their streams, behind `after`, at most `limit`.
  virtual Result<std::vector<StoredCycle>> cycles(std::string_view after, std::size_t limit) = 0;
  // Cycles and position in one transaction. A cycle that is not newer than what is there is passed over.
  virtual Refusal keep_cycles(const std::vector<StoredCycle>& cycles, std::uint64_t position) = 0;
};

}  // namespace countersign
