#include "native/service/loader.h"

#include "core/json/event_codec.h"
#include "core/json/fold.h"
#include "core/json/reader.h"
#include "core/json/request_codec.h"
#include "core/record/tree.h"

namespace countersign {
namespace {

Error broken_record(const Error& cause) {
  return Error{ErrorCode::log_broken, "",
               "The record of this request does not hold together: " + std::string(error_row(cause.code).title)};
}

Result<Request> fold_stored(Request state, const std::vector<std::string>& stored) {
  List<Event> events;
  for (const std::string& bytes : stored) {
    const Result<Json> json = read_json(bytes);
    if (!json.ok()) return broken_record(json.error());
    Result<Event> event = read_event(json.value());
    if (!event.ok()) return broken_record(event.error());
    events.push_back(std::move(event).value());
  }
  Result<Request> folded = fold(std::move(state), events);
  if (!folded.ok()) return broken_record(folded.error());
  return folded;
}

}  // namespace

Result<std::shared_ptr<const LoadedRequest>> RequestLoader::load(const RequestId& id) {
  std::shared_ptr<const LoadedRequest> known = find(id.text());
  const std::int64_t known_head = known ? known->state.head : 0;
  // One question to the store in either case: what came after what is known.
  const Result<StoredEvents> stored = store_.events(id.text(), known_head, limits::kEvents);
  if (!stored.ok()) return stored.error();
  if (stored.value().head == 0) return Error{ErrorCode::request_unknown};
  if (stored.value().head != known_head + static_cast<std::int64_t>(stored.value().events.size())) return broken_record(Error{ErrorCode::log_broken});
  if (known && stored.value().events.empty()) return known;
  Result<Request> state = fold_stored(known ? known->state : Request(), stored.value().events);
  if (!state.ok()) return state.error();
  std::int64_t record_bytes = known ? known->record_bytes : 0;
  for (const std::string& event : stored.value().events) record_bytes += static_cast<std::int64_t>(event.size());
  const Digest last = leaf_hash(stored.value().events.back());
  auto loaded = prepare(stored.value().tenant, {std::move(state).value(), last}, record_bytes);
  keep(loaded);
  return loaded;
}

Result<std::shared_ptr<const LoadedRequest>> RequestLoader::load(const Caller& caller, const RequestId& id) {
  if (!caller.reaches(id)) return Error{ErrorCode::forbidden};
  auto loaded = load(id);
  if (loaded.ok() && loaded.value()->tenant != caller.tenant) return Error{ErrorCode::request_unknown};
  return loaded;
}

std::shared_ptr<const LoadedRequest> RequestLoader::remembered(const Caller& caller, const RequestId& id, std::int64_t head) {
  if (!caller.reaches(id)) return nullptr;
  auto known = find(id.text());
  return known && known->state.head == head && known->tenant == caller.tenant ? known : nullptr;
}

std::shared_ptr<const LoadedRequest> RequestLoader::find(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return nullptr;
  recent_.splice(recent_.begin(), recent_, found->second);
  return found->second->second;
}

std::shared_ptr<const LoadedRequest> RequestLoader::prepare(std::string tenant, HistoryEnd end, std::int64_t record_bytes) {
  auto loaded = std::make_shared<LoadedRequest>();
  loaded->tenant = std::move(tenant);
  loaded->json = canonical_request(end.state);
  loaded->state = std::move(end.state);
  loaded->last = end.previous;
  loaded->record_bytes = record_bytes;
  return loaded;
}

void RequestLoader::keep(const std::shared_ptr<const LoadedRequest>& loaded) {
  const std::string& id = loaded->state.id.text();
  const std::lock_guard lock(mutex_);
  const auto found = by_id_.find(id);
  if (found != by_id_.end()) {
    // Another thread may have seen a later head meanwhile.
    if (found->second->second->state.head < loaded->state.head) found->second->second = loaded;
    recent_.splice(recent_.begin(), recent_, found->second);
    return;
  }
  recent_.emplace_front(id, loaded);
  by_id_[id] = recent_.begin();
  if (recent_.size() > capacity_) {
    by_id_.erase(recent_.back().first);
    recent_.pop_back();
  }
}

}  // namespace countersign
