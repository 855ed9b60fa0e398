// What proves something about one request, out of a store alone: no key and no running server is needed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/record/note.h"
#include "core/request/types.h"
#include "native/store/store.h"

namespace countersign {

// A request's entries with their places in the log.
struct LoggedRequest {
  std::vector<std::string> entries;
  std::vector<std::uint64_t> indexes;
};
// Errors: request-unknown, store-unavailable; log-broken, when entries are missing or are not what they were.
Result<LoggedRequest> logged_request(Store& store, const RequestId& id);

// Errors: store-unavailable; not-logged-yet, when nothing has been signed.
Result<StoredCheckpoint> newest_checkpoint(Store& store);

// The receipt of a decision, or of the last one when none is named, under this checkpoint of the store. Errors:
// decision-unknown, store-unavailable, not-logged-yet (the checkpoint does not cover the whole request); log-broken, when
// what is stored does not lead to the checkpoint's root. (Whether the checkpoint is signed is the caller's to see to.)
Result<std::string> make_receipt(Store& store, const LoggedRequest& request, const std::optional<DecisionId>& decision,
                                 const StoredCheckpoint& checkpoint);

// All of a request; `keys` are written into it, as a help for readers. Errors: as make_receipt().
Result<std::string> make_bundle(Store& store, const LoggedRequest& request, const List<VerifierKey>& keys,
                                const StoredCheckpoint& checkpoint);

}  // namespace countersign
