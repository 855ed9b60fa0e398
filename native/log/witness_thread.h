// Asks the witnesses for their signatures of the newest checkpoint, on a thread of its own: at most once a second, so
// that signing and receipts never wait for a stranger. All are asked about the same checkpoint, one after the other.
// One that fails is complained about once, and asked again after a pause that doubles, up to some minutes, with some
// chance in it.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "native/log/log_keeper.h"
#include "native/log/witness.h"
#include "native/service/random.h"

namespace countersign {

struct WitnessPauses {
  std::chrono::milliseconds between{1000};
  std::chrono::milliseconds first{1000};  // after a failure
  std::chrono::milliseconds longest{300000};
};

class WitnessThread {
 public:
  // `complain` is told what a witness did, and when it is well again. No witnesses: no thread.
  WitnessThread(Store& store, LogKeeper& keeper, const std::vector<WitnessAddress>& addresses, Random& random,
                std::function<void(const std::string&)> complain, WitnessPauses pauses = {},
                HttpCallLimits limits = {});
  ~WitnessThread();
  WitnessThread(const WitnessThread&) = delete;
  WitnessThread& operator=(const WitnessThread&) = delete;

  // How many of them failed when they were asked last. From any thread.
  std::size_t failing() const { return failing_; }

 private:
  struct Asked {
    std::unique_ptr<Witness> witness;
    std::string complaint;  // the last, for as long as it lasts
    std::chrono::milliseconds pause{0};
    std::chrono::steady_clock::time_point not_before{};
  };

  void run();
  void ask_all();
  void ask(Asked& asked, const StoredCheckpoint& checkpoint, const Note& note);
  void note_failure(Asked& asked, const std::string& what);
  std::chrono::milliseconds by_chance(std::chrono::milliseconds pause);

  Store& store_;
  LogKeeper& keeper_;
  Random& random_;
  const std::function<void(const std::string&)> complain_;
  const WitnessPauses pauses_;
  std::vector<Asked> witnesses_;
  std::atomic<bool> is_stopping_{false};
  std::atomic<std::size_t> failing_{0};
  std::mutex mutex_;
  std::condition_variable wake_;
  std::thread thread_;
};

}  // namespace countersign
