// The one who appends, for one server. Calls that wait at the same time are committed together, as one transaction in one round
// trip (group_commit.h). None of them is told "appended" before its commit.
#pragma once

#include <atomic>
#include <exception>
#include <memory>
#include <span>
#include <string>

#include "native/store/group_commit.h"
#include "native/store/postgres.h"
#include "native/store/postgres_append.h"
#include "native/store/store.h"

namespace countersign {

class PostgresWriter {
 public:
  // Counts its commits there.
  PostgresWriter(std::string address, StoreFigures& figures) : address_(std::move(address)), figures_(figures) {}

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
  };

  static constexpr std::size_t kMostInOneTransaction = 64;

  void commit(std::span<Waiting* const> batch) noexcept;
  bool is_committed(std::span<Waiting* const> batch) noexcept;
  PostgresConnection& connection();

  const std::string address_;
  StoreFigures& figures_;
  Telling telling_ = Telling::nobody;
  std::atomic<int> server_process_{0};
  std::unique_ptr<PostgresConnection> connection_;  // the leader's
  GroupCommit<Waiting> group_{kMostInOneTransaction};
};

}  // namespace countersign
