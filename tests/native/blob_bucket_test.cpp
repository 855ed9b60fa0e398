// Blobs in a bucket, with an object store that verifies signatures.
#include "native/store/blob_bucket.h"

#include "native/net/s3_objects.h"
#include "native/store/sqlite_store.h"
#include "tests/native/each_store.h"
#include "tests/native/fixture.h"
#include "tests/native/object_store.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

constexpr std::size_t kPart = S3Objects::kPartBytes;

std::string bytes_of_blob(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t index = 0; index < size; ++index) bytes[index] = static_cast<char>(index * 131 >> 5);
  return bytes;
}

void put_object(BlobKeeper& keeper, const std::string& object, const std::string& bytes) {
  auto writing = std::move(keeper.start(object)).value();
  for (std::size_t at = 0; at < bytes.size(); at += 300'000) REQUIRE_FALSE(writing->write(std::string_view(bytes).substr(at, 300'000)));
  REQUIRE_FALSE(writing->finish());
}

std::string whole_object(BlobKeeper& keeper, const std::string& object) {
  std::string bytes;
  for (;;) {
    const auto piece = keeper.read(object, static_cast<std::int64_t>(bytes.size()), 700'000).value();
    if (piece.empty()) return bytes;
    bytes += piece;
  }
}

}  // namespace

TEST_CASE("objects of any size go into a bucket and come back, in one call or in parts", "[store][s3]") {
  const S3Bucket bucket = new_test_bucket();
  const auto keeper = keep_blobs_in_bucket(bucket);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kPart - 1, kPart, kPart + 1, 2 * kPart, 2 * kPart + 77}) {
    INFO(size);
    const std::string object = new_blob_object();
    const std::string bytes = bytes_of_blob(size);
    put_object(*keeper, object, bytes);
    CHECK((whole_object(*keep_blobs_in_bucket(bucket), object) == bytes));  // which has read nothing yet
    CHECK((whole_object(*keeper, object) == bytes));
    CHECK(objects_in(bucket) == 1);
    REQUIRE_FALSE(keeper->remove(object));
    REQUIRE_FALSE(keeper->remove(object));
    CHECK(objects_in(bucket) == 0);
    const auto gone = keeper->read(object, 0, 10);
    REQUIRE_FALSE(gone.ok());
    CHECK(gone.error().detail == "The object of a blob is missing in its bucket.");
  }
  CHECK(unfinished_in(bucket) == 0);
}

TEST_CASE("a piece is read from anywhere in an object", "[store][s3]") {
  const auto keeper = keep_blobs_in_bucket(new_test_bucket());
  const std::string bytes = bytes_of_blob(2'500'000);
  put_object(*keeper, "aa/x", bytes);
  for (const std::int64_t offset : {0, 1, 1048575, 1048576, 2'000'000, 2'499'999}) {
    const auto piece = keeper->read("aa/x", offset, 100);
    REQUIRE(piece.ok());
    REQUIRE_FALSE(piece.value().empty());
    CHECK(piece.value() == bytes.substr(static_cast<std::size_t>(offset), piece.value().size()));
  }
  CHECK(keeper->read("aa/x", 2'500'000, 100).value().empty());
  CHECK(keeper->read("aa/x", 9'500'000, 100).value().empty());
}

TEST_CASE("an upload in parts that is given up, or removed under its writer, leaves nothing and comes to nothing", "[store][s3]") {
  const S3Bucket bucket = new_test_bucket();
  const auto keeper = keep_blobs_in_bucket(bucket);
  auto writing = std::move(keeper->start("aa/given-up")).value();
  REQUIRE_FALSE(writing->write(bytes_of_blob(kPart + 1)));
  CHECK(unfinished_in(bucket) == 1);
  writing.reset();
  CHECK(unfinished_in(bucket) == 0);

  auto slow = std::move(keeper->start("aa/slow")).value();
  REQUIRE_FALSE(slow->write(bytes_of_blob(kPart + 1)));
  REQUIRE_FALSE(keeper->remove("aa/slow"));
  CHECK(unfinished_in(bucket) == 0);
  const Refusal refusal = slow->finish();
  REQUIRE(refusal);
  CHECK(refusal->detail == "The bucket of blobs answered 404 NoSuchUpload.");
  slow.reset();
  CHECK(objects_in(bucket) == 0);
}

TEST_CASE("a bucket is tried before it is used: its name, the key, the secret", "[store][s3]") {
  const S3Bucket right = new_test_bucket();
  CHECK_FALSE(check_bucket(right));
  CHECK(objects_in(right) == 0);
  S3Bucket wrong = right;
  SECTION("another bucket") {
    wrong.bucket = "another";
    CHECK(check_bucket(wrong)->detail == "An object cannot be put: The bucket of blobs answered 404 NoSuchBucket.");
  }
  SECTION("another key") {
    wrong.credentials.key_id = "SOMEBODY";
    CHECK(check_bucket(wrong)->detail == "An object cannot be put: The bucket of blobs answered 403 InvalidAccessKeyId.");
  }
  SECTION("another secret") {
    wrong.credentials.secret = "hunter2";
    CHECK(check_bucket(wrong)->detail == "An object cannot be put: The bucket of blobs answered 403 SignatureDoesNotMatch.");
  }
  SECTION("nobody there") {
    wrong.endpoint = "http://127.0.0.1:1";
    const Refusal refusal = check_bucket(wrong);
    CHECK(refusal->code == ErrorCode::store_unavailable);
    CHECK(refusal->detail.find("cannot be reached") != std::string::npos);
    CHECK(refusal->detail.find("127.0.0.1") == std::string::npos);
  }
}

TEST_CASE("buckets and endpoints are named in one way", "[store][s3]") {
  S3Bucket bucket;
  REQUIRE_FALSE(read_bucket_address("s3://files.example-1/countersign/prod/", bucket));
  CHECK(bucket.bucket == "files.example-1");
  CHECK(bucket.prefix == "countersign/prod/");
  REQUIRE_FALSE(read_bucket_address("s3://files", bucket));
  CHECK(bucket.prefix.empty());
  for (const char* bad : {"s3://", "s3://ab", "s3://Files", "s3://-files", "s3://fi..les", "s3:///files", "s3://files//x", "s3://files/../x", "s3://files/a b", "s3://files/a?b", "https://files"}) {
    INFO(bad);
    CHECK(read_bucket_address(bad, bucket));
  }
  CHECK_FALSE(check_s3_endpoint("https://s3.example.com:9000", PlainHttp::on_this_machine));
  CHECK_FALSE(check_s3_endpoint("http://127.0.0.1:9000/", PlainHttp::on_this_machine));
  CHECK_FALSE(check_s3_endpoint("http://10.0.0.7:9000", PlainHttp::anywhere));
  for (const char* bad : {"http://10.0.0.7:9000", "https://user:word@s3.example.com", "https://s3.example.com/path", "https://s3.example.com?x=1", "ftp://127.0.0.1", "s3.example.com"}) {
    INFO(bad);
    CHECK(check_s3_endpoint(bad, PlainHttp::on_this_machine));
  }
}

TEST_CASE("blobs in a bucket are found when new ones go elsewhere, and are refused where the bucket is not known", "[store][s3]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("store.sqlite");
  const S3Bucket bucket = new_test_bucket();
  const std::string digest = put_blob(*std::move(open_sqlite_store(path, {BlobPlace::bucket, nullptr, keep_blobs_in_bucket(bucket)})).value(), "in the bucket");
  const auto with = std::move(open_sqlite_store(path, {BlobPlace::files, nullptr, keep_blobs_in_bucket(bucket)})).value();
  CHECK(whole_blob(*with, digest) == "in the bucket");
  CHECK(put_blob(*with, "in a file") == sha256_hex("in a file"));
  CHECK(objects_in(bucket) == 1);
  const auto without = std::move(open_sqlite_store(path)).value();
  const auto refused = without->blob_bytes(digest, 0, 10);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().detail == "The blob is in a bucket, and this program was not told which: --bucket s3://BUCKET[/PREFIX].");
  CHECK(whole_blob(*without, sha256_hex("in a file")) == "in a file");
  // A sweep that does not know the bucket takes the others, and leaves this one to the next.
  CHECK_FALSE(without->sweep_blobs(std::chrono::seconds(0), SweepMode::remove).ok());
  CHECK(objects_in(bucket) == 1);
  CHECK_FALSE(without->blob_size("default", sha256_hex("in a file")).value().has_value());
  REQUIRE(with->sweep_blobs(std::chrono::seconds(0), SweepMode::remove).ok());
  CHECK(objects_in(bucket) == 0);
}
