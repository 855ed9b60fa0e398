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

// What makes two calls the same: the caller, the key, and the bytes of method, address and body.
struct CallIdentity {
  std::string scope;
  std::string key;
  std::string fingerprint;
};

CallIdentity identify_call(const Caller& caller, std::string_view key, std::string_view address, std::string_view body);

ServiceAnswer answer_from(const StoredAnswer& stored);
StoredAnswer answer_to_store(const CallIdentity& call, const ServiceAnswer& answer, Instant at);

// Calls that are being worked on in this process. A key is held until the Hold is gone.
class InFlight {
 public:
  class Hold {
   public:
    Hold(InFlight& owner, std::pair<std::string, std::string> key) : owner_(owner), key_(std::move(key)) {}
    ~Hold() { owner_.release(key_); }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

   private:
    InFlight& owner_;
    std::pair<std::string, std::string> key_;
  };

  // False when the same key is already held; then the caller must not make a Hold.
  bool acquire(const CallIdentity& call);

 private:
  void release(const std::pair<std::string, std::string>& key);

  std::mutex mutex_;
  std::set<std::pair<std::string, std::string>> held_;
};

// The stored answer to this very call; nothing when it is new. Errors: idempotency-key-reused, store-unavailable.
Result<std::optional<ServiceAnswer>> earlier_answer(Store& store, const CallIdentity& call);

}  // namespace countersign
