#include "native/demo/demo_routes.h"

#include "core/json/object_text.h"
#include "native/demo/demo_outbox.h"
#include "native/demo/demo_people.h"
#include "native/http/preconditions.h"
#include "native/http/service_response.h"
#include "native/service/message_reader.h"

namespace countersign {
namespace {

constexpr std::string_view kPeopleAddress = "/demo/people";
constexpr std::string_view kSession = "/demo/session";
constexpr std::string_view kOutboxAddress = "/demo/outbox";
constexpr std::int64_t kDemoSessionSeconds = 12 * 60 * 60;

struct WantedPerson {
  std::string person;
  std::optional<RequestId> request;
};

Result<WantedPerson> read_wanted(std::string_view body) {
  MessageReader reader(body);
  auto person = reader.text("person", is_id);
  reader.require(person.has_value(), "person");
  const auto request = reader.text("request", is_id);
  if (Refusal refusal = reader.finish()) return *std::move(refusal);
  WantedPerson wanted{*std::move(person), std::nullopt};
  if (request) wanted.request = RequestId::from(*request).value();
  return wanted;
}

HttpResponse list_people() {
  ArrayText people;
  for (const DemoPerson& person : demo_people()) {
    people.json(ObjectText()
                    .text("id", person.id)
                    .text("name", person.name)
                    .text("organization", person.organization)
                    .text("party", word(person.party))
                    .text("role", person.role)
                    .take());
  }
  ServiceAnswer answer;
  answer.body = ObjectText().json("people", people.take()).take();
  return service_response(std::move(answer));
}

HttpResponse become(Store& store, AccessService& access, const HttpRequest& request) {
  const Result<WantedPerson> wanted = read_wanted(request.body);
  if (!wanted.ok()) return refusal_response(wanted.error());
  const DemoPerson* person = find_demo_person(wanted.value().person);
  if (person == nullptr) return refusal_response(Error{ErrorCode::unknown_word, "/person"});
  NewSession session;
  session.actor = demo_actor(*person);
  session.request = wanted.value().request;
  session.seconds = kDemoSessionSeconds;
  if (session.request) {
    const auto tenant = store.tenant_of(session.request->text());
    if (!tenant.ok()) return refusal_response(tenant.error());
    if (tenant.value() != session.tenant) return refusal_response(Error{ErrorCode::request_unknown, "/request"});
  } else if (Refusal refusal = require_delivery(session.actor)) {
    refusal->detail = "A customer's session is for one request: name it.";
    return refusal_response(*refusal);
  }
  const auto minted = access.make_session(session);
  return minted.ok() ? service_response(session_answer(minted.value(), session.actor))
                     : refusal_response(minted.error());
}

}  // namespace

bool is_demo_address(std::string_view path) { return path == kPeopleAddress || path == kSession || path == kOutboxAddress; }

std::vector<Route> demo_routes(Store& store, AccessService& access, const OriginPolicy& origins) {
  const auto people = [](const HttpRequest& request) {
    if (Refusal refusal = require_query(request, {})) return refusal_response(*refusal);
    return list_people();
  };
  const auto session = [&store, &access, &origins](const HttpRequest& request) {
    if (Refusal refusal = origins.check_anonymous(request)) return refusal_response(*refusal);
    return become(store, access, request);
  };
  const auto outbox = [&store, &origins](const HttpRequest& request) {
    if (Refusal refusal = origins.check_anonymous(request)) return refusal_response(*refusal);
    if (Refusal refusal = require_query(request, {})) return refusal_response(*refusal);
    return service_response(demo_outbox(store, "http://" + std::string(request.header("host").value_or("localhost"))));
  };
  return {{HttpMethod::get, kOutboxAddress, RouteBody::none, outbox, {}},
          {HttpMethod::get, kPeopleAddress, RouteBody::none, people, {}},
          {HttpMethod::post, kSession, RouteBody::json, session, {}}};
}

}  // namespace countersign
