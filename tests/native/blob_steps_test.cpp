// Blobs in files or in a bucket, when the process ends, or the disk or the bucket fails, at any step of an upload or of a sweep: before or after each call to the files.
// What was not synced is lost with the process.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <memory>

#include "native/store/blob_bucket.h"
#include "native/store/blob_keeper.h"
#include "native/store/sqlite.h"
#include "native/store/sqlite_store.h"
#include "tests/native/each_store.h"
#include "tests/native/fixture.h"
#include "tests/native/object_store.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

enum class BlobEnding { killed, failed };

// Counts down to the step at which it happens.
struct BlobSteps {
  int left = 0;
  BlobEnding ending = BlobEnding::failed;

  // True when this step fails.
  bool is_next_bad() {
    if (--left != 0) return false;
    if (ending == BlobEnding::killed) ::_exit(0);
    return true;
  }
};

Error failed_disk() { return {ErrorCode::store_unavailable, "", "The disk failed."}; }

// A step before each call and one behind it.
template <class Call>
auto blob_step(BlobSteps& steps, const Call& call) -> decltype(call()) {
  if (steps.is_next_bad()) return failed_disk();
  auto answer = call();
  if (steps.is_next_bad()) return failed_disk();
  return answer;
}

// Nothing reaches the file before it is synced.
class LosableWriting final : public BlobWriting {
 public:
  LosableWriting(std::unique_ptr<BlobWriting> writing, BlobSteps& steps) : writing_(std::move(writing)), steps_(steps) {}

  Refusal write(std::string_view piece) override {
    return blob_step(steps_, [&]() -> Refusal {
      pending_ += piece;
      return std::nullopt;
    });
  }
  Refusal finish() override {
    return blob_step(steps_, [&]() -> Refusal {
      if (Refusal refusal = writing_->write(pending_)) return refusal;
      return writing_->finish();
    });
  }

 private:
  std::unique_ptr<BlobWriting> writing_;
  BlobSteps& steps_;
  std::string pending_;
};

class SteppedKeeper final : public BlobKeeper {
 public:
  SteppedKeeper(std::unique_ptr<BlobKeeper> keeper, BlobSteps& steps) : keeper_(std::move(keeper)), steps_(steps) {}

  Result<std::unique_ptr<BlobWriting>> start(const std::string& object) override {
    return blob_step(steps_, [&]() -> Result<std::unique_ptr<BlobWriting>> {
      auto writing = keeper_->start(object);
      if (!writing.ok()) return writing.error();
      return std::unique_ptr<BlobWriting>(std::make_unique<LosableWriting>(std::move(writing).value(), steps_));
    });
  }
  Result<std::string> read(const std::string& object, std::int64_t offset, std::int64_t limit) override { return keeper_->read(object, offset, limit); }
  Refusal remove(const std::string& object) override {
    return blob_step(steps_, [&] { return keeper_->remove(object); });
  }

 private:
  std::unique_ptr<BlobKeeper> keeper_;
  BlobSteps& steps_;
};

const std::string kWanted(5000, 'w');
const std::string kUnwanted(3000, 'u');
constexpr std::chrono::seconds kNoWaiting{0};

bool is_uploaded(Store& store, const std::string& bytes) {
  auto upload = std::move(store.upload()).value();
  return !upload->write(std::string_view(bytes).substr(0, 1000)) && !upload->write(std::string_view(bytes).substr(1000)) &&
         !upload->commit("default", sha256_hex(bytes));
}

// What is wanted is uploaded twice and linked, and what is not is swept away. True when nothing was refused.
bool blob_story(Store& store) {
  bool is_whole = is_uploaded(store, kWanted);
  is_whole = is_uploaded(store, kUnwanted) && is_whole;
  is_whole = is_uploaded(store, kWanted) && is_whole;
  StreamAppend append = append_of("r1", store.head("r1").value(), {"one"});
  append.blobs = {sha256_hex(kWanted)};
  is_whole = outcome_of(store, append) == AppendOutcome::appended && is_whole;
  return store.sweep_blobs(kNoWaiting, SweepMode::remove).ok() && is_whole;
}

// In memory where there is such a folder: what a process leaves behind is the same there, and each sync costs nothing.
std::string new_blob_folder() {
  static int number = 0;
  const std::string place = std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path().string();
  const std::string folder = place + "/countersign-blobs-" + std::to_string(::getpid()) + "-" + std::to_string(++number);
  std::filesystem::create_directories(folder);
  return folder;
}

struct BlobPlaceOnDisk {
  explicit BlobPlaceOnDisk(BlobPlace place_of_blobs = BlobPlace::files) : where(place_of_blobs) {
    if (where == BlobPlace::bucket) bucket = new_test_bucket();
  }
  ~BlobPlaceOnDisk() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  BlobPlaceOnDisk(const BlobPlaceOnDisk&) = delete;
  BlobPlaceOnDisk& operator=(const BlobPlaceOnDisk&) = delete;

  const BlobPlace where;
  S3Bucket bucket;
  const std::string folder = new_blob_folder();
  const std::string path = folder + "/store.sqlite";

  std::unique_ptr<BlobKeeper> keeper() const { return where == BlobPlace::bucket ? keep_blobs_in_bucket(bucket) : keep_blobs_in_folder(blob_folder_beside(path)); }
  std::unique_ptr<Store> open_with(std::unique_ptr<BlobKeeper> keeper) const {
    SqliteBlobOptions options{where, nullptr, nullptr};
    (where == BlobPlace::bucket ? options.bucket : options.files) = std::move(keeper);
    return std::move(open_sqlite_store(path, std::move(options))).value();
  }
  std::unique_ptr<Store> open() const { return open_with(keeper()); }
  std::unique_ptr<Store> open(BlobSteps& steps) const { return open_with(std::make_unique<SteppedKeeper>(keeper(), steps)); }
  std::int64_t rows() const { return SqliteConnection(path, SqliteAccess::read_write).integer("SELECT count(*) FROM blobs"); }
  std::int64_t files() const {
    std::int64_t count = 0;
    if (where == BlobPlace::bucket) return objects_in(bucket) + unfinished_in(bucket);
    if (!std::filesystem::exists(blob_folder_beside(path))) return 0;
    for (const auto& each : std::filesystem::recursive_directory_iterator(blob_folder_beside(path))) count += each.is_regular_file() ? 1 : 0;
    return count;
  }
};

// Whatever happened, what is linked is whole; a day later nothing else is left; and the story goes through.
void check_blobs_afterwards(const BlobPlaceOnDisk& place) {
  const auto store = place.open();
  const bool is_linked = store->head("r1").value() > 0;
  if (is_linked) CHECK(whole_blob(*store, sha256_hex(kWanted)) == kWanted);
  SqliteConnection(place.path, SqliteAccess::read_write).execute("UPDATE blobs SET started = max(started - 90000, 0)");
  REQUIRE(store->sweep_blobs(kNoWaiting, SweepMode::remove).ok());
  CHECK(place.rows() == (is_linked ? 1 : 0));
  CHECK(place.files() == (is_linked ? 1 : 0));
  CHECK(blob_story(*store));
  CHECK(whole_blob(*store, sha256_hex(kWanted)) == kWanted);
  CHECK(place.files() == 1);
}

int steps_of_blob_story(BlobPlace where) {
  const BlobPlaceOnDisk place(where);
  BlobSteps steps{1'000'000};
  REQUIRE(blob_story(*place.open(steps)));
  return 1'000'000 - steps.left;
}

}  // namespace

TEST_CASE("a process that ends at any step of an upload or a sweep loses no blob that was linked, and leaves nothing for long", "[store][blobs]") {
  const BlobPlace where = GENERATE(BlobPlace::files, BlobPlace::bucket);
  INFO(place_word(where));
  const int all = steps_of_blob_story(where);
  CHECK(all > 20);
  for (int step = 1; step <= all; ++step) {
    INFO("killed at step " << step << " of " << all);
    const BlobPlaceOnDisk place(where);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      BlobSteps steps{step, BlobEnding::killed};
      (void)blob_story(*place.open(steps));
      ::_exit(1);
    }
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    check_blobs_afterwards(place);
  }
}

TEST_CASE("a disk or a bucket that fails at any step of an upload or a sweep makes for a refusal, and for no blob without its bytes", "[store][blobs]") {
  const BlobPlace where = GENERATE(BlobPlace::files, BlobPlace::bucket);
  INFO(place_word(where));
  const int all = steps_of_blob_story(where);
  for (int step = 1; step <= all; ++step) {
    INFO("failed at step " << step << " of " << all);
    const BlobPlaceOnDisk place(where);
    BlobSteps steps{step, BlobEnding::failed};
    (void)blob_story(*place.open(steps));
    check_blobs_afterwards(place);
  }
}

TEST_CASE("a disk that is full is told, and what was written of the upload goes at once", "[store][blobs]") {
  const BlobPlaceOnDisk place;
  const auto store = place.open();
  rlimit unlimited{};
  getrlimit(RLIMIT_FSIZE, &unlimited);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit tight = unlimited;
  tight.rlim_cur = 1'000'000;
  setrlimit(RLIMIT_FSIZE, &tight);
  auto upload = std::move(store->upload()).value();
  Refusal refusal;
  for (int piece = 0; piece < 8 && !refusal; ++piece) refusal = upload->write(std::string(256 * 1024, 'z'));
  upload.reset();
  setrlimit(RLIMIT_FSIZE, &unlimited);
  std::signal(SIGXFSZ, old_handler);
  REQUIRE(refusal);
  CHECK(refusal->code == ErrorCode::store_unavailable);
  CHECK(refusal->detail.find(place.folder) == std::string::npos);
  CHECK(place.rows() == 0);
  CHECK(place.files() == 0);
  CHECK(is_uploaded(*store, kWanted));
}

TEST_CASE("blobs are files for their owner only, and are found wherever they were put", "[store][blobs]") {
  using std::filesystem::perms;
  const BlobPlaceOnDisk place;
  const std::string in_rows = put_blob(*std::move(open_sqlite_store(place.path, {BlobPlace::rows})).value(), kUnwanted);
  const auto store = place.open();
  const std::string in_files = put_blob(*store, kWanted);
  CHECK(place.files() == 1);
  CHECK(whole_blob(*store, in_rows) == kUnwanted);
  CHECK(whole_blob(*store, in_files) == kWanted);
  CHECK(whole_blob(*std::move(open_sqlite_store(place.path, {BlobPlace::rows})).value(), in_files) == kWanted);
  for (const auto& each : std::filesystem::recursive_directory_iterator(blob_folder_beside(place.path))) {
    INFO(each.path());
    CHECK(each.status().permissions() == (each.is_directory() ? perms::owner_all : perms::owner_read | perms::owner_write));
  }
  std::filesystem::remove_all(blob_folder_beside(place.path));
  const auto lost = store->blob_bytes(in_files, 0, 100);
  REQUIRE_FALSE(lost.ok());
  CHECK(lost.error().detail == "The file of a blob is missing.");
}
