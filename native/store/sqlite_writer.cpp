#include "native/store/sqlite_writer.h"

#include <chrono>

namespace countersign {

void SqliteWriter::write(const Work& work) {
  Waiting mine{&work, nullptr};
  group_.join(mine, [this](std::span<Waiting* const> batch) noexcept { commit(batch); });
  if (mine.failure) std::rethrow_exception(mine.failure);
}

void SqliteWriter::commit(std::span<Waiting* const> batch) noexcept {
  const auto began = std::chrono::steady_clock::now();
  try {
    roll_back();  // what could not be undone the last time
    connection_.execute("BEGIN IMMEDIATE");
    for (Waiting* waiting : batch) carry_out(*waiting);
    connection_.execute("COMMIT");
    figures_.committed(batch.size(), std::chrono::steady_clock::now() - began);
  } catch (...) {
    // Nothing of this batch is durable, whatever each of them believed.
    figures_.failed();
    for (Waiting* waiting : batch) {
      if (!waiting->failure) waiting->failure = std::current_exception();
    }
    roll_back();
  }
}

void SqliteWriter::roll_back() noexcept {
  if (!connection_.in_transaction()) return;
  try {
    connection_.execute("ROLLBACK");
  } catch (...) {
    // The callers are told of the first failure; the next batch tries again, and SQLite does when the file is opened again.
  }
}

void SqliteWriter::carry_out(Waiting& waiting) {
  connection_.execute("SAVEPOINT work");
  try {
    (*waiting.work)(connection_);
  } catch (...) {
    waiting.failure = std::current_exception();
    // A full disk makes SQLite roll back the whole transaction by itself; then the batch is lost.
    if (!connection_.in_transaction()) throw;
    connection_.execute("ROLLBACK TO work");
  }
  connection_.execute("RELEASE work");
}

}  // namespace countersign
