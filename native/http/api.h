// The addresses of the API and what each of them asks of the service.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "native/http/access_api.h"
#include "native/http/http_limits.h"
#include "native/http/log_api.h"
#include "native/http/metrics_api.h"
#include "native/http/notify_api.h"
#include "native/http/origin_policy.h"
#include "native/http/router.h"
#include "native/log/log_service.h"
#include "native/service/access.h"
#include "native/service/blobs.h"
#include "native/service/live.h"
#include "native/service/requests.h"

namespace countersign {

// Who is told of what happens, besides those who look.
struct ApiNotices {
  MailNotices mail = MailNotices::off;
  Reach webhooks = Reach::public_only;
};

class Api {
 public:
  Api(Store& store, LogService& log, Clock& clock, Random& random, Challenges challenges, OriginPolicy& origins,
      const HttpLimits& limits, std::optional<RelyingParty> passkeys, ApiNotices notices, Calendar working_hours);

  ~Api();
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  std::vector<Route> routes();

  AccessService& access() { return access_; }
  RequestService& requests() { return requests_; }
  MetricsModel& metrics() { return metrics_.model(); }

 private:
  using WithCaller = std::function<HttpResponse(const Caller&)>;

  // Authenticates, checks the page that the call comes from, and hands over.
  HttpResponse as_caller(const HttpRequest& request, const WithCaller& work);
  Result<Caller> caller_of(const HttpRequest& request);

  HttpResponse capabilities(const HttpRequest& request) const;
  HttpResponse create(const HttpRequest& request);
  HttpResponse list(const HttpRequest& request);
  HttpResponse view(const HttpRequest& request);
  HttpResponse command(const HttpRequest& request);
  HttpResponse events(const HttpRequest& request);
  HttpResponse live_events(const HttpRequest& request, const Caller& caller, const RequestId& id);
  HttpResponse read_blob(const HttpRequest& request);
  HttpUploadStart put_blob(const HttpRequest& request);
  HttpResponse passkeys(const HttpRequest& request);
  HttpResponse add_passkey(const HttpRequest& request);

  Store& store_;
  OriginPolicy& origins_;
  const HttpLimits& limits_;
  LogService& log_;
  const AccessApi::AsCaller as_caller_;  // as_caller(), for those that have addresses of their own
  AccessService access_;
  BlobService blobs_;
  PasskeyService passkeys_;
  LiveNews news_;
  StreamsOfSessions streams_;
  RequestService requests_;
  AccessApi access_api_;
  LogApi log_api_;
  NotifyApi notify_;
  MetricsApi metrics_;
};

// The digest, unquoted, of a blob's ETag; Range and If-None-Match are answered here.
HttpResponse blob_response(const HttpRequest& request, BlobService& blobs, const BlobService::Found& found);

}  // namespace countersign
