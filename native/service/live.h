// Live events: who waits for a request to move on, and what they are told.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/request/types.h"
#include "native/service/access.h"
#include "native/store/store.h"

namespace countersign {

// Tells those who wait for a request that something was recorded in it. All calls may be made from any thread.
class LiveNews {
 public:
  // Called under a lock, whenever the request has moved on: it must not block, nor call back.
  using Wake = std::function<void()>;

  // Ends with its destruction, after which `wake` is not called any more.
  class Subscription {
   public:
    Subscription(LiveNews& news, std::string request, Wake wake);
    ~Subscription();
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

   private:
    LiveNews& news_;
    std::multimap<std::string, Wake>::iterator place_;
  };

  void announce(const std::string& request);

 private:
  std::mutex mutex_;
  std::multimap<std::string, Wake> waiting_;
};

// How many streams each session has open. Integrators' keys are not counted: their backends follow many requests.
class StreamsOfSessions {
 public:
  // A stream of this session, for as long as it lives.
  class Place {
   public:
    Place(StreamsOfSessions& owner, std::string family) : owner_(owner), family_(std::move(family)) {}
    ~Place() { owner_.leave(family_); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    StreamsOfSessions& owner_;
    const std::string family_;
  };

  // Nothing when the session has as many as it may have.
  std::unique_ptr<Place> enter(std::string_view family);

 private:
  void leave(const std::string& family);

  std::mutex mutex_;
  std::map<std::string, std::size_t> open_;
};

inline constexpr std::size_t kStreamsOfOneSession = 32;

// So many events behind, a reader is told to load the request anew instead.
inline constexpr std::int64_t kLongestCatchUp = 200;

// The events of one request as server-sent events (HTML, section 9.2), from one reader's place on. There is no queue: what a
// reader has not been sent yet is in the store, and a reader who is too far behind is told so.
//
//   id: 7                            an event with its number; data is the event, as the list of events has it
//   data: {…}
//
//   id: 250                          too much to catch up with: {"head": 250}. Events go on behind it.
//   event: resync
//   data: {"head":250}
class EventStream {
 public:
  // `token` is looked at again each time: a stream ends when its session does. Precondition: the caller reaches the request.
  EventStream(Store& store, AccessService& access, std::string token, RequestId request, std::int64_t after);

  // What is to be sent now; "" when there is nothing new; nothing at the end.
  std::optional<std::string> next();
  // Whether there was more than what next() said.
  bool has_more() const { return has_more_; }

 private:
  Store& store_;
  AccessService& access_;
  const std::string token_;
  const RequestId request_;
  std::int64_t after_;
  bool has_begun_ = false;
  bool has_more_ = false;
};

}  // namespace countersign
