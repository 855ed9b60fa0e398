// A bundle in the inspector: its events replay like any log's, and every check of its proof is told by name.
#include "shell/model/proof.h"

#include <string>
#include <vector>

#include "core/json/entries.h"
#include "core/json/receipt.h"
#include "core/record/checkpoint.h"
#include "core/record/tile.h"
#include "tests/shell/headless.h"
#include "tests/shell/replaced.h"
#include "tests/shell/sample_story.h"
#include "tests/support/catch.h"

namespace countersign::shell {
namespace {

constexpr const char* kOrigin = "approvals.example/log";

SigningKey signing_key(std::uint8_t byte) {
  SigningKey::Seed seed{};
  seed.fill(byte);
  return SigningKey(seed);
}

std::string key_text(std::uint8_t byte) { return VerifierKey(kOrigin, KeyType::log, signing_key(byte).public_key()).text(); }

Result<Digest> subtree(void* leaves, unsigned level, std::uint64_t index) {
  CompactRange range;
  for (std::uint64_t i = index << level; i < (index + 1) << level; ++i) range.append(static_cast<std::vector<Digest>*>(leaves)->at(i));
  return range.root();
}

// The sample story as a bundle of a log that has nothing else in it.
std::string sample_bundle() {
  Bundle bundle;
  std::vector<Digest> leaves;
  CompactRange tree;
  HistoryEnd end;
  for (const Event& event : tell_sample_story().events) {
    Result<List<std::string>> entries = entries_of({event}, end);
    REQUIRE(entries.ok());
    bundle.entries.push_back(entries.value()[0]);
    leaves.push_back(leaf_hash(bundle.entries.back()));
    tree.append(leaves.back());
  }
  for (std::uint64_t i = 0; i < leaves.size(); ++i) {
    bundle.proofs.push_back({i, inclusion_proof({&leaves, subtree}, i, leaves.size()).value()});
  }
  Note note{checkpoint_text({kOrigin, {leaves.size(), tree.root()}}), {}};
  note.signatures.push_back(sign_as_log(note.text, kOrigin, signing_key(1)));
  bundle.checkpoint = print_note(note);
  return canonical_bundle(bundle);
}

Inspector opened(const std::string& text, const std::string& keys) {
  Inspector inspector;
  inspector.trust(trust_in_keys(keys).value());
  inspector.open("bundle.json", text);
  REQUIRE(inspector.has_log());
  return inspector;
}

TEST_CASE("a bundle is a log, and every check of it is told") {
  const Inspector inspector = opened(sample_bundle(), key_text(1));
  CHECK(inspector.size() == tell_sample_story().events.size());
  REQUIRE(inspector.log().proof);
  CHECK(inspector.log().proof->holds());
  const std::string told = proof_text(inspector);
  for (const char* const check : {"format", "origin", "checkpoint", "inclusion", "chain", "rules", "statement"}) {
    CAPTURE(check);
    CHECK(told.find(std::string(check) + " holds: ") != std::string::npos);
  }
}

TEST_CASE("a bundle that is not proved is shown, and what fails is told") {
  const std::string bundle = sample_bundle();
  const Inspector other_key = opened(bundle, key_text(2));
  CHECK_FALSE(other_key.log().proof->holds());
  CHECK(proof_text(other_key).find("checkpoint FAILED: ") != std::string::npos);
  const Inspector moved = opened(replaced_once(bundle, "\"index\":0", "\"index\":1"), key_text(1));
  CHECK(proof_text(moved).find("inclusion FAILED: ") != std::string::npos);
  const Inspector nobody = opened(bundle, "");
  CHECK_FALSE(nobody.log().proof->holds());
  CHECK(proof_text(nobody).find("origin FAILED: ") != std::string::npos);
  CHECK(proof_text(nobody).find("inclusion not checked") != std::string::npos);
}

TEST_CASE("an export brings no proof") {
  const Inspector inspector = opened(sample_log(tell_sample_story().events), key_text(1));
  CHECK_FALSE(inspector.log().proof);
  CHECK(proof_text(inspector).empty());
}

TEST_CASE("a bundle whose events do not follow one another is refused") {
  Inspector inspector;
  inspector.open("bundle.json", replaced_once(sample_bundle(), "\"seq\":2", "\"seq\":3"));
  REQUIRE(inspector.failure());
  CHECK(inspector.failure()->error.pointer.starts_with("/entries/1"));
  inspector.open("bundle.json", R"({"events":[],"type":"countersign/bundle/v1"})");
  CHECK(inspector.failure()->error.pointer == "/entries");
}

TEST_CASE("keys come with white space between them, or not at all") {
  CHECK(trust_in_keys(" \n").value().logs.empty());
  CHECK(trust_in_keys(" " + key_text(1) + "\n\t" + key_text(2)).value().logs.size() == 2);
  CHECK_FALSE(trust_in_keys(key_text(1) + " nonsense"));
  CHECK_FALSE(trust_in_keys(VerifierKey("witness.example", KeyType::witness, signing_key(1).public_key()).text()));
}

TEST_CASE("the proof is drawn in every width, and more when something fails") {
  for (const float width : {1440.0F, 900.0F, 360.0F}) {
    Headless headless(width, 900);
    headless.inspector().trust(trust_in_keys(key_text(1)).value());
    headless.inspector().open("sample-log.json", sample_log(tell_sample_story().events));
    const int without = headless.settle();
    headless.inspector().open("bundle.json", sample_bundle());
    const int holding = headless.settle();
    CHECK(holding != without);
    headless.inspector().open("bundle.json", replaced_once(sample_bundle(), "\"index\":0", "\"index\":1"));
    CHECK(headless.settle() != holding);
  }
}

}  // namespace
}  // namespace countersign::shell
