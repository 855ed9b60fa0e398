// Forgets what has had its time: sessions that ended a day ago, and answers to calls that nobody will repeat any more.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "native/service/clock.h"
#include "native/store/store.h"

namespace countersign {

// A command that is repeated later than this is still carried out once: the core knows its id.
inline constexpr std::int64_t kAnswersKeptMilliseconds = std::int64_t{7} * 24 * 60 * 60 * 1000;

class Housekeeping {
 public:
  // Once at the start and then every hour, on a thread of its own. `complain` is told what went wrong.
  Housekeeping(Store& store, Clock& clock, std::function<void(const std::string&)> complain);
  ~Housekeeping();
  Housekeeping(const Housekeeping&) = delete;
  Housekeeping& operator=(const Housekeeping&) = delete;

 private:
  void run();

  Store& store_;
  Clock& clock_;
  std::function<void(const std::string&)> complain_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

// One round of it. Errors: store-unavailable.
Refusal keep_house(Store& store, Instant now);

}  // namespace countersign
