#include "native/store/postgres_writer.h"

#include <chrono>
#include <thread>

namespace countersign {
namespace {

constexpr int kAttemptsOfAppends = 8;

// Also an answer that was remembered under the same key at the same moment: it is seen the next time.
bool may_pass(const PostgresFailure& failure) { return failure.is_conflict() || failure.state() == "23505"; }

}  // namespace

AppendResult PostgresWriter::append(const StreamAppend& append) {
  Waiting mine{&append};
  group_.join(mine, [this](std::span<Waiting* const> batch) noexcept { commit(batch); });
  if (mine.failure) std::rethrow_exception(mine.failure);
  return mine.result;
}

// What may have failed for the sake of one is carried out one by one, so that only that one fails.
void PostgresWriter::commit(std::span<Waiting* const> batch) noexcept {
  if (is_committed(batch)) return;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const std::span<Waiting* const> one = batch.subspan(i, 1);
    one.front()->failure = nullptr;
    (void)is_committed(one);
    if (connection_) continue;
    // The database is gone. The others find that out for themselves when they are sent again.
    for (Waiting* waiting : batch.subspan(i)) waiting->failure = one.front()->failure;
    return;
  }
}

// True when each of them knows how it ended.
bool PostgresWriter::is_committed(std::span<Waiting* const> batch) noexcept {
  for (int attempt = 1;; ++attempt) {
    try {
      const auto began = std::chrono::steady_clock::now();
      std::vector<const StreamAppend*> appends;
      for (const Waiting* waiting : batch) appends.push_back(waiting->append);
      const std::vector<AppendResult> results = postgres_append(connection(), appends, telling_);
      for (std::size_t i = 0; i < batch.size(); ++i) batch[i]->result = results[i];
      figures_.committed(batch.size(), std::chrono::steady_clock::now() - began);
      return true;
    } catch (const PostgresFailure& failure) {
      if (may_pass(failure) && attempt < kAttemptsOfAppends) {
        std::this_thread::sleep_for(std::chrono::milliseconds(attempt));
        continue;
      }
      if (!failure.may_be_of_one()) figures_.failed();
      if (failure.is_lost()) connection_.reset();
      for (Waiting* waiting : batch) waiting->failure = std::current_exception();
      return batch.size() == 1 || !failure.may_be_of_one();
    } catch (...) {
      figures_.failed();
      connection_.reset();
      for (Waiting* waiting : batch) waiting->failure = std::current_exception();
      return true;
    }
  }
}

PostgresConnection& PostgresWriter::connection() {
  if (!connection_ || !connection_->is_usable()) {
    connection_.reset();
    connection_ = std::make_unique<PostgresConnection>(address_);
    // Every append of a kind is carried out in the same way: to plan each anew would take longer than to do it.
    connection_->prefer("plan_cache_mode = force_generic_plan");
    server_process_ = connection_->server_process();
  }
  return *connection_;
}

}  // namespace countersign
