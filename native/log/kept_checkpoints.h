// Which checkpoints a store keeps, of the many that are signed.
//
// The last one always stays. Of each 256 entries (a full tile of leaves) a checkpoint goes when a later one is signed
// by everybody who signed it: the log's key, and the witnesses. So a log has at most one checkpoint for each 256
// entries, one more for each witness, and what a key has signed that was replaced since. Nobody loses anything: a
// receipt carries its own checkpoint, and the later one covers what the earlier one did.
#pragma once

#include <cstdint>
#include <vector>

#include "native/store/store.h"

namespace countersign {

// What is stored of the 256 entries around this one, with `checkpoint` in its place. Errors: store-unavailable.
Result<std::vector<StoredCheckpoint>> checkpoints_around(Store& store, const StoredCheckpoint& checkpoint);

// Those of them that go: their sizes. `around` is in order.
std::vector<std::uint64_t> superseded(const std::vector<StoredCheckpoint>& around);

}  // namespace countersign
