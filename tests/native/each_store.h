// For tests of what every store has to do: a case runs once for each kind.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/native/fixture.h"
#include "tests/native/store_places.h"
#include "tests/support/catch.h"

namespace countersign::test {

// Runs the work on so many threads, each with its number, and waits for all of them.
inline void on_threads(int count, const std::function<void(int)>& work) {
  std::vector<std::thread> threads;
  for (int number = 0; number < count; ++number) threads.emplace_back(work, number);
  for (std::thread& thread : threads) thread.join();
}

inline std::string put_blob(Store& store, const std::string& bytes) {
  auto upload = std::move(store.upload()).value();
  REQUIRE_FALSE(upload->write(bytes));
  REQUIRE_FALSE(upload->commit("default", sha256_hex(bytes)));
  return sha256_hex(bytes);
}

inline std::string whole_blob(Store& store, const std::string& digest) {
  std::string bytes;
  const std::int64_t size = store.blob_size("default", digest).value().value();
  while (static_cast<std::int64_t>(bytes.size()) < size) {
    const auto piece = store.blob_bytes(digest, static_cast<std::int64_t>(bytes.size()), 100'000).value();
    REQUIRE_FALSE(piece.empty());
    bytes += piece;
  }
  return bytes;
}

// One store of each of these kinds in turn; what fails says of which kind it was.
template <const std::vector<std::string>& kKinds>
struct EachStoreOf {
  const std::string kind = GENERATE(from_range(kKinds));
  const Catch::ScopedMessage which{Catch::MessageBuilder("", CATCH_INTERNAL_LINEINFO, Catch::ResultWas::Info) << "store: " << kind};
  const std::unique_ptr<StorePlace> place = new_store_place(kind);
  std::unique_ptr<Store> store = opened();

  std::unique_ptr<Store> opened() const {
    auto made = place->open();
    if (!made.ok()) FAIL(made.error().detail);
    return std::move(made).value();
  }
  void reopen() {
    store.reset();
    store = opened();
  }
};

using EachStore = EachStoreOf<kStoreKinds>;
// With each place that blobs may be put in.
using EachBlobStore = EachStoreOf<kBlobStoreKinds>;

}  // namespace countersign::test
