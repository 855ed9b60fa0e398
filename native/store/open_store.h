// Which store an address names.
#pragma once

#include <memory>
#include <string_view>

#include "native/store/log_snapshot.h"
#include "native/store/store.h"

namespace countersign {

// What `--store` takes: "sqlite:PATH", or "postgres://…" as libpq takes it. A file is made when it is not there, and so is its
// folder. Errors: invalid-format for another kind; store-unavailable. No detail holds an address of PostgreSQL, which may
// have a password in it.
Result<std::unique_ptr<Store>> open_store(std::string_view address);

// Where a file would have to be and is not. An address that open_store() does not understand counts as there: it says so better.
bool is_store_absent(std::string_view address);

}  // namespace countersign
