// Passkeys in the record: what registers one, what a decision shows of one, and the histories, receipts and bundles with them.
#include "core/json/passkey.h"

#include <string>

#include "core/json/entries.h"
#include "core/json/event_codec.h"
#include "core/json/reader.h"
#include "core/json/statement.h"
#include "core/record/tree.h"
#include "tests/core/cast.h"
#include "tests/support/authenticator.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

using namespace cast;
using test::Authenticator;

const std::string kSite = "approve.example";

RelyingParty host() { return {kSite, {"https://approve.example"}, {"https://portal.example"}, UserVerification::required}; }

Encoded encoded(std::string_view text) { return made(Encoded::from(text)); }

PasskeyRegistration registration(const Authenticator& authenticator, const Actor& who = kAna) {
  const PasskeyClaim claim{who, kMonday, kSite};
  return {claim, encoded(authenticator.client_data("webauthn.create", registration_challenge(claim).view())), encoded(authenticator.attestation_object())};
}

std::string entry_of(const PasskeyRegistration& registration) { return canonical_registration(registration); }
Json parsed_text(const std::string& text) { return made(read_json(text)); }
RegisteredPasskey registered(const Authenticator& authenticator, const Actor& who = kAna) {
  return made(read_registration(parsed_text(entry_of(registration(authenticator, who)))));
}

const Digest kStatement = Digest::of("what was decided");

void check_code(const auto& result, ErrorCode code, std::string_view pointer) {
  REQUIRE(!result.ok());
  CHECK(error_row(result.error().code).word == error_row(code).word);
  CHECK(result.error().pointer == pointer);
}

TEST_CASE("a registration is an entry that says everything about its passkey") {
  const Authenticator authenticator;
  const std::string entry = entry_of(registration(authenticator));
  const RegisteredPasskey read = made(read_registration(parsed_text(entry)));
  CHECK(read.claim.actor == kAna);
  CHECK(read.claim.at == kMonday);
  CHECK(read.claim.rp_id == kSite);
  CHECK(read.passkey.credential_id == std::string(16, 'i'));
  CHECK(read.leaf == leaf_hash(entry));
  const RelyingParty party = host();
  CHECK(made(read_registration(parsed_text(entry), &party)).passkey == read.passkey);
}

TEST_CASE("a registration that was made for somebody or something else does not hold") {
  const Authenticator authenticator;
  const Json good = parsed_text(entry_of(registration(authenticator)));
  const auto with = [&](const char* key, const Json& value) {
    Json changed = good;
    changed[key] = value;
    return read_registration(changed);
  };
  Json ben = good["actor"];
  ben["id"] = "ben";
  Json agent = good["actor"];
  agent["kind"] = "agent";
  check_code(with("actor", ben), ErrorCode::passkey_wrong_challenge, "/client_data");
  check_code(with("actor", agent), ErrorCode::humans_only, "/actor/kind");
  check_code(with("at", "2026-11-23T09:00:00.001Z"), ErrorCode::passkey_wrong_challenge, "/client_data");
  check_code(with("rp_id", "example"), ErrorCode::passkey_wrong_challenge, "/client_data");
  check_code(with("rp_id", "Approve.example"), ErrorCode::invalid_format, "/rp_id");
  check_code(with("client_data", "!"), ErrorCode::passkey_malformed, "/client_data");
  check_code(with("attestation_object", "!"), ErrorCode::passkey_malformed, "/attestation_object");
  check_code(with("attestation_object", "AAAA"), ErrorCode::passkey_malformed, "/attestation_object");
  check_code(with("more", 1), ErrorCode::unknown_field, "/more");
  check_code(with("type", "countersign/passkey/v2"), ErrorCode::unknown_word, "/type");
  Json short_one = good;
  short_one.erase("at");
  check_code(read_registration(short_one), ErrorCode::missing_field, "/at");
  RelyingParty other = host();
  other.id = "other.example";
  check_code(read_registration(good, &other), ErrorCode::passkey_wrong_site, "/rp_id");
}

TEST_CASE("who knows only the site takes a page of it; its host takes the pages that it named") {
  const RelyingParty party = host();
  struct {
    const char* what;
    const char* origin;
    const char* more;
    bool by_site;
    bool by_host;
  } const cases[] = {
      {"the site", "https://approve.example", "", true, true},
      {"a host below it", "https://www.approve.example", "", true, false},
      {"another port", "https://approve.example:8443", "", true, false},
      {"without encryption", "http://approve.example", "", false, false},
      {"a host that ends likewise", "https://notapprove.example", "", false, false},
      {"another site", "https://approve.example.evil.example", "", false, false},
      {"a path", "https://approve.example/", "", false, false},
      {"a port that is none", "https://approve.example:x", "", false, false},
      {"in a frame of a known site", "https://approve.example", R"(,"crossOrigin":true,"topOrigin":"https://portal.example")", true, true},
      {"in a frame of another site", "https://approve.example", R"(,"crossOrigin":true,"topOrigin":"https://evil.example")", true, false},
      {"in a frame of nobody knows whom", "https://approve.example", R"(,"crossOrigin":true)", false, false},
  };
  for (const auto& each : cases) {
    CAPTURE(each.what);
    Authenticator authenticator;
    authenticator.origin = each.origin;
    authenticator.more = each.more;
    const Json entry = parsed_text(entry_of(registration(authenticator)));
    CHECK(read_registration(entry).ok() == each.by_site);
    CHECK(read_registration(entry, &party).ok() == each.by_host);
    const RegisteredPasskey known = registered(Authenticator());
    const PasskeyEvidence evidence = authenticator.sign(known.leaf, kStatement);
    CHECK(check_evidence(evidence, kStatement, kAna, known).ok() == each.by_site);
    CHECK(check_evidence(evidence, kStatement, kAna, known, &party).ok() == each.by_host);
  }
}

TEST_CASE("passkeys of this machine are used without encryption, and by nobody else") {
  CHECK(is_origin_of("http://localhost:8080", "localhost"));
  CHECK(is_origin_of("http://app.localhost", "localhost"));
  CHECK(is_origin_of("https://localhost", "localhost"));
  CHECK_FALSE(is_origin_of("http://localhost", "approve.example"));
  CHECK_FALSE(is_origin_of("http://notlocalhost", "localhost"));
  CHECK_FALSE(is_origin_of("localhost", "localhost"));
  CHECK_FALSE(is_origin_of("https://localhost:", "localhost"));
  CHECK_FALSE(is_origin_of("https://localhost:123456", "localhost"));
  CHECK_FALSE(is_origin_of("https://", ""));
  for (const char* name : {"approve.example", "localhost", "a-b.1.example"}) CHECK(is_rp_id(name));
  for (const char* name : {"", ".", "a..b", ".a", "a.", "A", "a b", "a/b", "ä"}) CHECK_FALSE(is_rp_id(name));
  CHECK(is_rp_id(std::string(253, 'a')));
  CHECK_FALSE(is_rp_id(std::string(254, 'a')));
}

TEST_CASE("evidence holds for its statement, its author and its passkey, and for nothing else") {
  const Authenticator authenticator;
  const RegisteredPasskey known = registered(authenticator);
  const PasskeyEvidence evidence = authenticator.sign(known.leaf, kStatement);
  CHECK(made(check_evidence(evidence, kStatement, kAna, known)) == known.passkey);
  const auto refused = [&](const PasskeyEvidence& given, ErrorCode code, const char* pointer) { check_code(check_evidence(given, kStatement, kAna, known), code, pointer); };

  check_code(check_evidence(evidence, Digest::of("something else"), kAna, known), ErrorCode::passkey_wrong_challenge, "/passkey/client_data");
  check_code(check_evidence(evidence, kStatement, kBen, known), ErrorCode::passkey_unknown, "/passkey/registration");
  Actor of_the_other_side = kAna;
  of_the_other_side.party = Party::delivery;
  check_code(check_evidence(evidence, kStatement, of_the_other_side, known), ErrorCode::passkey_unknown, "/passkey/registration");
  refused(authenticator.sign(Digest::of("another entry"), kStatement), ErrorCode::passkey_unknown, "/passkey/registration");
  refused(Authenticator(std::string(16, 'j')).sign(known.leaf, kStatement), ErrorCode::passkey_unknown, "/passkey/credential_id");
  refused(Authenticator(std::string(16, 'i'), Authenticator::PrivateKey::two).sign(known.leaf, kStatement), ErrorCode::passkey_signature_wrong, "/passkey/signature");

  Authenticator spoilt;
  spoilt.flags = 0x01;
  refused(spoilt.sign(known.leaf, kStatement), ErrorCode::passkey_not_verified, "/passkey/authenticator_data");
  spoilt.flags = 0x04;
  refused(spoilt.sign(known.leaf, kStatement), ErrorCode::passkey_not_present, "/passkey/authenticator_data");
  spoilt = Authenticator();
  spoilt.rp_id = "other.example";
  refused(spoilt.sign(known.leaf, kStatement), ErrorCode::passkey_wrong_site, "/passkey/authenticator_data");
  const std::string created = authenticator.client_data("webauthn.create", kStatement.view());
  refused(authenticator.signed_over(known.leaf, created, authenticator.authenticator_data(0x05, {})), ErrorCode::passkey_wrong_ceremony, "/passkey/client_data");

  const struct {
    Encoded PasskeyEvidence::* member;
    const char* pointer;
  } members[] = {{&PasskeyEvidence::credential_id, "/passkey/credential_id"},
                 {&PasskeyEvidence::client_data, "/passkey/client_data"},
                 {&PasskeyEvidence::authenticator_data, "/passkey/authenticator_data"},
                 {&PasskeyEvidence::signature, "/passkey/signature"}};
  for (const auto& [member, pointer] : members) {
    CAPTURE(pointer);
    PasskeyEvidence broken = evidence;
    broken.*member = encoded("!");
    refused(broken, ErrorCode::passkey_malformed, pointer);
  }
}

TEST_CASE("the counter that is seen offline is that of the registration and of earlier decisions") {
  Authenticator authenticator;
  authenticator.counter = 7;
  RegisteredPasskey known = registered(authenticator);
  check_code(check_evidence(authenticator.sign(known.leaf, kStatement), kStatement, kAna, known), ErrorCode::passkey_counter_behind, "/passkey/authenticator_data");
  authenticator.counter = 8;
  CHECK(made(check_evidence(authenticator.sign(known.leaf, kStatement), kStatement, kAna, known)).counter == 8);
}

// A request that demands passkeys, decided by Ana and then by Ben, each with their own.
struct SignedRecord {
  Desk desk;
  Authenticator ana;
  Authenticator ben{std::string(16, 'b'), Authenticator::PrivateKey::two};
  List<RegisteredPasskey> passkeys;

  explicit SignedRecord(List<Demand> demands = {Demand::passkey}) {
    passkeys = {registered(ana, kAna), registered(ben, kBen)};
    CreateCommand command = create({stage("one", 1, kAll, {member(kAna), member(kBen)})});
    command.fields.demands = std::move(demands);
    desk.carry_out(kDana, command);
    desk.carry_out(kDana, AddVersionCommand{{}, {part("page", "one")}});
    desk.carry_out(kDana, ConfirmReadyCommand{desk.request.versions.back().digest});
    desk.carry_out(kDana, SubmitCommand{});
  }

  // As a widget does: rehearsed, signed, sent.
  void decide(const Actor& who, const Authenticator* with, std::size_t passkey) {
    DecideCommand command = decide_on(desk.request, "one", DecisionKind::approve, "fresh-" + who.person.id.text());
    if (with != nullptr) {
      const Event rehearsed = made(countersign::decide(desk.request, command, desk.context(who, command))).front();
      command.passkey = with->sign(passkeys[passkey].leaf, Digest::of(decision_statement(desk.request, rehearsed)));
    }
    desk.carry_out(who, command);
  }

  // The entries, without the demand being asked for.
  Json entries() const {
    Json list = Json::array();
    HistoryEnd end;
    for (const Event& event : desk.log) {
      std::optional<Digest> statement;
      if (get_if<Decided>(&event.body) != nullptr) statement = Digest::of(decision_statement(end.state, event));
      const std::string entry = canonical_entry(event, {end.previous, statement});
      end.previous = leaf_hash(entry);
      evolve_in_place(end.state, event);
      list.push_back(parsed_text(entry));
    }
    return list;
  }
};

TEST_CASE("the rules neither ask for a passkey nor judge one: they hand it on") {
  SignedRecord record;
  record.decide(kAna, nullptr, 0);
  CHECK(!get<Decided>(record.desk.log.back().body).passkey);
  record.decide(kBen, &record.ana, 1);
  CHECK(record.desk.request.state == RequestState::approved);
}

TEST_CASE("no entry is made of a decision without the passkey that is demanded") {
  SignedRecord record;
  HistoryEnd end;
  made(entries_of(listed(record.desk.log), end));
  const Command command = decide_on(record.desk.request, "one", DecisionKind::approve, "fresh");
  const List<Event> events = made(countersign::decide(record.desk.request, command, record.desk.context(kAna, command)));
  HistoryEnd refused = end;
  check_code(entries_of(events, refused), ErrorCode::passkey_missing, "/passkey");
  List<Event> with = events;
  get<Decided>(with[0].body).passkey = record.ana.sign(record.passkeys[0].leaf, kStatement);
  CHECK(entries_of(with, end).ok());
}

TEST_CASE("a history with passkeys is judged with their registrations") {
  SignedRecord record;
  record.decide(kAna, &record.ana, 0);
  record.decide(kBen, &record.ben, 1);
  const HistoryCheck check = check_history(record.entries(), record.passkeys);
  CHECK(check.holds());
  CHECK(check.passkeys.holds());
  const HistoryCheck without = check_history(record.entries());
  CHECK_FALSE(without.holds());
  REQUIRE(without.passkeys.refusal);
  CHECK(without.passkeys.refusal->code == ErrorCode::passkey_unknown);
  CHECK(without.passkeys.refusal->pointer == "/entries/5/passkey/registration");
}

TEST_CASE("a history is refused where a demanded passkey is missing, or is somebody else's") {
  SignedRecord missing;
  missing.decide(kAna, &missing.ana, 0);
  missing.decide(kBen, nullptr, 0);
  const HistoryCheck lacks = check_history(missing.entries(), missing.passkeys);
  REQUIRE(lacks.passkeys.refusal);
  CHECK(lacks.passkeys.refusal->code == ErrorCode::passkey_missing);
  CHECK(lacks.passkeys.refusal->pointer == "/entries/6/passkey");
  CHECK(lacks.statements.holds());

  SignedRecord others;
  others.decide(kAna, &others.ben, 1);
  const HistoryCheck wrong = check_history(others.entries(), others.passkeys);
  REQUIRE(wrong.passkeys.refusal);
  CHECK(wrong.passkeys.refusal->code == ErrorCode::passkey_unknown);
}

TEST_CASE("a passkey that nobody demanded is judged all the same, and none is missed") {
  SignedRecord record(List<Demand>{});
  record.decide(kAna, &record.ana, 0);
  record.decide(kBen, nullptr, 0);
  CHECK(check_history(record.entries(), record.passkeys).passkeys.holds());
  Json entries = SignedRecord(List<Demand>{}).entries();
  CHECK_FALSE(check_history(entries).passkeys.is_made);

  SignedRecord forged(List<Demand>{});
  forged.decide(kAna, &forged.ben, 0);
  const HistoryCheck check = check_history(forged.entries(), forged.passkeys);
  REQUIRE(check.passkeys.refusal);
  CHECK(check.passkeys.refusal->code == ErrorCode::passkey_unknown);
}

TEST_CASE("the counter goes on from decision to decision of one history") {
  for (const std::uint32_t second : {1U, 2U}) {
    SignedRecord record;
    record.ana.counter = 1;
    record.decide(kAna, &record.ana, 0);
    record.desk.carry_out(kAna, RetractCommand{record.desk.request.decisions.back().id, {}});
    record.ana.counter = second;
    DecideCommand again = decide_on(record.desk.request, "one", DecisionKind::approve, "another");
    const Event rehearsed = made(countersign::decide(record.desk.request, again, record.desk.context(kAna, again))).front();
    again.passkey = record.ana.sign(record.passkeys[0].leaf, Digest::of(decision_statement(record.desk.request, rehearsed)));
    record.desk.carry_out(kAna, again);
    const HistoryCheck check = check_history(record.entries(), record.passkeys);
    CHECK(check.holds() == (second == 2));
    if (second == 1) CHECK(check.passkeys.refusal->code == ErrorCode::passkey_counter_behind);
  }
}

}  // namespace
}  // namespace countersign
