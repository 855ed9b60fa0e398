#include "core/json/verification.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "core/base/canonical.h"
#include "core/json/event_codec.h"
#include "core/json/object_text.h"
#include "core/json/reader.h"
#include "core/json/receipt.h"
#include "core/json/statement.h"
#include "core/json/verifier.h"
#include "core/json/writer.h"
#include "core/record/checkpoint.h"
#include "core/record/tlog_proof.h"
#include "core/record/tree.h"

namespace countersign {
namespace {

constexpr auto kCheckWords = std::to_array<std::string_view>(
    {"format", "origin", "checkpoint", "witnesses", "freshness", "consistency", "inclusion", "statement", "chain",
     "rules", "passkey"});
using enum CheckName;

constexpr auto kOutcomeWords = std::to_array<std::string_view>({"passed", "failed", "not-run"});
constexpr auto kTypeWords = std::to_array<std::string_view>({"unknown", "receipt", "bundle", "proof"});

struct SignedBy {
  const VerifierKey* signer = nullptr;
  const VerifierKey* denied = nullptr;  // whose signature is a false one
  std::string asked;                    // the keys that were tried
};

// All pinned keys of this log are asked: whichever comes first, one false signature is one too many.
template <class IsKey>
SignedBy signed_by(const Note& note, const List<VerifierKey>& keys, const IsKey& is_key) {
  SignedBy found;
  for (const VerifierKey& key : keys) {
    if (!is_key(key)) continue;
    const NoteTrust trust = trust_in(note, key);
    if (trust == NoteTrust::signed_by_key && found.signer == nullptr) found.signer = &key;
    if (trust == NoteTrust::bad_signature) found.denied = &key;
    found.asked += found.asked.empty() ? key.text() : canonical::joined({", ", key.text()});
  }
  return found;
}

// How many hashes lead from a leaf to the root: one for each level on which a sibling stands. Precondition: index <
// size.
std::size_t path_length(std::uint64_t index, std::uint64_t size) {
  std::size_t length = 0;
  for (std::uint64_t last = size - 1; last > 0; index >>= 1U, last >>= 1U) {
    length += index != last || index % 2 == 1 ? 1U : 0U;
  }
  return length;
}

}  // namespace

std::string refusal_text(const Error& error) {
  const bool says_it_whole = error.code == ErrorCode::invalid_format && !error.detail.empty();
  const std::string_view title = says_it_whole ? std::string_view() : error_row(error.code).title;
  return canonical::joined({error.pointer, error.pointer.empty() ? "" : ": ", title,
                            title.empty() || error.detail.empty() ? "" : " ", error.detail});
}

static std::string entries_text(std::uint64_t size) {
  return canonical::joined({size_text(size), size == 1 ? " entry" : " entries"});
}

void Verifier::check_witnesses(const Note& note) {
  for (const VerifierKey& key : trust_.witnesses) {
    const NoteTrust trust = key.type() == KeyType::witness ? trust_in(note, key) : NoteTrust::not_signed;
    if (trust == NoteTrust::signed_by_key) {
      const auto* signature = std::find_if(note.signatures.begin(), note.signatures.end(),
                                           [&](const NoteSignature& each) { return key.is_of(each); });
      const auto seconds = static_cast<std::int64_t>(cosigned_at(*signature));
      const Result<Instant> seen = Instant::from_milliseconds(seconds > limits::kInteger / 1000 ? -1 : seconds * 1000);
      passed(CheckName::witnesses,
             canonical::joined({key.name(), seen.ok() ? " saw it on " + seen.value().text() : " saw it"}));
    } else {
      const bool is_false = trust == NoteTrust::bad_signature;
      failed(CheckName::witnesses, is_false ? canonical::joined({"The signature is not by ", key.text(), "."})
                                            : canonical::joined({key.name(), " has not signed it."}));
    }
  }
}

// The rule is at Trust::since.
void Verifier::check_consistency(const Checkpoint& given) {
  const Result<Note> note = parse_note(*trust_.since);
  const Result<Checkpoint> kept = note.ok() ? parse_checkpoint(note.value().text) : Result<Checkpoint>(note.error());
  if (!kept.ok()) {
    return failed(consistency, canonical::joined({"What you kept is no checkpoint. ", refusal_text(kept.error())}));
  }
  if (kept.value().origin != given.origin) {
    return failed(consistency,
                  canonical::joined({"The checkpoint that you kept is of the log ", kept.value().origin, "."}));
  }
  const SignedBy by =
      signed_by(note.value(), trust_.logs, [&](const VerifierKey& key) { return is_key_of(key, given.origin); });
  if (by.signer == nullptr || by.denied != nullptr) {
    return failed(consistency, "The checkpoint that you kept is not signed by this log.");
  }
  const TreeHead& before = kept.value().head;
  const std::string size = entries_text(given.head.size);
  if (before.size == given.head.size) {
    return judged(consistency,
                  before.root == given.head.root
                      ? std::string()
                      : canonical::joined({"The log has signed two trees of ", size,
                                           ": this one and the one that you kept. One of them is a lie."}),
                  canonical::joined({"It is the tree of ", size, " that you kept."}));
  }
  if (before.size == 0) return passed(consistency, "The tree that you kept is empty: every tree begins with it.");
  not_run(consistency,
          canonical::joined({"This cannot be told: the tree has ", size, ", the one that you kept has ",
                             size_text(before.size), ", and only the log can prove that one begins with the other."}));
}

std::optional<TreeHead> Verifier::signed_head(std::string_view checkpoint) {
  const Result<Note> note = parse_note(checkpoint);
  const Result<Checkpoint> head = note.ok() ? parse_checkpoint(note.value().text) : Result<Checkpoint>(note.error());
  if (!head.ok()) {
    failed(CheckName::origin, refusal_text(head.error()));
    return std::nullopt;
  }
  done_.checkpoint = note.value().text;
  const std::string& origin = head.value().origin;
  const SignedBy by =
      signed_by(note.value(), trust_.logs, [&](const VerifierKey& key) { return is_key_of(key, origin); });
  if (by.asked.empty()) {
    failed(CheckName::origin, canonical::joined({"No key that you gave is of the log ", origin, "."}));
    return std::nullopt;
  }
  passed(CheckName::origin, origin);
  if (by.denied != nullptr || by.signer == nullptr) {
    failed(CheckName::checkpoint, by.denied != nullptr
                                      ? canonical::joined({"The signature is not by ", by.denied->text(), "."})
                                      : canonical::joined({"It is not signed by ", by.asked, "."}));
    return std::nullopt;
  }
  const std::string size = entries_text(head.value().head.size);
  passed(CheckName::checkpoint, canonical::joined({by.signer->text(), " signed a tree of ", size, "."}));
  check_witnesses(note.value());
  if (trust_.at_least > 0) {
    judged(freshness,
           head.value().head.size >= trust_.at_least
               ? std::string()
               : canonical::joined(
                     {"The tree of ", size, " is stale: the log had ", size_text(trust_.at_least), " already."}),
           canonical::joined({"The tree has at least ", entries_text(trust_.at_least), "."}));
  }
  if (trust_.since) check_consistency(head.value());
  return head.value().head;
}

// Why it is not proved that the entry lies there; "" when it is.
std::string inclusion_problem(std::string_view entry, std::uint64_t index, const TreeHead& head,
                              const List<Digest>& hashes) {
  if (index >= head.size) {
    return canonical::joined(
        {"A tree of ", entries_text(head.size), ", counted from 0, has none at ", size_text(index), "."});
  }
  const std::size_t length = path_length(index, head.size);
  if (hashes.size() != length) {
    return canonical::joined({"The proof has ", size_text(hashes.size()), " hashes; from entry ", size_text(index),
                              " to the root of ", size_text(head.size), " it takes ", size_text(length), "."});
  }
  if (root_through(leaf_hash(entry), index, head.size, hashes) == head.root) return {};
  return "The proof does not lead from this entry to the root that was signed.";
}

const Json* member(const Json& document, std::string_view key, Json::value_t type) {
  const Json* found = find_member(document, key);
  return found != nullptr && found->type() == type ? found : nullptr;
}

bool has_only(const Json& document, std::initializer_list<std::string_view> keys) {
  const auto& members = document.get_ref<const Json::object_t&>();
  return std::all_of(members.begin(), members.end(),
                     [&](const auto& each) { return std::find(keys.begin(), keys.end(), each.first) != keys.end(); });
}

namespace {

std::string place_text(std::uint64_t index, const TreeHead& head) {
  return canonical::joined({"It is entry ", size_text(index), ", counted from 0, of ", size_text(head.size), "."});
}

// Why a decision and its statement contradict each other, or the statement itself; "" when they do not.
std::string contradiction(const Json& entry, const Json& statement) {
  for (const std::string_view key :
       {"request", "stage", "version", "digest", "covered", "actor", "on_behalf_of", "decision_id", "decision",
        "conditions", "objections", "rationale", "opened", "not_opened", "challenge"}) {
    const Json* in_entry = find_member(entry, key);
    const Json* in_statement = find_member(statement, key);
    const bool same =
        in_entry == nullptr || in_statement == nullptr ? in_entry == in_statement : *in_entry == *in_statement;
    if (!same) return canonical::joined({"/statement/", key, ": The entry does not say the same."});
  }
  Json content = Json::object();
  for (const char* const key : {"amount", "ask", "parts", "scope"}) {
    if (const Json* found = find_member(statement, key)) content[key] = *found;
  }
  if (Digest::of(write_canonical(content)).hex() != statement["digest"].get_ref<const std::string&>()) {
    return "/statement/digest: It is not that of what the statement shows.";
  }
  return {};
}

void check_place(Verifier& verifier, std::string_view entry, const TlogProof& proof,
                 const std::optional<TreeHead>& head) {
  if (!head) return verifier.not_run(inclusion);
  verifier.judged(inclusion, inclusion_problem(entry, proof.index, *head, proof.hashes),
                  place_text(proof.index, *head));
}

void verify_receipt(Verifier& verifier, const Json& document) {
  const Json* entry = member(document, "entry", Json::value_t::object);
  const Json* statement = member(document, "statement", Json::value_t::object);
  const Json* proof_text = member(document, "proof", Json::value_t::string);
  if (entry == nullptr || statement == nullptr || proof_text == nullptr || !has_only(document, {"entry", "proof", "registration", "statement", "type"})) {
    return verifier.failed(format, "A receipt has an entry, a statement, a proof, perhaps a registration, and nothing else.");
  }
  const Result<TlogProof> proof = parse_tlog_proof(proof_text->get_ref<const std::string&>());
  const Result<DecisionEntry> decision = read_decision(*entry);
  if (!proof.ok()) return verifier.failed(format, refusal_text(proof.error()));
  if (!decision.ok()) return verifier.failed(format, refusal_text(decision.error()));
  if (const Refusal refusal = check_statement(*statement)) return verifier.failed(format, refusal_text(*refusal));
  if (proof.value().extra) return verifier.failed(format, "The proof has extra data, which nothing vouches for.");
  verifier.passed(format, std::string(kReceiptType));
  Verification& done = verifier.done();
  done.entry = write_canonical(*entry);
  done.statement = write_canonical(*statement);
  const std::optional<TreeHead> head = verifier.signed_head(proof.value().checkpoint);
  check_place(verifier, done.entry, proof.value(), head);
  const Digest digest = Digest::of(done.statement);
  if (decision.value().bonds.statement != digest) return verifier.failed(CheckName::statement, "The entry names the hash of another statement.");
  verifier.judged(CheckName::statement, contradiction(*entry, *statement), canonical::joined({"SHA-256 ", digest.hex()}));
  verify_passkey(verifier, document, decision.value().event, digest, head);
}

}  // namespace

std::string_view check_word(CheckName name) { return kCheckWords[static_cast<std::size_t>(name)]; }

bool Verification::holds() const {
  return !checks.empty() && std::all_of(checks.begin(), checks.end(),
                                        [](const CheckResult& check) { return check.outcome == CheckOutcome::passed; });
}

Verification verify_document(const Json& document, const Trust& trust) {
  const Json* type = member(document, "type", Json::value_t::string);
  const std::string_view word =
      type == nullptr ? std::string_view() : std::string_view(type->get_ref<const std::string&>());
  if (word == kReceiptType) {
    Verifier verifier(DocumentType::receipt, trust);
    verify_receipt(verifier, document);
    return std::move(verifier.done());
  }
  if (word == kBundleType) {
    Verifier verifier(DocumentType::bundle, trust);
    verify_bundle(verifier, document);
    return std::move(verifier.done());
  }
  Verifier verifier(DocumentType::unknown, trust);
  verifier.failed(format, "The document does not say that it is a receipt or a bundle.");
  return std::move(verifier.done());
}

Verification verify_text(std::string_view json, const Trust& trust) {
  const Result<Json> document = read_json(json);
  if (document.ok()) return verify_document(document.value(), trust);
  Verifier verifier(DocumentType::unknown, trust);
  verifier.failed(format, refusal_text(document.error()));
  return std::move(verifier.done());
}

Verification verify_proof(std::string_view proof, std::string_view entry, const Trust& trust) {
  Verifier verifier(DocumentType::proof, trust);
  const Result<TlogProof> parsed = parse_tlog_proof(proof);
  if (!parsed.ok()) {
    verifier.failed(format, refusal_text(parsed.error()));
    return std::move(verifier.done());
  }
  verifier.passed(format, "c2sp.org/tlog-proof@v1");
  check_place(verifier, entry, parsed.value(), verifier.signed_head(parsed.value().checkpoint));
  return std::move(verifier.done());
}

std::string canonical_verification(const Verification& verification) {
  ArrayText checks;
  for (const CheckResult& check : verification.checks) {
    checks.json(ObjectText()
                    .text("check", check_word(check.name))
                    .text("detail", check.detail)
                    .text("outcome", kOutcomeWords[static_cast<std::size_t>(check.outcome)])
                    .take());
  }
  const bool holds = verification.holds();
  const auto proved = [&](const std::string& text) { return holds && !text.empty(); };
  ObjectText out;
  if (proved(verification.checkpoint)) out.text("checkpoint", verification.checkpoint);
  out.json("checks", checks.take());
  if (proved(verification.entry)) out.json("entry", verification.entry);
  out.boolean("holds", holds);
  if (proved(verification.state)) out.json("state", verification.state);
  if (proved(verification.statement)) out.json("statement", verification.statement);
  return out.text("type", kTypeWords[static_cast<std::size_t>(verification.type)]).take();
}

}  // namespace countersign
