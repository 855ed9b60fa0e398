// The real application with a clock that stands in a file, so that vectors can be replayed over HTTP at their exact
// times.
//
//     countersign_test_server STORE CLOCK-FILE [HOST:PORT]
//
// CLOCK-FILE holds one moment (2026-11-21T14:32:08.000Z); it is read anew whenever the time is asked for. Prints two
// lines: "listening on http://…" and "key cs_key_…", an API key of the store.
#include <cstdio>
#include <fstream>
#include <string>

#include "native/http/app.h"
#include "native/log/log.h"
#include "native/service/keys.h"
#include "native/store/open_store.h"

namespace countersign {
namespace {

class FileClock final : public Clock {
 public:
  explicit FileClock(std::string path) : path_(std::move(path)) {}

  Instant now() override {
    std::ifstream file(path_);
    std::string text;
    file >> text;
    const auto instant = Instant::from_text(text);
    check(instant.ok());  // a test without a time is no test
    return instant.value();
  }

 private:
  std::string path_;
};

int run(const std::string& store_address, const std::string& clock_file, const std::string& listen_text) {
  const auto listen = parse_listen_address(listen_text);
  auto store = open_store(store_address);
  if (!listen.ok() || !store.ok()) return 2;
  FileClock clock(clock_file);
  SystemRandom random;
  AppOptions options;
  options.listen = listen.value();
  options.log = LogLevel::failures;
  options.passkeys = RelyingParty{"approve.example", {"https://approve.example"}, {}, UserVerification::required};
  SigningKey::Seed seed{};
  seed.fill(7);
  const auto log = Log::open(*store.value(), std::make_unique<LogKey>("log.example/tests", seed));
  if (!log.ok()) return 2;
  auto app = App::make(*store.value(), log.value()->service(), clock, random, options);
  if (!app.ok()) return 2;
  const LogThread signing(log.value()->keeper(), [](const std::string& what) { std::fprintf(stderr, "%s\n", what.c_str()); });
  HttpServer server(*app.value(), options.limits, 8);
  const auto port = server.listen(listen.value());
  const auto key = KeyService(*store.value(), clock, random).make({std::string(kDefaultTenant), "tests-" + new_request_id(random), Role::lead, Scopes::all(), {}});
  if (!port.ok() || !key.ok()) return 2;
  server.stop_on_signals();
  std::printf("listening on http://%s:%d\nkey %s\n", listen.value().host.c_str(), port.value(), key.value().token.c_str());
  std::fflush(stdout);
  server.run();
  return 0;
}

}  // namespace
}  // namespace countersign

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "countersign_test_server STORE CLOCK-FILE [HOST:PORT]\n");
    return 2;
  }
  return countersign::run(argv[1], argv[2], argc > 3 ? argv[3] : "127.0.0.1:0");
}
