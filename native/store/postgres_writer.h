// The one who appends, for one server. Calls that wait at the same time are committed together: the first of them leads, sends
// all of them as one transaction in one round trip, and wakes the others. None of them is told "appended" before its commit.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "native/store/postgres.h"
#include "native/store/postgres_append.h"
#include "native/store/store.h"

namespace countersign {

class PostgresWriter {
 public:
  explicit PostgresWriter(std::string address) : address_(std::move(address)) {}

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

  void lead(std::unique_lock<std::mutex>& lock);
  void commit(const std::vector<Waiting*>& batch);
  bool is_committed(const std::vector<Waiting*>& batch);
  PostgresConnection& connection();

  const std::string address_;
  Telling telling_ = Telling::nobody;
  std::atomic<int> server_process_{0};
  std::unique_ptr<PostgresConnection> connection_;  // the leader's
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting*> queue_;
  bool has_leader_ = false;
};

}  // namespace countersign
