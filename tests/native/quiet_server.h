// The application on a store, called without sockets and threads: the same calls make the same bytes, whenever they are made.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "native/http/app.h"
#include "native/log/log.h"
#include "native/store/store.h"

namespace countersign::test {

class SetClock final : public Clock {
 public:
  Instant now() override { return now_; }
  void set(Instant now) { now_ = now; }

 private:
  Instant now_;
};

class SeededRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override {
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(engine_());
  }
  void seed(std::uint64_t seed) { engine_.seed(seed); }

 private:
  std::mt19937_64 engine_{1};  // NOLINT: the same every time
};

struct QuietCall {
  HttpMethod method = HttpMethod::get;
  std::string target;
  std::vector<HttpHeader> headers;  // names in lower case
  std::string body;
};

struct QuietAnswer {
  int status = 0;
  std::string body;

  bool operator==(const QuietAnswer&) const = default;
};

// What stands on the store lives as long as this.
class QuietServer {
 public:
  // `head_file`: where the log's key keeps what it has signed last. Errors: those of the store, the log and the application.
  static Result<std::unique_ptr<QuietServer>> open(const std::string& store_file, const std::string& head_file);

  // Exceptions of a handler come through.
  QuietAnswer call(const QuietCall& call);

  Store& store() { return *store_; }
  LogKeeper& log_keeper() { return log_->keeper(); }
  RequestService& requests() { return app_->requests(); }
  SetClock& clock() { return clock_; }
  SeededRandom& random() { return random_; }

 private:
  SetClock clock_;
  SeededRandom random_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Log> log_;
  std::unique_ptr<App> app_;
};

}  // namespace countersign::test
