// Signed notes (C2SP signed-note): a text, an empty line, and a line for each signature. Checkpoints are such notes.
//
//   — <key name> <Base64 of (key id || signature)>
//
// A key's id is the first four bytes of SHA-256(name || LF || type || public key), so the same key under another name
// is another key. What a note says is worth nothing before a signature by a key that the reader already had has been
// checked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/list.h"
#include "core/base/result.h"
#include "core/record/ed25519.h"

namespace countersign {

inline constexpr std::size_t kNoteBytes = 64 * 1024;
inline constexpr std::size_t kNoteSignatures = 32;
inline constexpr std::size_t kKeyName = 255;  // bytes

struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  std::string bytes;  // behind the key id
};

struct Note {
  std::string text;  // ends in a line feed
  List<NoteSignature> signatures;
};

// Errors: invalid-format.
Result<Note> parse_note(std::string_view note);
// Errors: invalid-format. Lines of signatures alone, as a witness answers with them.
Result<List<NoteSignature>> parse_signatures(std::string_view lines);
std::string print_note(const Note& note);
std::string print_signature(const NoteSignature& signature);

// Not empty, not too long, without "+", Unicode's white space, and what stands below U+0020. (signed-note takes
// U+007F.)
bool is_key_name(std::string_view name);

// What a signature says: the log's own, over the text; or that of a witness, over the text and the time at which the
// witness saw it (C2SP tlog-cosignature).
enum class KeyType : std::uint8_t { log = 1, witness = 4 };

// A public key under its name.
class VerifierKey {
 public:
  VerifierKey() = default;  // no key: nothing names it
  // Precondition: is_key_name(name).
  VerifierKey(std::string_view name, KeyType type, const PublicKey& key);

  // "<name>+<key id, 8 hexadecimal digits>+<Base64 of (type || public key)>". Errors: invalid-format.
  static Result<VerifierKey> from(std::string_view text);
  std::string text() const;

  const std::string& name() const { return name_; }
  KeyType type() const { return type_; }
  const PublicKey& key() const { return key_; }
  std::uint32_t id() const { return id_; }

  // Whether the signature names this key.
  bool is_of(const NoteSignature& signature) const { return signature.key_id == id_ && signature.name == name_; }
  // Whether the signature, which names this key, is by this key over the text.
  bool verifies(std::string_view text, const NoteSignature& signature) const;

 private:
  std::string name_;
  KeyType type_ = KeyType::log;
  PublicKey key_{};
  std::uint32_t id_ = 0;
};

enum class NoteTrust : std::uint8_t {
  signed_by_key,   // and every signature that names the key is by it
  not_signed,      // none names the key
  bad_signature,   // one names the key and is not by it
};
NoteTrust trust_in(const Note& note, const VerifierKey& key);

NoteSignature sign_as_log(std::string_view text, std::string_view name, const SigningKey& key);

// The time in a witness's signature, in seconds since 1970; 0 when it is none.
std::uint64_t cosigned_at(const NoteSignature& signature);
NoteSignature sign_as_witness(std::string_view text, std::string_view name, const SigningKey& key,
                              std::uint64_t seconds);

}  // namespace countersign
