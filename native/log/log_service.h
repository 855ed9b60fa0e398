// What the log answers: its checkpoint, its tiles and entries, and what proves something of one request.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/strong_id.h"
#include "core/record/tile.h"
#include "core/request/types.h"
#include "native/log/log_keeper.h"
#include "native/log/proofs.h"
#include "native/service/answer.h"
#include "native/service/caller.h"

namespace countersign {

class LogService {
 public:
  LogService(Store& store, LogKeeper& keeper) : store_(store), keeper_(keeper) {}

  // For everybody: hashes and signatures, and nothing that anybody said. Errors: log-broken, when its signature does not hold.
  Result<std::string> checkpoint();
  // Errors: route-unknown, for a tile that the signed tree does not have; log-broken, for one that does not lead to what was signed.
  Result<std::string> tile(const TileName& name);

  // For keys with the scope `log`: it spans all tenants. Every entry is hashed again. Errors: as tile(); forbidden.
  Result<std::string> entries(const Caller& caller, const TileName& bundle);

  // The receipt of a decision, or of the last one when none is named. Errors: request-unknown, decision-unknown,
  // not-logged-yet, forbidden.
  ServiceAnswer receipt(const Caller& caller, const RequestId& id, const std::optional<DecisionId>& decision);
  // All of a request. Errors: as receipt().
  ServiceAnswer bundle(const Caller& caller, const RequestId& id);

  VerifierKey key() const { return keeper_.key().verifier(); }
  bool can_sign() const { return keeper_.can_sign(); }

 private:
  // Waits until the log has signed all of it, but not for long, and not at all while the log cannot be signed.
  Result<LoggedRequest> signed_request(const Caller& caller, const RequestId& id);
  // The newest that covers all of it; of those that all witnesses have cosigned, if one does.
  Result<StoredCheckpoint> checkpoint_for(const LoggedRequest& request);

  struct SignedCheckpoint {
    StoredCheckpoint stored;
    TreeHead head;
  };
  // The newest, if it is what the key has signed. Errors: log-broken.
  Result<SignedCheckpoint> newest_signed();
  // All hashes of the tile as it is now. Errors: as tile().
  Result<List<Digest>> proven_tile(const TileName& name);

  Store& store_;
  LogKeeper& keeper_;
};

}  // namespace countersign
