#include "native/log/log_service.h"

#include <chrono>
#include <utility>

#include "native/log/proofs.h"
#include "native/log/proven_tiles.h"
#include "native/service/access.h"

namespace countersign {
namespace {

// The keeper signs some times a second. A receipt that takes longer is asked for again (Retry-After), and keeps no
// worker.
constexpr auto kPatience = std::chrono::milliseconds(1000);

Error broken(std::string detail) { return {ErrorCode::log_broken, "", std::move(detail)}; }

ServiceAnswer answered(Result<std::string> document) {
  if (!document.ok()) return refuse(document.error());
  ServiceAnswer answer;
  answer.body = std::move(document).value();
  return answer;
}

}  // namespace

Result<std::string> LogService::checkpoint() {
  Result<SignedCheckpoint> newest = newest_signed();
  return newest.ok() ? Result<std::string>(std::move(newest).value().stored.note) : newest.error();
}

Result<std::string> LogService::tile(const TileName& name) {
  const Result<List<Digest>> hashes = proven_tile(name);
  return hashes.ok() ? Result<std::string>(tile_bytes(hashes.value()).substr(0, std::size_t{name.width} * sizeof(Digest::Bytes))) : hashes.error();
}

Result<std::string> LogService::entries(const Caller& caller, const TileName& bundle) {
  if (!caller.scopes.has(Scope::log)) return Error{ErrorCode::forbidden};
  const Result<List<Digest>> leaves = proven_tile({0, bundle.index, bundle.width});
  if (!leaves.ok()) return leaves.error();
  const auto stored = store_.log_entries(bundle.index * kTileWidth, bundle.width);
  if (!stored.ok()) return stored.error();
  if (stored.value().size() != bundle.width) return broken("Entries of the log are missing.");
  std::string bytes;
  for (std::size_t i = 0; i < bundle.width; ++i) {
    const std::string& entry = stored.value()[i].bytes;
    if (leaf_hash(entry) != leaves.value()[i] || entry.size() > limits::kEntryBytes) return broken("An entry of the log is not what was signed.");
    append_entry(bytes, entry);
  }
  return bytes;
}

ServiceAnswer LogService::receipt(const Caller& caller, const RequestId& id, const std::optional<DecisionId>& decision) {
  const Result<LoggedRequest> request = signed_request(caller, id);
  if (!request.ok()) return refuse(request.error());
  const Result<StoredCheckpoint> checkpoint = checkpoint_for(request.value());
  return checkpoint.ok() ? answered(make_receipt(store_, request.value(), decision, checkpoint.value()))
                         : refuse(checkpoint.error());
}

ServiceAnswer LogService::bundle(const Caller& caller, const RequestId& id) {
  const Result<LoggedRequest> request = signed_request(caller, id);
  if (!request.ok()) return refuse(request.error());
  const Result<StoredCheckpoint> checkpoint = checkpoint_for(request.value());
  return checkpoint.ok() ? answered(make_bundle(store_, request.value(), {key()}, checkpoint.value()))
                         : refuse(checkpoint.error());
}

Result<LoggedRequest> LogService::signed_request(const Caller& caller, const RequestId& id) {
  if (Refusal refusal = check_reach(store_, caller, id)) return *std::move(refusal);
  Result<LoggedRequest> request = logged_request(store_, id);
  if (request.ok() && !keeper_.wait_for(request.value().indexes.back(), kPatience)) return Error{ErrorCode::not_logged_yet};
  return request;
}

Result<StoredCheckpoint> LogService::checkpoint_for(const LoggedRequest& request) {
  if (auto cosigned = keeper_.cosigned(); cosigned && cosigned->size > request.indexes.back()) return *std::move(cosigned);
  Result<SignedCheckpoint> newest = newest_signed();
  return newest.ok() ? Result<StoredCheckpoint>(std::move(newest).value().stored) : newest.error();
}

Result<LogService::SignedCheckpoint> LogService::newest_signed() {
  Result<StoredCheckpoint> newest = newest_checkpoint(store_);
  if (!newest.ok()) return newest.error();
  const auto head = signed_head(newest.value().note, {key()});
  if (!head || head->size != newest.value().size) return broken("The last checkpoint of the log is not what was signed.");
  return SignedCheckpoint{std::move(newest).value(), *head};
}

Result<List<Digest>> LogService::proven_tile(const TileName& name) {
  const Result<SignedCheckpoint> newest = newest_signed();
  if (!newest.ok()) return newest.error();
  const TreeHead& head = newest.value().head;
  if (tile_width(name.level, name.index, head.size) < name.width) return Error{ErrorCode::route_unknown};
  const Result<ProvenTiles> tiles = ProvenTiles::under(store_, head);
  return tiles.ok() ? tiles.value().tile(name.level, name.index) : tiles.error();
}

}  // namespace countersign
