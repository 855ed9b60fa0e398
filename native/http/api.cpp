#include "native/http/api.h"

#include <charconv>
#include <memory>

#include "core/json/describe.h"
#include "core/json/object_text.h"
#include "core/json/reader.h"
#include "core/json/writer.h"
#include "native/http/preconditions.h"
#include "native/http/service_response.h"
#include "native/net/http_status.h"
#include "native/operations/masking.h"

namespace countersign {
namespace {

std::string address_of(const HttpRequest& request) {
  return std::string(http_method_word(request.method)) + " " + request.path;
}

CommandCall command_call(const HttpRequest& request, const std::string& address) {
  return {address, request.header("idempotency-key"), if_match_head(request), request.body};
}

Result<std::string> state_word(std::string_view text) {
  if (!from_word<RequestState>(text)) return Error{ErrorCode::unknown_word};
  return std::string(text);
}

Result<std::string> project_text(std::string_view text) {
  const auto project = Project::from(text);
  if (!project.ok()) return project.error();
  return project.value().text();
}

Result<std::string> actor_id(std::string_view text) {
  const auto id = ActorId::from(text);
  if (!id.ok()) return id.error();
  return id.value().text();
}

Result<std::string> any_text(std::string_view text) { return std::string(text); }

Result<ListQuery> list_query(const HttpRequest& request) {
  ListQuery query;
  Refusal refusal = require_query(request, {"state", "project", "approver", "due_before", "cursor", "limit"});
  if (!refusal) refusal = read_parameter(request, "state", query.filters.state, state_word);
  if (!refusal) refusal = read_parameter(request, "project", query.filters.project, project_text);
  if (!refusal) refusal = read_parameter(request, "approver", query.filters.person, actor_id);
  if (!refusal) refusal = read_parameter(request, "due_before", query.filters.due_before, Instant::from_text);
  if (!refusal) refusal = read_parameter(request, "cursor", query.cursor, any_text);
  if (refusal) return *std::move(refusal);
  const auto limit = query_number(request, "limit", kDefaultPage, 1, kLargestPage);
  if (!limit.ok()) return limit.error();
  query.filters.limit = static_cast<std::size_t>(limit.value());
  return query;
}

class BlobUploadOverHttp final : public HttpUpload {
 public:
  explicit BlobUploadOverHttp(std::unique_ptr<BlobReceiver> receiver) : receiver_(std::move(receiver)) {}
  bool write(std::string_view piece) override { return receiver_->write(piece); }
  HttpResponse finish() override { return service_response(receiver_->finish()); }

 private:
  std::unique_ptr<BlobReceiver> receiver_;
};

class EventsOverHttp final : public HttpStream {
 public:
  EventsOverHttp(LiveNews& news, std::string request, EventStream events, std::unique_ptr<StreamsOfSessions::Place> place)
      : place_(std::move(place)), news_(news), request_(std::move(request)), events_(std::move(events)) {}
  void on_news(std::function<void()> wake) override {
    wake_ = wake;
    subscription_.emplace(news_, request_, std::move(wake));
  }
  std::optional<std::string> next() override {
    auto piece = events_.next();
    if (piece && events_.has_more()) wake_();
    return piece;
  }

 private:
  const std::unique_ptr<StreamsOfSessions::Place> place_;
  LiveNews& news_;
  const std::string request_;
  EventStream events_;
  std::function<void()> wake_;
  std::optional<LiveNews::Subscription> subscription_;
};

// Whoever names it, alone or among others, wants it.
bool wants_stream(const HttpRequest& request) {
  return request.header("accept").value_or("").find("text/event-stream") != std::string_view::npos;
}

Result<std::int64_t> last_event_id(const HttpRequest& request) {
  const std::string_view text = request.header("last-event-id").value_or("");
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = !text.empty() && error == std::errc() && end == text.data() + text.size();
  if (!is_number || number < 0 || number > limits::kInteger) return Error{ErrorCode::invalid_format, "", "Last-Event-ID is the number of an event."};
  return number;
}

}  // namespace

Api::Api(Store& store, LogService& log, Clock& clock, Random& random, Challenges challenges, OriginPolicy& origins,
         const HttpLimits& limits, std::optional<RelyingParty> passkeys, ApiNotices notices, Calendar working_hours)
    : store_(store),
      origins_(origins),
      limits_(limits),
      log_(log),
      as_caller_([this](const HttpRequest& request, const WithCaller& work) { return as_caller(request, work); }),
      access_(store, clock, random),
      blobs_(store),
      passkeys_(store, clock, std::move(passkeys)),
      requests_(store, clock, random, std::move(challenges), passkeys_, news_, {notices.mail, log.key().name()}),
      access_api_(store, clock, random, access_, origins, as_caller_),
      log_api_(log, as_caller_),
      notify_(store, clock, random, notices.webhooks, as_caller_),
      metrics_(store, clock, std::move(working_hours), as_caller_) {
  store_.on_appends([this](const std::string& stream) { news_.announce(stream); });
}

Api::~Api() { store_.on_appends({}); }

std::vector<Route> Api::routes() {
  using enum HttpMethod;
  const auto call = [this](HttpResponse (Api::*handler)(const HttpRequest&)) {
    return [this, handler](const HttpRequest& request) { return (this->*handler)(request); };
  };
  std::vector<Route> all{
      {get,
       "/v1/capabilities",
       RouteBody::none,
       [this](const HttpRequest& request) { return capabilities(request); },
       {}},
      {get, "/v1/requests", RouteBody::none, call(&Api::list), {}},
      {post, "/v1/requests", RouteBody::json, call(&Api::create), {}},
      {get, "/v1/requests/{}", RouteBody::none, call(&Api::view), {}},
      {post, "/v1/requests/{}/commands", RouteBody::json, call(&Api::command), {}},
      {get, "/v1/requests/{}/events", RouteBody::none, call(&Api::events), {}},
      {get, "/v1/passkeys", RouteBody::none, call(&Api::passkeys), {}},
      {post, "/v1/passkeys", RouteBody::json, call(&Api::add_passkey), {}},
      {get, "/v1/blobs/{}", RouteBody::none, call(&Api::read_blob), {}},
      {put, "/v1/blobs/{}", RouteBody::upload, {}, [this](const HttpRequest& request) { return put_blob(request); }},
  };
  for (const std::vector<Route>& more : {access_api_.routes(), log_api_.routes(), notify_.routes(), metrics_.routes()}) all.insert(all.end(), more.begin(), more.end());
  return all;
}

Result<Caller> Api::caller_of(const HttpRequest& request) {
  // Before the token is looked at: a page must be able to read that its session has ended.
  origins_.recognize(request);
  const auto token = bearer_token(request);
  if (!token.ok()) return token.error();
  Result<Caller> caller = access_.authenticate(token.value());
  if (!caller.ok()) return caller;
  request.caller = loggable_caller(caller.value(), token.value());
  if (Refusal refusal = origins_.check(request, caller.value())) return *std::move(refusal);
  return caller;
}

HttpResponse Api::as_caller(const HttpRequest& request, const WithCaller& work) {
  const Result<Caller> caller = caller_of(request);
  return caller.ok() ? work(caller.value()) : refusal_response(caller.error());
}

HttpResponse Api::capabilities(const HttpRequest& request) const {
  if (Refusal refusal = require_query(request, {})) return refusal_response(*refusal);
  Json limits = read_json(describe_limits()).value();
  limits["blob_bytes"] = limits_.upload_bytes;
  limits["page"] = kLargestPage;
  limits["session_seconds"] = kLongestSessionSeconds;
  limits["challenge_seconds"] = kChallengeMilliseconds / 1000;
  limits["passkeys"] = kPasskeysOfOnePerson;
  ServiceAnswer answer;
  ObjectText body;
  body.json("limits", write_canonical(limits))
      .boolean("links", true)
      .boolean("live_events", true)
      .json("log", ObjectText().text("key", log_.key().text()).text("origin", log_.key().name()).take())
      .boolean("metrics", true);
  if (passkeys_.host()) body.json("passkeys", ObjectText().text("rp_id", passkeys_.host()->id).take());
  answer.body = body.integer("protocol", kProtocol).text("server", "countersign/" COUNTERSIGN_VERSION).boolean("uploads", true).take();
  return service_response(std::move(answer));
}

HttpResponse Api::create(const HttpRequest& request) {
  return as_caller(request, [&](const Caller& caller) {
    const std::string address = address_of(request);
    const ServiceAnswer answer = requests_.create(caller, command_call(request, address));
    HttpResponse response = service_response(answer);
    if (answer.status == http_status::kCreated) response.set("location", "/v1/requests/" + answer.stream);
    return response;
  });
}

HttpResponse Api::list(const HttpRequest& request) {
  return as_caller(request, [&](const Caller& caller) {
    const Result<ListQuery> query = list_query(request);
    return query.ok() ? service_response(requests_.list(caller, query.value())) : refusal_response(query.error());
  });
}

HttpResponse Api::view(const HttpRequest& request) {
  return as_caller(request, [&](const Caller& caller) {
    const auto id = captured_request(request);
    if (!id.ok()) return refusal_response(id.error());
    if (Refusal refusal = require_query(request, {})) return refusal_response(*refusal);
    const ServiceAnswer answer = requests_.view(caller, id.value());
    HttpResponse response = service_response(answer);
    if (!answer.is_refusal() && if_none_match(request, "\"" + std::to_string(answer.head) + "\"")) {
      response.status = http_status::kNotModified;
      response.body.clear();
    }
    return response;
  });
}

HttpResponse Api::command(const HttpRequest& request) {
  return as_caller(request, [&](const Caller& caller) {
    const auto id = captured_request(request);
    if (!id.ok()) return refusal_response(id.error());
    const std::string address = address_of(request);
    return service_response(requests_.command(caller, id.value(), command_call(request, address)));
  });
}

HttpResponse Api::events(const HttpRequest& request) {
  return as_caller(request, [&](const Caller& caller) {
    const auto id = captured_request(request);
    if (!id.ok()) return refusal_response(id.error());
    if (wants_stream(request)) return live_events(request, caller, id.value());
    if (Refusal refusal = require_query(request, {"after", "limit"})) return refusal_response(*refusal);
    const auto after = query_number(request, "after", 0, 0, limits::kInteger);
    if (!after.ok()) return refusal_response(after.error());
    const auto limit = query_number(request, "limit", kDefaultPage, 1, kLargestPage);
    if (!limit.ok()) return refusal_response(limit.error());
    return service_response(
        requests_.events(caller, id.value(), after.value(), static_cast<std::size_t>(limit.value())));
  });
}

HttpResponse Api::live_events(const HttpRequest& request, const Caller& caller, const RequestId& id) {
  if (Refusal refusal = require_query(request, {"after"})) return refusal_response(*refusal);
  auto after = query_number(request, "after", 0, 0, limits::kInteger);
  // Who comes back says what came last; the address is that of the first time.
  if (request.has_header("last-event-id")) after = last_event_id(request);
  if (!after.ok()) return refusal_response(after.error());
  ServiceAnswer first = requests_.events(caller, id, after.value(), 1);
  if (first.is_refusal()) return service_response(std::move(first));
  std::unique_ptr<StreamsOfSessions::Place> place;
  if (caller.kind == CallerKind::session) {
    place = streams_.enter(caller.family);
    if (!place) return refusal_response(Error{ErrorCode::too_many_requests, "", "This session has too many streams."});
  }
  HttpResponse response;
  response.set("content-type", "text/event-stream");
  response.set("x-accel-buffering", "no");  // or nginx keeps events until it has enough of them
  EventStream events(store_, access_, std::string(bearer_token(request).value()), id, after.value());
  response.stream = std::make_shared<EventsOverHttp>(news_, id.text(), std::move(events), std::move(place));
  return response;
}

HttpResponse Api::read_blob(const HttpRequest& request) {
  return as_caller(request, [&](const Caller& caller) {
    if (Refusal refusal = require_query(request, {"request"})) return refusal_response(*refusal);
    std::optional<RequestId> within;
    if (const auto parameter = request.parameter("request")) {
      const auto id = RequestId::from(*parameter);
      if (!id.ok()) return refusal_response(Error{ErrorCode::invalid_format, "/request"});
      within = id.value();
    }
    const auto found = blobs_.find(caller, request.captures.front(), within);
    return found.ok() ? blob_response(request, blobs_, found.value()) : refusal_response(found.error());
  });
}

HttpResponse Api::passkeys(const HttpRequest& request) {
  return as_caller(request, [&](const Caller& caller) {
    if (Refusal refusal = require_query(request, {})) return refusal_response(*refusal);
    return service_response(passkeys_.list(caller));
  });
}

HttpResponse Api::add_passkey(const HttpRequest& request) {
  return as_caller(request, [&](const Caller& caller) {
    const std::string address = address_of(request);
    return service_response(passkeys_.add(caller, command_call(request, address)));
  });
}

HttpUploadStart Api::put_blob(const HttpRequest& request) {
  const Result<Caller> caller = caller_of(request);
  if (!caller.ok()) return refusal_response(caller.error());
  auto receiver = blobs_.receive(caller.value(), request.captures.front());
  if (!receiver.ok()) return refusal_response(receiver.error());
  return std::make_unique<BlobUploadOverHttp>(std::move(receiver).value());
}

}  // namespace countersign
