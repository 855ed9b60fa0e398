// A request that is recorded in a log in memory, with what it takes to sign for that log: what verification is tested
// with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/json/entries.h"
#include "core/json/receipt.h"
#include "core/json/statement.h"
#include "core/json/verification.h"
#include "core/record/checkpoint.h"
#include "core/record/tree.h"
#include "tests/core/cast.h"

namespace countersign::record {

using namespace cast;

inline constexpr std::string_view kOrigin = "approvals.example/log";

inline SigningKey::Seed seed(std::uint8_t byte) {
  SigningKey::Seed bytes{};
  bytes.fill(byte);
  return bytes;
}

// A log in memory, with entries of strangers between those of one request.
class Log {
 public:
  std::uint64_t append(std::string_view entry) {
    leaves_.push_back(leaf_hash(entry));
    return leaves_.size() - 1;
  }
  void replace_last(std::string_view entry) { leaves_.back() = leaf_hash(entry); }
  std::uint64_t size() const { return leaves_.size(); }
  SubtreeSource subtrees() {
    return {this, [](void* owner, unsigned level, std::uint64_t index) {
              return static_cast<Log*>(owner)->subtree(level, index);
            }};
  }
  Result<Digest> subtree(unsigned level, std::uint64_t index) {
    CompactRange range;
    for (std::uint64_t i = index << level; i < (index + 1) << level; ++i) range.append(leaves_.at(static_cast<std::size_t>(i)));
    return range.root();
  }
  std::string checkpoint() {
    Note note{checkpoint_text({std::string(kOrigin), {leaves_.size(), root_of(subtrees(), leaves_.size()).value()}}),
              {}};
    note.signatures.push_back(sign_as_log(note.text, kOrigin, SigningKey(seed(1))));
    note.signatures.push_back(sign_as_witness(note.text, "witness.example", SigningKey(seed(2)), 1'790'000'000));
    return print_note(note);
  }
  List<Digest> proof(std::uint64_t index) { return inclusion_proof(subtrees(), index, leaves_.size()).value(); }
  Trust trust() const {
    return {{VerifierKey(kOrigin, KeyType::log, SigningKey(seed(1)).public_key())},
            {VerifierKey("witness.example", KeyType::witness, SigningKey(seed(2)).public_key())}};
  }

 private:
  std::vector<Digest> leaves_;
};

struct Recorded {
  Log log;
  List<std::string> entries;
  List<Placement> placements;
  std::string statement;  // of the decision
  std::size_t decision = 0;
};

// One decision, from the creation of its request to the click.
inline Recorded recorded(DecisionKind kind = DecisionKind::approve_with_conditions) {
  Recorded record;
  Desk desk;
  desk.submit({stage("sign-off", 1, kAll, {member(kAna)})});
  desk.carry_out(kAna, OpenPartCommand{1, made(PartId::from("page"))});
  desk.carry_out(kAna, decide_on(desk.request, "sign-off", kind, "fresh"));
  HistoryEnd end;
  for (const Event& event : desk.log) {
    if (get_if<Decided>(&event.body) != nullptr) {
      record.statement = decision_statement(end.state, event);
      record.decision = record.entries.size();
    }
    const List<std::string> entries = made(entries_of({event}, end));
    record.log.append("a stranger's entry " + std::to_string(record.entries.size()));
    record.placements.push_back({record.log.append(entries[0]), {}});
    record.entries.push_back(entries[0]);
  }
  record.log.append("one more");
  for (Placement& placement : record.placements) placement.hashes = record.log.proof(placement.index);
  return record;
}

inline Receipt receipt_of(Recorded& record) {
  const Placement& placement = record.placements[record.decision];
  return {record.entries[record.decision], record.statement,
          {std::nullopt, placement.index, placement.hashes, record.log.checkpoint()}, {}};
}

inline Bundle bundle_of(Recorded& record) {
  return {record.entries, record.placements, record.log.checkpoint(), {record.log.trust().logs[0].text()}, {}};
}

}  // namespace countersign::record
