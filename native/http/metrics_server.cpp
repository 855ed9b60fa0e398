#include "native/http/metrics_server.h"

#include <set>

#include "native/http/preconditions.h"
#include "native/http/security_headers.h"
#include "native/http/service_response.h"
#include "native/http/target.h"
#include "native/service/origin.h"

namespace countersign {
namespace {

HttpLimits limits_of_metrics() {
  HttpLimits limits;
  limits.connections = 16;
  limits.streams = 0;
  limits.shutdown_time = std::chrono::seconds(1);
  return limits;
}

HttpPlan plan_of_refusal(const Error& error) {
  HttpPlan plan;
  plan.refuse = [error](const HttpRequest&) { return refusal_response(error); };
  return plan;
}

class MetricsApp final : public HttpApplication {
 public:
  MetricsApp(const ListenAddress& listen, Health& health, std::vector<MetricsSource> sources, std::function<void(const std::string&)> complain)
      : health_(health), sources_(std::move(sources)), complain_(std::move(complain)) {
    if (is_loopback(listen)) hosts_ = {"localhost", "127.0.0.1", "[::1]", listen.host};
  }

  HttpPlan plan(HttpRequest& request, std::string_view target) override {
    auto parsed = parse_target(target);
    if (!parsed) return plan_of_refusal(Error{ErrorCode::bad_request, "", "The address is malformed."});
    request.path = std::move(parsed->path);
    request.query = std::move(parsed->query);
    if (Health::has_address(request.path)) return health_.plan(request);
    if (!hosts_.empty() && !hosts_.contains(std::string(authority_host(request.header("host").value_or("")))))
      return plan_of_refusal(Error{ErrorCode::bad_request, "", "This server does not answer to this Host."});
    if (request.path != "/metrics") return plan_of_refusal(Error{ErrorCode::route_unknown});
    if (request.method != HttpMethod::get && request.method != HttpMethod::head) return plan_of_refusal(Error{ErrorCode::method_not_allowed});
    HttpPlan plan;
    plan.answer = [this](const HttpRequest&) { return figures(); };
    return plan;
  }

  HttpResponse refusal(const Error& error) override { return refusal_response(error); }
  void complete(HttpRequest&, HttpResponse& response) override { secure(response, AnswerKind::api); }
  void log(const HttpRequest&, const HttpResponse&, std::int64_t, std::chrono::microseconds) override {}
  void log_failure(const std::string& what, std::string_view) override { complain_("metrics: " + what); }

 private:
  HttpResponse figures() {
    MetricsText text;
    for (const MetricsSource& source : sources_) source(text);
    HttpResponse response;
    response.set("content-type", MetricsText::kMediaType);
    response.body = text.take();
    return response;
  }

  Health& health_;
  const std::vector<MetricsSource> sources_;
  const std::function<void(const std::string&)> complain_;
  std::set<std::string> hosts_;
};

}  // namespace

void describe_load(MetricsText& text, const HttpLoad& load) {
  const std::size_t streams = load.streams;
  const std::size_t calls = load.calls;
  text.gauge("countersign_http_connections", "Open connections, those with a live stream among them.").sample(static_cast<double>(load.connections.load()));
  text.gauge("countersign_http_requests_in_flight", "Calls that are being answered, without live streams.");
  text.sample(static_cast<double>(calls > streams ? calls - streams : 0));
  text.gauge("countersign_http_streams", "Live streams.").sample(static_cast<double>(streams));
}

Result<std::unique_ptr<MetricsServer>> MetricsServer::start(const ListenAddress& listen, Health& health, std::vector<MetricsSource> sources,
                                                            std::function<void(const std::string&)> complain) {
  std::unique_ptr<MetricsServer> started(
      new MetricsServer(std::make_unique<MetricsApp>(listen, health, std::move(sources), std::move(complain))));
  const auto port = started->server_.listen(listen);
  if (!port.ok()) return port.error();
  started->port_ = port.value();
  started->thread_ = std::thread([server = &started->server_] { server->run(); });
  return started;
}

MetricsServer::MetricsServer(std::unique_ptr<HttpApplication> application)
    : application_(std::move(application)), server_(*application_, limits_of_metrics(), 1) {}

MetricsServer::~MetricsServer() {
  if (!thread_.joinable()) return;
  server_.stop();
  thread_.join();
}

}  // namespace countersign
