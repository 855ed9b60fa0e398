// The closed table of refusals. Every refusal that anybody ever sees, from the core or from a server that speaks the
// protocol, carries one of these codes (I6). A code is never renamed or reused; new ones are appended to their group.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace countersign {

enum class ErrorCode : std::uint8_t {
  // Text that is not acceptable JSON.
  json_syntax,
  json_duplicate_key,
  json_invalid_utf8,
  json_nul_character,
  json_too_deep,
  json_too_large,
  json_trailing_bytes,
  number_not_integer,
  number_out_of_range,
  // JSON that is not an acceptable message.
  unknown_field,
  missing_field,
  wrong_type,
  unknown_word,
  invalid_format,
  text_blank,
  text_too_long,
  too_many_items,
  too_few_items,
  duplicate_id,
  digest_mismatch,
  log_broken,
  // A command that the rules refuse.
  request_exists,
  request_unknown,
  wrong_state,
  humans_only,
  delivery_only,
  not_a_participant,
  nothing_to_change,
  set_and_cleared,
  incomplete,
  ask_missing,
  part_missing,
  approver_missing,
  approval_unreachable,
  due_missing,
  due_past,
  version_stale,
  version_unknown,
  part_unknown,
  stage_unknown,
  stage_not_open,
  not_an_approver,
  already_decided,
  decision_not_offered,
  part_not_opened,
  condition_missing,
  objection_missing,
  reasons_not_taken,
  challenge_unknown,
  challenge_expired,
  challenge_reused,
  decision_unknown,
  not_your_decision,
  question_unknown,
  question_answered,
  own_question,
  limit_reached,
  // HTTP: who asks, how, and how often.
  unauthorized,
  session_expired,
  origin_not_allowed,
  forbidden,
  route_unknown,
  method_not_allowed,
  bad_request,
  header_missing,
  header_too_large,
  body_too_large,
  media_type_unsupported,
  precondition_required,
  head_stale,
  idempotency_key_missing,
  idempotency_key_reused,
  idempotency_in_flight,
  blob_unknown,
  blob_digest_mismatch,
  range_not_satisfiable,
  timed_out,
  too_many_requests,
  store_unavailable,
  internal,
};

inline constexpr ErrorCode kFirstHttpCode = ErrorCode::unauthorized;

// One row of the table. `word` is what travels; `status` is the HTTP status; `title` is one plain sentence.
struct ErrorRow {
  std::string_view word;
  std::uint16_t status = 0;
  std::string_view title;
};

std::span<const ErrorRow> error_table();  // each row stands at its code
const ErrorRow& error_row(ErrorCode code);
std::span<const ErrorRow> rule_error_rows();       // the part before kFirstHttpCode
const ErrorRow& http_error_row(ErrorCode code);  // the part from there on
std::optional<ErrorCode> error_from_word(std::string_view word);

}  // namespace countersign
