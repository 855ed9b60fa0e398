// A connection's stream of bytes, plain or within TLS: one type, so that what reads and writes HTTP is compiled once. Includes Asio;
// only http_*.cpp include this header.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <memory>
#include <optional>
#include <utility>

namespace countersign {

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

class HttpSocket {
 public:
  using executor_type = boost::asio::ip::tcp::socket::executor_type;

  // Without a context it is plain. The context is kept as long as the connection lasts, also when the server has another by then.
  HttpSocket(boost::asio::ip::tcp::socket socket, TlsContext context) : socket_(std::move(socket)), context_(std::move(context)) {
    if (context_) tls_.emplace(socket_, *context_);
  }
  HttpSocket(const HttpSocket&) = delete;
  HttpSocket& operator=(const HttpSocket&) = delete;

  executor_type get_executor() { return socket_.get_executor(); }
  boost::asio::ip::tcp::socket& tcp() { return socket_; }
  bool is_secure() const { return tls_.has_value(); }
  // Precondition: is_secure().
  auto& tls() { return *tls_; }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
        [this](auto handler, const Buffers& into) {
          if (tls_) tls_->async_read_some(into, std::move(handler));
          else socket_.async_read_some(into, std::move(handler));
        },
        token, buffers);
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
        [this](auto handler, const Buffers& from) {
          if (tls_) tls_->async_write_some(from, std::move(handler));
          else socket_.async_write_some(from, std::move(handler));
        },
        token, buffers);
  }

 private:
  boost::asio::ip::tcp::socket socket_;
  TlsContext context_;
  // Which makes one record of many small buffers.
  std::optional<boost::beast::ssl_stream<boost::asio::ip::tcp::socket&>> tls_;
};

}  // namespace countersign
