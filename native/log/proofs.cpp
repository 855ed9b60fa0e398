#include "native/log/proofs.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/base/base64.h"
#include "core/json/entries.h"
#include "core/json/event_codec.h"
#include "core/json/reader.h"
#include "core/json/receipt.h"
#include "core/json/statement.h"
#include "core/record/checkpoint.h"
#include "core/record/tree.h"
#include "core/request/evolve.h"
#include "native/log/stored_tiles.h"

namespace countersign {
namespace {

Error record_broken() { return {ErrorCode::log_broken, "", "The record of this request is not what was signed."}; }

struct FoundDecision {
  std::size_t place;  // among the request's entries
  std::string statement;
  std::optional<Digest> registration;  // of its passkey
};

// A passkey that signed decisions of a request.
struct UsedPasskey {
  Digest registration;
  StoredEntry entry;
  std::uint64_t index;
};

struct JudgedHistory {
  Json entries;
  std::vector<UsedPasskey> passkeys;
};

Result<UsedPasskey> find_registration(Store& store, const PasskeyEvidence& evidence) {
  const Result<std::string> id = bytes_from_base64url(evidence.credential_id.text());
  if (!id.ok()) return record_broken();
  auto stored = store.passkey(id.value());
  if (!stored.ok()) return stored.error();
  if (!stored.value()) return record_broken();
  return UsedPasskey{leaf_hash(stored.value()->registration.bytes), std::move(stored.value()->registration), stored.value()->index};
}

// The entries as JSON, if they are a history that the rules could have made: nothing is made of bytes that a disk has changed.
Result<JudgedHistory> judged_history(Store& store, const std::vector<std::string>& entries) {
  JudgedHistory history{Json::array(), {}};
  List<RegisteredPasskey> registered;
  for (const std::string& entry : entries) {
    Result<Json> json = read_json(entry);
    const Result<Event> event = json.ok() ? read_event(json.value()) : Result<Event>(json.error());
    if (!event.ok()) return record_broken();
    history.entries.push_back(std::move(json).value());
    const auto* decided = get_if<Decided>(&event.value().body);
    if (decided == nullptr || !decided->passkey) continue;
    const auto is_it = [&](const UsedPasskey& used) { return used.registration == decided->passkey->registration; };
    if (std::any_of(history.passkeys.begin(), history.passkeys.end(), is_it)) continue;
    Result<UsedPasskey> used = find_registration(store, *decided->passkey);
    if (!used.ok()) return used.error();
    const Result<Json> registration = read_json(used.value().entry.bytes);
    Result<RegisteredPasskey> read = registration.ok() ? read_registration(registration.value()) : Result<RegisteredPasskey>(registration.error());
    if (!read.ok()) return record_broken();
    history.passkeys.push_back(std::move(used).value());
    registered.push_back(std::move(read).value());
  }
  if (!check_history(history.entries, std::move(registered)).holds()) return record_broken();
  return history;
}

// Folds the entries up to the decision, because its statement is what the request said then.
Result<FoundDecision> find_decision(const Json& entries, const std::optional<DecisionId>& wanted) {
  std::optional<FoundDecision> found;
  Request state;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Event event = read_event(entries[i]).value();
    const auto* decided = get_if<Decided>(&event.body);
    if (decided != nullptr && (!wanted || decided->decision_id == *wanted)) {
      found = FoundDecision{i, decision_statement(state, event), std::nullopt};
      if (decided->passkey) found->registration = decided->passkey->registration;
      if (wanted) break;
    }
    evolve_in_place(state, event);
  }
  if (!found) return Error{ErrorCode::decision_unknown};
  return *std::move(found);
}

// The signed tree that covers the whole request, and the way of each entry to its root.
class Prover {
 public:
  static Result<Prover> over(Store& store, const LoggedRequest& request, const StoredCheckpoint& stored) {
    if (stored.size <= request.indexes.back()) return Error{ErrorCode::not_logged_yet};
    const Result<Note> note = parse_note(stored.note);
    const Result<Checkpoint> checkpoint = note.ok() ? parse_checkpoint(note.value().text) : Result<Checkpoint>(note.error());
    if (!checkpoint.ok() || checkpoint.value().head.size != stored.size) return record_broken();
    return Prover(store, stored.note, checkpoint.value().head);
  }

  // Only ways that do lead to what was signed: the store may have been damaged since.
  Result<Placement> placement(std::uint64_t index, const std::string& entry) {
    Result<List<Digest>> hashes = inclusion_proof(tiles_->subtrees(), index, head_.size);
    if (!hashes.ok()) return hashes.error();
    if (root_through(leaf_hash(entry), index, head_.size, hashes.value()) != head_.root) return record_broken();
    return Placement{index, std::move(hashes).value()};
  }

  Result<PlacedEntry> placed(const UsedPasskey& passkey) {
    Result<Placement> found = placement(passkey.index, passkey.entry.bytes);
    if (!found.ok()) return found.error();
    return PlacedEntry{passkey.entry.bytes, std::move(found).value()};
  }

  const std::string& checkpoint() const { return note_; }

 private:
  Prover(Store& store, std::string note, const TreeHead& head)
      : note_(std::move(note)), head_(head), tiles_(std::make_unique<StoredTiles>(store, head.size)) {}

  std::string note_;
  TreeHead head_;
  std::unique_ptr<StoredTiles> tiles_;
};

}  // namespace

Result<LoggedRequest> logged_request(Store& store, const RequestId& id) {
  auto events = store.events(id.text(), 0, limits::kEvents);
  if (!events.ok()) return events.error();
  if (events.value().head == 0) return Error{ErrorCode::request_unknown};
  auto indexes = store.log_indexes(id.text());
  if (!indexes.ok()) return indexes.error();
  LoggedRequest request{std::move(events.value().events), std::move(indexes).value()};
  // Read one after the other: the second may know of more.
  const auto head = static_cast<std::size_t>(events.value().head);
  if (request.entries.size() != head || request.indexes.size() < head) return record_broken();
  request.indexes.resize(request.entries.size());
  return request;
}

Result<StoredCheckpoint> newest_checkpoint(Store& store) {
  auto stored = store.checkpoint();
  if (!stored.ok()) return stored.error();
  if (!stored.value()) return Error{ErrorCode::not_logged_yet};
  return *std::move(stored).value();
}

Result<std::string> make_receipt(Store& store, const LoggedRequest& request, const std::optional<DecisionId>& decision,
                                 const StoredCheckpoint& checkpoint) {
  const Result<JudgedHistory> history = judged_history(store, request.entries);
  if (!history.ok()) return history.error();
  const Result<FoundDecision> found = find_decision(history.value().entries, decision);
  if (!found.ok()) return found.error();
  Result<Prover> prover = Prover::over(store, request, checkpoint);
  if (!prover.ok()) return prover.error();
  const std::string& entry = request.entries[found.value().place];
  Result<Placement> placement = prover.value().placement(request.indexes[found.value().place], entry);
  if (!placement.ok()) return placement.error();
  Receipt receipt{entry, found.value().statement, {std::nullopt, placement.value().index, std::move(placement.value().hashes), prover.value().checkpoint()}};
  for (const UsedPasskey& passkey : history.value().passkeys) {
    if (passkey.registration != found.value().registration) continue;
    Result<PlacedEntry> placed = prover.value().placed(passkey);
    if (!placed.ok()) return placed.error();
    receipt.registration = std::move(placed).value();
  }
  return canonical_receipt(receipt);
}

Result<std::string> make_bundle(Store& store, const LoggedRequest& request, const List<VerifierKey>& keys,
                                const StoredCheckpoint& checkpoint) {
  const Result<JudgedHistory> history = judged_history(store, request.entries);
  if (!history.ok()) return history.error();
  Result<Prover> prover = Prover::over(store, request, checkpoint);
  if (!prover.ok()) return prover.error();
  Bundle bundle;
  for (const VerifierKey& key : keys) bundle.keys.push_back(key.text());
  for (std::size_t i = 0; i < request.entries.size(); ++i) {
    Result<Placement> placement = prover.value().placement(request.indexes[i], request.entries[i]);
    if (!placement.ok()) return placement.error();
    bundle.entries.push_back(request.entries[i]);
    bundle.proofs.push_back(std::move(placement).value());
  }
  for (const UsedPasskey& passkey : history.value().passkeys) {
    Result<PlacedEntry> placed = prover.value().placed(passkey);
    if (!placed.ok()) return placed.error();
    bundle.registrations.push_back(std::move(placed).value());
  }
  bundle.checkpoint = prover.value().checkpoint();
  return canonical_bundle(bundle);
}

}  // namespace countersign
