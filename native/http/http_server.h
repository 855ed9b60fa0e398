// Listens, serves connections within limits, and stops in good order. One thread moves bytes; worker threads run the
// handlers, which may block on the store. Half as many more take and fetch the bytes of blobs, and hold up nobody else (HttpWorkers).
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "native/http/application.h"
#include "native/http/http_limits.h"
#include "native/http/http_load.h"

namespace countersign {

struct ListenAddress {
  std::string host;  // as it was written; an IPv6 address without its brackets
  std::uint16_t port = 0;
};

// "HOST:PORT", with brackets around an IPv6 address. Errors: invalid-format.
Result<ListenAddress> parse_listen_address(std::string_view text);

// Whether the host is this machine only (127.0.0.0/8, ::1, localhost).
bool is_loopback(const ListenAddress& address);

// Of PEM: the certificate with those that lead to its authority, and its key.
struct TlsFiles {
  std::string certificate;
  std::string key;
};

class HttpServer {
 public:
  HttpServer(HttpApplication& application, HttpLimits limits, std::size_t workers);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // The port that is listened on (useful with port 0). Errors: internal, with the system's reason.
  Result<std::uint16_t> listen(const ListenAddress& address);

  // From now on TLS is spoken. The files are read again at SIGHUP: connections that are open keep what they began with, and files that
  // cannot be used are complained about and change nothing. Before run(). Errors: invalid-format, with a detail.
  Refusal speak_tls(TlsFiles files);

  // SIGTERM and SIGINT call stop(), after HttpLimits::drain_time; a second one does not wait. Before run().
  void stop_on_signals();

  // Serves until stop(): then takes no more connections, lets what is in flight finish, and returns.
  void run();

  // From any thread.
  void stop();
  const HttpLoad& load() const;

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace countersign
