// What `serve` is told about blobs.
#pragma once

#include <optional>

#include "native/cli/commands.h"
#include "native/store/blob_keeper.h"

namespace countersign {

// Nothing: as is usual for the store. Precondition: the place is empty or one of the two words.
std::optional<BlobPlace> blob_place(const BlobOptions& options);

}  // namespace countersign
