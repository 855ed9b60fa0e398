// A million documents that are nearly right: no change of what a receipt or a bundle says is accepted.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json/reader.h"
#include "core/json/writer.h"
#include "core/record/tlog_proof.h"
#include "tests/core/recorded.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

using namespace record;

// Without NDEBUG (sanitizers, WebAssembly) a verification takes many times as long.
#ifdef NDEBUG
constexpr std::size_t kRounds = 1'000'000;
#else
constexpr std::size_t kRounds = 10'000;
#endif

std::size_t number_from(const char* variable, std::size_t otherwise) {
  const char* const given = std::getenv(variable);
  return given == nullptr ? otherwise : static_cast<std::size_t>(std::strtoull(given, nullptr, 10));
}

std::string signed_text(const std::string& checkpoint) { return made(parse_note(checkpoint)).text; }

// What a document says, without what nothing vouches for (core/json/receipt.h).
struct Meaning {
  std::string type;
  std::vector<std::string> said;  // entry and statement, or the entries
  std::string checkpoint;

  explicit Meaning(const Json& document) : type(document["type"].get_ref<const std::string&>()) {
    if (type == kReceiptType) {
      said = {write_canonical(document["entry"]), write_canonical(document["statement"])};
      checkpoint = signed_text(made(parse_tlog_proof(document["proof"].get_ref<const std::string&>())).checkpoint);
    } else {
      for (const Json& entry : document["entries"]) said.push_back(write_canonical(entry));
      checkpoint = signed_text(document["checkpoint"].get_ref<const std::string&>());
    }
  }
  // Whether this says no more and nothing else than `other`: a bundle may end earlier.
  bool is_within(const Meaning& other) const {
    const bool fits = type == kReceiptType ? said.size() == other.said.size() : said.size() <= other.said.size();
    return fits && type == other.type && checkpoint == other.checkpoint &&
           std::equal(said.begin(), said.end(), other.said.begin());
  }
};

class Mutator {
 public:
  Mutator(std::uint64_t seed, std::vector<Json> documents) : random_(seed), documents_(std::move(documents)) {
    for (const Json& document : documents_) {
      texts_.push_back(write_canonical(document));
      meanings_.emplace_back(document);
    }
  }

  // A text that was changed, or a document whose members were.
  struct Mutation {
    std::string text;  // "" where there is a document
    Json document;
    Verification verified(const Trust& trust) const {
      return text.empty() ? verify_document(document, trust) : verify_text(text, trust);
    }
    Json read() const { return text.empty() ? document : made(read_json(text)); }
  };
  Mutation next() {
    which_ = 2 * below(2) + below(4) / 3;  // a bundle takes longer to verify than a receipt
    if (below(2) == 0) return {changed_text(texts_[which_]), {}};
    Mutation mutation{{}, documents_[which_]};
    for (std::size_t changes = 1 + below(3) / 2 + below(8) / 7; changes > 0; --changes) change(mutation.document);
    return mutation;
  }

  // What holds says what one of the documents says.
  bool is_known(const Mutation& mutation) const {
    const Meaning meaning(mutation.read());
    return std::any_of(meanings_.begin(), meanings_.end(),
                       [&](const Meaning& each) { return meaning.is_within(each); });
  }

 private:
  std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_); }
  std::string piece_of(const std::string& text) {
    const std::size_t begin = below(text.size());
    return text.substr(begin, 1 + below(std::min<std::size_t>(64, text.size() - begin)));
  }

  std::string changed_text(std::string text) {
    for (std::size_t changes = 1 + below(4) / 3; changes > 0 && !text.empty(); --changes) {
      const std::size_t at = below(text.size());
      switch (below(6)) {
        case 0: case 1: text[at] = static_cast<char>(text[at] ^ (1 << below(8))); break;
        case 2: text.erase(at, 1 + below(40)); break;
        case 3: text.insert(at, piece_of(text)); break;
        case 4: std::swap(text[at], text[below(text.size())]); break;
        default: splice(text, at); break;
      }
    }
    return text.empty() ? " " : text;
  }
  // A piece of another document in the same place.
  void splice(std::string& text, std::size_t at) {
    const std::string& other = texts_[below(texts_.size())];
    if (at < other.size()) text.replace(at, 1 + below(64), other.substr(at, 1 + below(64)));
  }

  // A place in the document: mostly deep inside.
  Json& place_in(Json& json, std::size_t depth = 0) {
    if (!json.is_structured() || json.empty() || (depth > 0 && below(6) == 0)) return json;
    auto item = json.begin();
    std::advance(item, static_cast<std::ptrdiff_t>(below(json.size())));
    return place_in(*item, depth + 1);
  }
  // The same place in another document, so that what stands there is nearly right.
  const Json* place_elsewhere(const Json& json, const Json& other, const Json* wanted) {
    if (&json == wanted) return &other;
    if (json.is_object() && other.is_object()) {
      for (auto item = json.begin(); item != json.end(); ++item) {
        const auto same = other.find(item.key());
        if (same == other.end()) continue;
        if (const Json* found = place_elsewhere(*item, *same, wanted)) return found;
      }
    } else if (json.is_array() && other.is_array()) {
      for (std::size_t i = 0; i < std::min(json.size(), other.size()); ++i) {
        if (const Json* found = place_elsewhere(json[i], other[i], wanted)) return found;
      }
    }
    return nullptr;
  }

  void change(Json& document) {
    Json& place = place_in(document);
    switch (below(6)) {
      case 0: {
        const Json* other = place_elsewhere(document, documents_[below(documents_.size())], &place);
        place = Json(other == nullptr ? documents_[which_] : *other);
        break;
      }
      case 1: place = Json(place_in(document)); break;
      case 2: std::swap(place, place_in(copy_of(document))); break;
      case 3: remove_from(place); break;
      default: change_value(place); break;
    }
  }
  // Swapping within one document could swap something with what lies in it.
  Json& copy_of(const Json& document) { return copy_ = document; }

  void remove_from(Json& place) {
    if (!place.is_structured() || place.empty()) return change_value(place);
    auto item = place.begin();
    std::advance(item, static_cast<std::ptrdiff_t>(below(2) == 0 ? below(place.size()) : place.size() - 1));
    place.erase(item);
  }

  void change_value(Json& place) {
    if (place.is_number_integer()) {
      place = place.get<std::int64_t>() + static_cast<std::int64_t>(below(5)) - 2;
    } else if (place.is_boolean()) {
      place = !place.get<bool>();
    } else if (place.is_array()) {
      if (place.size() > 1) std::swap(place[below(place.size())], place[below(place.size())]);
    } else if (place.is_string()) {
      std::string text = place.get_ref<const std::string&>();
      below(2) == 0 || text.find('\n') == std::string::npos ? change_letter(text) : change_lines(text);
      place = text;
    } else {
      place = Json(texts_.size());
    }
  }
  void change_letter(std::string& text) {
    constexpr std::string_view kLetters = "0123456789abcdefABCDEFxyz+/=\n -";
    const char letter = kLetters[below(kLetters.size())];
    if (text.empty() || below(6) == 0) text += letter;
    else if (const std::size_t at = below(text.size()); static_cast<unsigned char>(text[at]) >= 0x80) text += letter;
    else if (below(6) == 0) text.erase(at, 1);
    else text[at] = letter;
  }
  // In a proof or a checkpoint: hashes and signatures stand a line each.
  void change_lines(std::string& text) {
    std::vector<std::string> lines(1);
    for (const char c : text) {
      if (c == '\n') lines.emplace_back();
      else lines.back() += c;
    }
    const std::size_t at = below(lines.size());
    const auto line = lines.begin() + static_cast<std::ptrdiff_t>(at);
    switch (below(4)) {
      case 0: lines.erase(line); break;
      case 1: lines.insert(line, lines[below(lines.size())]); break;
      case 2: std::swap(*line, lines[below(lines.size())]); break;
      default: change_letter(*line); break;
    }
    text.clear();
    for (std::size_t i = 0; i < lines.size(); ++i) text += (i == 0 ? "" : "\n") + lines[i];
  }

  std::mt19937_64 random_;
  std::vector<Json> documents_;  // receipt, bundle, receipt, bundle
  std::vector<std::string> texts_;
  std::vector<Meaning> meanings_;
  std::size_t which_ = 0;
  Json copy_;
};

// COUNTERSIGN_TEST_MUTATIONS=N makes N of them; COUNTERSIGN_TEST_SEED=N begins elsewhere.
TEST_CASE("no mutation of a receipt or a bundle is accepted that says something else", "[mutations]") {
  const std::size_t rounds = number_from("COUNTERSIGN_TEST_MUTATIONS", kRounds);
  const std::size_t first = number_from("COUNTERSIGN_TEST_SEED", 1);
  std::vector<Json> documents;
  Trust trust;
  for (const DecisionKind kind : {DecisionKind::approve_with_conditions, DecisionKind::reject}) {
    Recorded record = recorded(kind);
    for (const std::string& text : {canonical_receipt(receipt_of(record)), canonical_bundle(bundle_of(record))}) {
      trust = record.log.trust();
      REQUIRE(verify_text(text, trust).holds());
      documents.push_back(made(read_json(text)));
    }
  }
  const Trust without_witness{trust.logs, {}};
  Mutator mutator(first, documents);
  std::array<std::size_t, 10> failures{};
  std::size_t accepted = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    const Mutator::Mutation mutation = mutator.next();
    const Verification verification = mutation.verified(round % 2 == 0 ? trust : without_witness);
    for (const CheckResult& check : verification.checks) {
      failures[static_cast<std::size_t>(check.name)] += check.outcome == CheckOutcome::failed ? 1 : 0;
    }
    if (!verification.holds()) continue;
    ++accepted;
    if (!mutator.is_known(mutation)) {
      FAIL("round " << round << " from seed " << first << ": " << write_canonical(mutation.read()));
    }
  }
  // It is no use if all of them fall over the first stone, or none leaves the meaning as it is.
  using enum CheckName;
  for (const CheckName name :
       {format, CheckName::origin, CheckName::checkpoint, witnesses, inclusion, CheckName::statement, chain, rules}) {
    CAPTURE(static_cast<int>(name), failures[static_cast<std::size_t>(name)]);
    CHECK(failures[static_cast<std::size_t>(name)] > rounds / 1000);
  }
  CHECK(accepted > rounds / 1000);
  WARN(rounds << " mutations, " << accepted << " of them without another meaning");
}

}  // namespace
}  // namespace countersign
