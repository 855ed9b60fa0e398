// Connections to one database, lent to one caller at a time and kept open in between; and where libpq's failures become the
// store's errors.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "native/store/postgres.h"

namespace countersign {

// What went wrong, in words that may be shown to a client: no address, no SQL, nothing that the database said.
Error store_error(const PostgresFailure& failure);

// Result<T> of work that answers T or Result<T>.
template <class T>
struct PostgresResultOf {
  using Type = Result<T>;
};
template <class T>
struct PostgresResultOf<Result<T>> {
  using Type = Result<T>;
};

class PostgresPool {
 public:
  // How long somebody waits for one when all are lent.
  static constexpr std::chrono::seconds kWaitForOne{10};

  // Nothing is opened yet.
  PostgresPool(std::string address, std::size_t most, std::chrono::milliseconds wait_for_one = kWaitForOne)
      : address_(std::move(address)), most_(most), wait_for_one_(wait_for_one) {}

  class Lease {
   public:
    Lease(PostgresPool& pool, std::unique_ptr<PostgresConnection> connection) : pool_(pool), connection_(std::move(connection)) {}
    ~Lease() { pool_.give_back(std::move(connection_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    PostgresConnection& operator*() const { return *connection_; }
    PostgresConnection* operator->() const { return connection_.get(); }

   private:
    PostgresPool& pool_;
    std::unique_ptr<PostgresConnection> connection_;
  };

  // Waits until one is free, but not for ever: then it throws PostgresFailure (kBusy). Throws, too, when a new one is needed and
  // cannot be made.
  Lease borrow();

  // Result<T> of work that answers T or Result<T>. What only reads is carried out once more on another connection when the
  // first was lost: a database that was started again is not noticed.
  template <class Work>
  auto read(Work&& work) {
    return carried_out(std::forward<Work>(work), Loss::tried_again);
  }

  // As read(); what was lost may have been carried out, so it is told to the caller. Conflicts are tried again in both.
  template <class Work>
  auto change(Work&& work) {
    return carried_out(std::forward<Work>(work), Loss::told);
  }

  // As change(), of work that answers nothing.
  template <class Work>
  Refusal write(Work&& work) {
    const auto done = change([&](PostgresConnection& connection) {
      work(connection);
      return true;
    });
    return done.ok() ? Refusal() : Refusal(done.error());
  }

 private:
  enum class Loss { tried_again, told };
  static constexpr int kAttempts = 6;

  template <class Work>
  auto carried_out(Work&& work, Loss loss) -> typename PostgresResultOf<decltype(work(std::declval<PostgresConnection&>()))>::Type {
    for (int attempt = 1;; ++attempt) {
      try {
        const Lease connection = borrow();
        return work(*connection);
      } catch (const PostgresFailure& failure) {
        const bool again = failure.is_conflict() || (failure.is_lost() && loss == Loss::tried_again && attempt == 1);
        if (!again || attempt == kAttempts) return store_error(failure);
        if (failure.is_conflict()) std::this_thread::sleep_for(std::chrono::milliseconds(attempt));
      }
    }
  }

  void give_back(std::unique_ptr<PostgresConnection> connection);

  const std::string address_;
  const std::size_t most_;
  const std::chrono::milliseconds wait_for_one_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<PostgresConnection>> free_;
  std::size_t lent_ = 0;
};

}  // namespace countersign
