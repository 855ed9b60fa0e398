#include "core/json/receipt.h"

#include "core/base/check.h"
#include "core/json/object_text.h"

namespace countersign {

namespace {

std::string hash_list(const List<Digest>& hashes) {
  ArrayText list;
  for (const Digest& hash : hashes) list.text(hash_text(hash));
  return list.take();
}

std::string placed_text(const PlacedEntry& placed) {
  return ObjectText()
      .json("entry", placed.entry)
      .json("hashes", hash_list(placed.placement.hashes))
      .integer("index", static_cast<std::int64_t>(placed.placement.index))
      .take();
}

}  // namespace

std::string canonical_receipt(const Receipt& receipt) {
  ObjectText text;
  text.json("entry", receipt.entry).text("proof", print_tlog_proof(receipt.proof));
  if (receipt.registration) text.json("registration", placed_text(*receipt.registration));
  return text.json("statement", receipt.statement).text("type", kReceiptType).take();
}

std::string canonical_bundle(const Bundle& bundle) {
  check(bundle.proofs.size() == bundle.entries.size());
  ArrayText entries;
  for (const std::string& entry : bundle.entries) entries.json(entry);
  ArrayText keys;
  for (const std::string& key : bundle.keys) keys.text(key);
  ArrayText proofs;
  for (const Placement& placement : bundle.proofs) {
    proofs.json(ObjectText().json("hashes", hash_list(placement.hashes)).integer("index", static_cast<std::int64_t>(placement.index)).take());
  }
  ArrayText registrations;
  for (const PlacedEntry& placed : bundle.registrations) registrations.json(placed_text(placed));
  ObjectText text;
  text.text("checkpoint", bundle.checkpoint).json("entries", entries.take()).json("keys", keys.take()).json("proofs", proofs.take());
  if (!bundle.registrations.empty()) text.json("registrations", registrations.take());
  return text.text("type", kBundleType).take();
}

}  // namespace countersign
