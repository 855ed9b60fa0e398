// Where stores of each kind are kept in tests: every case of the conformance test runs on all of them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "native/store/store.h"

namespace countersign::test {

// One place, empty at first, that any number of stores may be opened on: each is what one server has.
class StorePlace {
 public:
  virtual ~StorePlace() = default;
  virtual Result<std::unique_ptr<Store>> open() = 0;
  // Past the store: the rows of a table, and what a disk or a person may do to them.
  virtual std::int64_t rows(const std::string& table) = 0;
  virtual void execute(const std::string& sql) = 0;
  // How many files or objects of blobs there are, whatever the store knows of them; 0 where their bytes are rows.
  virtual std::int64_t blob_objects() { return 0; }
  virtual bool has_blobs_in_rows() { return true; }
  // The files that their bytes are in, where they are files.
  virtual std::vector<std::string> blob_files() { return {}; }
};

inline const std::vector<std::string> kStoreKinds = {"sqlite", "postgres"};
inline const std::vector<std::string> kBlobStoreKinds = {"sqlite", "sqlite-rows", "sqlite-bucket", "postgres", "postgres-bucket"};

std::unique_ptr<StorePlace> new_store_place(const std::string& kind);

inline const Instant kMorning = Instant::from_text("2026-11-21T09:00:00.000Z").value();

// To a stream that stands at `head`.
StreamAppend append_of(const std::string& stream, std::int64_t head, const std::vector<std::string>& events);
AppendOutcome outcome_of(Store& store, const StreamAppend& append);

}  // namespace countersign::test
