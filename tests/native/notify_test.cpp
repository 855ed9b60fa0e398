// What is put into the outbox, and how it is written: pure functions.
#include <set>

#include "core/json/fold.h"
#include "native/net/public_address.h"
#include "native/net/transfers.h"
#include "native/notify/backoff.h"
#include "native/notify/email_address.h"
#include "native/notify/mail_note.h"
#include "native/notify/mail_words.h"
#include "native/notify/mime.h"
#include "native/notify/plan.h"
#include "native/notify/webhook_signature.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

// What one request of a real server put into the outbox.
struct Told {
  TestServer server;
  std::string key = server.key();

  explicit Told(MailNotices mail = MailNotices::on) : server(settings(mail)) {}

  static ServerSettings settings(MailNotices mail) {
    ServerSettings settings;
    settings.notices = {mail, Reach::anywhere};
    return settings;
  }

  std::vector<StoredDelivery> messages(const std::string& route) {
    DeliveryQuery query;
    query.route = route;
    query.limit = 200;
    auto found = server.store().deliveries(query).value();
    std::reverse(found.begin(), found.end());
    return found;
  }
  // "kind to person", in order.
  std::vector<std::string> mails() {
    std::vector<std::string> lines;
    for (const StoredDelivery& delivery : messages(std::string(kMailRoute))) lines.push_back(delivery.message.kind + " to " + delivery.message.receiver);
    return lines;
  }
  std::int64_t head(const std::string& request) { return server.store().head(request).value(); }
  void send(const std::string& request, const std::string& person, const std::string& body) {
    static int number = 0;
    const Reply reply = server.command(request, server.session(person, request), "told-" + std::to_string(++number), head(request), body);
    INFO(reply.body);
    REQUIRE(reply.status == 200);
  }
  std::string hook(const std::string& body) {
    const Reply reply = server.post("/v1/webhooks", key, body);
    INFO(reply.body);
    REQUIRE(reply.status == 201);
    return reply.json().at("id").get<std::string>();
  }
};

using Lines = std::vector<std::string>;

MailNote hostile_note() {
  MailNote note;
  note.kind = MailKind::question;
  note.request = "req_1";
  note.person = "dana";
  note.name = "Dana\r\nBcc: everyone@example.com";
  note.title = "<img src=x onerror=alert(1)> & \"quoted\" {actor}\r\nSubject: other \xE2\x80\xAE" "gpj.exe";
  note.actor = "M\xC3\xA4x </bdi><script>";
  note.quote = "First line\n.\r\n--=_x\n<a href=\"https://evil.example\">here</a>";
  note.due = "2026-11-27T16:00:00.000Z";
  return note;
}

std::string decoded(const std::string& base64) {
  std::string out;
  unsigned buffer = 0;
  int bits = 0;
  const std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (const char c : base64) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) continue;
    buffer = buffer << 6U | static_cast<unsigned>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>(buffer >> static_cast<unsigned>(bits) & 0xFFU);
  }
  return out;
}

std::size_t occurrences(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("an address of mail is one plain address and nothing else", "[notify]") {
  for (const char* good : {"maria@example.com", "m.keller+x@mail.keller-optik.de", "a@b.co", "o'neil@example.com"}) {
    INFO(good);
    CHECK_FALSE(check_email_address(good));
  }
  for (const char* bad : {"", "maria", "@example.com", "maria@", "maria@localhost", "maria@@example.com", "a b@example.com", "maria@example.com\r\nBcc: x@y.z",
                          "<maria@example.com>", "Maria <maria@example.com>", "a@example.com,b@example.com", ".a@example.com", "a.@example.com", "a..b@example.com",
                          "\"a b\"@example.com", "a@[127.0.0.1]", "a@127.0.0.1", "a@-x.com", "a@x-.com", "a@x..com", "a@x.com.", "a@x_y.com", "maria@ex\x01" "ample.com"}) {
    INFO(bad);
    REQUIRE(check_email_address(bad));
    CHECK(check_email_address(bad)->code == ErrorCode::invalid_format);
  }
  CHECK(check_email_address("m\xC3\xA4ria@example.com")->detail.find("SMTPUTF8") != std::string::npos);
  CHECK_FALSE(check_email_address(std::string(64, 'a') + "@example.com"));
  CHECK(check_email_address(std::string(65, 'a') + "@example.com"));
  CHECK(check_email_address("a@" + std::string(63, 'b') + "." + std::string(63, 'b') + "." + std::string(63, 'b') + "." + std::string(63, 'b')));
}

TEST_CASE("the sender is an address, or a name and an address", "[notify]") {
  CHECK(read_mailbox("a@example.com").value().name.empty());
  CHECK(read_mailbox("Northlight Studio <a@example.com>").value().name == "Northlight Studio");
  for (const char* bad : {"", "<a@example.com>", "X <a@example.com", "X <a>", " <a@example.com>", "X <a@example.com> y"}) {
    INFO(bad);
    CHECK_FALSE(read_mailbox(bad).ok());
  }
}

TEST_CASE("what people write cannot leave its place in a mail", "[notify]") {
  const std::string link = "https://approve.example/review.html#/requests/req_1";
  for (const MailLanguage language : {MailLanguage::english, MailLanguage::german}) {
    const MailText text = write_mail_text(hostile_note(), language, link);
    for (const std::string* each : {&text.subject, &text.plain, &text.html}) {
      CHECK(each->find("\xE2\x80\xAE") == std::string::npos);
      CHECK(each->find('\r') == std::string::npos);
    }
    CHECK(text.subject.find('\n') == std::string::npos);
    CHECK(text.subject.find("{actor}") != std::string::npos);  // it stood in the title
    CHECK(text.html.find("<img") == std::string::npos);
    CHECK(text.html.find("<script") == std::string::npos);
    CHECK(occurrences(text.html, "<a ") == 1);
    CHECK(occurrences(text.html, "href=") == 2);  // one of them is text: it is escaped
    CHECK(occurrences(text.html, "href=\"") == 1);
    CHECK(occurrences(text.html, "src=\"") == 0);
    CHECK(occurrences(text.plain, link) == 1);
    CHECK(text.html.find("&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quoted&quot;") != std::string::npos);

    const std::string mail = mime_message({{"Northlight, \"Studio\"", "approvals@northlight.example"}, {hostile_note().name, "dana@example.com"}, "req_1:7:dana",
                                           Instant::from_text("2026-11-21T14:32:08.000Z").value()}, text);
    const std::string header = mail.substr(0, mail.find("\r\n\r\n"));
    CHECK(header.find("Bcc") == std::string::npos);
    CHECK(occurrences(header, "Subject:") == 1);
    CHECK(header.find("Date: Sat, 21 Nov 2026 14:32:08 +0000\r\n") == 0);
    CHECK(header.find("Auto-Submitted: auto-generated\r\n") != std::string::npos);
    std::size_t begin = 0;
    for (std::size_t end = mail.find("\r\n"); end != std::string::npos; begin = end + 2, end = mail.find("\r\n", begin)) {
      const std::string line = mail.substr(begin, end - begin);
      INFO(line);
      CHECK(line.size() <= 998);
      CHECK(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; }));
      CHECK(line != ".");
    }
    const std::size_t plain = mail.find("\r\n\r\n", mail.find("text/plain")) + 4;
    std::string crlf;
    for (const char c : text.plain) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
    CHECK(decoded(mail.substr(plain, mail.find("--=_", plain) - plain)) == crlf);
  }
}

TEST_CASE("a repetition of a mail is the same to the byte, and another one has another id", "[notify]") {
  const MailText text = write_mail_text(hostile_note(), MailLanguage::english, "https://approve.example/");
  const MailEnvelope one{{"", "a@example.com"}, {"", "b@example.com"}, "req_1:7:dana", Instant()};
  MailEnvelope other = one;
  other.message_id = "req_1:8:dana";
  CHECK(mime_message(one, text) == mime_message(one, text));
  const auto id_of = [&](const MailEnvelope& envelope) {
    const std::string mail = mime_message(envelope, text);
    const std::size_t at = mail.find("Message-ID: ");
    return mail.substr(at, mail.find("\r\n", at) - at);
  };
  CHECK(id_of(one) != id_of(other));
  CHECK(id_of(one).ends_with("@example.com>"));
}

TEST_CASE("a subject is written as it is, or in encoded words that hold whole characters", "[notify]") {
  CHECK(encoded_words("Please decide: Homepage") == "Please decide: Homepage");
  CHECK(encoded_words("=?utf-8?B?eA==?=") != "=?utf-8?B?eA==?=");
  std::string long_text;
  for (int i = 0; i < 60; ++i) long_text += "\xE2\x82\xAC\xF0\x9F\x91\x8D";
  const std::string words = encoded_words(long_text);
  std::string together;
  for (std::size_t at = words.find("=?utf-8?B?"); at != std::string::npos; at = words.find("=?utf-8?B?", at + 1)) {
    const std::string word = words.substr(at, words.find("?=", at) + 2 - at);
    CHECK(word.size() <= 75);
    const std::string piece = decoded(word.substr(10, word.size() - 12));
    CHECK(is_utf8(piece));
    together += piece;
  }
  CHECK(together == long_text);
}

TEST_CASE("every kind of mail has its words in every language, and dates are written in them", "[notify]") {
  for (const MailLanguage language : {MailLanguage::english, MailLanguage::german}) {
    std::set<std::string> subjects;
    for (int kind = 0; kind <= static_cast<int>(MailKind::withdrawn); ++kind) {
      MailNote note = hostile_note();
      note.kind = static_cast<MailKind>(kind);
      note.title = "Homepage";
      note.decision = "approve";
      CHECK(read_mail_note(write_mail_note(note)).value().kind == note.kind);
      const MailText text = write_mail_text(note, language, "https://approve.example/");
      CHECK(text.subject.find("Homepage") != std::string::npos);
      CHECK(text.subject.find('{') == std::string::npos);
      subjects.insert(text.subject);
    }
    CHECK(subjects.size() == static_cast<std::size_t>(MailKind::withdrawn) + 1);
  }
  CHECK(date_words("2026-11-27T16:00:00.000Z", MailLanguage::english) == "Friday, 27 November 2026, 16:00 UTC");
  CHECK(date_words("2026-03-01T08:05:00.000Z", MailLanguage::german) == "Sonntag, 1. M\xC3\xA4rz 2026, 08:05 Uhr UTC");
  CHECK(date_words("", MailLanguage::german).empty());
}

TEST_CASE("webhooks are signed as Standard Webhooks says", "[notify]") {
  // The example of the specification's own libraries.
  CHECK(webhook_signatures({"msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"}, {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}) ==
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= "
        // Computed with another library.
        "v1a,q49awyp6PB8N0Cl7UV1UuzXWbD/M4/161VgQTqLivWwXw3upb53nxpHc48LpTFcGwC1M052VSP/Alrcd7UDoBg==");
  CHECK(webhook_public_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") == "whpk_WqZlhn/bcQ5SO9UHhm30o0u5RApqraEdwRUKnFF3lJ0=");
  CHECK(webhook_public_key("none").empty());
  const std::string two = webhook_signatures({"m", 1, "b"}, {webhook_secret("one"), webhook_secret("two")});
  CHECK(occurrences(two, "v1,") == 2);
  CHECK(occurrences(two, " v1a,") == 2);
  CHECK(webhook_signatures({"m", 1, "b"}, {"none", "whsec_***"}).empty());
}

TEST_CASE("what fails is tried again for three days, later and later", "[notify]") {
  std::int64_t all = 0;
  std::int64_t attempts = 1;
  for (; retry_pause_milliseconds(attempts); ++attempts) {
    CHECK(*retry_pause_milliseconds(attempts) > (attempts > 1 ? *retry_pause_milliseconds(attempts - 1) : 0));
    all += *retry_pause_milliseconds(attempts);
    const auto least = next_retry_milliseconds(attempts, 0, std::nullopt);
    const auto most = next_retry_milliseconds(attempts, 255, std::nullopt);
    CHECK(*least == *retry_pause_milliseconds(attempts) * 3 / 4);
    CHECK(*most > *retry_pause_milliseconds(attempts) * 6 / 5);
  }
  CHECK(all >= 3 * kDayMs);
  CHECK(all <= 4 * kDayMs);
  CHECK_FALSE(next_retry_milliseconds(attempts, 0, 1));
  CHECK(*next_retry_milliseconds(1, 0, 60) == 60'000);
  CHECK(*next_retry_milliseconds(1, 0, 1) == 3'750);
  CHECK(*next_retry_milliseconds(1, 0, 1'000'000) == kDayMs);
}

TEST_CASE("only addresses of the open internet are public", "[notify]") {
  const auto v4 = [](unsigned a, unsigned b, unsigned c, unsigned d) { return is_public_ipv4(a << 24U | b << 16U | c << 8U | d); };
  CHECK(v4(1, 1, 1, 1));
  CHECK(v4(93, 184, 216, 34));
  CHECK(v4(172, 15, 255, 255));
  CHECK(v4(172, 32, 0, 0));
  CHECK(v4(100, 63, 255, 255));
  CHECK(v4(100, 128, 0, 0));
  CHECK(v4(223, 255, 255, 255));
  const std::vector<std::array<unsigned, 4>> closed{{0, 0, 0, 0},     {0, 1, 2, 3},       {10, 0, 0, 1},      {100, 64, 0, 1},     {100, 127, 255, 255}, {127, 0, 0, 1},
                                                    {127, 255, 0, 1}, {169, 254, 169, 254}, {172, 16, 0, 1},  {172, 31, 255, 255}, {192, 0, 0, 8},       {192, 0, 2, 1},
                                                    {192, 168, 1, 1}, {198, 18, 0, 1},    {198, 19, 255, 255}, {198, 51, 100, 7}, {203, 0, 113, 9},      {224, 0, 0, 1},
                                                    {239, 1, 1, 1},   {240, 0, 0, 1},     {255, 255, 255, 255}};
  for (const auto& [a, b, c, d] : closed) {
    INFO(a << '.' << b << '.' << c << '.' << d);
    CHECK_FALSE(v4(a, b, c, d));
  }
  using Bytes = std::array<std::uint8_t, 16>;
  CHECK(is_public_ipv6(Bytes{0x26, 0x06, 0x28, 0, 2, 0x20, 0, 1}));
  CHECK(is_public_ipv6(Bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 1, 1, 1, 1}));
  CHECK(is_public_ipv6(Bytes{0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1}));
  CHECK(is_public_ipv6(Bytes{0x20, 0x02, 1, 1, 1, 1}));
  const std::vector<Bytes> closed6{
      Bytes{}, Bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, Bytes{0xFE, 0x80, 0, 0, 0, 0, 0, 0, 1}, Bytes{0xFC, 1}, Bytes{0xFD, 1}, Bytes{0xFF, 2, 0, 1},
      Bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1}, Bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 127, 0, 0, 1},
      Bytes{0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 1}, Bytes{0, 0x64, 0xFF, 0x9B, 0, 1}, Bytes{0x20, 0x02, 192, 168, 1, 1},
      Bytes{0x20, 0x01, 0, 0, 1}, Bytes{0x20, 0x01, 0x0D, 0xB8, 1}, Bytes{0x3F, 0xFF, 0, 1}, Bytes{0x01, 0x00, 0, 0, 0, 0, 0, 0, 1}, Bytes{0x40, 1}};
  for (const Bytes& bytes : closed6) {
    INFO(int{bytes[0]} << ' ' << int{bytes[1]} << ' ' << int{bytes[2]});
    CHECK_FALSE(is_public_ipv6(bytes));
  }
}

TEST_CASE("a webhook's address is https, or http on this machine where that is allowed", "[notify]") {
  for (const char* good : {"https://hooks.example", "https://hooks.example:8443/a/b?token=1"}) {
    INFO(good);
    CHECK_FALSE(check_webhook_url(good, Reach::public_only));
  }
  CHECK_FALSE(check_webhook_url("http://127.0.0.1:9/x", Reach::anywhere));
  for (const char* bad : {"", "hooks.example", "http://127.0.0.1:9/", "ftp://x.example/", "file:///etc/passwd", "https://user@x.example/", "https://x.example/#a", "https://x.example/a b",
                          "https://x.example/\r\nX: y"}) {
    INFO(bad);
    CHECK(check_webhook_url(bad, Reach::public_only));
  }
  CHECK(check_webhook_url("http://hooks.example/", Reach::anywhere));
  CHECK(check_webhook_url("http://127.hooks.example/", Reach::anywhere));  // a name, whatever it begins with
  CHECK(check_webhook_url("https://x.example/" + std::string(2000, 'a'), Reach::anywhere));
  CHECK_FALSE(check_mail_url("smtp://mail.example:587"));
  CHECK_FALSE(check_mail_url("smtps://mail.example"));
  for (const char* bad : {"mail.example", "smtp://user:pw@mail.example", "https://mail.example", "smtp://mail.example/x"}) CHECK(check_mail_url(bad));
}

TEST_CASE("those are told who are asked, and who asked, and nobody of their own doing", "[notify]") {
  Told told;
  const std::string request = told.server.submitted_request();
  CHECK(told.mails() == Lines{"invitation to maria"});  // jonas's stage is not open yet
  told.send(request, "maria", R"({"command":"ask","text":"Which \"shop\"?"})");
  told.send(request, "dana", R"({"command":"answer","question":"q1","text":"All of them."})");
  const Lines so_far = told.mails();
  REQUIRE(so_far.size() >= 3);
  CHECK(so_far[1].starts_with("question to "));
  CHECK(std::count(so_far.begin(), so_far.end(), "answer to maria") == 1);
  told.server.approve(request, "maria", "customer");
  const Lines after = told.mails();
  CHECK(std::count(after.begin(), after.end(), "acknowledgement to maria") == 1);
  CHECK(std::count(after.begin(), after.end(), "decision to maria") == 0);
  CHECK(std::count(after.begin(), after.end(), "invitation to jonas") == 1);
  const auto messages = told.messages(std::string(kMailRoute));
  std::set<std::string> ids;
  for (const StoredDelivery& message : messages) ids.insert(message.message.message_id);
  CHECK(ids.size() == messages.size());
  const MailNote question = read_mail_note(messages[1].message.body).value();
  CHECK(question.quote == "Which \"shop\"?");
  CHECK(question.request == request);
}

TEST_CASE("without somebody who sends it no mail is kept", "[notify]") {
  Told told(MailNotices::off);
  told.server.submitted_request();
  CHECK(told.mails().empty());
}

TEST_CASE("every event becomes a CloudEvent for every webhook that wants it, in order and without gaps", "[notify]") {
  Told told(MailNotices::off);
  const std::string all = told.hook(R"({"url":"https://all.example/"})");
  const std::string some = told.hook(R"({"url":"https://some.example/","types":["countersign.request.decided"]})");
  const std::string request = told.server.submitted_request();
  told.server.approve(request, "maria", "customer");
  const auto stored = told.server.store().events(request, 0, 200).value().events;
  const auto events = told.messages(all);
  REQUIRE(events.size() == stored.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Json body = read_json(events[i].message.body).value();
    const Json event = read_json(stored[i]).value();
    CHECK(body.at("specversion") == "1.0");
    CHECK(body.at("id") == request + ":" + std::to_string(i + 1));
    CHECK(body.at("id") == events[i].message.message_id);
    CHECK(body.at("subject") == request);
    CHECK(body.at("type") == "countersign.request." + event.at("event").get<std::string>());
    CHECK(body.at("type") == events[i].message.kind);
    CHECK(body.at("time") == event.at("at"));
    CHECK(body.at("source") == "log.example/tests");
    CHECK(body.at("datacontenttype") == "application/json");
    CHECK(body.at("data").at("event") == event);
    CHECK(body.at("data").at("summary").at("id") == request);
    CHECK(body.at("data").at("head").get<std::int64_t>() >= static_cast<std::int64_t>(i + 1));
  }
  const auto decided = told.messages(some);
  REQUIRE(decided.size() == 1);
  CHECK(decided[0].message.kind == "countersign.request.decided");
}

TEST_CASE("what happens in one tenant's requests is told to that tenant's webhooks only", "[notify]") {
  Told told;
  const std::string foreign_key = told.server.make_key({"acme", "portal", Role::lead, Scopes::all(), {}});
  const std::string ours = told.hook(R"({"url":"https://ours.example/"})");
  const Reply made = told.server.post("/v1/webhooks", foreign_key, R"({"url":"https://theirs.example/"})");
  REQUIRE(made.status == 201);
  const std::string theirs = made.json().at("id").get<std::string>();
  told.server.submitted_request();
  REQUIRE(told.server.post("/v1/requests", foreign_key, kCreate, {{"Idempotency-Key", "acme-1"}}).status == 201);
  DeliveryQuery query;
  query.route = theirs;
  CHECK(told.server.store().deliveries(query).value().empty());
  query.tenant = "acme";
  CHECK(told.server.store().deliveries(query).value().size() == 1);
  CHECK(told.messages(ours).size() > 1);
  CHECK(told.server.get("/v1/webhooks/" + ours, foreign_key).status == 404);
}

TEST_CASE("webhooks are for keys, contacts for the delivery side, and both are read strictly", "[notify]") {
  Told told(MailNotices::off);
  TestServer& server = told.server;
  const std::string request = server.submitted_request();
  const std::string dana = server.session("dana");
  const std::string maria = server.session("maria", request);
  CHECK(server.get("/v1/webhooks", dana).code() == "forbidden");
  CHECK(server.get("/v1/mail/deliveries", dana).code() == "forbidden");
  CHECK(server.post("/v1/webhooks", maria, R"({"url":"https://x.example/"})").code() == "forbidden");
  const std::vector<std::pair<std::string, std::string>> refused{
      {R"({})", "missing-field"},
      {R"({"url":"http://x.example/"})", "invalid-format"},
      {R"({"url":1})", "wrong-type"},
      {R"({"url":"https://x.example/","types":["decided"]})", "invalid-format"},
      {R"({"url":"https://x.example/","types":["countersign.request.decided","countersign.request.decided"]})", "duplicate-id"},
      {R"({"url":"https://x.example/","secret":"whsec_mine"})", "unknown-field"}};
  for (const auto& [body, code] : refused) {
    INFO(body);
    CHECK(server.post("/v1/webhooks", told.key, body).code() == code);
  }
  const std::string id = told.hook(R"({"url":"https://x.example/","description":"Ours"})");
  const Json listed = server.get("/v1/webhooks", told.key).json().at("webhooks").at(0);
  CHECK_FALSE(listed.contains("secret"));
  CHECK(listed.at("secret_end").get<std::string>().size() == 4);
  const Json renewed = server.post("/v1/webhooks/" + id + "/secret", told.key, "{}").json();
  CHECK(renewed.at("secret").get<std::string>().starts_with("whsec_"));
  CHECK(renewed.contains("previous_secret_until"));
  CHECK(server.post("/v1/webhooks/" + id + "/enable", told.key, "{}").status == 200);
  CHECK(server.get("/v1/webhooks/wh_none", told.key).code() == "route-unknown");
  CHECK(server.call("DELETE", "/v1/webhooks/" + id, {{"Authorization", "Bearer " + told.key}}).code() == "header-missing");
  CHECK(server.call("DELETE", "/v1/webhooks/" + id, {{"Authorization", "Bearer " + told.key}, {"Countersign-Protocol", "1"}}).status == 204);
  CHECK(server.get("/v1/webhooks/" + id, told.key).status == 404);

  const auto put = [&](const std::string& token, const std::string& body) {
    return server.call("PUT", "/v1/contacts/maria", {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}, {"Countersign-Protocol", "1"}}, body);
  };
  CHECK(put(maria, R"({"email":"maria@example.com"})").code() == "forbidden");
  CHECK(put(dana, R"({"email":"maria@example.com\r\nBcc: x@y.z"})").code() == "invalid-format");
  CHECK(put(dana, R"({"email":"maria@example.com","language":"fr"})").code() == "invalid-format");
  CHECK(put(dana, R"({"email":"maria@example.com","mail":"no"})").code() == "wrong-type");
  CHECK(put(dana, R"({"email":"maria@example.com","language":"de","mail":false})").status == 200);
  const Json contact = server.get("/v1/contacts/maria", told.key).json();
  CHECK(contact.at("email") == "maria@example.com");
  CHECK(contact.at("mail") == false);
  CHECK_FALSE(contact.contains("party"));
  CHECK(server.get("/v1/contacts/jonas", told.key).status == 404);

  // Mails to customers let people in.
  const std::string as_customer = R"({"email":"dana@example.com","party":"customer"})";
  const Reply denied = put(dana, as_customer);
  CHECK(denied.code() == "forbidden");
  CHECK(denied.json().at("pointer") == "/party");
  CHECK(put(told.key, as_customer).json().at("party") == "customer");
  CHECK(put(told.key, R"({"email":"m@example.com","party":"both"})").code() == "invalid-format");
  CHECK_FALSE(put(dana, R"({"email":"dana@example.com"})").json().contains("party"));
}
