#include "native/store/postgres_reader.h"

#include <utility>

namespace countersign {

PostgresRows PostgresReader::run(std::string_view sql, const PostgresValues& values) {
  for (int attempt = 1;; ++attempt) {
    Question mine{sql, values};
    group_.join(mine, [this](std::span<Question* const> batch) noexcept { answer(batch); });
    if (!mine.failure) return *std::move(mine.rows);
    if (!mine.is_lost || attempt > 1) std::rethrow_exception(mine.failure);
  }
}

// What may have failed for the sake of one is asked one by one, so that only that one fails.
void PostgresReader::answer(std::span<Question* const> batch) noexcept {
  if (is_answered(batch)) return;
  for (std::size_t i = 0; i < batch.size(); ++i) (void)is_answered(batch.subspan(i, 1));
}

// True when each of them knows how it ended.
bool PostgresReader::is_answered(std::span<Question* const> batch) noexcept {
  bool is_lost = true;  // whatever else has happened, the connection is not to be trusted
  bool hits_all = true;
  try {
    for (Question* question : batch) question->failure = nullptr;
    PostgresConnection& asked = connection();
    for (const Question* question : batch) asked.queue(std::string(question->sql), question->values);
    std::vector<PostgresRows> answers = asked.run_queue();
    for (std::size_t i = 0; i < batch.size(); ++i) batch[i]->rows = std::move(answers[i]);
    return true;
  } catch (const PostgresFailure& failure) {
    is_lost = failure.is_lost();
    hits_all = !failure.may_be_of_one();
    for (Question* question : batch) question->failure = std::current_exception();
  } catch (...) {
    for (Question* question : batch) question->failure = std::current_exception();
  }
  if (is_lost) connection_.reset();
  for (Question* question : batch) question->is_lost = is_lost;
  return hits_all || batch.size() == 1;
}

PostgresConnection& PostgresReader::connection() {
  if (!connection_ || !connection_->is_usable()) {
    connection_.reset();
    connection_ = std::make_unique<PostgresConnection>(address_);
    connection_->prefer("plan_cache_mode = force_generic_plan");
  }
  return *connection_;
}

}  // namespace countersign
