#include "native/service/answer.h"

#include "core/json/answer_codec.h"
#include "core/json/reader.h"
#include "core/json/writer.h"

namespace countersign {
namespace {

// In seconds, for what passes by itself.
std::optional<std::int64_t> retry_after(ErrorCode code) {
  switch (code) {
    case ErrorCode::not_logged_yet: return 1;
    case ErrorCode::store_unavailable:
    case ErrorCode::too_many_requests:
    case ErrorCode::idempotency_in_flight: return 2;
    default: return std::nullopt;
  }
}

}  // namespace

ServiceAnswer refuse(const Error& error, const ProblemExtras& extras) {
  const ErrorRow& row = error_row(error.code);
  ServiceAnswer answer;
  answer.status = row.status;
  Json problem = read_json(canonical_error(error)).value();
  problem["type"] = "urn:countersign:problem:" + std::string(row.word);
  if (extras.head) problem["head"] = *extras.head;
  answer.retry_after_seconds = extras.retry_after_seconds ? extras.retry_after_seconds : retry_after(error.code);
  if (answer.retry_after_seconds) problem["retry_after"] = *answer.retry_after_seconds;
  answer.body = write_canonical(problem);
  return answer;
}

}  // namespace countersign
