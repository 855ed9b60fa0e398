#include "native/store/postgres_writer.h"

#include <chrono>
#include <thread>

namespace countersign {
namespace {

constexpr std::size_t kMostInOneTransaction = 64;
constexpr int kAttemptsOfAppends = 8;

// Also an answer that was remembered under the same key at the same moment: it is seen the next time.
bool may_pass(const PostgresFailure& failure) { return failure.is_conflict() || failure.state() == "23505"; }

// What an append itself brings about: its values, a rule of the tables, a limit. Anything else would hit each of them alone, too.
bool may_be_of_one(const PostgresFailure& failure) {
  return failure.state().starts_with("22") || failure.state().starts_with("23") || failure.state().starts_with("54");
}

}  // namespace

AppendResult PostgresWriter::append(const StreamAppend& append) {
  Waiting mine{&append};
  std::unique_lock lock(mutex_);
  queue_.push_back(&mine);
  while (!mine.done) {
    changed_.wait(lock, [&] { return mine.done || !has_leader_; });
    if (!mine.done) lead(lock);
  }
  if (mine.failure) std::rethrow_exception(mine.failure);
  return mine.result;
}

void PostgresWriter::lead(std::unique_lock<std::mutex>& lock) {
  has_leader_ = true;
  std::vector<Waiting*> batch;
  while (!queue_.empty() && batch.size() < kMostInOneTransaction) {
    batch.push_back(queue_.front());
    queue_.pop_front();
  }
  lock.unlock();
  commit(batch);
  lock.lock();
  for (Waiting* waiting : batch) waiting->done = true;
  has_leader_ = false;
  changed_.notify_all();
}

// What may have failed for the sake of one is carried out one by one, so that only that one fails.
void PostgresWriter::commit(const std::vector<Waiting*>& batch) {
  if (is_committed(batch)) return;
  for (Waiting* waiting : batch) {
    waiting->failure = nullptr;
    (void)is_committed({waiting});
  }
}

// True when each of them knows how it ended.
bool PostgresWriter::is_committed(const std::vector<Waiting*>& batch) {
  std::vector<const StreamAppend*> appends;
  for (const Waiting* waiting : batch) appends.push_back(waiting->append);
  for (int attempt = 1;; ++attempt) {
    try {
      const std::vector<AppendResult> results = postgres_append(connection(), appends, telling_);
      for (std::size_t i = 0; i < batch.size(); ++i) batch[i]->result = results[i];
      return true;
    } catch (const PostgresFailure& failure) {
      if (may_pass(failure) && attempt < kAttemptsOfAppends) {
        std::this_thread::sleep_for(std::chrono::milliseconds(attempt));
        continue;
      }
      for (Waiting* waiting : batch) waiting->failure = std::current_exception();
      return batch.size() == 1 || !may_be_of_one(failure);
    } catch (...) {
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
