// Requests as they stand: the fold of their events, kept for a while because the next call is likely to ask again.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "core/json/entries.h"
#include "core/request/request.h"
#include "native/service/caller.h"
#include "native/store/store.h"

namespace countersign {

struct LoadedRequest {
  std::string tenant;
  Request state;
  std::string json;               // canonical
  std::int64_t record_bytes = 0;  // of its entries
  std::optional<Digest> last;     // the leaf hash of its last entry
};

class RequestLoader {
 public:
  RequestLoader(Store& store, std::size_t capacity) : store_(store), capacity_(capacity) {}

  // The request at the stream's current head, whoever's it is: for the server itself. Errors: request-unknown,
  // store-unavailable (also when the record does not hold together).
  Result<std::shared_ptr<const LoadedRequest>> load(const RequestId& id);
  // For a caller. Errors: also forbidden; request-unknown for what is another tenant's.
  Result<std::shared_ptr<const LoadedRequest>> load(const Caller& caller, const RequestId& id);

  // What is remembered of it, if that is how it stood at this head; the store is not asked. Enough for whoever appends: an append
  // is refused when the stream stands elsewhere. Nothing when it is not the caller's.
  std::shared_ptr<const LoadedRequest> remembered(const Caller& caller, const RequestId& id, std::int64_t head);

  // For a caller that is about to append: the state with its JSON, and afterwards the word that it has come true.
  static std::shared_ptr<const LoadedRequest> prepare(std::string tenant, HistoryEnd end, std::int64_t record_bytes);
  void keep(const std::shared_ptr<const LoadedRequest>& loaded);

 private:
  std::shared_ptr<const LoadedRequest> find(const std::string& id);

  using Entry = std::pair<std::string, std::shared_ptr<const LoadedRequest>>;

  Store& store_;
  const std::size_t capacity_;
  std::mutex mutex_;
  std::list<Entry> recent_;  // the most recently used first
  std::unordered_map<std::string, std::list<Entry>::iterator> by_id_;
};

}  // namespace countersign
