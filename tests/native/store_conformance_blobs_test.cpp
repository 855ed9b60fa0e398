// What every store has to do with blobs, wherever it keeps their bytes.
#include <atomic>
#include <filesystem>
#include <fstream>

#include "tests/native/each_store.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

constexpr std::chrono::seconds kDayOfBlobs = std::chrono::hours(24);
constexpr std::chrono::seconds kSweptNow{0};

StreamAppend appending_blobs(const std::string& stream, std::int64_t head, const std::vector<std::string>& digests) {
  StreamAppend append = append_of(stream, head, {stream + std::to_string(head)});
  append.blobs = digests;
  return append;
}

SweptBlobs swept_blobs(Store& store, std::chrono::seconds unlinked_for, SweepMode mode = SweepMode::remove) { return store.sweep_blobs(unlinked_for, mode).value(); }

bool tenant_has(Store& store, const std::string& tenant, const std::string& digest) { return store.blob_size(tenant, digest).value().has_value(); }

// As if all that was uploaded so far had been uploaded so long ago.
void age_uploads(StorePlace& place, int hours) {
  const std::string seconds = std::to_string(hours * 3600);
  place.execute("UPDATE tenant_blobs SET came_at = came_at - " + seconds);
  place.execute("UPDATE blobs SET started = started - " + seconds);
}

// Of the only blob that there is, of 2,500,000 bytes.
void damage_blob(StorePlace& place, const std::string& how) {
  if (place.has_blobs_in_rows()) {
    if (how == "missing") place.execute("DELETE FROM blob_chunks");
    if (how == "cut off") place.execute("DELETE FROM blob_chunks WHERE position > 0");
    if (how == "other bytes") place.execute("UPDATE blob_chunks SET bytes = (SELECT bytes FROM blob_chunks WHERE position = 0) WHERE position = 1048576");
    return;
  }
  const std::vector<std::string> files = place.blob_files();
  REQUIRE(files.size() == 1);
  if (how == "missing") std::filesystem::remove(files[0]);
  if (how == "cut off") std::filesystem::resize_file(files[0], 1'500'000);
  if (how == "other bytes") std::fstream(files[0], std::ios::in | std::ios::out | std::ios::binary).seekp(1'200'000).put('!');
}

std::string counting_bytes() {
  std::string bytes(2'500'000, '\0');
  for (std::size_t index = 0; index < bytes.size(); ++index) bytes[index] = static_cast<char>(index >> 13);
  return bytes;
}

}  // namespace

TEST_CASE_METHOD(EachBlobStore, "blobs come back as they went in, whatever their size", "[store]") {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{1048575}, std::size_t{1048576},
                                 std::size_t{1048577}, std::size_t{3500000}}) {
    std::string bytes(size, '\0');
    for (std::size_t index = 0; index < size; ++index) bytes[index] = static_cast<char>(index * 31 >> 3);
    const std::string digest = put_blob(*store, bytes);
    CHECK(store->blob_size("default", digest).value() == static_cast<std::int64_t>(size));
    CHECK(whole_blob(*store, digest) == bytes);
    CHECK(put_blob(*store, bytes) == digest);
  }
  CHECK_FALSE(store->blob_size("default", std::string(64, '0')).value().has_value());
}

TEST_CASE_METHOD(EachBlobStore, "an upload that was given up leaves nothing behind", "[store]") {
  {
    auto upload = std::move(store->upload()).value();
    REQUIRE_FALSE(upload->write(std::string(2'500'000, 'x')));
  }
  CHECK(place->rows("blobs") == 0);
  CHECK(place->rows("blob_chunks") == 0);
  CHECK(place->blob_objects() == 0);
}

TEST_CASE_METHOD(EachBlobStore, "the same blob may arrive twice at once", "[store]") {
  const std::string bytes(3'000'000, 'y');
  auto first = std::move(store->upload()).value();
  auto second = std::move(store->upload()).value();
  REQUIRE_FALSE(first->write(bytes));
  REQUIRE_FALSE(second->write(bytes));
  REQUIRE_FALSE(second->commit("default", sha256_hex(bytes)));
  REQUIRE_FALSE(first->commit("default", sha256_hex(bytes)));
  CHECK(whole_blob(*store, sha256_hex(bytes)) == bytes);
  CHECK(place->rows("blobs") == 1);
  CHECK(place->rows("blob_chunks") == (place->has_blobs_in_rows() ? 3 : 0));
  CHECK(place->blob_objects() == (place->has_blobs_in_rows() ? 0 : 1));
}

TEST_CASE_METHOD(EachBlobStore, "a stream serves the blobs that were linked to it, and no others", "[store]") {
  const std::string one = put_blob(*store, "one");
  const std::string two = put_blob(*store, "two");
  const std::string three = put_blob(*store, "three");
  REQUIRE(outcome_of(*store, appending_blobs("r1", 0, {one, two, one})) == AppendOutcome::appended);
  CHECK(store->stream_has_blob("r1", one).value());
  CHECK(store->stream_has_blob("r1", two).value());
  CHECK_FALSE(store->stream_has_blob("r1", three).value());
  CHECK_FALSE(store->stream_has_blob("r2", one).value());
}

TEST_CASE_METHOD(EachBlobStore, "an append that links what the tenant does not have writes nothing", "[store][blobs]") {
  const std::string mine = put_blob(*store, "mine");
  REQUIRE(store->put_tenant({"other", kMorning, {}}).value());
  auto append = appending_blobs("r1", 0, {mine, std::string(64, 'f')});
  append.answer = StoredAnswer{"maria", "k1", "f", 200, "r1", 1, "body", kMorning};
  CHECK(outcome_of(*store, append) == AppendOutcome::blob_gone);
  auto of_other = appending_blobs("r1", 0, {mine});
  of_other.tenant = "other";
  CHECK(outcome_of(*store, of_other) == AppendOutcome::blob_gone);
  CHECK(store->head("r1").value() == 0);
  CHECK_FALSE(store->answer("maria", "k1").value().has_value());
  CHECK_FALSE(store->stream_has_blob("r1", mine).value());
  append.blobs = {mine};
  CHECK(outcome_of(*store, append) == AppendOutcome::appended);
}

TEST_CASE_METHOD(EachBlobStore, "a blob that no stream is linked to goes after a while, with its bytes; others stay", "[store][blobs]") {
  const std::string linked = put_blob(*store, std::string(2'500'000, 'l'));
  const std::string orphan = put_blob(*store, std::string(2'500'000, 'o'));
  REQUIRE(outcome_of(*store, appending_blobs("r1", 0, {linked})) == AppendOutcome::appended);
  CHECK(swept_blobs(*store, kDayOfBlobs).blobs == 0);
  CHECK(tenant_has(*store, "default", orphan));
  age_uploads(*place, 25);
  const std::string young = put_blob(*store, "young");
  const SweptBlobs told = swept_blobs(*store, kDayOfBlobs, SweepMode::tell);
  CHECK(tenant_has(*store, "default", orphan));
  const SweptBlobs gone = swept_blobs(*store, kDayOfBlobs);
  for (const SweptBlobs& each : {told, gone}) {
    CHECK(each.marks == 1);
    CHECK(each.blobs == 1);
    CHECK(each.bytes == 2'500'000);
    CHECK(each.uploads == 0);
  }
  CHECK_FALSE(tenant_has(*store, "default", orphan));
  CHECK(tenant_has(*store, "default", young));
  CHECK(whole_blob(*store, linked) == std::string(2'500'000, 'l'));
  CHECK(place->rows("blobs") == 2);
  CHECK(place->rows("blob_chunks") == (place->has_blobs_in_rows() ? 4 : 0));
  CHECK(place->blob_objects() == (place->has_blobs_in_rows() ? 0 : 2));
  CHECK(outcome_of(*store, appending_blobs("r1", 1, {orphan})) == AppendOutcome::blob_gone);
  CHECK(put_blob(*store, std::string(2'500'000, 'o')) == orphan);
  CHECK(whole_blob(*store, orphan) == std::string(2'500'000, 'o'));
}

TEST_CASE_METHOD(EachBlobStore, "what is uploaded again counts as new", "[store][blobs]") {
  const std::string digest = put_blob(*store, "again");
  age_uploads(*place, 25);
  CHECK(put_blob(*store, "again") == digest);
  CHECK(swept_blobs(*store, kDayOfBlobs).marks == 0);
  CHECK(whole_blob(*store, digest) == "again");
}

TEST_CASE_METHOD(EachBlobStore, "a blob of two tenants goes from the one that does not need it", "[store][blobs]") {
  REQUIRE(store->put_tenant({"other", kMorning, {}}).value());
  const std::string shared = put_blob(*store, "shared");
  auto upload = std::move(store->upload()).value();
  REQUIRE_FALSE(upload->write("shared"));
  REQUIRE_FALSE(upload->commit("other", shared));
  REQUIRE(outcome_of(*store, appending_blobs("r1", 0, {shared})) == AppendOutcome::appended);
  const SweptBlobs gone = swept_blobs(*store, kSweptNow);
  CHECK(gone.marks == 1);
  CHECK(gone.blobs == 0);
  CHECK_FALSE(tenant_has(*store, "other", shared));
  CHECK(whole_blob(*store, shared) == "shared");
}

TEST_CASE_METHOD(EachBlobStore, "an upload that was cut off goes a day later, and one that is taken away under it is told so", "[store][blobs]") {
  auto slow = std::move(store->upload()).value();
  REQUIRE_FALSE(slow->write(std::string(1'500'000, 's')));
  CHECK(swept_blobs(*store, kSweptNow).uploads == 0);
  CHECK(place->rows("blobs") == 1);
  age_uploads(*place, 25);
  CHECK(swept_blobs(*store, kSweptNow, SweepMode::tell).uploads == 1);
  CHECK(swept_blobs(*store, kSweptNow).uploads == 1);
  CHECK(place->rows("blobs") == 0);
  CHECK(place->rows("blob_chunks") == 0);
  CHECK(place->blob_objects() == 0);
  const Refusal refusal = slow->commit("default", sha256_hex(std::string(1'500'000, 's')));
  REQUIRE(refusal);
  CHECK(refusal->code == ErrorCode::store_unavailable);
  slow.reset();
  CHECK_FALSE(tenant_has(*store, "default", sha256_hex(std::string(1'500'000, 's'))));
  CHECK(place->rows("blobs") == 0);
}

TEST_CASE_METHOD(EachBlobStore, "hundreds of orphans go in one sweep", "[store][blobs]") {
  std::vector<std::string> digests;
  for (int number = 0; number < 230; ++number) digests.push_back(put_blob(*store, std::to_string(number)));
  for (int number = 0; number < 230; number += 90) {
    REQUIRE(outcome_of(*store, appending_blobs("r" + std::to_string(number), 0, {digests[static_cast<std::size_t>(number)]})) == AppendOutcome::appended);
  }
  const SweptBlobs gone = swept_blobs(*store, kSweptNow);
  CHECK(gone.marks == 227);
  CHECK(gone.blobs == 227);
  CHECK(place->rows("blobs") == 3);
  CHECK(place->blob_objects() == (place->has_blobs_in_rows() ? 0 : 3));
}

TEST_CASE_METHOD(EachBlobStore, "a blob that is damaged or missing is whole again when its bytes are uploaded again", "[store][blobs][heal]") {
  const std::string bytes = counting_bytes();
  const std::string digest = put_blob(*store, bytes);
  REQUIRE(outcome_of(*store, appending_blobs("r1", 0, {digest})) == AppendOutcome::appended);
  REQUIRE(store->put_tenant({"other", kMorning, {}}).value());
  for (const char* how : {"missing", "cut off", "other bytes", "not at all"}) {
    INFO(how);
    damage_blob(*place, how);
    // Whoever uploads them; the tenant that had them has them again.
    auto upload = std::move(store->upload()).value();
    REQUIRE_FALSE(upload->write(bytes));
    REQUIRE_FALSE(upload->commit("other", digest));
    upload.reset();
    CHECK(whole_blob(*store, digest) == bytes);
    CHECK(place->rows("blobs") == 1);
    CHECK(place->rows("blob_chunks") == (place->has_blobs_in_rows() ? 3 : 0));
    CHECK(place->blob_objects() == (place->has_blobs_in_rows() ? 0 : 1));
  }
  CHECK(swept_blobs(*store, kSweptNow).blobs == 0);
  CHECK(whole_blob(*store, digest) == bytes);
}

// A sweep goes through marks and blobs in pages, most of which have nothing for it: it may neither stop at them nor leave something out.
TEST_CASE_METHOD(EachBlobStore, "orphans that stand between thousands of others go, and the others stay", "[store][blobs][sweep]") {
  const std::string numbers = "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 2500) INSERT INTO ";
  const std::string name = "substr('0123456789abcdef', i % 16 + 1, 1) || CAST(i AS TEXT)";
  place->execute(numbers + "tenant_blobs (tenant, sha256, came_at) SELECT 'default', " + name + ", 99999999999 FROM n");
  const bool is_postgres = kind.starts_with("postgres");
  place->execute(numbers + (is_postgres ? "blobs (upload, sha256, size, started) SELECT " + name + ", " : "blobs (sha256, size, started) SELECT ") + name + ", 7, 1 FROM n");
  std::vector<std::string> digests;
  for (int number = 0; number < 40; ++number) digests.push_back(put_blob(*store, std::to_string(number)));
  REQUIRE(outcome_of(*store, appending_blobs("r1", 0, {digests[3], digests[33]})) == AppendOutcome::appended);
  const SweptBlobs told = swept_blobs(*store, kSweptNow, SweepMode::tell);
  const SweptBlobs gone = swept_blobs(*store, kSweptNow);
  for (const SweptBlobs& each : {told, gone}) {
    CHECK(each.marks == 38);
    CHECK(each.blobs == 38);
    CHECK(each.bytes == 9 + 2 * 29);
  }
  CHECK(place->rows("tenant_blobs") == 2502);
  CHECK(place->rows("blobs") == 2502);
  CHECK(whole_blob(*store, digests[33]) == "33");
  CHECK(swept_blobs(*store, kSweptNow).marks == 0);
}

// Four upload the same bytes and link them, each to a stream of its own, while two sweep away whatever is not linked at that moment.
TEST_CASE_METHOD(EachBlobStore, "whatever sweeps, uploads and appends do at once, a linked blob has its bytes", "[store][blobs]") {
  constexpr int kWorkers = 4;
  constexpr std::size_t kRounds = 40;
  const auto other = opened();
  std::vector<std::atomic<int>> appended(kRounds);
  std::atomic<int> refused{0};
  std::atomic<int> failed{0};
  std::atomic<int> working{kWorkers};
  const auto body_of = [](std::size_t round) { return std::string(3000, 'x') + std::to_string(round); };
  on_threads(kWorkers + 2, [&](int thread) {
    Store& mine = thread % 2 == 0 ? *store : *other;
    if (thread >= kWorkers) {
      while (working > 0) failed += mine.sweep_blobs(kSweptNow, SweepMode::remove).ok() ? 0 : 1;
      return;
    }
    for (std::size_t round = 0; round < kRounds; ++round) {
      const std::string body = body_of(round);
      auto upload = std::move(mine.upload()).value();
      if (upload->write(body) || upload->commit("default", sha256_hex(body))) {
        ++failed;
        continue;
      }
      const auto result = mine.append(appending_blobs("r" + std::to_string(thread) + "-" + std::to_string(round), 0, {sha256_hex(body)}));
      if (!result.ok()) ++failed;
      else ++(result.value().outcome == AppendOutcome::appended ? appended[round] : refused);
    }
    --working;
  });
  CHECK(failed == 0);
  swept_blobs(*store, kSweptNow);
  std::int64_t linked = 0;
  int all = refused;
  for (std::size_t round = 0; round < kRounds; ++round) {
    const std::string digest = sha256_hex(body_of(round));
    INFO(round);
    all += appended[round];
    REQUIRE(tenant_has(*store, "default", digest) == (appended[round] > 0));
    if (appended[round] == 0) continue;
    ++linked;
    CHECK(whole_blob(*store, digest) == body_of(round));
  }
  CHECK(all == kWorkers * static_cast<int>(kRounds));
  CHECK(place->rows("blobs") == linked);
  CHECK(place->blob_objects() == (place->has_blobs_in_rows() ? 0 : linked));
}
