// The one writer of a store. Calls that wait at the same time are committed together: the first of them leads, carries
// out all the waiting work in one transaction and wakes the others. One disk flush then serves them all, and none of
// them is told "ok" before that flush.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <vector>

#include "native/store/sqlite.h"
#include "native/store/store_figures.h"

namespace countersign {

class SqliteWriter {
 public:
  // Statements to be carried out inside the transaction. May throw: then what it wrote is undone and the others' work
  // stands. May be carried out on another thread, while its caller waits.
  using Work = std::function<void(SqliteConnection&)>;

  // Counts its commits there.
  SqliteWriter(SqliteConnection& connection, StoreFigures& figures) : connection_(connection), figures_(figures) { batch_.reserve(kMaxBatch); }

  // Returns when the work is durable. Throws what the work threw, or SqliteFailure when it could not be committed.
  void write(const Work& work);

 private:
  static constexpr std::size_t kMaxBatch = 128;

  struct Waiting {
    const Work* work;
    std::exception_ptr failure;
    bool done = false;
  };

  // From the moment in which somebody leads until the others are woken nothing may throw, or they would wait for ever.
  void lead(std::unique_lock<std::mutex>& lock) noexcept;
  void commit(const std::vector<Waiting*>& batch) noexcept;
  void carry_out(Waiting& waiting);
  void roll_back() noexcept;

  SqliteConnection& connection_;
  StoreFigures& figures_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting*> queue_;
  bool has_leader_ = false;
  std::vector<Waiting*> batch_;  // the leader's, with room for all of it
};

}  // namespace countersign
