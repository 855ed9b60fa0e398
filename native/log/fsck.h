// Checks the whole of a stored log: the tree is rebuilt from the entries alone and compared with everything else that the
// store says of it. What is held in memory does not grow with the log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/list.h"
#include "core/record/note.h"
#include "core/record/tree.h"
#include "native/store/log_snapshot.h"

namespace countersign {

// What the reader knows, and nobody who has the store can change.
struct KnownOfLog {
  List<VerifierKey> keys;          // a log that has changed its key has several
  std::uint64_t at_least = 0;      // so many entries were signed at some time
  std::optional<TreeHead> since;   // an earlier checkpoint: the log must begin with it
};

struct FsckReport {
  static constexpr std::size_t kMost = 20;

  std::uint64_t entries = 0;
  std::uint64_t signed_entries = 0;  // of these, those that the last checkpoint covers
  std::uint64_t checkpoints = 0;
  Digest root;                        // of all entries
  std::vector<std::string> findings;  // what is wrong, and where; the first ones. May quote what is stored
  std::uint64_t more = 0;             // findings that are not among them

  bool holds() const { return findings.empty(); }
};

FsckReport fsck(LogSnapshot& log, const KnownOfLog& known);

// The bytes of every blob that a request names, or named, read and compared with their digests: adds to the report what is missing, or has
// other bytes. How many there are.
std::uint64_t fsck_blobs(LogSnapshot& log, FsckReport& report);

}  // namespace countersign
