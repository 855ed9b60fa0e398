// The log of a store as it stands at one moment, for those who check all of it. Nothing is written: not to the file, and not
// beside it where nobody else has it open.
//
// Errors: store-unavailable, with a detail.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "native/store/blob_keeper.h"
#include "native/store/store.h"

namespace countersign {

// An entry with all that the store keeps beside it.
struct LoggedEntry {
  std::uint64_t index = 0;
  StoredEntry stored;
  std::string stream;  // empty: the store knows no such stream
  std::int64_t seq = 0;
  // What stands before it in its stream.
  struct Before {
    std::uint64_t index = 0;
    std::string leaf;
  };
  std::optional<Before> before;
};

struct LoggedTile {
  std::int64_t level = 0;
  std::int64_t index = 0;
};

// A blob that a stream is linked to.
struct LinkedBlob {
  std::string sha256;
  std::int64_t size = 0;   // as the store says
  bool is_there = false;   // whether the store knows any bytes of it
};

class LogSnapshot {
 public:
  virtual ~LogSnapshot() = default;

  // The next one, in the order of the log; nothing behind the last. Only one is in memory at a time.
  virtual Result<std::optional<LoggedEntry>> next_entry() = 0;
  virtual Result<std::optional<StoredCheckpoint>> next_checkpoint() = 0;
  virtual Result<std::optional<LoggedTile>> next_tile() = 0;

  // Of the last checkpoint; 0 when there is none.
  virtual Result<std::uint64_t> signed_size() = 0;
  virtual Result<std::optional<std::string>> tile(unsigned level, std::uint64_t index) = 0;

  // What is wrong with the way in which the store keeps the log, at most so many findings: entries that its indexes do not
  // find, streams that do not end where they are said to end, or are of nobody.
  virtual Result<std::vector<std::string>> flaws(std::size_t limit) = 0;

  // Those that streams are linked to, each once, in the order of their digests.
  virtual Result<std::optional<LinkedBlob>> next_blob() = 0;
  // As Store::blob_bytes.
  virtual Result<std::string> blob_bytes(const std::string& sha256, std::int64_t offset, std::int64_t limit) = 0;
};

// What `--store` takes (open_store.h), and where blobs are that are in a bucket. Errors: invalid-format for another kind of store; store-unavailable.
Result<std::unique_ptr<LogSnapshot>> open_log_snapshot(std::string_view address, std::unique_ptr<BlobKeeper> bucket = nullptr);

}  // namespace countersign
