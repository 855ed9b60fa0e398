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
  // A command in a review that the rules refuse.
  request_unknown,
  wrong_state,
  humans_only,
  delivery_only,
  not_a_participant,
  due_past,
  version_stale,
  version_unknown,
  part_unknown,
  stage_unknown,
  stage_not_open,
  not_an_approver,
  self_approval,
  already_decided,
  decision_not_offered,
  part_not_opened,
  question_open,
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
  not_your_question,
  already_approver,
  delegation_cycle,
  delegation_unknown,
  not_your_delegation,
  condition_unknown,
  condition_settled,
  not_your_condition,
  limit_reached,
  entry_too_large,
  // A command of the delivery team or the system that the rules refuse.
  request_exists,
  version_locked,
  system_only,
  nothing_to_change,
  set_and_cleared,
  incomplete,
  ask_missing,
  part_missing,
  approver_missing,
  approval_unreachable,
  due_missing,
  calendar_missing,
  fact_missing,
  objection_unknown,
  objection_answered,
  objection_open,
  change_order_missing,
  not_due_yet,
  not_overdue,
  // The record and its proofs.
  not_logged_yet,
  passkey_unknown,
  passkey_malformed,
  passkey_unsupported,
  passkey_wrong_ceremony,
  passkey_wrong_challenge,
  passkey_wrong_origin,
  passkey_wrong_frame,
  passkey_wrong_site,
  passkey_not_present,
  passkey_not_verified,
  passkey_backup_wrong,
  passkey_signature_wrong,
  passkey_counter_behind,
  passkey_missing,
  passkey_taken,
  passkey_challenge_old,
  passkeys_off,
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

inline constexpr ErrorCode kFirstDeliveryCode = ErrorCode::request_exists;

// One row of the table. `word` is what travels; `status` is the HTTP status; `title` is one plain sentence.
struct ErrorRow {
  std::string_view word;
  std::uint16_t status = 0;
  std::string_view title;
};

std::span<const ErrorRow> error_table();  // each row stands at its code
const ErrorRow& error_row(ErrorCode code);
std::span<const ErrorRow> review_error_rows();      // the part before kFirstDeliveryCode
const ErrorRow& further_error_row(ErrorCode code);  // the part from there on
std::optional<ErrorCode> error_from_word(std::string_view word);

}  // namespace countersign
