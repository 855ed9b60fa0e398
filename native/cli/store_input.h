// Opening a store, for the subcommands.
#pragma once

#include <memory>
#include <string>

#include "native/cli/commands.h"
#include "native/store/store.h"

namespace countersign {

// A store is made where there is none, unless somebody is more likely to have mistyped its path.
enum class Absent : bool { made, refused };

// Complains and answers nothing when the store cannot be opened. `bucket`: where its blobs are, for whoever reads or removes any.
std::unique_ptr<Store> opened(const std::string& address, Absent absent, const BucketOptions& bucket = {});

}  // namespace countersign
