// Which sites may use the API from a browser, and under which names the server answers.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "native/http/message.h"
#include "native/service/caller.h"
#include "native/service/clock.h"
#include "native/store/store.h"

namespace countersign {

class OriginPolicy {
 public:
  OriginPolicy(Store& store, Clock& clock, const std::vector<std::string>& allowed);

  // The server answers to these hosts only, so that a page cannot reach it under a name of its own (DNS rebinding).
  // Without any, it answers to all.
  void answer_only_to(std::set<std::string> hosts) { hosts_ = std::move(hosts); }
  bool answers_to(std::string_view host_header) const;

  // May a caller use the API from the page that sent this request? Errors: origin-not-allowed, store-unavailable.
  // Without origins of its own a caller may be used from the server's pages and from sites that are allowed, to all or to its tenant.
  // A session that names its origins may be used from those only, and from outside browsers.
  Refusal check(const HttpRequest& request, const Caller& caller);
  // The same for calls without a caller: from the server's own pages and allowed sites.
  Refusal check_anonymous(const HttpRequest& request) const;

  // Whether a preflight from this origin is answered: an allowed site, one of a tenant, or one that a session names which
  // lives or has ended lately. A page whose session has ended has to learn that it needs another one, and a browser tells it only
  // what it may read. An answered preflight opens nothing: the call after it is judged by its token. Asks the store.
  bool admits(std::string_view origin);
  // Looks up the origin of a call that is going to be answered, so that `is_known` knows it. Asks the store only about
  // origins that it has not met since the server started.
  void recognize(const HttpRequest& request);
  // Whether answers may be read by this origin, as far as is known without asking. Does not block.
  bool is_known(std::string_view origin) const;

 private:
  bool is_own_page(const HttpRequest& request, std::string_view origin) const;
  Refusal check_of_tenant(const HttpRequest& request, std::string_view origin, std::string_view tenant);
  void remember(std::string_view origin);

  Store& store_;
  Clock& clock_;
  std::set<std::string, std::less<>> allowed_;
  std::set<std::string> hosts_;
  mutable std::mutex mutex_;
  std::set<std::string, std::less<>> of_others_;  // origins that sessions or tenants have named
};

// The answer to a preflight (OPTIONS with Access-Control-Request-Method).
HttpResponse preflight_answer(std::string_view origin, std::string_view allow);

// CORS headers of an answer that this origin may read.
void allow_reading(HttpResponse& response, std::string_view origin);

}  // namespace countersign
