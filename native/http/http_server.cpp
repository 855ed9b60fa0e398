#include "native/http/http_server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <charconv>
#include <csignal>
#include <memory>
#include <optional>
#include <set>

#include "native/http/http_connection.h"
#include "native/http/http_tls.h"

namespace countersign {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;
using boost::system::error_code;

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text) {
  const Error malformed{ErrorCode::invalid_format, "", "An address to listen on is written HOST:PORT."};
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return malformed;
  std::string_view host = text.substr(0, colon);
  const std::string_view port_text = text.substr(colon + 1);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!bracketed && host.find(':') != std::string_view::npos) return malformed;
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
  if (error != std::errc() || end != port_text.data() + port_text.size()) return malformed;
  return ListenAddress{std::string(host), port};
}

bool is_loopback(const ListenAddress& address) {
  if (address.host == "localhost") return true;
  error_code error;
  const auto parsed = asio::ip::make_address(address.host, error);
  return !error && parsed.is_loopback();
}

class HttpServer::Engine {
 public:
  Engine(HttpApplication& application, const HttpLimits& limits, std::size_t workers)
      : application_(application), limits_(limits), workers_(workers), acceptor_(context_), signals_(context_), hangups_(context_) {}

  Result<std::uint16_t> listen(const ListenAddress& address);

  Refusal speak_tls(TlsFiles files) {
    auto loaded = load_tls(files);
    if (!loaded.ok()) return loaded.error();
    tls_ = std::move(loaded).value();
    tls_files_ = std::move(files);
    hangups_.add(SIGHUP);
    await_hangup();
    return std::nullopt;
  }

  void stop_on_signals() {
    signals_.add(SIGTERM);
    signals_.add(SIGINT);
    signals_.async_wait([this](error_code error, int) {
      if (!error) drain();
    });
  }

  void run() {
    asio::co_spawn(context_, accept(), asio::detached);
    context_.run();
    workers_.join();
  }

  void stop() {
    asio::post(context_, [this] { stop_here(); });
  }

  const HttpLoad& load() const { return load_; }

 private:
  awaitable<void> accept();
  // `full`: why there is no room, or nothing.
  awaitable<void> attend(std::shared_ptr<HttpConnection> connection, const char* full);
  std::size_t room_of(const ClientAddress& address) const;
  void await_hangup();
  void drain();
  void stop_here();

  HttpApplication& application_;
  HttpLimits limits_;
  HttpLoad load_;  // before the context, whose end also ends what counts here
  asio::io_context context_{1};
  HttpWorkerPools workers_;
  tcp::acceptor acceptor_;
  asio::signal_set signals_;
  asio::signal_set hangups_;
  TlsFiles tls_files_;
  TlsContext tls_;
  std::set<std::shared_ptr<HttpConnection>> connections_;
  asio::steady_timer draining_{context_};
  std::optional<asio::steady_timer> last_call_;
};

Result<std::uint16_t> HttpServer::Engine::listen(const ListenAddress& address) {
  error_code error;
  tcp::resolver resolver(context_);
  const auto found = resolver.resolve(address.host, std::to_string(address.port), tcp::resolver::passive, error);
  const auto failed = [&] { return Error{ErrorCode::internal, "", "Cannot listen: " + error.message()}; };
  if (error) return failed();
  const tcp::endpoint endpoint = found.begin()->endpoint();
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) return failed();
  return acceptor_.local_endpoint(error).port();
}

awaitable<void> HttpServer::Engine::accept() {
  while (acceptor_.is_open()) {
    auto [error, socket] = co_await acceptor_.async_accept(kAwait);
    if (error == asio::error::operation_aborted || !acceptor_.is_open()) co_return;
    if (error) {
      // Out of file descriptors, most likely: wait for connections to end.
      asio::steady_timer pause(context_, std::chrono::milliseconds(100));
      co_await pause.async_wait(kAwait);
      continue;
    }
    const std::size_t calling = connections_.size() - load_.streams;
    // Even turning away takes a moment; a flood is not given that moment.
    if (calling >= 2 * limits_.connections) continue;
    auto connection = std::make_shared<HttpConnection>(std::move(socket), tls_, application_, limits_, workers_, load_);
    const std::size_t neighbours = load_.addresses.of(connection->address().network());
    const std::size_t room = room_of(connection->address());
    if (neighbours >= 2 * room) continue;
    const char* full = nullptr;
    if (neighbours >= room) full = "There are too many connections from this address.";
    if (calling >= limits_.connections) full = "There are too many connections.";
    connections_.insert(connection);
    ++load_.connections;
    load_.addresses.enter(connection->address().network());
    asio::co_spawn(context_, attend(std::move(connection), full), asio::detached);
  }
}

std::size_t HttpServer::Engine::room_of(const ClientAddress& address) const {
  const bool is_proxy = is_among(address, limits_.proxies);
  return limits_.connections_of_address == 0 || is_proxy ? limits_.connections : limits_.connections_of_address;
}

awaitable<void> HttpServer::Engine::attend(std::shared_ptr<HttpConnection> connection, const char* full) {
  try {
    if (full == nullptr) {
      co_await connection->serve();
    } else {
      co_await connection->turn_away(full);
    }
  } catch (const std::exception& exception) {
    application_.log_failure(exception.what(), "");
  }
  connection->abandon();
  connections_.erase(connection);
  --load_.connections;
  load_.addresses.leave(connection->address().network());
  if (connections_.empty() && last_call_) last_call_->cancel();
}

void HttpServer::Engine::await_hangup() {
  hangups_.async_wait([this](error_code error, int) {
    if (error) return;
    auto loaded = load_tls(tls_files_);
    if (loaded.ok()) {
      tls_ = std::move(loaded).value();
      application_.log_note("TLS: certificate and key were read again");
    } else {
      application_.log_failure(loaded.error().detail + "; the old ones stay", "");
    }
    await_hangup();
  });
}

void HttpServer::Engine::drain() {
  application_.drain();
  if (limits_.drain_time.count() == 0) return stop_here();
  draining_.expires_after(limits_.drain_time);
  draining_.async_wait([this](error_code error) {
    if (!error) stop_here();
  });
  signals_.async_wait([this](error_code error, int) {
    if (!error) stop_here();
  });
}

void HttpServer::Engine::stop_here() {
  if (last_call_) return;
  error_code ignored;
  draining_.cancel();
  acceptor_.close(ignored);
  signals_.cancel(ignored);
  hangups_.cancel(ignored);
  const auto connections = connections_;
  for (const auto& connection : connections) connection->stop();
  last_call_.emplace(context_, limits_.shutdown_time);
  if (connections_.empty()) return;
  last_call_->async_wait([this](error_code error) {
    if (error) return;
    for (const auto& connection : connections_) connection->abandon();
  });
}

HttpServer::HttpServer(HttpApplication& application, HttpLimits limits, std::size_t workers)
    : engine_(std::make_unique<Engine>(application, limits, workers)) {}
HttpServer::~HttpServer() = default;

Result<std::uint16_t> HttpServer::listen(const ListenAddress& address) { return engine_->listen(address); }
Refusal HttpServer::speak_tls(TlsFiles files) { return engine_->speak_tls(std::move(files)); }
void HttpServer::stop_on_signals() { engine_->stop_on_signals(); }
void HttpServer::run() { engine_->run(); }
void HttpServer::stop() { engine_->stop(); }
const HttpLoad& HttpServer::load() const { return engine_->load(); }

}  // namespace countersign
