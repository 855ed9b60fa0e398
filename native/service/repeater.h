// Work that is done again and again on a thread of its own, until its owner goes.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace countersign {

class Repeater {
 public:
  // One round of the work; answers how long to pause after it (0: there is more to do). It must not throw.
  using Round = std::function<std::chrono::milliseconds()>;

  explicit Repeater(Round round);
  // Ends a pause at once, and waits for a round.
  ~Repeater();
  Repeater(const Repeater&) = delete;
  Repeater& operator=(const Repeater&) = delete;

 private:
  void run();

  const Round round_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace countersign
