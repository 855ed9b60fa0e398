// The figures on an address of their own, which is not the public one: GET /metrics, and /healthz and /readyz as well. Whoever
// reaches it may read; it says how much is done, and nothing of what.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "core/base/result.h"
#include "native/http/access_log.h"
#include "native/http/health.h"
#include "native/http/http_server.h"
#include "native/operations/server_figures.h"

namespace countersign {

void describe_load(MetricsText& text, const HttpLoad& load);

class MetricsServer {
 public:
  // Serves until its destruction, on a thread of its own. On a loopback address it answers to local names only, so that no page
  // reads it under a name of its own. Errors: internal, with the system's reason.
  static Result<std::unique_ptr<MetricsServer>> start(const ListenAddress& listen, Health& health, std::vector<MetricsSource> sources,
                                                      std::function<void(const std::string&)> complain);
  ~MetricsServer();
  MetricsServer(const MetricsServer&) = delete;
  MetricsServer& operator=(const MetricsServer&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  explicit MetricsServer(std::unique_ptr<HttpApplication> application);

  std::unique_ptr<HttpApplication> application_;
  HttpServer server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace countersign
