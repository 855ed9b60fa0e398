// The addresses of webhooks, contacts and delivery logs.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "native/http/message.h"
#include "native/http/router.h"
#include "native/service/contacts.h"
#include "native/service/webhooks.h"

namespace countersign {

class NotifyApi {
 public:
  using WithCaller = std::function<HttpResponse(const Caller&)>;
  // Authenticates the call, and hands over or refuses.
  using AsCaller = std::function<HttpResponse(const HttpRequest&, const WithCaller&)>;

  NotifyApi(OutboxStore& store, Clock& clock, Random& random, Reach reach, AsCaller as_caller)
      : webhooks_(store, clock, random, reach), contacts_(store), as_caller_(std::move(as_caller)) {}

  std::vector<Route> routes();

 private:
  HttpResponse deliveries(const HttpRequest& request, const std::string& route);

  WebhookService webhooks_;
  ContactService contacts_;
  AsCaller as_caller_;
};

}  // namespace countersign
