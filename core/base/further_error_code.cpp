// The codes that no approver meets: those of the delivery team's commands, and those of HTTP. They stand apart so that the
// approver's module is without their words (web/approver/).
#include <algorithm>
#include <array>

#include "core/base/numbered_errors.h"

namespace countersign {
namespace {

using enum ErrorCode;

constexpr std::array kFurtherNumbered{
    NumberedErrorRow{request_exists, "request-exists", 409, "There already is a request with this id."},
    NumberedErrorRow{version_locked, "version-locked", 409, "What was approved is locked; a change of it needs a change order."},
    NumberedErrorRow{system_only, "system-only", 403, "This happens by itself when its time has come."},
    NumberedErrorRow{nothing_to_change, "nothing-to-change", 409, "Nothing would change."},
    NumberedErrorRow{set_and_cleared, "set-and-cleared", 422, "A field is to be set and taken back at once."},
    NumberedErrorRow{incomplete, "incomplete", 422, "The request is not complete."},
    NumberedErrorRow{ask_missing, "ask-missing", 422, "It does not say what requires sign-off."},
    NumberedErrorRow{part_missing, "part-missing", 422, "There is no new version with at least one part."},
    NumberedErrorRow{approver_missing, "approver-missing", 422, "There is no one who could approve."},
    NumberedErrorRow{approval_unreachable, "approval-unreachable", 422, "This stage could never be approved."},
    NumberedErrorRow{due_missing, "due-missing", 422, "There is no due date."},
    NumberedErrorRow{calendar_missing, "calendar-missing", 422, "Business time needs a calendar."},
    NumberedErrorRow{fact_missing, "fact-missing", 422, "A stage depends on a fact that is not stated."},
    NumberedErrorRow{objection_unknown, "objection-unknown", 404, "There is no such objection."},
    NumberedErrorRow{objection_answered, "objection-answered", 409, "This objection has been answered."},
    NumberedErrorRow{objection_open, "objection-open", 409, "An objection has not been answered."},
    NumberedErrorRow{change_order_missing, "change-order-missing", 422, "A change order needs the request that asks for it."},
    NumberedErrorRow{not_due_yet, "not-due-yet", 409, "It is too early for this."},
    NumberedErrorRow{not_overdue, "not-overdue", 409, "No answer is late."},

    NumberedErrorRow{not_logged_yet, "not-logged-yet", 503, "The log has not signed this yet; ask again in a second."},
    NumberedErrorRow{passkey_unknown, "passkey-unknown", 403, "There is no such passkey of this person."},
    NumberedErrorRow{passkey_malformed, "passkey-malformed", 422, "What the authenticator or the browser answered is not written the way it has to be."},
    NumberedErrorRow{passkey_unsupported, "passkey-unsupported", 422, "The passkey has a key or an attestation of a kind that is not taken."},
    NumberedErrorRow{passkey_wrong_ceremony, "passkey-wrong-ceremony", 422, "The passkey was asked for something else: to be made, or to sign."},
    NumberedErrorRow{passkey_wrong_challenge, "passkey-wrong-challenge", 403, "The passkey signed something else."},
    NumberedErrorRow{passkey_wrong_origin, "passkey-wrong-origin", 403, "The passkey was used on a page that is not allowed to use it."},
    NumberedErrorRow{passkey_wrong_frame, "passkey-wrong-frame", 403, "The passkey was used within another page that is not allowed to show this one."},
    NumberedErrorRow{passkey_wrong_site, "passkey-wrong-site", 403, "The passkey is one of another site."},
    NumberedErrorRow{passkey_not_present, "passkey-not-present", 403, "The authenticator did not see that somebody was there."},
    NumberedErrorRow{passkey_not_verified, "passkey-not-verified", 403, "The authenticator did not verify who used it."},
    NumberedErrorRow{passkey_backup_wrong, "passkey-backup-wrong", 403, "Whether the passkey can be copied is not what it was when it was made."},
    NumberedErrorRow{passkey_signature_wrong, "passkey-signature-wrong", 403, "The signature is not by this passkey."},
    NumberedErrorRow{passkey_counter_behind, "passkey-counter-behind", 403, "The passkey's counter did not move on; there may be a copy of it."},
    NumberedErrorRow{passkey_missing, "passkey-missing", 422, "This decision has to be signed with a passkey."},
    NumberedErrorRow{passkey_taken, "passkey-taken", 409, "This passkey has been registered before."},
    NumberedErrorRow{passkey_challenge_old, "passkey-challenge-old", 403, "The challenge for the passkey is too old, or was not handed out."},
    NumberedErrorRow{passkeys_off, "passkeys-off", 422, "This server takes no passkeys."},

    NumberedErrorRow{unauthorized, "unauthorized", 401, "There is no valid key or session."},
    NumberedErrorRow{session_expired, "session-expired", 401, "The session has expired."},
    NumberedErrorRow{origin_not_allowed, "origin-not-allowed", 403, "This site is not allowed to use the session."},
    NumberedErrorRow{forbidden, "forbidden", 403, "This key or session is not for that."},
    NumberedErrorRow{route_unknown, "route-unknown", 404, "There is nothing at this address."},
    NumberedErrorRow{method_not_allowed, "method-not-allowed", 405, "This address does not take this method."},
    NumberedErrorRow{bad_request, "bad-request", 400, "The HTTP request is malformed."},
    NumberedErrorRow{header_missing, "header-missing", 400, "A required header is missing."},
    NumberedErrorRow{header_too_large, "header-too-large", 431, "The headers are too large."},
    NumberedErrorRow{body_too_large, "body-too-large", 413, "The body is too large."},
    NumberedErrorRow{media_type_unsupported, "media-type-unsupported", 415, "The body is not of the media type that is needed."},
    NumberedErrorRow{precondition_required, "precondition-required", 428, "If-Match with the head that you acted on is missing."},
    NumberedErrorRow{head_stale, "head-stale", 412, "The request has moved on since you loaded it."},
    NumberedErrorRow{idempotency_key_missing, "idempotency-key-missing", 400, "The Idempotency-Key is missing or malformed."},
    NumberedErrorRow{idempotency_key_reused, "idempotency-key-reused", 422, "The Idempotency-Key was used for something else."},
    NumberedErrorRow{idempotency_in_flight, "idempotency-in-flight", 409, "The same call is still being worked on."},
    NumberedErrorRow{blob_unknown, "blob-unknown", 404, "There are no such bytes."},
    NumberedErrorRow{blob_digest_mismatch, "blob-digest-mismatch", 422, "The bytes do not have the digest in the address."},
    NumberedErrorRow{range_not_satisfiable, "range-not-satisfiable", 416, "The range lies outside the bytes."},
    NumberedErrorRow{timed_out, "timed-out", 408, "The request took too long to arrive."},
    NumberedErrorRow{too_many_requests, "too-many-requests", 429, "Too many requests; wait a moment."},
    NumberedErrorRow{store_unavailable, "store-unavailable", 503, "The record cannot be written or read right now; nothing was changed."},
    NumberedErrorRow{internal, "internal", 500, "Something went wrong on the server."},
};

constexpr std::size_t kFirst = static_cast<std::size_t>(kFirstDeliveryCode);

static_assert(stand_at_their_code(kFurtherNumbered, kFirst) && kFurtherNumbered.back().code == internal);
constexpr auto kFurtherTable = without_codes(kFurtherNumbered);

using WholeTable = std::array<ErrorRow, kFirst + kFurtherTable.size()>;

WholeTable whole_table() {
  WholeTable table;
  const std::span<const ErrorRow> first = review_error_rows();
  std::copy(kFurtherTable.begin(), kFurtherTable.end(), std::copy(first.begin(), first.end(), table.begin()));
  return table;
}

}  // namespace

const ErrorRow& further_error_row(ErrorCode code) { return kFurtherTable[static_cast<std::size_t>(code) - kFirst]; }

std::span<const ErrorRow> error_table() {
  static const WholeTable kWhole = whole_table();
  return kWhole;
}

std::optional<ErrorCode> error_from_word(std::string_view word) {
  const std::span<const ErrorRow> table = error_table();
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].word == word) return static_cast<ErrorCode>(i);
  }
  return std::nullopt;
}

}  // namespace countersign
