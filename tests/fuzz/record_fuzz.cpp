// Arbitrary bytes as documents and as the formats of the log: they are refused, or they are the one spelling of what
// was read from them; and nothing that nobody signed holds. The first byte chooses the format.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/json/reader.h"
#include "core/json/verification.h"
#include "core/record/checkpoint.h"
#include "core/record/note.h"
#include "core/record/tile.h"
#include "core/record/tlog_proof.h"

namespace {

using namespace countersign;

void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

// A key whose other half nobody has kept.
const Trust& trust() {
  static const Trust kTrust{
      {VerifierKey::from("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").value()}, {}};
  return kTrust;
}

void expect_refused(const Verification& verification) {
  bool is_named = false;
  for (const CheckResult& check : verification.checks) is_named = is_named || check.outcome == CheckOutcome::failed;
  expect(!verification.holds() && is_named, "what nobody signed is refused by a check that has a name");
  const Result<Json> answer = read_json(canonical_verification(verification));
  expect(answer.ok() && !answer.value().contains("entry") && !answer.value().contains("state"),
         "nothing of it is handed out");
}

void read_note_of(std::string_view text) {
  const Result<Note> note = parse_note(text);
  if (!note.ok()) return;
  expect(print_note(note.value()) == text, "a note has one spelling");
  expect(trust_in(note.value(), trust().logs[0]) != NoteTrust::signed_by_key || text.find("PeterNeumann") != text.npos,
         "a stranger's note");
}

void read_checkpoint_of(std::string_view text) {
  const Result<Checkpoint> checkpoint = parse_checkpoint(text);
  if (!checkpoint.ok() || !is_key_name(checkpoint.value().origin)) return;
  expect(text.starts_with(checkpoint_text(checkpoint.value())),
         "a checkpoint has one spelling, and extension lines behind it");
}

void read_proof_of(std::string_view text) {
  const Result<TlogProof> proof = parse_tlog_proof(text);
  if (proof.ok()) expect(print_tlog_proof(proof.value()) == text, "a proof has one spelling");
}

void read_key_of(std::string_view text) {
  const Result<VerifierKey> key = VerifierKey::from(text);
  if (key.ok()) expect(key.value().text() == text, "a key has one spelling");
}

void read_signatures_of(std::string_view text) {
  const Result<List<NoteSignature>> signatures = parse_signatures(text);
  if (!signatures.ok()) return;
  std::string printed;
  for (const NoteSignature& each : signatures.value()) printed += print_signature(each);
  expect(printed == text, "a line of a signature has one spelling");
}

void read_tiles_of(std::string_view text) {
  if (const Result<TileName> tile = tile_from_path(text); tile.ok()) {
    expect(tile_path(tile.value()) == text, "a tile has one path");
  }
  if (const Result<TileName> tile = bundle_from_path(text); tile.ok()) {
    expect(bundle_path(tile.value()) == text, "an entry bundle has one path");
  }
  if (const Result<List<std::string>> entries = entries_in_bundle(text); entries.ok()) {
    std::string again;
    for (const std::string& entry : entries.value()) append_entry(again, entry);
    expect(again == text, "an entry bundle has one spelling");
  }
  for (const unsigned width : {1U, 2U, 256U}) {
    if (const Result<List<Digest>> hashes = hashes_in_tile(text, width); hashes.ok()) {
      expect(tile_bytes(hashes.value()) == text, "a tile has one spelling");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 8) {
    case 0: expect_refused(verify_text(rest, trust())); break;
    case 1: expect_refused(verify_proof(rest, "entry", trust())); break;
    case 2: read_note_of(rest); break;
    case 3: read_checkpoint_of(rest); break;
    case 4: read_proof_of(rest); break;
    case 5: read_key_of(rest); break;
    case 6: read_signatures_of(rest); break;
    default: read_tiles_of(rest); break;
  }
  return 0;
}
