// The addresses of those who may come in: sessions, personal links and keys.
#pragma once

#include <functional>
#include <vector>

#include "native/http/message.h"
#include "native/http/origin_policy.h"
#include "native/http/router.h"
#include "native/service/access.h"
#include "native/service/keys.h"
#include "native/service/links.h"

namespace countersign {

class AccessApi {
 public:
  using WithCaller = std::function<HttpResponse(const Caller&)>;
  // Authenticates the call, and hands over or refuses.
  using AsCaller = std::function<HttpResponse(const HttpRequest&, const WithCaller&)>;

  AccessApi(Store& store, Clock& clock, Random& random, AccessService& access, OriginPolicy& origins, AsCaller as_caller)
      : origins_(origins), access_(access), keys_(store, clock, random, &access.key_uses()), links_(store, clock, random, access), as_caller_(std::move(as_caller)) {}

  std::vector<Route> routes();

 private:
  HttpResponse mint(const HttpRequest& request);
  HttpResponse renew(const HttpRequest& request);
  HttpResponse links(const HttpRequest& request);
  HttpResponse make_link(const HttpRequest& request);
  HttpResponse revoke_link(const HttpRequest& request);
  // Whoever has a link need not have more: the page that the call comes from is checked for whom the link stands for.
  HttpResponse exchange_link(const HttpRequest& request);
  HttpResponse keys(const HttpRequest& request);
  HttpResponse make_key(const HttpRequest& request);
  HttpResponse revoke_key(const HttpRequest& request);

  OriginPolicy& origins_;
  AccessService& access_;
  KeyService keys_;
  LinkService links_;
  AsCaller as_caller_;
};

}  // namespace countersign
