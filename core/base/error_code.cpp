#include "core/base/numbered_errors.h"

#include <array>

namespace countersign {
namespace {

using enum ErrorCode;

// The codes that a reader of messages and a review raise. The others: further_error_code.cpp.
constexpr std::array kNumbered{
    NumberedErrorRow{json_syntax, "json-syntax", 400, "The text is not JSON."},
    NumberedErrorRow{json_duplicate_key, "json-duplicate-key", 400, "An object has the same key twice."},
    NumberedErrorRow{json_invalid_utf8, "json-invalid-utf8", 400, "The text is not valid UTF-8, or holds half a surrogate pair."},
    NumberedErrorRow{json_nul_character, "json-nul-character", 400, "A text holds a NUL character."},
    NumberedErrorRow{json_too_deep, "json-too-deep", 400, "The JSON is nested too deeply."},
    NumberedErrorRow{json_too_large, "json-too-large", 413, "The JSON is too large."},
    NumberedErrorRow{json_trailing_bytes, "json-trailing-bytes", 400, "There is something after the end of the JSON."},
    NumberedErrorRow{number_not_integer, "number-not-integer", 400, "A number has a fraction or an exponent; only integers are taken."},
    NumberedErrorRow{number_out_of_range, "number-out-of-range", 400, "A number is outside its range."},

    NumberedErrorRow{unknown_field, "unknown-field", 400, "There is a field that this message does not have."},
    NumberedErrorRow{missing_field, "missing-field", 400, "A required field is missing."},
    NumberedErrorRow{wrong_type, "wrong-type", 400, "A field has the wrong type."},
    NumberedErrorRow{unknown_word, "unknown-word", 400, "A field holds a word that is not one of its words."},
    NumberedErrorRow{invalid_format, "invalid-format", 400, "A field is not written the way it has to be."},
    NumberedErrorRow{text_blank, "text-blank", 400, "A text is empty where something has to be said."},
    NumberedErrorRow{text_too_long, "text-too-long", 400, "A text is too long."},
    NumberedErrorRow{too_many_items, "too-many-items", 400, "A list is too long."},
    NumberedErrorRow{too_few_items, "too-few-items", 400, "A list is too short."},
    NumberedErrorRow{duplicate_id, "duplicate-id", 400, "Two items of a list have the same id."},
    NumberedErrorRow{digest_mismatch, "digest-mismatch", 422, "A digest is not that of the content it stands for."},
    NumberedErrorRow{log_broken, "log-broken", 500, "The record does not hold together."},

    NumberedErrorRow{request_unknown, "request-unknown", 404, "There is no such request."},
    NumberedErrorRow{wrong_state, "wrong-state", 409, "This cannot be done in the state that the request is in."},
    NumberedErrorRow{humans_only, "humans-only", 403, "Only a person can do this."},
    NumberedErrorRow{delivery_only, "delivery-only", 403, "Only the delivery team can do this."},
    NumberedErrorRow{not_a_participant, "not-a-participant", 403, "You do not take part in this request."},
    NumberedErrorRow{due_past, "due-past", 422, "The due date is not in the future."},
    NumberedErrorRow{version_stale, "version-stale", 409, "This is not the version under review; what you saw has changed."},
    NumberedErrorRow{version_unknown, "version-unknown", 404, "There is no such version."},
    NumberedErrorRow{part_unknown, "part-unknown", 404, "There is no such part in this version."},
    NumberedErrorRow{stage_unknown, "stage-unknown", 404, "There is no such stage."},
    NumberedErrorRow{stage_not_open, "stage-not-open", 409, "This stage is not open for decisions."},
    NumberedErrorRow{not_an_approver, "not-an-approver", 403, "You are not an approver of this stage."},
    NumberedErrorRow{self_approval, "self-approval", 403, "Who asks for this approval cannot give it."},
    NumberedErrorRow{already_decided, "already-decided", 409, "You have already decided in this stage."},
    NumberedErrorRow{decision_not_offered, "decision-not-offered", 409, "This stage does not offer this decision."},
    NumberedErrorRow{part_not_opened, "part-not-opened", 409, "A part that has to be opened before deciding was not opened."},
    NumberedErrorRow{question_open, "question-open", 409, "A question of yours is still open."},
    NumberedErrorRow{condition_missing, "condition-missing", 422, "An approval with conditions needs at least one condition."},
    NumberedErrorRow{objection_missing, "objection-missing", 422, "Say what to change, or why: at least one objection or a rationale."},
    NumberedErrorRow{reasons_not_taken, "reasons-not-taken", 422, "This decision does not take conditions or objections."},
    NumberedErrorRow{challenge_unknown, "challenge-unknown", 403, "The decision does not carry the challenge that was handed out for it."},
    NumberedErrorRow{challenge_expired, "challenge-expired", 403, "The challenge is too old; load the request again."},
    NumberedErrorRow{challenge_reused, "challenge-reused", 403, "The challenge has been used for another decision."},
    NumberedErrorRow{decision_unknown, "decision-unknown", 404, "There is no such decision that still counts."},
    NumberedErrorRow{not_your_decision, "not-your-decision", 403, "Only the person who decided can take the decision back."},
    NumberedErrorRow{question_unknown, "question-unknown", 404, "There is no such question."},
    NumberedErrorRow{question_answered, "question-answered", 409, "This question has been answered."},
    NumberedErrorRow{own_question, "own-question", 403, "A question is answered by someone else than the one who asked."},
    NumberedErrorRow{not_your_question, "not-your-question", 403, "Only the person who asked can take the question back."},
    NumberedErrorRow{already_approver, "already-approver", 409, "This person already is an approver of the stage."},
    NumberedErrorRow{delegation_cycle, "delegation-cycle", 409, "This place has been with this person before."},
    NumberedErrorRow{delegation_unknown, "delegation-unknown", 404, "There is no such delegation that still holds."},
    NumberedErrorRow{not_your_delegation, "not-your-delegation", 403, "Only the person who handed the place over can take it back."},
    NumberedErrorRow{condition_unknown, "condition-unknown", 404, "There is no such condition."},
    NumberedErrorRow{condition_settled, "condition-settled", 409, "This cannot be done with the condition as it stands."},
    NumberedErrorRow{not_your_condition, "not-your-condition", 403, "Only the approver who set the condition can settle it."},
    NumberedErrorRow{limit_reached, "limit-reached", 409, "The record of this request is full."},
    NumberedErrorRow{entry_too_large, "entry-too-large", 413, "This says too much for one event: more than 65,535 bytes."},
};

static_assert(stand_at_their_code(kNumbered, 0) && kNumbered.size() == static_cast<std::size_t>(kFirstDeliveryCode));
constexpr auto kTable = without_codes(kNumbered);

}  // namespace

std::span<const ErrorRow> review_error_rows() { return kTable; }

const ErrorRow& error_row(ErrorCode code) {
  const auto index = static_cast<std::size_t>(code);
  return index < kTable.size() ? kTable[index] : further_error_row(code);
}

}  // namespace countersign
