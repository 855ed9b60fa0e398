// The store in one SQLite file: write-ahead log, every commit flushed to the disk (synchronous=FULL), one writer,
// several readers that never wait for it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "native/store/store.h"

namespace countersign {

// Opens the file, makes it when it is not there, brings its schema up to date, and clears away uploads that were cut
// off. Errors: store-unavailable.
Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path);

// The PATH in "sqlite:PATH"; nothing in another address.
std::optional<std::string> sqlite_path(std::string_view address);

}  // namespace countersign
