// One answer per key: the first call with a key is carried out, and every later one is told what the first was told.
#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "native/service/answer.h"
#include "native/service/caller.h"
#include "native/store/store.h"

namespace countersign {

// A call that changes something, as it came in.
struct CommandCall {
  std::string_view address;                   // method and path
  std::optional<std::string_view> key;        // Idempotency-Key
  std::optional<std::int64_t> expected_head;  // If-Match
  std::string_view body;
};

// What makes two calls the same: the caller, the key, and the bytes of method, address and body.
struct CallIdentity {
  std::string scope;
  std::string key;
  std::string fingerprint;
};

CallIdentity identify_call(const Caller& caller, std::string_view key, std::string_view address, std::string_view body);

ServiceAnswer answer_from(const StoredAnswer& stored);
StoredAnswer answer_to_store(const CallIdentity& call, const ServiceAnswer& answer, Instant at);

// Calls that are being worked on in this process. A key is held from the moment that a Hold is made until that Hold is gone; who cannot
// make one, for want of memory, holds nothing.
class InFlight {
  using Keys = std::set<std::pair<std::string, std::string>>;

 public:
  class Hold {
   public:
    Hold(InFlight& owner, const CallIdentity& call) : owner_(owner), place_(owner.enter(call)) {}
    ~Hold() {
      if (place_) owner_.leave(*place_);
    }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

    // False when somebody else holds the key.
    bool is_held() const { return place_.has_value(); }

   private:
    InFlight& owner_;
    const std::optional<Keys::const_iterator> place_;
  };

 private:
  std::optional<Keys::const_iterator> enter(const CallIdentity& call);
  void leave(Keys::const_iterator place) noexcept;

  std::mutex mutex_;
  Keys held_;
};

// The stored answer to this very call; nothing when it is new. Errors: idempotency-key-reused, store-unavailable.
Result<std::optional<ServiceAnswer>> earlier_answer(Store& store, const CallIdentity& call);

// Lets `work` answer a call, unless it has been answered before. `work` stores its answer.
// `attempt` goes first and may answer, too, but only a call that it has carried out: an append is refused when its key has an answer
// already, so there was no earlier one, and nobody needs to ask for it. When it answers nothing, nothing has happened.
// Errors: idempotency-key-missing, -reused and -in-flight, store-unavailable.
template <class Attempt, class Work>
ServiceAnswer answered_once(Store& store, InFlight& in_flight, const Caller& caller, const CommandCall& call, Attempt attempt, Work work) {
  if (!call.key || !is_id(*call.key)) return refuse(Error{ErrorCode::idempotency_key_missing});
  const CallIdentity identity = identify_call(caller, *call.key, call.address, call.body);
  const InFlight::Hold hold(in_flight, identity);
  if (!hold.is_held()) return refuse(Error{ErrorCode::idempotency_in_flight});
  if (std::optional<ServiceAnswer> answer = attempt(identity)) return *std::move(answer);
  const auto earlier = earlier_answer(store, identity);
  if (!earlier.ok()) return refuse(earlier.error());
  if (earlier.value()) return *earlier.value();
  return work(identity);
}

template <class Work>
ServiceAnswer answered_once(Store& store, InFlight& in_flight, const Caller& caller, const CommandCall& call, Work work) {
  return answered_once(store, in_flight, caller, call, [](const CallIdentity&) { return std::optional<ServiceAnswer>(); }, work);
}

}  // namespace countersign
