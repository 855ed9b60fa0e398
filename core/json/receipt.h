// What can be given to somebody who does not trust us: the receipt of one decision, and the bundle of a whole request.
//
//   receipt  {"type": "countersign/receipt/v1", "entry", "statement", "proof", "registration"?}
//   bundle   {"type": "countersign/bundle/v1", "entries", "proofs", "checkpoint", "keys", "registrations"?}
//
// `entry` is a log's entry as JSON: its RFC 8785 bytes are the leaf. `proof` is a C2SP tlog-proof. A bundle has for each entry
// {"index", "hashes"}, and one checkpoint for all. A registration, of a passkey that signed a decision, is
// {"entry", "index", "hashes"} under the same checkpoint.
//
// What a document that holds may say without proof, and nothing else in it: `keys`, a help for readers; and lines of
// signatures under the checkpoint by keys that the reader did not bring (C2SP signed-note passes over them). A
// receipt's proof has no `extra`. Where a bundle ends, nothing says what came after: a shorter one holds as well, for
// its moment.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/list.h"
#include "core/base/result.h"
#include "core/record/tlog_proof.h"

namespace countersign {

inline constexpr std::string_view kReceiptType = "countersign/receipt/v1";
inline constexpr std::string_view kBundleType = "countersign/bundle/v1";

struct Placement {
  std::uint64_t index = 0;
  List<Digest> hashes;
};
struct PlacedEntry {
  std::string entry;  // canonical JSON
  Placement placement;
};

struct Receipt {
  std::string entry;      // canonical JSON
  std::string statement;  // canonical JSON
  TlogProof proof;
  std::optional<PlacedEntry> registration = {};
};
std::string canonical_receipt(const Receipt& receipt);

struct Bundle {
  List<std::string> entries;  // canonical JSON, the whole history of one request
  List<Placement> proofs;     // of each entry, in one tree
  std::string checkpoint;     // of that tree
  List<std::string> keys;     // in their written form (VerifierKey)
  List<PlacedEntry> registrations = {};
};
std::string canonical_bundle(const Bundle& bundle);

}  // namespace countersign
