// When API keys were used last: for people who look for keys that nobody needs. A call only notes it here, in memory; once a
// minute, and at an orderly end, what is new is written to the store, off the way of calls. A crash loses a minute of it at most.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/base/instant.h"
#include "native/service/repeater.h"
#include "native/store/access_store.h"

namespace countersign {

class KeyUses {
 public:
  static constexpr std::size_t kMostNoted = 10000;

  // Of more keys than kMostNoted within a minute, some uses are not noted.
  void note(const std::string& key_hash, Instant at);
  // As this process knows it; the store may know of a later use, by another one.
  std::optional<Instant> last(const std::string& key_hash) const;
  // Each key's once. What could not be written is written the next time. Errors: store-unavailable.
  Refusal write(AccessStore& store);

 private:
  struct Use {
    Instant at;
    bool is_written = false;
  };

  mutable std::mutex mutex_;
  std::map<std::string, Use> uses_;
};

// Writes them once a minute on a thread of its own, and at its end. `complain` is told what went wrong.
class KeyUseThread {
 public:
  KeyUseThread(KeyUses& uses, AccessStore& store, std::function<void(const std::string&)> complain);
  ~KeyUseThread();
  KeyUseThread(const KeyUseThread&) = delete;
  KeyUseThread& operator=(const KeyUseThread&) = delete;

 private:
  void write();

  KeyUses& uses_;
  AccessStore& store_;
  std::function<void(const std::string&)> complain_;
  std::unique_ptr<Repeater> repeater_;
};

}  // namespace countersign
