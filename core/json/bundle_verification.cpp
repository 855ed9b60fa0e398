#include <algorithm>
#include <string>
#include <utility>

#include "core/base/canonical.h"
#include "core/base/limits.h"
#include "core/json/passkey.h"
#include "core/json/receipt.h"
#include "core/json/verifier.h"
#include "core/json/writer.h"
#include "core/record/tlog_proof.h"

namespace countersign {
namespace {

using enum CheckName;

// {"index","hashes"} of one entry.
Result<Placement> read_placement(const Json& json) {
  const Json* index = member(json, "index", Json::value_t::number_integer);
  if (index == nullptr) index = member(json, "index", Json::value_t::number_unsigned);
  const Json* hashes = member(json, "hashes", Json::value_t::array);
  if (index == nullptr || hashes == nullptr || index->get<std::int64_t>() < 0 || hashes->size() > kProofHashes) {
    return make_error(ErrorCode::invalid_format, {}, "A proof of a bundle has an index and at most 64 hashes.");
  }
  Placement placement;
  placement.index = static_cast<std::uint64_t>(index->get<std::int64_t>());
  for (const Json& hash : *hashes) {
    if (!hash.is_string()) return make_error(ErrorCode::invalid_format, {}, "A hash is a text.");
    const Result<Digest> digest = parse_hash(hash.get_ref<const std::string&>());
    if (!digest.ok()) return digest.error();
    placement.hashes.push_back(digest.value());
  }
  return placement;
}

// {"entry","hashes","index"} of a registration in the tree that was signed. Without a tree it is judged by itself.
Result<RegisteredPasskey> read_placed_registration(const Json& json, const std::optional<TreeHead>& head) {
  const Json* entry = member(json, "entry", Json::value_t::object);
  if (entry == nullptr || !has_only(json, {"entry", "hashes", "index"})) {
    return make_error(ErrorCode::invalid_format, {}, "A registration has an entry, an index and hashes.");
  }
  const Result<Placement> placement = read_placement(json);
  if (!placement.ok()) return placement.error();
  if (head && !inclusion_problem(write_canonical(*entry), placement.value().index, *head, placement.value().hashes).empty()) {
    return make_error(ErrorCode::invalid_format, {}, "The registration is not in the tree that was signed.");
  }
  return read_registration(*entry);
}

std::string passkey_text(const RegisteredPasskey& registered) {
  return canonical::joined({"A passkey of ", registered.claim.rp_id, ", registered by ", registered.claim.actor.person.id.text(), " on ",
                            registered.claim.at.text(), ", signed the statement."});
}

// Why it is not proved that the entries lie in the tree, each behind the one before it; "" when it is.
std::string inclusion_problem(const Json& entries, const Json& proofs, const TreeHead& head) {
  std::optional<std::uint64_t> last;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string pointer = canonical::joined({"/proofs/", canonical::integer_text(i)});
    const Result<Placement> placement = read_placement(proofs[i]);
    if (!placement.ok()) return canonical::joined({pointer, ": ", placement.error().detail});
    if (!has_only(proofs[i], {"hashes", "index"})) return canonical::joined({pointer, ": A proof of a bundle has an index and hashes, and nothing else."});
    const std::uint64_t index = placement.value().index;
    if (last && index <= *last) {
      return canonical::joined({pointer, ": The entry does not lie behind the one before it."});
    }
    const std::string problem = inclusion_problem(write_canonical(entries[i]), index, head, placement.value().hashes);
    if (!problem.empty()) return canonical::joined({pointer, ": ", problem});
    last = index;
  }
  return {};
}

// A help for readers, whose texts nothing vouches for.
bool is_list_of_texts(const Json& json) {
  return json.size() <= 50 && std::all_of(json.begin(), json.end(), [](const Json& each) { return each.is_string(); });
}

// The registrations of a bundle, if it has any.
Refusal check_registrations(const Json& document, const std::optional<TreeHead>& head, List<RegisteredPasskey>& registered) {
  const Json* list = find_member(document, "registrations");
  if (list == nullptr) return std::nullopt;
  if (!list->is_array() || list->size() > limits::kEvents) return refuse(ErrorCode::invalid_format, "/registrations", "This is no list of registrations.");
  for (std::size_t i = 0; i < list->size(); ++i) {
    const Result<RegisteredPasskey> read = read_placed_registration((*list)[i], head);
    if (!read.ok()) return refuse(read.error().code, canonical::joined({"/registrations/", canonical::integer_text(i)}), read.error().detail);
    registered.push_back(read.value());
  }
  return std::nullopt;
}

}  // namespace

void verify_passkey(Verifier& verifier, const Json& document, const Event& event, const Digest& digest,
                    const std::optional<TreeHead>& head) {
  const std::optional<PasskeyEvidence>& evidence = get<Decided>(event.body).passkey;
  const Json* registration = member(document, "registration", Json::value_t::object);
  const Json& demands = *find_member(*find_member(document, "statement"), "demands");
  if (!evidence) {
    const bool is_demanded = std::find(demands.begin(), demands.end(), word(Demand::passkey)) != demands.end();
    if (is_demanded) verifier.failed(passkey, "A passkey was demanded, and the decision is not signed with one.");
    if (!is_demanded && registration != nullptr) verifier.failed(passkey, "The decision was not signed with this passkey.");
    return;
  }
  if (registration == nullptr) return verifier.failed(passkey, "The registration of the passkey is not here.");
  const Result<RegisteredPasskey> registered = read_placed_registration(*registration, head);
  if (!registered.ok()) return verifier.failed(passkey, refusal_text(registered.error()));
  const Result<Passkey> used = check_evidence(*evidence, digest, event.actor, registered.value());
  verifier.judged(passkey, used.ok() ? Refusal() : used.error(), passkey_text(registered.value()));
}

void verify_bundle(Verifier& verifier, const Json& document) {
  const Json* entries = member(document, "entries", Json::value_t::array);
  const Json* proofs = member(document, "proofs", Json::value_t::array);
  const Json* checkpoint_text = member(document, "checkpoint", Json::value_t::string);
  const Json* keys = member(document, "keys", Json::value_t::array);
  if (entries == nullptr || proofs == nullptr || checkpoint_text == nullptr || keys == nullptr || entries->empty() ||
      entries->size() != proofs->size() || entries->size() > limits::kEvents || !is_list_of_texts(*keys) ||
      !has_only(document, {"checkpoint", "entries", "keys", "proofs", "registrations", "type"})) {
    return verifier.failed(format, "A bundle has entries, a proof for each of them, a checkpoint, keys, perhaps registrations, and nothing else.");
  }
  verifier.passed(format, std::string(kBundleType));
  const std::string count = canonical::integer_text(entries->size());
  const std::optional<TreeHead> head = verifier.signed_head(checkpoint_text->get_ref<const std::string&>());
  if (head) {
    verifier.judged(inclusion, inclusion_problem(*entries, *proofs, *head),
                    canonical::joined({"All ", count, " entries are in the tree."}));
  } else {
    verifier.not_run(inclusion);
  }
  List<RegisteredPasskey> registered;
  const Refusal registrations = check_registrations(document, head, registered);
  const HistoryCheck history = check_history(*entries, std::move(registered));
  // What came after the last entry is not known to somebody who has only a bundle.
  verifier.judged(chain, history.chain,
                  canonical::joined({"Each entry names the one before it, from the first to number ", count,
                                     ". What came after it is not told."}));
  verifier.judged(rules, history.rules, canonical::joined({"All ", count, " events follow the rules."}));
  verifier.judged(statement, history.statements, "Each decision names the hash of what the request said.");
  if (registrations) {
    verifier.failed(passkey, refusal_text(*registrations));
  } else if (history.passkeys.is_made) {
    verifier.judged(passkey, history.passkeys, "Each decision for which one was demanded, and each that has one, is signed with a passkey of who decided.");
  } else if (find_member(document, "registrations") != nullptr) {
    history.statements.is_made ? verifier.failed(passkey, "No decision was signed with these passkeys.") : verifier.not_run(passkey);
  }
  verifier.done().state = history.state;
}

}  // namespace countersign
