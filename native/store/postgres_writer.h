// The one who appends, for one server. Calls that wait at the same time are committed together: the first of them leads, sends
// all of them as one transaction in one round trip, and wakes the others. None of them is told "appended" before its commit.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "native/store/postgres.h"
#include "native/store/postgres_append.h"
#include "native/store/store.h"

namespace countersign {

class PostgresWriter {
 public:
  // Counts its commits there.
  PostgresWriter(std::string address, StoreFigures& figures) : address_(std::move(address)), figures_(figures) { batch_.reserve(kMostInOneTransaction); }

  // Returns when it is durable, or refused. Throws PostgresFailure: then it is not there, or, when the connection was lost, it
  // may be.
  AppendResult append(const StreamAppend& append);

  // Before the first append.
  void set_telling(Telling telling) { telling_ = telling; }
  // The database's process behind this; 0 when there is none.
  int server_process() const { return server_process_; }

 private:
  struct Waiting {
    const StreamAppend* append;
    AppendResult result{};
    std::exception_ptr failure = nullptr;
    bool done = false;
  };

  static constexpr std::size_t kMostInOneTransaction = 64;

  // From the moment in which somebody leads until the others are woken nothing may throw, or they would wait for ever.
  void lead(std::unique_lock<std::mutex>& lock) noexcept;
  void commit(std::span<Waiting* const> batch) noexcept;
  bool is_committed(std::span<Waiting* const> batch) noexcept;
  PostgresConnection& connection();

  const std::string address_;
  StoreFigures& figures_;
  Telling telling_ = Telling::nobody;
  std::atomic<int> server_process_{0};
  std::unique_ptr<PostgresConnection> connection_;  // the leader's
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting*> queue_;
  std::vector<Waiting*> batch_;  // the leader's; its room is there from the beginning
  bool has_leader_ = false;
};

}  // namespace countersign
