// Arbitrary bytes as what an authenticator or a browser answers: it is refused with a code of passkeys, or it is the one
// spelling of what was read from it. The first byte chooses the format.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/json/client_data.h"
#include "core/record/webauthn.h"

namespace {

using namespace countersign;

void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

template <class T>
bool is_taken(const Result<T>& result) {
  if (result.ok()) return true;
  const ErrorCode code = result.error().code;
  expect(code == ErrorCode::passkey_malformed || code == ErrorCode::passkey_unsupported, "the code of a refusal");
  return false;
}

std::string integer_of(std::string_view number) {
  while (number.size() > 1 && number[0] == '\0') number.remove_prefix(1);
  const bool is_high = static_cast<unsigned char>(number[0]) >= 0x80;
  std::string out = "\x02";
  out += static_cast<char>(number.size() + (is_high ? 1 : 0));
  if (is_high) out += '\0';
  return out += number;
}

void read_signature(std::string_view der) {
  const Result<Es256Signature> signature = Es256Signature::from_der(der);
  if (!is_taken(signature)) return;
  const auto& bytes = signature.value().bytes();
  const std::string_view numbers(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::string both = integer_of(numbers.substr(0, 32)) + integer_of(numbers.substr(32));
  expect(der == "\x30" + std::string(1, static_cast<char>(both.size())) + both, "a signature has one spelling");
}

void read_key(std::string_view x_and_y) {
  if (x_and_y.size() < 64) return;
  std::string cose_key("\xA5\x01\x02\x03\x26\x20\x01\x21\x58\x20", 10);
  cose_key += x_and_y.substr(0, 32);
  cose_key += "\x22\x58\x20";
  cose_key += x_and_y.substr(32, 32);
  const Result<Es256Key> key = Es256Key::from_cose(cose_key);
  if (is_taken(key)) expect(key.value().cose() == cose_key, "a key has one spelling");
}

void read_attestation(std::string_view bytes) {
  const std::string object = std::string("\xA3\x63" "fmt\x64none\x67" "attStmt\xA0\x68" "authData", 28) + std::string(bytes);
  const Result<std::string_view> data = parse_attestation_object(object);
  if (is_taken(data)) expect(data.value().size() == bytes.size() - (data.value().size() < 256 ? 2 : 3), "an attestation object ends with its data");
}

void read_client_data_of(std::string_view json) {
  const Result<ClientData> data = read_client_data(json);
  if (is_taken(data)) expect(data.value().hash == Digest::of(json), "the hash is that of the client data");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 7) {
    case 0: read_signature(rest); break;
    case 1: read_key(rest); break;
    case 2: is_taken(Es256Key::from_cose(rest)); break;
    case 3: is_taken(parse_authenticator_data(rest)); break;
    case 4: read_attestation(rest); break;
    case 5: is_taken(parse_attestation_object(rest)); break;
    default: read_client_data_of(rest); break;
  }
  return 0;
}
