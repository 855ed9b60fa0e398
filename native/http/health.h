// What balancers and supervisors ask. Anyone may ask, under any name of the server, as often as they like: the answers say
// nothing of what is stored.
//
//   GET /healthz   200 {"status":"ok"}: the process answers
//   GET /readyz    200 {"status":"ready"}, or 503, a problem that names what fails: whether calls may be sent here
//
//   draining   the server was told to stop, and stops soon
//   store      a read does not work. It is asked at most once a second, whoever asks here how often; one that has not answered for five
//              seconds counts as failing
//   writing    the last commit failed, less than ten seconds ago
//   log        the log cannot be signed
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "native/http/application.h"
#include "native/http/message.h"
#include "native/log/log_service.h"
#include "native/store/store.h"

namespace countersign {

class Health {
 public:
  Health(Store& store, const LogService& log) : store_(store), log_(log) {}

  static bool has_address(std::string_view path);
  // Precondition: has_address(request.path). GET and HEAD; nothing waits for a worker but a question to the store.
  HttpPlan plan(const HttpRequest& request);

  // From now on not ready. From any thread.
  void drain() { is_draining_ = true; }
  bool is_draining() const { return is_draining_; }

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  struct StoreAnswer {
    SteadyTime at;
    bool is_readable;
  };

  // The checks that fail now.
  std::vector<std::string_view> failing(bool is_readable) const;
  HttpResponse readiness(bool is_readable) const;
  // Whether the store can be read, as far as is known; nothing when somebody has to ask.
  std::optional<bool> known_readable();
  std::optional<bool> known_readable_locked(SteadyTime now) const;
  // May block.
  bool ask_whether_readable();

  Store& store_;
  const LogService& log_;
  std::atomic<bool> is_draining_ = false;
  std::mutex mutex_;
  std::optional<StoreAnswer> last_answer_;
  std::optional<SteadyTime> asked_at_;  // by somebody who waits for the answer
};

}  // namespace countersign
