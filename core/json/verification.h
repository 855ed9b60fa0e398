// Verification of a receipt, a bundle or a foreign proof, offline. The answer is never a bare yes: it lists every check
// that was made, with its outcome. The reader brings the keys; what a document says about its own keys is not believed.
//
// A receipt that holds says three things: this entry was included; this key signed it at this tree size; this actor
// decided this on that digest. It does not say what was on a screen.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/list.h"
#include "core/base/result.h"
#include "core/json/value.h"
#include "core/record/note.h"

namespace countersign {

enum class CheckName : std::uint8_t {
  format,       // the document can be read
  origin,       // the checkpoint is of the log that the key stands for
  checkpoint,   // that log's key signed it
  witnesses,    // so did the witnesses that the reader trusts
  freshness,    // the log was at least as long as the reader knows it to have been
  consistency,  // it does not contradict the checkpoint that the reader kept
  inclusion,    // the entries are in the tree that it signed
  statement,    // the statement is the one whose hash is in the entry, and agrees with it and with itself
  chain,        // each entry names the one before it: up to the last, nothing is left out or reordered
  rules,        // the events are what the rules make of the commands behind them
  passkey,      // passkeys signed the decisions; made where one was demanded or used
};

std::string_view check_word(CheckName name);

// not_run: a check before it failed, or the document does not hold what it takes; then `detail` says so.
enum class CheckOutcome : std::uint8_t { passed, failed, not_run };

struct CheckResult {
  CheckName name = CheckName::format;
  CheckOutcome outcome = CheckOutcome::not_run;
  std::string detail;  // what was checked, or what is wrong
};

enum class DocumentType : std::uint8_t { unknown, receipt, bundle, proof };

// What the reader brings. Nothing of it is taken from the document.
struct Trust {
  List<VerifierKey> logs;       // one of them has to have signed
  List<VerifierKey> witnesses;  // each of them has to have signed as well
  // Of a log whose keys go by another name than the log. Empty: the log has the name of its key, as ours have.
  std::string origin = {};
  // A size that the log is known to have had. A smaller tree is stale: it cannot tell what has been added since.
  std::uint64_t at_least = 0;
  // A checkpoint of this log that the reader kept, as a note. One of the same size has to have the same root:
  // else the log has signed two histories (a fork). Of two sizes the smaller tree, whichever it is, has to be the
  // beginning of the larger one. That takes a consistency proof (RFC 6962, section 2.1.2), which no document here
  // carries: then `consistency` is not_run, and the document does not hold. `countersign log verify` makes the proof
  // from the log itself.
  std::optional<std::string> since = {};
};

struct Verification {
  DocumentType type = DocumentType::unknown;
  List<CheckResult> checks;
  std::string entry;       // of a receipt, canonical
  std::string statement;   // of a receipt, canonical
  std::string state;       // after a bundle's last event, canonical
  std::string checkpoint;  // the text that was signed

  // Whether every check was made and has passed.
  bool holds() const;
};

// A receipt or a bundle.
Verification verify_text(std::string_view json, const Trust& trust);
Verification verify_document(const Json& document, const Trust& trust);

// Any C2SP tlog-proof, with the entry that it is about.
Verification verify_proof(std::string_view proof, std::string_view entry, const Trust& trust);

// {"checkpoint"?,"checks":[{"check","detail","outcome"}],"entry"?,"holds","state"?,"statement"?,"type"}. What was not
// proved is left out: entry and statement of a receipt that does not hold, state of a bundle that does not.
std::string canonical_verification(const Verification& verification);

}  // namespace countersign
