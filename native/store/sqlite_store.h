// The store in one SQLite file: write-ahead log, every commit flushed to the disk (synchronous=FULL), one writer,
// several readers that never wait for it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "native/store/blob_keeper.h"
#include "native/store/store.h"

namespace countersign {

// Where the bytes of blobs are.
struct SqliteBlobOptions {
  BlobPlace place = BlobPlace::files;
  std::unique_ptr<BlobKeeper> files = nullptr;  // without: the folder beside the store (blob_keeper.h)
  std::unique_ptr<BlobKeeper> bucket = nullptr;  // without: blobs in a bucket are refused
};

// Opens the file, makes it when it is not there, and brings its schema up to date. Errors: store-unavailable.
Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path, SqliteBlobOptions blobs = {});

// The PATH in "sqlite:PATH"; nothing in another address.
std::optional<std::string> sqlite_path(std::string_view address);

}  // namespace countersign
