// The calls about requests. The service stamps time and actor, asks the core, and appends what the core answers; it
// decides nothing itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/list.h"
#include "core/request/event.h"
#include "native/service/answer.h"
#include "native/service/caller.h"
#include "native/service/challenges.h"
#include "native/service/clock.h"
#include "native/service/idempotency.h"
#include "native/service/live.h"
#include "native/service/loader.h"
#include "native/service/notices.h"
#include "native/service/passkeys.h"
#include "native/service/random.h"
#include "native/store/store.h"

namespace countersign {

struct ListQuery {
  SummaryQuery filters;
  std::optional<std::string> cursor;
};

inline constexpr std::size_t kDefaultPage = 50;
inline constexpr std::size_t kLargestPage = 200;

class RequestService {
 public:
  // `news` hears of everything that is recorded; the outbox is told who else is to hear of it.
  RequestService(Store& store, Clock& clock, Random& random, Challenges challenges, PasskeyService& passkeys, LiveNews& news,
                 NoticeSettings notices = {});

  // 201 {events, request, head}. Errors: idempotency-*, those of the strict reader, and whatever the core refuses.
  ServiceAnswer create(const Caller& caller, const CommandCall& call);
  // 200 {events, request, head}. Errors: precondition-required, head-stale, blob-unknown, and as above.
  ServiceAnswer command(const Caller& caller, const RequestId& id, const CommandCall& call);

  // 200 {request, head, challenge?, actor, now}
  ServiceAnswer view(const Caller& caller, const RequestId& id);
  // 200 {events, head}
  ServiceAnswer events(const Caller& caller, const RequestId& id, std::int64_t after, std::size_t limit);
  // Sends the system's commands that are due by now and for which the record has room, and notes when to look again.
  // Errors: store-unavailable, request-unknown; and whatever else the core refuses, which it does not as long as it says itself
  // what is due.
  Refusal carry_out_due(const RequestId& id, Instant now);

  // 200 {requests, cursor?}, for callers that are not bound to one request.
  ServiceAnswer list(const Caller& caller, const ListQuery& query);

 private:
  struct Accepted {
    RequestId id;
    LoadedRequest before;
    List<Event> events;
    int status;
    std::optional<PasskeyUse> passkey;
  };

  // Carries the command out on a state that is only remembered. Answers nothing, and nothing has happened, when that is refused: then
  // the call is judged on what the store says now.
  std::optional<ServiceAnswer> attempt(const Caller& caller, const CallIdentity& identity, const RequestId& id, const LoadedRequest& before,
                                       const Command& command);
  ServiceAnswer carry_out(const Caller& caller, const CallIdentity& identity, const RequestId& id, LoadedRequest before,
                          const Command& command, int status);
  // What the core has accepted, with what the store must know of it besides. Errors: blob-unknown, passkey-*, passkeys-off.
  Result<Accepted> accepted(const RequestId& id, LoadedRequest before, List<Event> events, int status);
  // Without an identity nobody asked, and no answer is kept.
  ServiceAnswer record(const std::optional<CallIdentity>& identity, Accepted accepted, Instant now);
  Context context_for(const Caller& caller, const CallIdentity& identity, const RequestId& id, const Command& command);
  // A summary that no longer holds is made anew; its bytes are empty when `person` takes part no more.
  Refusal renew(SummaryRow& row, const std::optional<std::string>& person);
  Refusal check_blobs(const std::string& tenant, const List<Event>& events);
  ServiceAnswer blobs_gone(const std::string& tenant, const List<Event>& events);
  // Of the passkey that signed the decision, if one did. Errors: passkey-*, passkeys-off.
  Result<std::optional<PasskeyUse>> passkey_used(const std::string& tenant, const Request& before, const Event& first);

  Store& store_;
  Clock& clock_;
  Random& random_;
  Challenges challenges_;
  PasskeyService& passkeys_;
  LiveNews& news_;
  const NoticeSettings notices_;
  RequestLoader loader_;
  InFlight in_flight_;
};

}  // namespace countersign
