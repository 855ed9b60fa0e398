// The one writer of a store. Calls that wait at the same time are committed together, in one transaction (group_commit.h). One
// disk flush then serves them all, and none of them is told "ok" before that flush.
#pragma once

#include <exception>
#include <functional>

#include "native/store/group_commit.h"
#include "native/store/sqlite.h"
#include "native/store/store_figures.h"

namespace countersign {

class SqliteWriter {
 public:
  // Statements to be carried out inside the transaction. May throw: then what it wrote is undone and the others' work
  // stands. May be carried out on another thread, while its caller waits.
  using Work = std::function<void(SqliteConnection&)>;

  // Counts its commits there.
  SqliteWriter(SqliteConnection& connection, StoreFigures& figures) : connection_(connection), figures_(figures) {}

  // Returns when the work is durable. Throws what the work threw, or SqliteFailure when it could not be committed.
  void write(const Work& work);

 private:
  static constexpr std::size_t kMaxBatch = 128;

  struct Waiting {
    const Work* work;
    std::exception_ptr failure;
  };

  void commit(std::span<Waiting* const> batch) noexcept;
  void carry_out(Waiting& waiting);
  void roll_back() noexcept;

  SqliteConnection& connection_;
  StoreFigures& figures_;
  GroupCommit<Waiting> group_{kMaxBatch};
};

}  // namespace countersign
