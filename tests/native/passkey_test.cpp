// Passkeys over HTTP and in the store: registered once, used for one decision each, and proved to strangers.
#include <array>

#include "core/abi/countersign.h"
#include "core/json/object_text.h"
#include "core/json/passkey.h"
#include "core/json/verification.h"
#include "core/record/tree.h"
#include "native/cli/core_calls.h"
#include "native/service/passkeys.h"
#include "tests/native/faulty_store.h"
#include "tests/native/fixture.h"
#include "tests/support/authenticator.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

constexpr const char* kDemand = R"("demands":["passkey"],)";

RelyingParty site() { return {"approve.example", {"https://approve.example"}, {}, UserVerification::required}; }

ServerSettings with_passkeys() {
  ServerSettings settings;
  settings.passkeys = site();
  return settings;
}

std::string text_at(const Json& json, const char* key) { return json.at(key).get<std::string>(); }

std::string new_passkey(const Json& offer, const Authenticator& authenticator) {
  const std::string challenge = bytes_from_base64url(text_at(offer, "challenge")).value();
  return Json{{"at", offer.at("at")}, {"client_data", authenticator.client_data("webauthn.create", challenge)}, {"attestation_object", authenticator.attestation_object()}}.dump();
}

Reply add(TestServer& server, const std::string& token, const Authenticator& authenticator, const std::string& key = "add-1") {
  const Json offer = server.get("/v1/passkeys", token).json();
  return server.post("/v1/passkeys", token, new_passkey(offer, authenticator), {{"Idempotency-Key", key}});
}

Digest registration_of(const Reply& added) { return Digest::from_hex(text_at(added.json(), "registration")).value(); }

Json passkey_json(const PasskeyEvidence& evidence) {
  return {{"registration", evidence.registration.hex()},
          {"credential_id", evidence.credential_id.text()},
          {"client_data", evidence.client_data.text()},
          {"authenticator_data", evidence.authenticator_data.text()},
          {"signature", evidence.signature.text()}};
}

// A decision that is about to be made, rehearsed by the core as a widget does it.
struct Click {
  std::string id;
  std::string token;
  std::int64_t head = 0;
  Json command;
  Digest statement;
};

Click click(TestServer& server, const std::string& id, const std::string& person, const std::string& stage) {
  Click made{id, server.session(person, id), 0, {}, {}};
  const Json view = server.get("/v1/requests/" + id, made.token).json();
  made.head = view.at("head").get<std::int64_t>();
  made.command = {{"command", "decide"}, {"stage", stage}, {"version", 1}, {"decision", "approve"}};
  made.command["displayed_digest"] = view.at("request").at("versions").back().at("digest");
  made.command["challenge"] = view.at("challenge").at("value");
  const Json context = {{"now", view.at("now")}, {"actor", view.at("actor")}, {"command_id", "rehearsal"}, {"request", id}, {"challenge", view.at("challenge")}};
  const CoreAnswer rehearsed = ask_core(countersign_decide, Json{{"state", view.at("request")}, {"command", made.command}, {"context", context}}.dump());
  REQUIRE_FALSE(rehearsed.refused);
  const Json events = read_json(rehearsed.text).value().at("events");
  const CoreAnswer stated = ask_core(countersign_statement, Json{{"state", view.at("request")}, {"events", events}}.dump());
  REQUIRE_FALSE(stated.refused);
  const Json answer = read_json(stated.text).value();
  made.statement = Digest::from_hex(text_at(answer, "digest")).value();
  CHECK(Digest::of(text_at(answer, "statement")) == made.statement);
  return made;
}

Reply send(TestServer& server, const Click& click, const std::optional<PasskeyEvidence>& evidence, const std::string& key = "decide-1") {
  Json command = click.command;
  if (evidence) command["passkey"] = passkey_json(*evidence);
  return server.command(click.id, click.token, key, click.head, command.dump());
}

void check_refused(const Reply& reply, int status, const char* code, const char* pointer) {
  CHECK(reply.status == status);
  CHECK(reply.code() == code);
  CHECK(reply.json().at("pointer") == pointer);
}

const CheckResult* passkey_check(const Verification& verification) {
  for (const CheckResult& check : verification.checks) {
    if (check.name == CheckName::passkey) return &check;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("a passkey is registered, signs a decision, and is proved with it offline", "[passkey]") {
  TestServer server(with_passkeys());
  CHECK(server.call("GET", "/v1/capabilities").json().at("passkeys").at("rp_id") == "approve.example");
  const std::string id = server.submitted_request(kDemand);
  const std::string maria = server.session("maria", id);
  const Json offer = server.get("/v1/passkeys", maria).json();
  CHECK(offer.at("rp_id") == "approve.example");
  CHECK(offer.at("passkeys").empty());
  CHECK(offer.at("user").at("id") == base64url(Digest::of("maria").view()));
  const Authenticator authenticator;
  const Reply added = add(server, maria, authenticator);
  REQUIRE(added.status == 201);
  CHECK(text_at(added.json(), "credential_id") == authenticator.credential_id());
  CHECK(server.get("/v1/passkeys", maria).json().at("passkeys") == Json::array({added.json()}));

  const Click signing = click(server, id, "maria", "customer");
  const Reply decided = send(server, signing, authenticator.sign(registration_of(added), signing.statement));
  REQUIRE(decided.status == 200);
  CHECK(decided.json().at("events").at(0).at("passkey").at("registration") == added.json().at("registration"));
  CHECK(text_at(decided.json().at("events").at(0), "statement") == signing.statement.hex());

  const Reply receipt = server.get("/v1/requests/" + id + "/receipt", maria);
  REQUIRE(receipt.status == 200);
  const Verification verified = verify_text(receipt.body, test_trust());
  CHECK(verified.holds());
  REQUIRE(passkey_check(verified) != nullptr);
  CHECK(passkey_check(verified)->detail.find("approve.example") != std::string::npos);
  const Reply bundle = server.get("/v1/requests/" + id + "/bundle", server.key());
  REQUIRE(bundle.status == 200);
  CHECK(bundle.json().at("registrations").size() == 1);
  const Verification whole = verify_text(bundle.body, test_trust());
  CHECK(whole.holds());
  CHECK(passkey_check(whole) != nullptr);
}

TEST_CASE("what is wrong with the passkey of a receipt or a bundle is told by its check", "[passkey]") {
  TestServer server(with_passkeys());
  const std::string id = server.submitted_request(kDemand);
  const Authenticator authenticator;
  const Reply added = add(server, server.session("maria", id), authenticator);
  const Reply other = add(server, server.session("jonas", id), Authenticator(std::string(16, 'j'), Authenticator::PrivateKey::two));
  REQUIRE(other.status == 201);
  const Click signing = click(server, id, "maria", "customer");
  REQUIRE(send(server, signing, authenticator.sign(registration_of(added), signing.statement)).status == 200);
  const Click last = click(server, id, "jonas", "legal");
  REQUIRE(send(server, last, Authenticator(std::string(16, 'j'), Authenticator::PrivateKey::two).sign(registration_of(other), last.statement)).status == 200);

  const Json of_maria = server.get("/v1/requests/" + id + "/receipt?decision=d1", server.key()).json();
  const Json of_jonas = server.get("/v1/requests/" + id + "/receipt?decision=d2", server.key()).json();
  const Json bundle = server.get("/v1/requests/" + id + "/bundle", server.key()).json();
  const auto failure = [&](const Json& document) {
    const Verification verification = verify_document(document, test_trust());
    CHECK_FALSE(verification.holds());
    const CheckResult* check = passkey_check(verification);
    return check != nullptr && check->outcome == CheckOutcome::failed ? check->detail : std::string("it did not fail");
  };
  CHECK(verify_document(of_maria, test_trust()).holds());
  CHECK(verify_document(bundle, test_trust()).holds());
  Json changed = of_maria;
  changed.erase("registration");
  CHECK(failure(changed) == "The registration of the passkey is not here.");
  changed["registration"] = of_jonas.at("registration");
  CHECK(failure(changed).find("There is no such passkey of this person.") != std::string::npos);
  changed = of_maria;
  changed["registration"]["entry"]["at"] = "2026-11-21T09:00:00.001Z";
  CHECK(failure(changed) == "The registration is not in the tree that was signed.");
  changed = of_maria;
  changed["registration"]["index"] = 1;
  CHECK(failure(changed) == "The registration is not in the tree that was signed.");
  changed = of_maria;
  changed["registration"]["note"] = "x";
  CHECK(failure(changed) == "A registration has an entry, an index and hashes.");
  changed = bundle;
  changed.erase("registrations");
  CHECK(failure(changed).find("/entries/5/passkey/registration") == 0);
  changed = bundle;
  changed["registrations"].erase(0);
  CHECK(failure(changed).find("/passkey/registration") != std::string::npos);
  changed = bundle;
  changed["registrations"][1]["index"] = 0;
  CHECK(failure(changed) == "/registrations/1: The registration is not in the tree that was signed.");
  changed = bundle;
  changed["registrations"] = 1;
  CHECK(failure(changed) == "/registrations: This is no list of registrations.");

  // A receipt and a bundle without passkeys do not name the check, and carry no registration.
  const std::string plain = server.submitted_request();
  REQUIRE(send(server, click(server, plain, "maria", "customer"), std::nullopt, "plain").status == 200);
  Json without = server.get("/v1/requests/" + plain + "/receipt", server.key()).json();
  CHECK(passkey_check(verify_document(without, test_trust())) == nullptr);
  without["registration"] = of_maria.at("registration");
  CHECK(failure(without) == "The decision was not signed with this passkey.");
  without = server.get("/v1/requests/" + plain + "/bundle", server.key()).json();
  CHECK(passkey_check(verify_document(without, test_trust())) == nullptr);
  without["registrations"] = bundle.at("registrations");
  CHECK_FALSE(verify_document(without, test_trust()).holds());
}

TEST_CASE("a decision is refused without the passkey that is demanded, and with any other", "[passkey]") {
  TestServer server(with_passkeys());
  const std::string id = server.submitted_request(kDemand);
  const Authenticator authenticator;
  const Reply added = add(server, server.session("maria", id), authenticator);
  Authenticator of_jonas(std::string(16, 'j'), Authenticator::PrivateKey::two);
  const Reply others = add(server, server.session("jonas", id), of_jonas);
  const Click signing = click(server, id, "maria", "customer");
  const Digest mine = registration_of(added);
  const Reply missing = send(server, signing, std::nullopt);
  CHECK(missing.code() == "passkey-missing");
  check_refused(missing, 422, "passkey-missing", "/passkey");
  check_refused(send(server, signing, authenticator.sign(mine, Digest::of("something else")), "d2"), 403, "passkey-wrong-challenge", "/passkey/client_data");
  check_refused(send(server, signing, of_jonas.sign(registration_of(others), signing.statement), "d3"), 403, "passkey-unknown", "/passkey/registration");
  check_refused(send(server, signing, of_jonas.sign(mine, signing.statement), "d4"), 403, "passkey-unknown", "/passkey/registration");
  check_refused(send(server, signing, Authenticator(std::string(16, 'x')).sign(mine, signing.statement), "d5"), 403, "passkey-unknown", "/passkey/credential_id");
  const Authenticator forged(std::string(16, 'i'), Authenticator::PrivateKey::two);
  check_refused(send(server, signing, forged.sign(mine, signing.statement), "d6"), 403, "passkey-signature-wrong", "/passkey/signature");
  Authenticator elsewhere;
  elsewhere.origin = "https://www.approve.example";
  check_refused(send(server, signing, elsewhere.sign(mine, signing.statement), "d7"), 403, "passkey-wrong-origin", "/passkey/client_data");
  Authenticator framed;
  framed.more = R"(,"crossOrigin":true,"topOrigin":"https://portal.example")";
  check_refused(send(server, signing, framed.sign(mine, signing.statement), "d8"), 403, "passkey-wrong-frame", "/passkey/client_data");
  PasskeyEvidence broken = authenticator.sign(mine, signing.statement);
  broken.credential_id = Encoded::from("!").value();
  check_refused(send(server, signing, broken, "d9"), 422, "passkey-malformed", "/passkey/credential_id");
  // Nothing of this was remembered for its key: the page asks for the passkey, and sends the click again.
  CHECK(server.get("/v1/requests/" + id, server.key()).json().at("head") == signing.head);
  CHECK(send(server, signing, authenticator.sign(mine, signing.statement)).status == 200);
}

TEST_CASE("an assertion is good for one decision, and a counter only goes forward", "[passkey]") {
  TestServer server(with_passkeys());
  const std::string first = server.submitted_request(kDemand);
  const std::string second = server.submitted_request(kDemand);
  Authenticator authenticator;
  authenticator.counter = 5;
  const Digest registration = registration_of(add(server, server.session("maria", first), authenticator));
  Click one = click(server, first, "maria", "customer");
  check_refused(send(server, one, authenticator.sign(registration, one.statement)), 403, "passkey-counter-behind", "/passkey/authenticator_data");
  authenticator.counter = 6;
  const PasskeyEvidence used = authenticator.sign(registration, one.statement);
  REQUIRE(send(server, one, used).status == 200);
  Click two = click(server, second, "maria", "customer");
  check_refused(send(server, two, used, "replayed"), 403, "passkey-wrong-challenge", "/passkey/client_data");
  server.restart();
  check_refused(send(server, two, authenticator.sign(registration, two.statement), "behind"), 403, "passkey-counter-behind", "/passkey/authenticator_data");
  authenticator.counter = 7;
  REQUIRE(send(server, two, authenticator.sign(registration, two.statement), "ahead").status == 200);
  // The same click again is answered as it was, and uses nothing up.
  CHECK(send(server, two, authenticator.sign(registration, two.statement), "ahead").status == 200);
  CHECK(server.store().passkey(std::string(16, 'i')).value()->counter == 7);
}

TEST_CASE("a decision that was not recorded has not used the passkey", "[passkey]") {
  FaultyStore* faulty = nullptr;
  ServerSettings settings = with_passkeys();
  settings.around_store = [&](std::unique_ptr<Store> store) {
    auto around = std::make_unique<FaultyStore>(std::move(store));
    faulty = around.get();
    return around;
  };
  TestServer server(settings);
  const std::string id = server.submitted_request(kDemand);
  Authenticator authenticator;
  authenticator.counter = 1;
  const Digest registration = registration_of(add(server, server.session("maria", id), authenticator));
  const Click signing = click(server, id, "maria", "customer");
  authenticator.counter = 2;
  const PasskeyEvidence evidence = authenticator.sign(registration, signing.statement);
  faulty->before_append = [] { return Refusal(Error{ErrorCode::store_unavailable}); };
  CHECK(send(server, signing, evidence).code() == "store-unavailable");
  faulty->before_append = [] { return Refusal(); };
  CHECK(server.store().passkey(std::string(16, 'i')).value()->counter == 1);
  CHECK(send(server, signing, evidence).status == 200);
  CHECK(server.store().passkey(std::string(16, 'i')).value()->counter == 2);
}

TEST_CASE("a passkey is registered once, by a person, and while its challenge is fresh", "[passkey]") {
  TestServer server(with_passkeys());
  const std::string id = server.submitted_request();
  const std::string maria = server.session("maria", id);
  const Authenticator authenticator;
  const Json offer = server.get("/v1/passkeys", maria).json();
  const std::string body = new_passkey(offer, authenticator);
  const auto post = [&](const std::string& token, const std::string& text, const std::string& key) {
    return server.post("/v1/passkeys", token, text, {{"Idempotency-Key", key}});
  };
  CHECK(server.get("/v1/passkeys", server.key()).code() == "forbidden");
  CHECK(post(server.key(), body, "k").code() == "forbidden");
  CHECK(server.call("GET", "/v1/passkeys").code() == "unauthorized");
  Json agent = read_json(actor_json("maria")).value();
  agent["kind"] = "agent";
  const Reply minted = server.post("/v1/requests/" + id + "/sessions", server.key(), Json{{"actor", agent}}.dump());
  CHECK(add(server, text_at(minted.json(), "token"), authenticator, "agent").code() == "humans-only");
  CHECK(server.get("/v1/passkeys?all=1", maria).status == 400);
  CHECK(server.post("/v1/passkeys", maria, body).code() == "idempotency-key-missing");
  check_refused(post(server.session("jonas", id), body, "k1"), 403, "passkey-wrong-challenge", "/client_data");

  Json changed = read_json(body).value();
  changed["at"] = "2026-11-21T09:00:00.001Z";
  check_refused(post(maria, changed.dump(), "k2"), 403, "passkey-challenge-old", "/at");  // not yet
  changed["at"] = "yesterday";
  check_refused(post(maria, changed.dump(), "k3"), 400, "invalid-format", "/at");
  for (const char* key : {"at", "client_data", "attestation_object"}) {
    changed = read_json(body).value();
    changed.erase(key);
    check_refused(post(maria, changed.dump(), std::string("k4-") + key), 400, "missing-field", ("/" + std::string(key)).c_str());
  }
  server.clock().advance(kPasskeyChallengeMilliseconds + 1);
  CHECK(post(maria, body, "k5").code() == "passkey-challenge-old");
  server.clock().advance(-1);
  const Reply added = post(maria, body, "k6");
  REQUIRE(added.status == 201);
  CHECK(post(maria, body, "k6").body == added.body);
  CHECK(post(maria, body, "k7").code() == "passkey-taken");
  check_refused(add(server, server.session("jonas", id), authenticator, "k8"), 409, "passkey-taken", "");
  CHECK(server.get("/v1/passkeys", maria).json().at("passkeys").size() == 1);
}

TEST_CASE("registrations are entries of the log, and no requests", "[passkey]") {
  TestServer server(with_passkeys());
  const std::string id = server.submitted_request();
  const Reply added = add(server, server.session("maria", id), Authenticator());
  REQUIRE(added.status == 201);
  const auto stored = server.store().passkey(std::string(16, 'i')).value();
  REQUIRE(stored);
  CHECK(stored->index == 5);
  CHECK(leaf_hash(stored->registration.bytes) == registration_of(added));
  const auto entries = server.store().log_entries(5, 1).value();
  CHECK(entries.front().bytes == stored->registration.bytes);
  REQUIRE(server.log_keeper().wait_for(5, std::chrono::seconds(5)));
  CHECK(server.get("/v1/requests", server.key()).json().at("requests").size() == 1);
  const std::string stream = "passkey/" + Digest::of(std::string(16, 'i')).hex();
  CHECK(server.store().head(stream).value() == 1);
  for (const char* below : {"", "/events", "/receipt", "/bundle"}) {
    CHECK(server.get("/v1/requests/" + stream + below, server.key()).code() == "route-unknown");
    CHECK(server.get("/v1/requests/passkey%2F" + stream.substr(8) + below, server.key()).code() == "bad-request");
  }
}

TEST_CASE("nobody has more than twenty passkeys", "[passkey]") {
  TestServer server(with_passkeys());
  const std::string maria = server.session("maria", server.submitted_request());
  for (std::size_t i = 0; i < kPasskeysOfOnePerson; ++i) {
    REQUIRE(add(server, maria, Authenticator(std::string(16, static_cast<char>('a' + i))), "add-" + std::to_string(i)).status == 201);
  }
  CHECK(add(server, maria, Authenticator(std::string(17, 'z')), "one-more").code() == "too-many-items");
}

TEST_CASE("a server without a site for passkeys takes none, and no request that demands them", "[passkey]") {
  TestServer server;
  CHECK_FALSE(server.call("GET", "/v1/capabilities").json().contains("passkeys"));
  const std::string id = server.submitted_request();
  const std::string maria = server.session("maria", id);
  CHECK(server.get("/v1/passkeys", maria).code() == "passkeys-off");
  CHECK(server.post("/v1/passkeys", maria, "{}", {{"Idempotency-Key", "k"}}).code() == "passkeys-off");
  const Authenticator authenticator;
  const Click signing = click(server, id, "maria", "customer");
  check_refused(send(server, signing, authenticator.sign(Digest::of("x"), signing.statement)), 422, "passkeys-off", "/passkey");
  const Reply created = server.post("/v1/requests", server.session("dana"), R"({"command":"create","kind":"deliverable","title":"T","demands":["answer-first","passkey"]})",
                                    {{"Idempotency-Key", "create"}});
  check_refused(created, 422, "passkeys-off", "/demands");
  const Reply draft = server.post("/v1/requests", server.session("dana"), R"({"command":"create","kind":"deliverable","title":"T"})", {{"Idempotency-Key", "draft"}});
  REQUIRE(draft.status == 201);
  const Reply edited = server.command(text_at(draft.json().at("request"), "id"), server.session("dana"), "edit", 1, R"({"command":"edit","demands":["passkey"]})");
  check_refused(edited, 422, "passkeys-off", "/demands");
}

TEST_CASE("a passkey moves with the append that it signed, or not at all", "[passkey][store]") {
  const TemporaryFolder folder;
  const auto store = std::move(open_sqlite_store(folder.file("store.sqlite"))).value();
  const auto appending = [](const std::string& stream, std::int64_t head, std::optional<PasskeyUse> use) {
    StreamAppend append;
    append.stream = stream;
    append.expected_head = head;
    const std::string entry = stream + std::to_string(head);
    append.events.push_back({entry, std::string(leaf_hash(entry).view())});
    append.summary.state = "draft";
    append.passkey = std::move(use);
    append.passkey_owner = "maria";
    return append;
  };
  const PasskeyUse registered{"the id", 3, false, std::nullopt};
  REQUIRE(store->append(appending("passkey/1", 0, registered)).value().outcome == AppendOutcome::appended);
  CHECK(store->append(appending("passkey/2", 0, registered)).value().outcome == AppendOutcome::passkey_moved);
  CHECK(store->head("passkey/2").value() == 0);
  const auto counter = [&] { return store->passkey("the id").value()->counter; };

  // Judged against a counter that stood no longer.
  CHECK(store->append(appending("r1", 0, PasskeyUse{"the id", 9, true, 2})).value().outcome == AppendOutcome::passkey_moved);
  CHECK(store->head("r1").value() == 0);
  CHECK(counter() == 3);
  // The request stood elsewhere.
  CHECK(store->append(appending("r1", 5, PasskeyUse{"the id", 9, true, 3})).value().outcome == AppendOutcome::head_moved);
  CHECK(counter() == 3);
  CHECK(store->append(appending("r1", 0, PasskeyUse{"another id", 9, true, 3})).value().outcome == AppendOutcome::passkey_moved);
  REQUIRE(store->append(appending("r1", 0, PasskeyUse{"the id", 4'294'967'295U, true, 3})).value().outcome == AppendOutcome::appended);
  CHECK(counter() == 4'294'967'295U);
  CHECK(store->passkey("the id").value()->is_backed_up);
  CHECK_FALSE(store->passkey("no id").value());
  CHECK(store->passkeys("default", "maria").value().size() == 1);
  CHECK(store->passkeys("default", "jonas").value().empty());
}
