// Which store an address names.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "native/store/log_snapshot.h"
#include "native/store/blob_keeper.h"
#include "native/store/store.h"

namespace countersign {

// What a store is told of blobs.
struct BlobSetup {
  std::optional<BlobPlace> place;  // of new ones; by default files beside a file, and rows in PostgreSQL
  std::unique_ptr<BlobKeeper> bucket = nullptr;  // of those that are in a bucket, and of new ones when that is their place
};

// What `--store` takes: "sqlite:PATH", or "postgres://…" as libpq takes it. A file is made when it is not there, and so is its
// folder. Errors: invalid-format for another kind; store-unavailable. No detail holds an address of PostgreSQL, which may
// have a password in it. A store in PostgreSQL has no place for files (invalid-format).
Result<std::unique_ptr<Store>> open_store(std::string_view address, BlobSetup blobs = {});

// Where a file would have to be and is not. An address that open_store() does not understand counts as there: it says so better.
bool is_store_absent(std::string_view address);

}  // namespace countersign
