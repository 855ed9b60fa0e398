// The store in a PostgreSQL database (15 or newer), which several servers may share. All that they write is durable when the
// database says so: synchronous_commit is on, also where the database is set up otherwise.
#pragma once

#include <memory>
#include <string>

#include "native/store/blob_keeper.h"
#include "native/store/log_snapshot.h"
#include "native/store/store.h"

namespace countersign {

// Where the bytes of blobs are: rows, or a bucket.
struct PostgresBlobOptions {
  BlobPlace place = BlobPlace::rows;
  std::unique_ptr<BlobKeeper> bucket = nullptr;  // without: blobs in a bucket are refused
};

bool is_postgres_address(std::string_view address);

// `address` is what libpq takes: postgres://USER@HOST/DATABASE?… Makes the tables, or brings them up to date. Errors:
// store-unavailable; its detail never holds the address.
Result<std::unique_ptr<Store>> open_postgres_store(const std::string& address, PostgresBlobOptions blobs = {});

// The log as it stands at one moment: a transaction that only reads. Errors: as above, and when there is no store.
Result<std::unique_ptr<LogSnapshot>> open_postgres_log_snapshot(const std::string& address, std::unique_ptr<BlobKeeper> bucket = nullptr);

}  // namespace countersign
