#include "native/service/answer.h"

#include "core/json/answer_codec.h"
#include "core/json/reader.h"
#include "core/json/writer.h"

namespace countersign {

ServiceAnswer refuse(const Error& error, const ProblemExtras& extras) {
  constexpr std::int64_t kRetryAfterSeconds = 2;
  const ErrorRow& row = error_row(error.code);
  ServiceAnswer answer;
  answer.status = row.status;
  Json problem = read_json(canonical_error(error)).value();
  problem["type"] = "urn:countersign:problem:" + std::string(row.word);
  if (extras.head) problem["head"] = *extras.head;
  const bool passing = error.code == ErrorCode::store_unavailable || error.code == ErrorCode::too_many_requests ||
                       error.code == ErrorCode::idempotency_in_flight;
  if (passing) {
    answer.retry_after_seconds = kRetryAfterSeconds;
    problem["retry_after"] = kRetryAfterSeconds;
  }
  answer.body = write_canonical(problem);
  return answer;
}

}  // namespace countersign
