#include "core/record/webauthn.h"

#include <algorithm>
#include <utility>

namespace countersign {
namespace {

constexpr std::string_view kCreate = "webauthn.create";
constexpr std::string_view kGet = "webauthn.get";

// Bits of the flags (section 6.1).
constexpr std::uint64_t kUserPresent = 0x01;
constexpr std::uint64_t kUserVerified = 0x04;
constexpr std::uint64_t kBackupEligible = 0x08;
constexpr std::uint64_t kBackedUp = 0x10;
constexpr std::uint64_t kHasCredential = 0x40;
constexpr std::uint64_t kHasExtensions = 0x80;

constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kFixedBytes = 37;  // hash, flags, counter
constexpr std::size_t kAaguidBytes = 16;
constexpr int kCborDepth = 4;  // as in CTAP2

constexpr char kClientData[] = "/client_data";
constexpr char kAuthenticatorData[] = "/authenticator_data";
constexpr char kAttestationObject[] = "/attestation_object";

Error pointing_at(Error error, const char* pointer) {
  error.pointer = pointer;
  return error;
}

// Bytes that are taken from the front.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : rest_(bytes) {}

  bool empty() const { return rest_.empty(); }
  bool has(std::uint64_t count) const { return count <= rest_.size(); }

  // Precondition: has(count), likewise below.
  std::string_view take(std::size_t count) {
    check(has(count));
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  // Big-endian, at most eight bytes.
  std::uint64_t take_number(std::size_t count) {
    std::uint64_t number = 0;
    for (const char c : take(count)) number = number << 8U | static_cast<unsigned char>(c);
    return number;
  }

  // Takes these bytes, if they come next.
  bool take_this(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

 private:
  std::string_view rest_;
};

// Skips one item of CBOR (RFC 8949). False when it is none, or has what CTAP2 forbids: an indefinite length, a tag, more
// than `depth` arrays and maps in one another.
bool skip_item(Bytes& bytes, int depth) {
  if (!bytes.has(1)) return false;
  const std::uint64_t head = bytes.take_number(1);
  const std::uint64_t type = head >> 5U;
  std::uint64_t value = head & 0x1FU;
  if (value > 27) return false;
  if (value >= 24) {
    const std::size_t size = std::size_t{1} << (value - 24);
    if (!bytes.has(size)) return false;
    value = bytes.take_number(size);
  }
  std::uint64_t items = 0;
  switch (type) {
    case 0:  // integers
    case 1:
    case 7: return true;  // simple values and floats
    case 2:               // bytes and texts
    case 3:
      if (!bytes.has(value)) return false;
      bytes.take(static_cast<std::size_t>(value));
      return true;
    case 4: items = value; break;
    case 5: items = 2 * value; break;
    default: return false;
  }
  if (depth == 0 || value > kAuthenticatorDataBytes) return false;  // more items than there are bytes
  for (; items > 0; --items) {
    if (!skip_item(bytes, depth - 1)) return false;
  }
  return true;
}

// The map of what extensions say.
bool skip_extensions(Bytes& bytes) {
  Bytes first = bytes;
  if (!first.has(1) || first.take_number(1) >> 5U != 5) return false;
  return skip_item(bytes, kCborDepth);
}

Result<AttestedCredential> take_credential(Bytes& bytes) {
  if (!bytes.has(kAaguidBytes + 2)) return malformed_passkey("The authenticator data ends within the credential.");
  bytes.take(kAaguidBytes);
  const auto size = static_cast<std::size_t>(bytes.take_number(2));
  if (size < kShortCredentialIdBytes || size > kCredentialIdBytes) return malformed_passkey("A credential's id has 16 to 1023 bytes.");
  if (!bytes.has(size)) return malformed_passkey("The authenticator data ends within the credential's id.");
  const std::string_view id = bytes.take(size);
  // A key of another kind may be shorter: whatever stands here, it is not one of ours.
  Result<Es256Key> key = Es256Key::from_cose(bytes.has(kEs256KeyBytes) ? bytes.take(kEs256KeyBytes) : std::string_view());
  if (!key.ok()) return key.error();
  return AttestedCredential{std::string(id), key.value()};
}

// Steps of section 7.1 and, in brackets, 7.2: 7 (10) type, 8 (11) challenge, 9 (12) origin, 10 and 11 (13 and 14) frames.
Refusal check_client_data(const ClientData& data, std::string_view type, std::string_view challenge, const RelyingParty& party) {
  if (data.type != type) return refuse(ErrorCode::passkey_wrong_ceremony, kClientData);
  if (data.challenge != challenge) return refuse(ErrorCode::passkey_wrong_challenge, kClientData);
  if (!contains(party.origins, data.origin)) return refuse(ErrorCode::passkey_wrong_origin, kClientData);
  if (!data.is_cross_origin && !data.top_origin) return std::nullopt;
  // In a frame: the browser has to say that, and of which page.
  const bool is_allowed = data.is_cross_origin && data.top_origin && contains(party.top_origins, *data.top_origin);
  return is_allowed ? std::nullopt : refuse(ErrorCode::passkey_wrong_frame, kClientData);
}

// 14 (15) site, 15 (16) presence, 16 (17) verification, 17 (18) backup.
Refusal check_authenticator_data(const AuthenticatorData& data, const RelyingParty& party, const char* pointer) {
  if (data.rp_id_hash != Digest::of(party.id)) return refuse(ErrorCode::passkey_wrong_site, pointer);
  if (!data.is_user_present) return refuse(ErrorCode::passkey_not_present, pointer);
  const bool has_to_verify = party.user_verification == UserVerification::required;
  if (has_to_verify && !data.is_user_verified) return refuse(ErrorCode::passkey_not_verified, pointer);
  if (data.is_backed_up && !data.is_backup_eligible) return refuse(ErrorCode::passkey_backup_wrong, pointer);
  return std::nullopt;
}

const Passkey* find_passkey(const List<Passkey>& passkeys, std::string_view id) {
  for (const Passkey& passkey : passkeys) {
    if (passkey.credential_id == id) return &passkey;
  }
  return nullptr;
}

// Step 22: an authenticator that counts has counted on.
bool has_counted_on(std::uint32_t before, std::uint32_t now) { return (before == 0 && now == 0) || now > before; }

}  // namespace

bool is_rp_id(std::string_view text) {
  constexpr std::size_t kDomain = 253;
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; };
  const bool has_labels = !text.empty() && text.front() != '.' && text.back() != '.' && text.find("..") == std::string_view::npos;
  return has_labels && text.size() <= kDomain && std::all_of(text.begin(), text.end(), allowed);
}

bool is_origin_of(std::string_view origin, std::string_view rp_id) {
  const std::size_t scheme = origin.find("://");
  if (!is_rp_id(rp_id) || scheme == std::string_view::npos) return false;
  std::string_view host = origin.substr(scheme + 3);
  if (const std::size_t colon = host.find(':'); colon != std::string_view::npos) {
    const std::string_view port = host.substr(colon + 1);
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (port.empty() || port.size() > 5 || !std::all_of(port.begin(), port.end(), digit)) return false;
    host = host.substr(0, colon);
  }
  const auto is_within = [host](std::string_view name) {
    const bool is_below = host.size() > name.size() && host.ends_with(name) && host[host.size() - name.size() - 1] == '.';
    return host == name || is_below;
  };
  const bool is_safe = origin.substr(0, scheme) == "https" || (origin.substr(0, scheme) == "http" && is_within("localhost"));
  return is_safe && is_rp_id(host) && is_within(rp_id);
}

Result<AuthenticatorData> parse_authenticator_data(std::string_view bytes) {
  if (bytes.size() < kFixedBytes || bytes.size() > kAuthenticatorDataBytes) return malformed_passkey("The authenticator data is too short or too long.");
  Bytes rest(bytes);
  AuthenticatorData data;
  data.rp_id_hash = Digest::from_bytes(rest.take(kHashBytes));
  const std::uint64_t flags = rest.take_number(1);
  data.is_user_present = (flags & kUserPresent) != 0;
  data.is_user_verified = (flags & kUserVerified) != 0;
  data.is_backup_eligible = (flags & kBackupEligible) != 0;
  data.is_backed_up = (flags & kBackedUp) != 0;
  data.counter = static_cast<std::uint32_t>(rest.take_number(4));
  if ((flags & kHasCredential) != 0) {
    Result<AttestedCredential> credential = take_credential(rest);
    if (!credential.ok()) return credential.error();
    data.credential = std::move(credential).value();
  }
  if ((flags & kHasExtensions) != 0 && !skip_extensions(rest)) return malformed_passkey("What extensions say is not a map of CBOR.");
  if (!rest.empty()) return malformed_passkey("There is something behind the authenticator data.");
  return data;
}

Result<std::string_view> parse_attestation_object(std::string_view bytes) {
  constexpr std::string_view kFormat("\xA3\x63" "fmt", 5);
  constexpr std::string_view kNone("\x64none\x67" "attStmt\xA0\x68" "authData", 23);
  Bytes rest(bytes);
  if (!rest.take_this(kFormat)) return malformed_passkey("The attestation object does not begin with its format.");
  if (!rest.take_this(kNone)) {
    return make_error(ErrorCode::passkey_unsupported, {}, "The attestation is not of the format \"none\".");
  }
  if (!rest.has(1)) return malformed_passkey("The attestation object has no authenticator data.");
  const std::uint64_t head = rest.take_number(1);
  const std::size_t size_bytes = head == 0x59 ? 2 : 1;
  const bool has_size = (head == 0x58 || head == 0x59) && rest.has(size_bytes);
  const std::uint64_t size = has_size ? rest.take_number(size_bytes) : 0;
  const bool is_shortest = size >= (head == 0x59 ? 256U : 24U);
  if (!is_shortest || !rest.has(size)) return malformed_passkey("The attestation object does not hold the bytes of the authenticator data.");
  const std::string_view data = rest.take(static_cast<std::size_t>(size));
  if (!rest.empty()) return malformed_passkey("There is something behind the attestation object.");
  return data;
}

Result<Passkey> check_registration(const Registration& registration, std::string_view challenge, const RelyingParty& party) {
  if (Refusal refusal = check_client_data(registration.client_data, kCreate, challenge, party)) return *std::move(refusal);
  const Result<std::string_view> bytes = parse_attestation_object(registration.attestation_object);
  if (!bytes.ok()) return pointing_at(bytes.error(), kAttestationObject);
  const Result<AuthenticatorData> data = parse_authenticator_data(bytes.value());
  if (!data.ok()) return pointing_at(data.error(), kAttestationObject);
  if (Refusal refusal = check_authenticator_data(data.value(), party, kAttestationObject)) return *std::move(refusal);
  const std::optional<AttestedCredential>& credential = data.value().credential;
  if (!credential) return pointing_at(malformed_passkey("The authenticator data has no credential."), kAttestationObject);
  return Passkey{credential->id, credential->key, data.value().counter, data.value().is_backup_eligible, data.value().is_backed_up};
}

Result<Passkey> check_assertion(const Assertion& assertion, const Digest& statement, const List<Passkey>& passkeys,
                                const RelyingParty& party) {
  const Passkey* passkey = find_passkey(passkeys, assertion.credential_id);
  if (passkey == nullptr) return make_error(ErrorCode::passkey_unknown, "/credential_id");
  if (Refusal refusal = check_client_data(assertion.client_data, kGet, statement.view(), party)) return *std::move(refusal);
  const Result<AuthenticatorData> parsed = parse_authenticator_data(assertion.authenticator_data);
  if (!parsed.ok()) return pointing_at(parsed.error(), kAuthenticatorData);
  const AuthenticatorData& data = parsed.value();
  // Section 6.1: an assertion has none.
  if (data.credential) return pointing_at(malformed_passkey("The authenticator data of an assertion has a credential."), kAuthenticatorData);
  if (Refusal refusal = check_authenticator_data(data, party, kAuthenticatorData)) return *std::move(refusal);
  if (data.is_backup_eligible != passkey->is_backup_eligible) return make_error(ErrorCode::passkey_backup_wrong, kAuthenticatorData);
  const Result<Es256Signature> signature = Es256Signature::from_der(assertion.signature);
  if (!signature.ok()) return pointing_at(signature.error(), "/signature");
  std::string message = assertion.authenticator_data;
  message += assertion.client_data.hash.view();
  if (!is_signed_by(passkey->key, message, signature.value())) return make_error(ErrorCode::passkey_signature_wrong, "/signature");
  if (!has_counted_on(passkey->counter, data.counter)) return make_error(ErrorCode::passkey_counter_behind, kAuthenticatorData);
  Passkey used = *passkey;
  used.counter = data.counter;
  used.is_backed_up = data.is_backed_up;
  return used;
}

}  // namespace countersign
