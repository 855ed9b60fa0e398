#include <unistd.h>

#include <cstdio>
#include <utility>

#include "native/log/log_keeper.h"
#include "native/log/log_key.h"

namespace countersign {
namespace {

std::string key_id_text(const LogKey& key) {
  const std::string text = key.verifier().text();
  return text.substr(text.find('+') + 1, 8);
}

// The last checkpoint with the signature of `key` as well as that of `old_key`. Those of keys before these go: a note
// has room for so many, and a log may be quiet over many rotations. Nothing has been signed yet: nothing to do.
Refusal sign_too(Store& store, const LogKey& old_key, const LogKey& key) {
  const auto stored = store.checkpoint();
  if (!stored.ok()) return stored.error();
  if (!stored.value()) return std::nullopt;
  Result<Note> note = parse_note(stored.value()->note);
  if (!note.ok()) return note.error();
  List<NoteSignature> signatures;
  for (const NoteSignature& each : note.value().signatures) {
    if (each.name != key.origin() || old_key.verifier().is_of(each)) signatures.push_back(each);
  }
  signatures.push_back(key.sign(note.value().text));
  note.value().signatures = std::move(signatures);
  const auto advanced = store.advance_log({stored.value()->note, {}, {stored.value()->size, print_note(note.value())}});
  if (!advanced.ok()) return advanced.error();
  if (!advanced.value()) {
    return Error{ErrorCode::store_unavailable, "", "A server is keeping this log meanwhile: stop it first."};
  }
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<LogKey>> rotate_log_key(const std::string& path, Store& store, Random& random) {
  const auto old_key = read_log_key(path);
  if (!old_key.ok()) return old_key.error();
  // A log that the old key did not sign is not made ours by a new one.
  if (const auto keeper = LogKeeper::open(store, *old_key.value(), {log_head_beside(path), {}}); !keeper.ok())
    return keeper.error();
  const std::string next = path + ".next";
  std::remove(next.c_str());  // of a rotation that was cut off before it was one
  auto new_key = create_log_key(next, old_key.value()->origin(), random);
  if (!new_key.ok()) return new_key;
  const std::string retired = path + ".retired-" + key_id_text(*old_key.value());
  // In this order: whatever is cut off in between, the key in its place has signed the last checkpoint.
  Refusal refusal = sign_too(store, *old_key.value(), *new_key.value());
  if (!refusal && ::link(path.c_str(), retired.c_str()) != 0) {
    refusal = Error{ErrorCode::invalid_format, "", "The old key cannot be kept as " + retired + "."};
  }
  if (refusal) {
    std::remove(next.c_str());
    return *std::move(refusal);
  }
  if (std::rename(next.c_str(), path.c_str()) != 0) {
    return Error{ErrorCode::invalid_format, "", "The new key is at " + next + ": move it to " + path + "."};
  }
  return new_key;
}

}  // namespace countersign
