// The checks behind verification.h, in two files: what receipts and bare proofs need, and what needs the rules besides (bundles) or
// looks at passkeys. A module that checks receipts is linked without the second (web/verifier/).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/digest.h"
#include "core/json/entries.h"
#include "core/json/value.h"
#include "core/json/verification.h"
#include "core/record/checkpoint.h"
#include "core/request/event.h"

namespace countersign {

// "POINTER: TITLE DETAIL"; of a format that is wrong the detail says more than the title.
std::string refusal_text(const Error& error);

// Makes the checks of one document in their order. A check that fails is noted, and the ones that need it are not run.
class Verifier {
 public:
  Verifier(DocumentType type, const Trust& trust) : trust_(trust) { done_.type = type; }

  void passed(CheckName name, std::string detail) { note(name, CheckOutcome::passed, std::move(detail)); }
  void failed(CheckName name, std::string detail) { note(name, CheckOutcome::failed, std::move(detail)); }
  void not_run(CheckName name, std::string detail = {}) { note(name, CheckOutcome::not_run, std::move(detail)); }
  // `problem`: what is wrong, "" when nothing is.
  void judged(CheckName name, std::string problem, std::string detail) {
    problem.empty() ? passed(name, std::move(detail)) : failed(name, std::move(problem));
  }
  void judged(CheckName name, const Refusal& refusal, std::string detail) {
    refusal ? failed(name, refusal_text(*refusal)) : passed(name, std::move(detail));
  }
  void judged(CheckName name, const Judgement& judgement, std::string detail) {
    judgement.is_made ? judged(name, judgement.refusal, std::move(detail)) : not_run(name);
  }

  // The head that the log's key has signed; nothing when it has not.
  std::optional<TreeHead> signed_head(std::string_view checkpoint);

  Verification& done() { return done_; }

 private:
  void note(CheckName name, CheckOutcome outcome, std::string detail) {
    done_.checks.push_back({name, outcome, std::move(detail)});
  }
  bool is_key_of(const VerifierKey& key, std::string_view origin) const {
    return key.type() == KeyType::log && (trust_.origin.empty() ? key.name() == origin : trust_.origin == origin);
  }
  void check_witnesses(const Note& note);
  void check_consistency(const Checkpoint& given);

  const Trust& trust_;
  Verification done_;
};

// Why it is not proved that the entry lies there; "" when it is.
std::string inclusion_problem(std::string_view entry, std::uint64_t index, const TreeHead& head, const List<Digest>& hashes);

// A member of a receipt or bundle, of the right type; nullptr when it is not there.
const Json* member(const Json& document, std::string_view key, Json::value_t type);

// Whether a document has no members but these: what is not checked must not stand beside what is.
bool has_only(const Json& document, std::initializer_list<std::string_view> keys);

// In bundle_verification.cpp.
void verify_bundle(Verifier& verifier, const Json& document);
// Of a receipt's decision. `document` has a statement that was read; `digest` is that of the statement; without a head a
// registration is judged by itself. Not listed where none was demanded and none was used.
void verify_passkey(Verifier& verifier, const Json& document, const Event& decision, const Digest& digest,
                    const std::optional<TreeHead>& head);

}  // namespace countersign
