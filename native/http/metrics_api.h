// The addresses of metrics.
#pragma once

#include <functional>
#include <vector>

#include "native/http/message.h"
#include "native/http/router.h"
#include "native/service/clock.h"
#include "native/service/metrics_model.h"

namespace countersign {

class MetricsApi {
 public:
  using WithCaller = std::function<HttpResponse(const Caller&)>;
  // Authenticates the call, and hands over or refuses.
  using AsCaller = std::function<HttpResponse(const HttpRequest&, const WithCaller&)>;

  MetricsApi(Store& store, Clock& clock, Calendar calendar, AsCaller as_caller)
      : model_(store, std::move(calendar)), clock_(clock), as_caller_(std::move(as_caller)) {}

  std::vector<Route> routes();
  MetricsModel& model() { return model_; }

 private:
  struct Page {
    std::optional<std::string> cursor;
    std::size_t limit = 0;
  };
  static Result<Page> page_of(const HttpRequest& request);

  MetricsModel model_;
  Clock& clock_;
  AsCaller as_caller_;
};

}  // namespace countersign
