#include "core/record/note.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

#include "core/base/base64.h"
#include "core/base/canonical.h"
#include "core/base/digest.h"
#include "core/base/text.h"
#include "core/record/text_lines.h"

namespace countersign {
namespace {

constexpr std::string_view kDash = "\xE2\x80\x94 ";  // U+2014 and a space
constexpr std::size_t kKeyIdBytes = 4;
constexpr std::size_t kTimeBytes = 8;

std::string big_endian(std::uint64_t value, std::size_t bytes) {
  std::string out;
  for (std::size_t i = bytes; i > 0; --i) out += static_cast<char>(value >> (8 * (i - 1)) & 0xFFU);
  return out;
}

std::uint64_t from_big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8U | static_cast<unsigned char>(c);
  return value;
}

template <class Array>
Array array_of(std::string_view bytes) {
  Array array{};
  check(bytes.size() == array.size());
  std::memcpy(array.data(), bytes.data(), bytes.size());
  return array;
}

std::string_view view_of(const PublicKey& key) { return {reinterpret_cast<const char*>(key.data()), key.size()}; }
std::string_view view_of(const Ed25519Signature& signature) {
  return {reinterpret_cast<const char*>(signature.data()), signature.size()};
}

std::uint32_t key_id(std::string_view name, KeyType type, const PublicKey& key) {
  std::string named(name);
  named += '\n';
  named += static_cast<char>(type);
  named += view_of(key);
  return static_cast<std::uint32_t>(from_big_endian(Digest::of(named).view().substr(0, kKeyIdBytes)));
}

// The text that a witness signs.
std::string cosigned_text(std::string_view text, std::uint64_t seconds) {
  std::string out = "cosignature/v1\ntime ";
  canonical::append_integer(out, static_cast<std::int64_t>(seconds));
  out += '\n';
  return out += text;
}

Result<NoteSignature> parse_signature(std::string_view line) {
  const Error wrong = malformed_text("A line of a signature is \"\xE2\x80\x94 NAME BASE64\".");
  if (!line.starts_with(kDash)) return wrong;
  line.remove_prefix(kDash.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) return wrong;
  const Result<std::string> bytes = bytes_from_base64(line.substr(space + 1));
  if (!bytes.ok() || bytes.value().size() <= kKeyIdBytes) return wrong;
  const std::string_view signature = bytes.value();
  return NoteSignature{std::string(line.substr(0, space)),
                       static_cast<std::uint32_t>(from_big_endian(signature.substr(0, kKeyIdBytes))),
                       std::string(signature.substr(kKeyIdBytes))};
}

// The white space of Unicode beyond U+0020, in UTF-8.
constexpr std::string_view kSpaces[] = {"\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81",
                                        "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86",
                                        "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8",
                                        "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};

bool is_without_spaces(std::string_view text) {
  const bool has_control =
      std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) <= ' '; });
  return !has_control && std::none_of(std::begin(kSpaces), std::end(kSpaces), [&](std::string_view space) {
    return text.find(space) != std::string_view::npos;
  });
}

bool is_plain_text(std::string_view text) {
  return is_utf8(text) && std::none_of(text.begin(), text.end(),
                                       [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\n'; });
}

}  // namespace

bool is_key_name(std::string_view name) {
  if (name.empty() || name.size() > kKeyName || !is_utf8(name) || name.find('+') != std::string_view::npos) {
    return false;
  }
  return is_without_spaces(name);
}

Result<List<NoteSignature>> parse_signatures(std::string_view lines) {
  List<NoteSignature> signatures;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    if (end == std::string_view::npos) return malformed_text("The last line has no end.");
    if (signatures.size() == kNoteSignatures) return malformed_text("There are too many signatures.");
    Result<NoteSignature> signature = parse_signature(lines.substr(0, end));
    if (!signature.ok()) return signature.error();
    signatures.push_back(std::move(signature).value());
    lines.remove_prefix(end + 1);
  }
  if (signatures.empty()) return malformed_text("There is no signature.");
  return signatures;
}

Result<Note> parse_note(std::string_view note) {
  if (note.size() > kNoteBytes) return malformed_text("The note is too long.");
  if (!is_plain_text(note)) return malformed_text("The note is not plain UTF-8 text.");
  const std::size_t blank = note.rfind("\n\n");
  if (blank == std::string_view::npos) return malformed_text("No empty line stands between the text and the signatures.");
  Result<List<NoteSignature>> signatures = parse_signatures(note.substr(blank + 2));
  if (!signatures.ok()) return signatures.error();
  return Note{std::string(note.substr(0, blank + 1)), std::move(signatures).value()};
}

std::string print_signature(const NoteSignature& signature) {
  std::string line(kDash);
  line += signature.name;
  line += ' ';
  line += base64(big_endian(signature.key_id, kKeyIdBytes) + signature.bytes);
  return line += '\n';
}

std::string print_note(const Note& note) {
  std::string out = note.text;
  out += '\n';
  for (const NoteSignature& signature : note.signatures) out += print_signature(signature);
  return out;
}

VerifierKey::VerifierKey(std::string_view name, KeyType type, const PublicKey& key)
    : name_(name), type_(type), key_(key), id_(key_id(name, type, key)) {
  check(is_key_name(name));
}

Result<VerifierKey> VerifierKey::from(std::string_view text) {
  const Error wrong =
      make_error(ErrorCode::invalid_format, {}, "A key is written NAME+ID+KEY, as the log's owner published it.");
  const std::size_t first = text.find('+');
  const std::size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos || !is_key_name(text.substr(0, first))) return wrong;
  const Result<std::string> bytes = bytes_from_base64(text.substr(second + 1));
  if (!bytes.ok() || bytes.value().size() != 1 + PublicKey().size()) return wrong;
  const auto type = static_cast<KeyType>(bytes.value()[0]);
  if (type != KeyType::log && type != KeyType::witness) return wrong;
  VerifierKey key(text.substr(0, first), type, array_of<PublicKey>(std::string_view(bytes.value()).substr(1)));
  // The id has to be that of the key: whoever mistyped one of the two should hear of it.
  return key.text() == text ? Result<VerifierKey>(std::move(key)) : Result<VerifierKey>(wrong);
}

std::string VerifierKey::text() const {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = name_ + "+";
  for (const char c : big_endian(id_, kKeyIdBytes)) {
    out += kHex[static_cast<unsigned char>(c) >> 4U];
    out += kHex[static_cast<unsigned char>(c) & 15U];
  }
  std::string bytes(1, static_cast<char>(type_));
  bytes += view_of(key_);
  return out + "+" + base64(bytes);
}

bool VerifierKey::verifies(std::string_view text, const NoteSignature& signature) const {
  const std::size_t time_bytes = type_ == KeyType::witness ? kTimeBytes : 0;
  if (signature.bytes.size() != time_bytes + Ed25519Signature().size()) return false;
  const auto given = array_of<Ed25519Signature>(std::string_view(signature.bytes).substr(time_bytes));
  if (type_ == KeyType::log) return is_signed_by(key_, text, given);
  const std::uint64_t seconds = cosigned_at(signature);
  return seconds >> 63U == 0 && is_signed_by(key_, cosigned_text(text, seconds), given);
}

NoteTrust trust_in(const Note& note, const VerifierKey& key) {
  bool is_signed = false;
  for (const NoteSignature& signature : note.signatures) {
    if (!key.is_of(signature)) continue;
    if (!key.verifies(note.text, signature)) return NoteTrust::bad_signature;
    is_signed = true;
  }
  return is_signed ? NoteTrust::signed_by_key : NoteTrust::not_signed;
}

NoteSignature sign_as_log(std::string_view text, std::string_view name, const SigningKey& key) {
  return {std::string(name), key_id(name, KeyType::log, key.public_key()), std::string(view_of(key.sign(text)))};
}

std::uint64_t cosigned_at(const NoteSignature& signature) {
  if (signature.bytes.size() != kTimeBytes + Ed25519Signature().size()) return 0;
  return from_big_endian(std::string_view(signature.bytes).substr(0, kTimeBytes));
}

NoteSignature sign_as_witness(std::string_view text, std::string_view name, const SigningKey& key,
                              std::uint64_t seconds) {
  return {std::string(name), key_id(name, KeyType::witness, key.public_key()),
          big_endian(seconds, kTimeBytes) + std::string(view_of(key.sign(cosigned_text(text, seconds))))};
}

}  // namespace countersign
