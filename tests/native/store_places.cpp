#include "tests/native/store_places.h"

#include <filesystem>
#include <stdexcept>

#include "core/record/tree.h"
#include "native/store/blob_bucket.h"
#include "native/store/open_store.h"
#include "native/store/postgres.h"
#include "native/store/sqlite.h"
#include "native/store/sqlite_store.h"
#include "tests/native/fixture.h"
#include "tests/native/object_store.h"
#include "tests/native/postgres_cluster.h"

namespace countersign::test {
namespace {

std::vector<std::string> files_below(const std::string& folder) {
  std::vector<std::string> files;
  if (!std::filesystem::exists(folder)) return files;
  for (const auto& each : std::filesystem::recursive_directory_iterator(folder)) {
    if (each.is_regular_file()) files.push_back(each.path().string());
  }
  return files;
}

class SqlitePlace final : public StorePlace {
 public:
  explicit SqlitePlace(BlobPlace blobs) : blobs_(blobs) {
    if (blobs_ == BlobPlace::bucket) bucket_ = new_test_bucket();
  }

  Result<std::unique_ptr<Store>> open() override {
    return open_sqlite_store(file_, {blobs_, nullptr, blobs_ == BlobPlace::bucket ? keep_blobs_in_bucket(bucket_) : nullptr});
  }
  std::int64_t rows(const std::string& table) override {
    return SqliteConnection(file_, SqliteAccess::read_write).integer(("SELECT count(*) FROM " + table).c_str());
  }
  void execute(const std::string& sql) override { SqliteConnection(file_, SqliteAccess::read_write).execute(sql.c_str()); }
  std::int64_t blob_objects() override { return blobs_ == BlobPlace::bucket ? objects_in(bucket_) + unfinished_in(bucket_) : static_cast<std::int64_t>(blob_files().size()); }
  std::vector<std::string> blob_files() override { return blobs_ == BlobPlace::bucket ? files_of_objects(bucket_) : files_below(blob_folder_beside(file_)); }
  bool has_blobs_in_rows() override { return blobs_ == BlobPlace::rows; }

 private:
  TemporaryFolder folder_;
  const std::string file_ = folder_.file("store.sqlite");
  const BlobPlace blobs_;
  S3Bucket bucket_;
};

class PostgresPlace final : public StorePlace {
 public:
  explicit PostgresPlace(BlobPlace blobs) : blobs_(blobs) {
    if (blobs_ == BlobPlace::bucket) bucket_ = new_test_bucket();
  }

  Result<std::unique_ptr<Store>> open() override {
    return open_store(address_, {blobs_, blobs_ == BlobPlace::bucket ? keep_blobs_in_bucket(bucket_) : nullptr});
  }
  std::int64_t blob_objects() override { return has_blobs_in_rows() ? 0 : objects_in(bucket_) + unfinished_in(bucket_); }
  std::vector<std::string> blob_files() override { return has_blobs_in_rows() ? std::vector<std::string>() : files_of_objects(bucket_); }
  bool has_blobs_in_rows() override { return blobs_ == BlobPlace::rows; }
  std::int64_t rows(const std::string& table) override {
    return PostgresConnection(address_).run("SELECT count(*) FROM " + table).integer(0, 0);
  }
  void execute(const std::string& sql) override { PostgresConnection(address_).execute(sql); }

 private:
  const std::string address_ = new_postgres_database();
  const BlobPlace blobs_;
  S3Bucket bucket_;
};

}  // namespace

std::unique_ptr<StorePlace> new_store_place(const std::string& kind) {
  if (kind == "sqlite") return std::make_unique<SqlitePlace>(BlobPlace::files);
  if (kind == "sqlite-rows") return std::make_unique<SqlitePlace>(BlobPlace::rows);
  if (kind == "sqlite-bucket") return std::make_unique<SqlitePlace>(BlobPlace::bucket);
  if (kind == "postgres") return std::make_unique<PostgresPlace>(BlobPlace::rows);
  if (kind == "postgres-bucket") return std::make_unique<PostgresPlace>(BlobPlace::bucket);
  throw std::runtime_error("no kind of store: " + kind);
}

StreamAppend append_of(const std::string& stream, std::int64_t head, const std::vector<std::string>& events) {
  StreamAppend append;
  append.stream = stream;
  append.expected_head = head;
  for (const std::string& event : events) append.events.push_back({event, std::string(leaf_hash(event).view())});
  append.summary.created_at = kMorning;
  append.summary.state = "draft";
  append.summary.bytes = "{\"id\":\"" + stream + "\"}";
  return append;
}

AppendOutcome outcome_of(Store& store, const StreamAppend& append) { return store.append(append).value().outcome; }

}  // namespace countersign::test
