// How fast calls may come: the arithmetic with a clock that is told the time, and a real server that refuses.
#include "native/operations/rate_limit.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

constexpr CallBuckets::Time kStart{};

CallBuckets::Key bucket_key(std::uint32_t number) {
  CallBuckets::Key key{};
  for (std::size_t at = 0; at < 4; ++at) key[at] = static_cast<std::uint8_t>(number >> (8 * at));
  return key;
}

ClientAddress address_of(const char* text) {
  const auto address = ClientAddress::from(text);
  if (!address) throw std::runtime_error(std::string("no address: ") + text);
  return *address;
}

std::vector<AddressRange> ranges_of(std::initializer_list<const char*> texts) {
  std::vector<AddressRange> ranges;
  for (const char* text : texts) ranges.push_back(AddressRange::from(text).value());
  return ranges;
}

ServerSettings limited_to(std::optional<CallRate> of_key, std::optional<CallRate> of_address) {
  ServerSettings settings;
  settings.rates.of_key = of_key;
  settings.rates.of_address = of_address;
  return settings;
}

constexpr CallRate kOneAnHour{1.0 / 3600, 3};

}  // namespace

TEST_CASE("rates: what is written, and what is refused", "[rate]") {
  CHECK(parse_call_rate("100/s").value() == CallRate{100, 100});
  CHECK(parse_call_rate("100/s:400").value() == CallRate{100, 400});
  CHECK(parse_call_rate("600/m:5").value() == CallRate{10, 5});
  CHECK(parse_call_rate("6/m").value() == CallRate{0.1, 1});
  CHECK_FALSE(parse_call_rate("off").value());
  for (const char* bad : {"", "100", "/s", "0/s", "100/h", "100/s:", "100/s:0", "-1/s", "1.5/s", "100/s:4:5", "100:4/s", "100 /s", "2000000/s", "Off"}) {
    INFO(bad);
    REQUIRE_FALSE(parse_call_rate(bad).ok());
    CHECK(parse_call_rate(bad).error().code == ErrorCode::invalid_format);
  }
}

TEST_CASE("buckets: a burst at once, then as fast as the bucket fills, and it never holds more than a burst", "[rate]") {
  CallBuckets buckets({2, 3}, 10);
  const auto key = bucket_key(1);
  for (int call = 0; call < 3; ++call) CHECK_FALSE(buckets.take(key, kStart));
  CHECK(buckets.take(key, kStart) == std::chrono::milliseconds(500));
  CHECK(buckets.take(key, kStart + std::chrono::milliseconds(499)) == std::chrono::milliseconds(1));
  CHECK_FALSE(buckets.take(key, kStart + std::chrono::milliseconds(500)));
  CHECK(buckets.take(key, kStart + std::chrono::milliseconds(500)));
  for (int call = 0; call < 3; ++call) CHECK_FALSE(buckets.take(key, kStart + std::chrono::seconds(1000)));
  CHECK(buckets.take(key, kStart + std::chrono::seconds(1000)));
  CHECK_FALSE(buckets.take(bucket_key(2), kStart + std::chrono::seconds(1000)));  // somebody else's
  CHECK(buckets.take(key, kStart));                                  // a clock that is set back gives nothing
}

TEST_CASE("buckets: a fine has to be waited for, but not longer than a burst takes", "[rate]") {
  CallBuckets buckets({1, 5}, 10);
  const auto key = bucket_key(1);
  buckets.fine(key, 10, kStart);
  CHECK(buckets.take(key, kStart) == std::chrono::milliseconds(6000));
  for (int more = 0; more < 100; ++more) buckets.fine(key, 10, kStart);
  CHECK(buckets.take(key, kStart) == std::chrono::milliseconds(6000));
  CHECK_FALSE(buckets.take(key, kStart + std::chrono::seconds(6)));
}

TEST_CASE("buckets: memory is bounded, and those who come now are remembered", "[rate]") {
  CallBuckets buckets({0.001, 1}, 100);
  CHECK_FALSE(buckets.take(bucket_key(0), kStart));
  for (std::uint32_t stranger = 1; stranger <= 100'000; ++stranger) {
    buckets.take(bucket_key(stranger), kStart);
    if (stranger % 50 == 0) CHECK(buckets.take(bucket_key(0), kStart));  // still empty
  }
  CHECK(buckets.size() == 100);
}

TEST_CASE("addresses: an IPv4 address is one however it is written, and of IPv6 a /64 is one", "[rate]") {
  CHECK(address_of("192.0.2.1") == address_of("::ffff:192.0.2.1"));
  CHECK(address_of("192.0.2.1").network() != address_of("192.0.2.2").network());
  CHECK(address_of("2001:db8::1").network() == address_of("2001:db8::ffff:1").network());
  CHECK(address_of("2001:db8::1").network() != address_of("2001:db8:0:1::1").network());
  CHECK(address_of("fe80::1%eth0") == address_of("fe80::1"));
  for (const char* bad : {"", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.256", "2001:db8::g", "1.2.3.4/8"}) CHECK_FALSE(ClientAddress::from(bad));
}

TEST_CASE("addresses: ranges", "[rate]") {
  const auto has = [](const char* range, const char* address) { return AddressRange::from(range).value().contains(address_of(address)); };
  CHECK(has("10.0.0.0/8", "10.255.1.2"));
  CHECK_FALSE(has("10.0.0.0/8", "11.0.0.0"));
  CHECK(has("10.0.0.0/8", "::ffff:10.1.1.1"));
  CHECK(has("192.0.2.7", "192.0.2.7"));
  CHECK_FALSE(has("192.0.2.7", "192.0.2.6"));
  CHECK(has("192.0.2.0/25", "192.0.2.127"));
  CHECK_FALSE(has("192.0.2.0/25", "192.0.2.128"));
  CHECK(has("2001:db8::/32", "2001:db8:ffff::1"));
  CHECK_FALSE(has("2001:db8::/32", "2001:db9::1"));
  CHECK(has("::/0", "192.0.2.1"));
  CHECK_FALSE(has("0.0.0.0/0", "2001:db8::1"));
  for (const char* bad : {"", "x/8", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8"}) CHECK_FALSE(AddressRange::from(bad).ok());
}

TEST_CASE("addresses: X-Forwarded-For is believed from the right, as far as trusted proxies wrote it", "[rate]") {
  struct Case {
    const char* peer;
    std::vector<std::string_view> headers;
    const char* client;
  };
  const std::vector<Case> cases = {
      {"203.0.113.9", {}, "203.0.113.9"},
      {"203.0.113.9", {"198.51.100.1"}, "203.0.113.9"},  // nobody's proxy
      {"10.0.0.1", {}, "10.0.0.1"},
      {"10.0.0.1", {"198.51.100.1"}, "198.51.100.1"},
      {"10.0.0.1", {"1.1.1.1, 198.51.100.1"}, "198.51.100.1"},  // what the client made up stays on the left
      {"10.0.0.1", {"198.51.100.1, 10.0.0.2"}, "198.51.100.1"},
      {"10.0.0.1", {"1.1.1.1,198.51.100.1 ,\t10.0.0.2"}, "198.51.100.1"},
      {"10.0.0.1", {"1.1.1.1", "198.51.100.1", "10.0.0.2"}, "198.51.100.1"},
      {"10.0.0.1", {"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
      {"10.0.0.1", {"unknown"}, "10.0.0.1"},
      {"10.0.0.1", {"198.51.100.1, nonsense, 10.0.0.2"}, "10.0.0.2"},
      {"10.0.0.1", {""}, "10.0.0.1"},
      {"10.0.0.1", {","}, "10.0.0.1"},
      {"10.0.0.1", {"198.51.100.1:4711"}, "198.51.100.1"},
      {"10.0.0.1", {"[2001:db8::1]:4711"}, "2001:db8::1"},
      {"10.0.0.1", {"2001:db8::1"}, "2001:db8::1"},
      {"::1", {"198.51.100.1"}, "198.51.100.1"},
  };
  const auto trusted = ranges_of({"10.0.0.0/8", "::1"});
  for (const Case& each : cases) {
    INFO(each.peer << " for " << (each.headers.empty() ? "" : std::string(each.headers.front())));
    CHECK(client_behind(address_of(each.peer), each.headers, trusted) == address_of(each.client));
  }
  CHECK(client_behind(address_of("10.0.0.1"), {"198.51.100.1"}, {}) == address_of("10.0.0.1"));
}

TEST_CASE("a key that calls too fast is told when to come back; other keys, files and health are not concerned", "[rate]") {
  TestServer server(limited_to(kOneAnHour, std::nullopt));
  for (int call = 0; call < 3; ++call) CHECK(server.get("/v1/requests", server.key()).status == 200);
  const Reply refused = server.get("/v1/requests", server.key());
  CHECK(refused.status == 429);
  CHECK(refused.code() == "too-many-requests");
  const int wait = std::stoi(refused.header("retry-after"));
  CHECK(wait > 3000);
  CHECK(wait <= 3600);
  CHECK(refused.json().at("retry_after") == wait);
  CHECK(server.get("/v1/requests", "cs_key_of_another").code() == "unauthorized");
  for (int call = 0; call < 5; ++call) {
    CHECK(server.get("/readyz", server.key()).status == 200);
    CHECK(server.get("/nothing.html", server.key()).status == 404);
    CHECK(server.call("GET", "/v1/capabilities").status == 200);
  }
}

TEST_CASE("an address that calls too fast is told when to come back, whatever it calls in the API", "[rate]") {
  TestServer server(limited_to(std::nullopt, kOneAnHour));
  CHECK(server.call("GET", "/v1/capabilities").status == 200);
  CHECK(server.call("GET", "/v1/nothing").status == 404);
  CHECK(server.call("OPTIONS", "/v1/requests").status == 204);
  CHECK(server.call("GET", "/v1/capabilities").code() == "too-many-requests");
  CHECK(server.call("GET", "/v1/nothing").code() == "too-many-requests");
  CHECK(server.get("/v1/requests", server.key()).code() == "too-many-requests");
  CHECK(server.call("GET", "/healthz").status == 200);
  CHECK(server.call("GET", "/nothing.html").status == 404);
}

TEST_CASE("who tries tokens is refused sooner than who has one", "[rate]") {
  const CallRate rate{1.0 / 3600, 30};
  TestServer honest(limited_to(std::nullopt, rate));
  for (int call = 0; call < 30; ++call) CHECK(honest.get("/v1/requests", honest.key()).status == 200);
  TestServer server(limited_to(std::nullopt, rate));
  int tried = 0;
  while (server.get("/v1/requests", "cs_key_guess" + std::to_string(tried)).code() == "unauthorized" && tried < 30) ++tried;
  CHECK(tried == 3);  // 11 tokens each
}

TEST_CASE("behind a trusted proxy the limit is that of its clients; from elsewhere the header is not believed", "[rate]") {
  ServerSettings settings = limited_to(std::nullopt, kOneAnHour);
  settings.rates.trusted_proxies = ranges_of({"127.0.0.0/8"});
  TestServer server(settings);
  const auto called_for = [&](const std::string& forwarded) { return server.call("GET", "/v1/capabilities", {{"X-Forwarded-For", forwarded}}).status; };
  for (int call = 0; call < 3; ++call) CHECK(called_for("198.51.100.1") == 200);
  CHECK(called_for("198.51.100.1") == 429);
  CHECK(called_for("203.0.113.5, 198.51.100.1") == 429);  // made up
  CHECK(called_for("198.51.100.2") == 200);
  CHECK(called_for("2001:db8::1") == 200);

  TestServer direct(limited_to(std::nullopt, kOneAnHour));
  for (int call = 0; call < 3; ++call) CHECK(direct.call("GET", "/v1/capabilities", {{"X-Forwarded-For", "198.51.100." + std::to_string(call)}}).status == 200);
  CHECK(direct.call("GET", "/v1/capabilities", {{"X-Forwarded-For", "198.51.100.99"}}).status == 429);
}

TEST_CASE("without limits nobody is refused", "[rate]") {
  TestServer server;
  for (int call = 0; call < 200; ++call) REQUIRE(server.call("GET", "/v1/capabilities").status == 200);
}
