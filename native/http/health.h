// What balancers and supervisors ask. Anyone may ask, under any name of the server, as often as they like: the answers say
// nothing of what is stored.
//
//   GET /healthz   200 {"status":"ok"}: the process answers
//   GET /readyz    200 {"status":"ready"}, or 503, a problem that names what fails: whether calls may be sent here
//
//   draining   the server was told to stop, and stops soon
//   store      a read does not work
//   writing    the last commit failed, less than ten seconds ago
//   log        the log cannot be signed
#pragma once

#include <atomic>
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
  // Precondition: has_address(request.path). GET and HEAD; nothing waits for a worker but the question to the store.
  HttpPlan plan(const HttpRequest& request);

  // From now on not ready. From any thread.
  void drain() { is_draining_ = true; }
  bool is_draining() const { return is_draining_; }
  // The checks that fail now. May block.
  std::vector<std::string_view> failing();

 private:
  HttpResponse readiness();

  Store& store_;
  const LogService& log_;
  std::atomic<bool> is_draining_ = false;
};

}  // namespace countersign
