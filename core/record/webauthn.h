// Passkeys (WebAuthn level 3): what an authenticator and a browser answer, and whether it holds. Pure: what was expected and
// what is known of a passkey come in.
//
// The challenge of an assertion is the SHA-256 of a decision's statement, so the signature covers the decision. It says that
// whoever holds the passkey signed that hash; it does not say what a page displayed.
//
// A passkey's key is ES256 (es256.h), and attestation is "none": the core takes no authenticator's word for its make. The
// refusals point at the member of the answer that is wrong: /credential_id, /client_data, /attestation_object,
// /authenticator_data or /signature.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/digest.h"
#include "core/base/list.h"
#include "core/base/result.h"
#include "core/record/es256.h"

namespace countersign {

inline constexpr std::size_t kClientDataBytes = 4096;
inline constexpr std::size_t kAuthenticatorDataBytes = 2048;
inline constexpr std::size_t kCredentialIdBytes = 1023;   // at most (section 7.1, step 25)
inline constexpr std::size_t kShortCredentialIdBytes = 16;  // at least (section 4, "credential ID")

// CollectedClientData (section 5.8.1). Only core/json/client_data.h makes one, because `hash` has to be that of its bytes.
struct ClientData {
  std::string type;
  std::string challenge;  // bytes
  std::string origin;
  bool is_cross_origin = false;
  std::optional<std::string> top_origin;
  Digest hash;  // of the bytes as the browser made them
};

// Section 6.5.1. The make of the authenticator (aaguid) is passed over.
struct AttestedCredential {
  std::string id;  // bytes
  Es256Key key;
};

// Section 6.1. Bits that are reserved, and what extensions say, are passed over: nothing relies on them.
struct AuthenticatorData {
  Digest rp_id_hash;
  bool is_user_present = false;
  bool is_user_verified = false;
  bool is_backup_eligible = false;
  bool is_backed_up = false;
  std::uint32_t counter = 0;
  std::optional<AttestedCredential> credential;
};

// Errors: passkey-malformed, passkey-unsupported.
Result<AuthenticatorData> parse_authenticator_data(std::string_view bytes);

// The authenticator data in an attestation object of the format "none": {"fmt": "none", "attStmt": {}, "authData": bytes}, in
// this order and with shortest lengths (section 8.7; CTAP2 canonical CBOR).
// Errors: passkey-unsupported for another format, passkey-malformed.
Result<std::string_view> parse_attestation_object(std::string_view bytes);

enum class UserVerification : std::uint8_t { required, not_required };

// Whether this is a domain, in lower case as browsers compare it.
bool is_rp_id(std::string_view text);

// Whether browsers let a page of this origin use the passkeys of the RP ID (sections 5.1.3 and 5.1.4): https, on the host of that
// name or one below it. On this machine (localhost) also http.
bool is_origin_of(std::string_view origin, std::string_view rp_id);

// What the host expects of every answer.
struct RelyingParty {
  std::string id;            // the RP ID: a domain
  List<std::string> origins;  // of the pages that may use its passkeys, as browsers write them: "https://approve.example"
  List<std::string> top_origins;  // of the pages that may frame those; empty: none may
  UserVerification user_verification = UserVerification::required;
};

// A passkey as the host keeps it beside its owner (section 4, "credential record").
struct Passkey {
  std::string credential_id;  // bytes
  Es256Key key;
  std::uint32_t counter = 0;  // as it was last seen; 0: the authenticator does not count
  bool is_backup_eligible = false;  // for good
  bool is_backed_up = false;        // as it was last seen
  bool operator==(const Passkey&) const = default;
};

// The answer to navigator.credentials.create().
struct Registration {
  ClientData client_data;
  std::string attestation_object;
};

// Section 7.1: the passkey to keep. That nobody has one with this id yet is for the host to see (step 26).
// Errors: passkey-malformed, passkey-unsupported, passkey-wrong-ceremony, passkey-wrong-challenge, passkey-wrong-origin,
// passkey-wrong-frame, passkey-wrong-site, passkey-not-present, passkey-not-verified, passkey-backup-wrong.
Result<Passkey> check_registration(const Registration& registration, std::string_view challenge, const RelyingParty& party);

// The answer to navigator.credentials.get().
struct Assertion {
  std::string credential_id;  // bytes, like the others
  ClientData client_data;
  std::string authenticator_data;
  std::string signature;
};

// Section 7.2, for the passkeys of one person: the one that was used, as it is to be kept from now on. A counter that did not
// move on is refused (step 22 leaves that to us): there may be a copy of the passkey.
// Errors: passkey-unknown, passkey-signature-wrong, passkey-counter-behind, and those of check_registration().
Result<Passkey> check_assertion(const Assertion& assertion, const Digest& statement, const List<Passkey>& passkeys,
                                const RelyingParty& party);

}  // namespace countersign
