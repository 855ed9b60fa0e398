// Receipts and bundles, and everything that can be wrong with them.
#include "core/json/verification.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/json/entries.h"
#include "core/json/event_codec.h"
#include "core/json/reader.h"
#include "core/json/receipt.h"
#include "core/json/statement.h"
#include "core/json/writer.h"
#include "core/record/checkpoint.h"
#include "tests/core/recorded.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

using namespace record;

CheckOutcome outcome_of(const Verification& verification, CheckName name) {
  const auto* found = std::find_if(verification.checks.begin(), verification.checks.end(),
                                   [&](const CheckResult& check) { return check.name == name; });
  return found == verification.checks.end() ? CheckOutcome::not_run : found->outcome;
}

// The check that fails, when one member of the document has been replaced.
CheckName broken_check(const Json& document, const Trust& trust) {
  const Verification verification = verify_document(document, trust);
  CHECK(!verification.holds());
  for (const CheckResult& check : verification.checks) {
    if (check.outcome == CheckOutcome::failed) return check.name;
  }
  FAIL("no check failed");
  return CheckName::format;
}

Json parsed_document(const std::string& text) { return made(read_json(text)); }

using enum CheckName;

TEST_CASE("a receipt holds, and every check that was made has its name") {
  Recorded record = recorded();
  const std::string text = canonical_receipt(receipt_of(record));
  const Verification verification = verify_text(text, record.log.trust());
  for (const CheckResult& check : verification.checks) {
    CAPTURE(static_cast<int>(check.name), check.detail);
    CHECK(check.outcome == CheckOutcome::passed);
  }
  CHECK(verification.holds());
  for (const CheckName name : {format, origin, checkpoint, witnesses, inclusion, statement}) {
    CHECK(outcome_of(verification, name) == CheckOutcome::passed);
  }
  CHECK(verification.entry == record.entries[record.decision]);
  CHECK(verification.statement == record.statement);
  const Json answer = parsed_document(canonical_verification(verification));
  CHECK(answer["holds"] == true);
  CHECK(answer["type"] == "receipt");
  CHECK(answer["statement"]["decision"] == "approve-with-conditions");
  CHECK(answer["statement"]["ask"] == "Approve the homepage.");
  CHECK(answer["statement"]["parts"][0]["sha256"] == Digest::of("one").hex());
  CHECK(answer["statement"]["opened"] == Json::array({"page"}));
  CHECK(answer["entry"]["at"].is_string());
}

TEST_CASE("the statement says what its author was shown and said, and nothing that is stamped on it later") {
  Recorded record = recorded();
  const Json said = parsed_document(record.statement);
  for (const char* key :
       {"type",       "request", "title",      "ask",        "scope",   "parts",    "version",     "digest",
        "covered",    "due",     "stage",      "stage_name", "actor",   "decision", "decision_id", "conditions",
        "objections", "opened",  "not_opened", "challenge",  "effects", "kind"}) {
    CAPTURE(key);
    CHECK(said.contains(key));
  }
  CHECK(!said.contains("at"));
  CHECK(write_canonical(said) == record.statement);
  CHECK(parsed_document(record.entries[record.decision])["statement"] == Digest::of(record.statement).hex());
}

TEST_CASE("every member of a receipt that is changed is found, by the check that is about it") {
  Recorded record = recorded();
  const Trust trust = record.log.trust();
  const Json receipt = parsed_document(canonical_receipt(receipt_of(record)));
  const auto changed = [&](auto change) {
    Json document = receipt;
    change(document);
    return broken_check(document, trust);
  };
  CHECK(changed([](Json& r) { r["statement"]["rationale"] = "as agreed"; }) == statement);
  CHECK(changed([](Json& r) { r["statement"].erase("conditions"); }) == format);
  CHECK(changed([](Json& r) { r["statement"]["approved_by"] = "the board"; }) == format);
  CHECK(changed([](Json& r) { r["approved_by"] = "the board"; }) == format);
  CHECK(changed([](Json& r) { r["entry"]["at"] = "2026-11-23T09:07:00.001Z"; }) == inclusion);
  CHECK(changed([](Json& r) { r["entry"]["decision"] = "approve"; }) == inclusion);
  CHECK(changed([](Json& r) { r["entry"]["note"] = "unknown fields are hashed as well"; }) == format);
  CHECK(changed([](Json& r) { r["entry"]["event"] = "commented"; }) == format);
  CHECK(changed([](Json& r) { r.erase("proof"); }) == format);
  CHECK(changed([](Json& r) { r["type"] = "countersign/receipt/v2"; }) == format);
  CHECK(changed([&](Json& r) {
          TlogProof proof = made(parse_tlog_proof(r["proof"].get_ref<const std::string&>()));
          ++proof.index;
          r["proof"] = print_tlog_proof(proof);
        }) == inclusion);
  // Another log's checkpoint, over the same tree.
  CHECK(changed([&](Json& r) {
          TlogProof proof = made(parse_tlog_proof(r["proof"].get_ref<const std::string&>()));
          proof.checkpoint.replace(0, kOrigin.size(), "elsewhere.example/log");
          r["proof"] = print_tlog_proof(proof);
        }) == origin);
  // One of its own, signed with its own key.
  CHECK(changed([&](Json& r) {
          TlogProof proof = made(parse_tlog_proof(r["proof"].get_ref<const std::string&>()));
          Note note = made(parse_note(proof.checkpoint));
          note.signatures = {sign_as_log(note.text, kOrigin, SigningKey(seed(9)))};
          proof.checkpoint = print_note(note);
          r["proof"] = print_tlog_proof(proof);
        }) == checkpoint);
}

// What a log signed is not believed where it contradicts itself.
TEST_CASE("a receipt whose entry and statement do not say the same does not hold") {
  Recorded record = recorded();
  for (const char* const key :
       {"actor", "decision", "digest", "covered", "conditions", "opened", "rationale", "stage", "challenge"}) {
    CAPTURE(key);
    Json said = parsed_document(record.statement);
    if (key == std::string_view("actor")) said[key]["name"] = "Somebody Else";
    else if (key == std::string_view("decision")) said[key] = "approve";
    else if (key == std::string_view("digest") || key == std::string_view("covered"))
      said[key] = Digest::of("else").hex();
    else if (key == std::string_view("conditions") || key == std::string_view("opened")) said[key] = Json::array();
    else said[key] = "else";
    Json entry = parsed_document(record.entries[record.decision]);
    entry["statement"] = Digest::of(write_canonical(said)).hex();
    Log liar;
    const std::uint64_t index = liar.append(write_canonical(entry));
    const Receipt receipt{
        write_canonical(entry), write_canonical(said), {std::nullopt, index, liar.proof(index), liar.checkpoint()}};
    const Verification verification = verify_text(canonical_receipt(receipt), liar.trust());
    CHECK(outcome_of(verification, inclusion) == CheckOutcome::passed);
    CHECK(outcome_of(verification, statement) == CheckOutcome::failed);
    CHECK(!verification.holds());
  }
}

TEST_CASE("a false signature of a key that the reader trusts is one too many, in whatever order the keys come") {
  Recorded record = recorded();
  Receipt receipt = receipt_of(record);
  const SigningKey older(seed(7));
  Note note = made(parse_note(receipt.proof.checkpoint));
  NoteSignature false_one = sign_as_log(note.text, kOrigin, older);
  false_one.bytes.back() = static_cast<char>(false_one.bytes.back() ^ 1);
  note.signatures.push_back(false_one);
  receipt.proof.checkpoint = print_note(note);
  const VerifierKey old_key(kOrigin, KeyType::log, older.public_key());
  Trust trust = record.log.trust();
  CHECK(verify_text(canonical_receipt(receipt), trust).holds());  // nobody has asked about the other key
  for (const bool first : {false, true}) {
    trust.logs = record.log.trust().logs;
    trust.logs = first ? List<VerifierKey>{old_key, trust.logs[0]} : List<VerifierKey>{trust.logs[0], old_key};
    CHECK(outcome_of(verify_text(canonical_receipt(receipt), trust), checkpoint) == CheckOutcome::failed);
  }
}

TEST_CASE("every one-bit change of a receipt's text is refused") {
  Recorded record = recorded();
  const Trust trust = record.log.trust();
  const std::string text = canonical_receipt(receipt_of(record));
#ifdef NDEBUG
  constexpr std::size_t kStep = 1;
#else
  constexpr std::size_t kStep = 7;  // takes many times as long with sanitizers
#endif
  for (std::size_t bit = 0; bit < 8 * text.size(); bit += kStep) {
    std::string wrong = text;
    wrong[bit / 8] = static_cast<char>(wrong[bit / 8] ^ (1 << bit % 8));
    if (verify_text(wrong, trust).holds()) FAIL("bit " << bit << " of " << 8 * text.size());
  }
}

TEST_CASE("every one-bit change of the reader's keys is refused") {
  Recorded record = recorded();
  const std::string text = canonical_receipt(receipt_of(record));
  const Trust trust = record.log.trust();
  for (const bool of_witness : {false, true}) {
    const VerifierKey& right = of_witness ? trust.witnesses[0] : trust.logs[0];
    for (std::size_t bit = 0; bit < 256; ++bit) {
      PublicKey key = right.key();
      key[bit / 8] = static_cast<std::uint8_t>(key[bit / 8] ^ (1U << bit % 8));
      const VerifierKey wrong(right.name(), right.type(), key);
      const Trust other = of_witness ? Trust{trust.logs, {wrong}} : Trust{{wrong}, trust.witnesses};
      if (verify_text(text, other).holds()) FAIL("bit " << bit);
    }
    // In the written form: another name, another id, another key, or no key at all.
    const std::string written = right.text();
    for (std::size_t bit = 0; bit < 8 * written.size(); ++bit) {
      std::string changed = written;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
      if (VerifierKey::from(changed).ok()) FAIL("bit " << bit << " of " << written);
    }
  }
}

TEST_CASE("a checkpoint that the reader kept is compared where it can be") {
  Recorded record = recorded();
  const std::string text = canonical_receipt(receipt_of(record));
  const auto with = [&](const std::string& kept) {
    Trust trust = record.log.trust();
    trust.since = kept;
    return verify_text(text, trust);
  };
  CHECK(with(record.log.checkpoint()).holds());
  CHECK(outcome_of(with(record.log.checkpoint()), consistency) == CheckOutcome::passed);
  Log fork = record.log;
  fork.replace_last("something else");
  CHECK(outcome_of(with(fork.checkpoint()), consistency) == CheckOutcome::failed);
  CHECK(outcome_of(with(fork.checkpoint()), inclusion) == CheckOutcome::passed);
  CHECK(outcome_of(with(Log().checkpoint()), consistency) == CheckOutcome::passed);  // nothing was signed then
  Log longer = record.log;
  longer.append("and more");
  CHECK(outcome_of(with(longer.checkpoint()), consistency) == CheckOutcome::not_run);
  CHECK(!with(longer.checkpoint()).holds());
  for (const std::string& wrong :
       {std::string(), std::string("approvals.example/log\n14\n"), longer.checkpoint().substr(1)}) {
    CHECK(outcome_of(with(wrong), consistency) == CheckOutcome::failed);
  }
}

TEST_CASE("a tree that is smaller than the reader knows the log to be is stale") {
  Recorded record = recorded();
  const std::string text = canonical_receipt(receipt_of(record));
  Trust trust = record.log.trust();
  trust.at_least = record.log.size();
  CHECK(verify_text(text, trust).holds());
  CHECK(outcome_of(verify_text(text, trust), freshness) == CheckOutcome::passed);
  ++trust.at_least;
  CHECK(outcome_of(verify_text(text, trust), freshness) == CheckOutcome::failed);
}

TEST_CASE("a log whose keys go by another name is verified when the reader says its name") {
  Recorded record = recorded();
  Receipt receipt = receipt_of(record);
  Note note = made(parse_note(receipt.proof.checkpoint));
  note.signatures = {sign_as_log(note.text, "key-2026", SigningKey(seed(1)))};
  receipt.proof.checkpoint = print_note(note);
  Trust trust{{VerifierKey("key-2026", KeyType::log, SigningKey(seed(1)).public_key())}, {}};
  CHECK(outcome_of(verify_text(canonical_receipt(receipt), trust), CheckName::origin) == CheckOutcome::failed);
  trust.origin = std::string(kOrigin);
  CHECK(verify_text(canonical_receipt(receipt), trust).holds());
  trust.origin = "elsewhere.example/log";
  CHECK(outcome_of(verify_text(canonical_receipt(receipt), trust), CheckName::origin) == CheckOutcome::failed);
}

TEST_CASE("a statement names the digest of what it shows, and neither entry nor proof says more") {
  Recorded record = recorded();
  const auto signed_again = [](Json entry, Json said, std::optional<std::string> extra = std::nullopt) {
    entry["statement"] = Digest::of(write_canonical(said)).hex();
    Log liar;
    const std::uint64_t index = liar.append(write_canonical(entry));
    const TlogProof proof{std::move(extra), index, liar.proof(index), liar.checkpoint()};
    return verify_text(canonical_receipt({write_canonical(entry), write_canonical(said), proof}), liar.trust());
  };
  const Json entry = parsed_document(record.entries[record.decision]);
  const Json said = parsed_document(record.statement);
  CHECK(signed_again(entry, said).holds());
  Json other = said;
  other["ask"] = "Approve everything.";
  CHECK(outcome_of(signed_again(entry, other), statement) == CheckOutcome::failed);
  Json more = entry;
  more["approved_by"] = "the board";
  CHECK(outcome_of(signed_again(more, said), format) == CheckOutcome::failed);
  CHECK(outcome_of(signed_again(entry, said, "approved by the board"), format) == CheckOutcome::failed);
}

TEST_CASE("a reader without the key, or with other witnesses, is told so") {
  Recorded record = recorded();
  const std::string text = canonical_receipt(receipt_of(record));
  Trust trust = record.log.trust();
  trust.witnesses.push_back(VerifierKey("absent.example", KeyType::witness, SigningKey(seed(5)).public_key()));
  CHECK(outcome_of(verify_text(text, trust), inclusion) == CheckOutcome::passed);
  CHECK(!verify_text(text, trust).holds());
  const Verification nobody = verify_text(text, {});
  CHECK(outcome_of(nobody, origin) == CheckOutcome::failed);
  CHECK(outcome_of(nobody, inclusion) == CheckOutcome::not_run);
  CHECK(!nobody.holds());
  const Json answer = parsed_document(canonical_verification(nobody));
  CHECK(!answer.contains("statement"));
  // A key of the log that came before this one does no harm.
  Trust rotated = record.log.trust();
  rotated.logs = {VerifierKey(kOrigin, KeyType::log, SigningKey(seed(7)).public_key()), rotated.logs[0]};
  CHECK(verify_text(text, rotated).holds());
}

TEST_CASE("a bundle holds, and leads to the state of the request") {
  Recorded record = recorded();
  const Verification verification = verify_text(canonical_bundle(bundle_of(record)), record.log.trust());
  for (const CheckResult& check : verification.checks) {
    CAPTURE(static_cast<int>(check.name), check.detail);
    CHECK(check.outcome == CheckOutcome::passed);
  }
  CHECK(verification.holds());
  CHECK(parsed_document(verification.state)["state"] == "approved-with-conditions");
}

TEST_CASE("a bundle that leaves out, reorders, adds or changes entries is found out") {
  Recorded record = recorded();
  const Trust trust = record.log.trust();
  const Json bundle = parsed_document(canonical_bundle(bundle_of(record)));
  const auto changed = [&](auto change) {
    Json document = bundle;
    change(document["entries"], document["proofs"]);
    return verify_document(document, trust);
  };
  const auto without = [&](std::size_t index) {
    return changed([&](Json& entries, Json& proofs) {
      entries.erase(index);
      proofs.erase(index);
    });
  };
  for (std::size_t i = 0; i + 1 < record.entries.size(); ++i) {
    CAPTURE(i);
    CHECK(!without(i).holds());
    CHECK(outcome_of(without(i), chain) != CheckOutcome::passed);
  }
  const Verification swapped = changed([](Json& entries, Json& proofs) {
    std::swap(entries[1], entries[2]);
    std::swap(proofs[1], proofs[2]);
  });
  CHECK(outcome_of(swapped, inclusion) == CheckOutcome::failed);
  CHECK(outcome_of(swapped, chain) == CheckOutcome::failed);
  const Verification edited = changed([](Json& entries, Json&) { entries[0]["title"] = "Another homepage"; });
  CHECK(outcome_of(edited, inclusion) == CheckOutcome::failed);
  CHECK(!changed([](Json& entries, Json&) { entries.erase(entries.size() - 1); }).holds());
  // The first events of a request are a history too: what came after them is not told, and the check says so.
  const Verification earlier = without(record.entries.size() - 1);
  for (const CheckResult& check : earlier.checks) {
    if (check.name == chain) CHECK(check.detail.find("What came after it is not told.") != std::string::npos);
  }
  const Verification extended = changed([](Json& entries, Json&) { entries[0]["approved_by"] = "the board"; });
  CHECK(outcome_of(extended, rules) == CheckOutcome::failed);
  CHECK(outcome_of(extended, statement) == CheckOutcome::not_run);
  const Verification odd = changed([](Json& entries, Json&) { entries[1]["previous"] = nullptr; });
  CHECK(outcome_of(odd, chain) == CheckOutcome::failed);
  CHECK(outcome_of(odd, statement) == CheckOutcome::not_run);
}

// A server that signs whatever it likes still has to make the rules, the chain and the statements agree.
TEST_CASE("a bundle of a log that signed what cannot have happened is found out") {
  Recorded record = recorded();
  Log liar;
  List<Placement> placements;
  List<std::string> entries;
  std::optional<Digest> previous;
  for (std::size_t i = 0; i < record.entries.size(); ++i) {
    Json entry = parsed_document(record.entries[i]);
    if (previous) entry["previous"] = previous->hex();
    if (i == record.decision) entry["statement"] = Digest::of("something else").hex();
    entries.push_back(write_canonical(entry));
    previous = leaf_hash(entries.back());
    placements.push_back({liar.append(entries.back()), {}});
  }
  for (Placement& placement : placements) placement.hashes = liar.proof(placement.index);
  const Verification verification =
      verify_text(canonical_bundle({entries, placements, liar.checkpoint(), {}}), liar.trust());
  CHECK(outcome_of(verification, inclusion) == CheckOutcome::passed);
  CHECK(outcome_of(verification, chain) == CheckOutcome::passed);
  CHECK(outcome_of(verification, rules) == CheckOutcome::passed);
  CHECK(outcome_of(verification, statement) == CheckOutcome::failed);
  CHECK(!verification.holds());
}

TEST_CASE("a foreign proof is verified with the entry that it is about") {
  Recorded record = recorded();
  const Receipt receipt = receipt_of(record);
  const std::string proof = print_tlog_proof(receipt.proof);
  CHECK(verify_proof(proof, receipt.entry, record.log.trust()).holds());
  CHECK(!verify_proof(proof, receipt.entry + " ", record.log.trust()).holds());
  CHECK(!verify_proof(proof.substr(1), receipt.entry, record.log.trust()).holds());
}

TEST_CASE("what is no document is refused with a reason") {
  for (const char* text : {"", "{", "[]", "null", "{}", "{\"type\":\"countersign/receipt/v1\"}",
                           "{\"type\":\"countersign/bundle/v1\",\"entries\":[],\"proofs\":[],\"checkpoint\":\"\"}",
                           "{\"type\":\"countersign/bundle/v1\",\"entries\":[1],\"proofs\":[1],\"checkpoint\":\"\"}"}) {
    CAPTURE(text);
    const Verification verification = verify_text(text, {});
    CHECK(!verification.holds());
    CHECK(!verification.checks.empty());
  }
}

TEST_CASE("an event that is too large for the log is refused") {
  Desk desk;
  desk.submit({stage("sign-off", 1, kAll, {member(kAna)})});
  DecideCommand decision = decide_on(desk.request, "sign-off", DecisionKind::approve_with_conditions, "fresh");
  decision.conditions = {};
  for (int i = 0; i < 20; ++i) decision.conditions.push_back(condition(std::string(3900, 'c')));
  HistoryEnd end{desk.request, leaf_hash("before")};
  const Result<List<Event>> events = desk.send(kAna, decision);
  REQUIRE(events.ok());
  const Result<List<std::string>> entries = entries_of(events.value(), end);
  REQUIRE(!entries.ok());
  CHECK(entries.error().code == ErrorCode::entry_too_large);
}

TEST_CASE("what is too large for the log is known before it is an entry, to the byte") {
  Desk desk;
  desk.submit({stage("sign-off", 1, kAll, {member(kAna)})});
  const auto judged = [&](int length) {
    DecideCommand decision = decide_on(desk.request, "sign-off", DecisionKind::approve_with_conditions, "fresh");
    decision.conditions = {};
    for (int i = 0; i < 17; ++i) decision.conditions.push_back(condition(std::string(i > 0 ? 3900 : static_cast<std::size_t>(length), 'c')));
    HistoryEnd end{desk.request, leaf_hash("before")};
    const List<Event> events = made(decide(desk.request, decision, desk.context(kAna, decision)));
    const Result<List<std::string>> entries = entries_of(events, end);
    const Refusal refusal = check_entry_sizes(events);
    CHECK(entries.ok() == !refusal.has_value());
    if (refusal) CHECK(refusal->code == ErrorCode::entry_too_large);
    return entries.ok() ? entries.value()[0].size() : 0;
  };
  const auto most = static_cast<int>(1000 + limits::kEntryBytes - judged(1000));
  CHECK(judged(most) == limits::kEntryBytes);
  CHECK(judged(most + 1) == 0);
}

}  // namespace
}  // namespace countersign
