#include "native/http/http_connection.h"

// GCC 12 inlines the allocation of Asio's coroutine frames and not their release, and then takes them for a mismatch.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <exception>
#include <utility>

#include "native/http/http_read.h"
#include "native/net/http_status.h"

namespace countersign {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::awaitable;
using boost::system::error_code;

// GCC 12 moves aggregate temporaries of an expression with co_await in it as if they were plain bytes, which breaks the
// texts in them. In this file whatever crosses a co_await has a name or is made by a function.
Refusal refuse_for(ErrorCode code, const char* detail = "") { return Error{code, "", detail}; }

}  // namespace

HttpResponse HttpConnection::refused(ErrorCode code, const char* detail) {
  return application_.refusal(Error{code, "", detail});
}

HttpResponse HttpConnection::refused_stream() {
  HttpResponse response = refused(ErrorCode::too_many_requests, "There are too many streams.");
  response.set("retry-after", "30");
  return response;
}

HttpConnection::HttpConnection(asio::ip::tcp::socket socket, TlsContext tls, HttpApplication& application, const HttpLimits& limits,
                               HttpWorkerPools& workers, HttpLoad& load)
    : socket_(std::move(socket), std::move(tls)),
      timer_(socket_.get_executor()),
      application_(application),
      limits_(limits),
      workers_(workers),
      load_(load) {
  error_code ignored;
  socket_.tcp().set_option(asio::ip::tcp::no_delay(true), ignored);
  const auto endpoint = socket_.tcp().remote_endpoint(ignored);
  if (!ignored) peer_ = endpoint.address().to_string();
  address_ = ClientAddress::from(peer_).value_or(ClientAddress());
}

void HttpConnection::arm(std::chrono::milliseconds time) {
  timed_out_ = false;
  ++arming_;
  cancel_after(time);
}

void HttpConnection::cancel_after(std::chrono::milliseconds time) {
  timer_.expires_after(time);
  // The connection may end, and the timer be set anew, while a wait that has ended is still on its way here.
  timer_.async_wait([self = shared_from_this(), arming = arming_](error_code error) {
    if (error || arming != self->arming_) return;
    self->timed_out_ = true;
    error_code ignored;
    self->socket_.tcp().cancel(ignored);
    // Nothing is cancelled between two operations, so this goes on until somebody notices.
    self->cancel_after(std::chrono::milliseconds(50));
  });
}

void HttpConnection::disarm() {
  ++arming_;
  timer_.cancel();
}

void HttpConnection::stop() {
  stopping_ = true;
  if (bell_) bell_->ring();
  if (!in_flight_) abandon();
}

void HttpConnection::abandon() {
  stopping_ = true;
  error_code ignored;
  socket_.tcp().close(ignored);
  disarm();
}

awaitable<void> HttpConnection::serve() {
  const bool is_understood = co_await shake_hands();
  Next next = is_understood ? Next::keep : Next::close;
  while (next == Next::keep && !stopping_) next = co_await serve_one();
  disarm();
  error_code ignored;
  socket_.tcp().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
  socket_.tcp().close(ignored);
}

// Takes no longer than a header may.
awaitable<bool> HttpConnection::shake_hands() {
  if (!socket_.is_secure()) co_return true;
  arm(limits_.header_time);
  const auto [error] = co_await socket_.tls().async_handshake(asio::ssl::stream_base::server, kAwait);
  disarm();
  co_return !error;
}

awaitable<void> HttpConnection::turn_away(const char* why) {
  started_ = std::chrono::steady_clock::now();
  if (socket_.is_secure()) co_return;  // the words would cost more than the place that there is not
  HttpResponse response = refused(ErrorCode::too_many_requests, why);
  response.set("retry-after", "1");
  co_await send(std::move(response), Next::close);
  disarm();
}

awaitable<bool> HttpConnection::await_first_byte() {
  if (buffer_.size() > 0) co_return true;
  constexpr std::size_t kFirstRead = 4096;
  arm(limits_.idle_time);
  const auto [error, size] = co_await socket_.async_read_some(buffer_.prepare(kFirstRead), kAwait);
  if (error) co_return false;
  buffer_.commit(size);
  co_return true;
}

awaitable<HttpConnection::Next> HttpConnection::serve_one() {
  request_ = HttpRequest();
  in_flight_ = false;
  const bool arrived = co_await await_first_byte();
  if (!arrived) co_return Next::close;
  started_ = std::chrono::steady_clock::now();
  arm(limits_.header_time);
  HeaderParser parser;
  parser.header_limit(limits_.header_bytes);
  parser.body_limit(boost::none);
  const auto [error, size] = co_await http::async_read_header(socket_, buffer_, parser, kAwait);
  in_flight_ = true;
  disarm();
  const Calling calling(load_);
  if (error) co_return co_await refuse_header(error);
  http_version_ = parser.get().version();
  const std::string target(parser.get().target());
  request_ = plain_request(parser.get().base());
  request_.peer = peer_;
  if (Refusal refusal = check_framing(parser.get().base(), limits_)) {
    HttpResponse response = application_.refusal(*refusal);
    co_return co_await send(std::move(response), Next::close);
  }
  HttpPlan plan = application_.plan(request_, target);
  co_return co_await follow_plan(std::move(plan), parser);
}

awaitable<HttpConnection::Next> HttpConnection::refuse_header(error_code error) {
  const Refusal refusal = timed_out_ ? refuse_for(ErrorCode::timed_out) : header_refusal(error);
  if (!refusal) co_return Next::close;
  HttpResponse response = application_.refusal(*refusal);
  co_return co_await send(std::move(response), Next::close);
}

awaitable<HttpConnection::Next> HttpConnection::follow_plan(HttpPlan plan, HeaderParser& parser) {
  const Next next = parser.get().keep_alive() ? Next::keep : Next::close;
  const bool has_body = parser.chunked() || parser.content_length().value_or(0) > 0;
  // The body of a refused request is not read, so nothing after it could be understood.
  if (plan.refuse) {
    HttpResponse response = plan.refuse(request_);
    co_return co_await send(std::move(response), has_body ? Next::close : next);
  }
  if (parser.content_length().value_or(0) > static_cast<std::uint64_t>(plan.body_limit)) {
    HttpResponse response = refused(ErrorCode::body_too_large);
    co_return co_await send(std::move(response), Next::close);
  }
  if (plan.open) co_return co_await stream_upload(std::move(plan), parser);
  if (has_body) {
    const bool allowed = co_await allow_body(parser);
    if (!allowed) co_return Next::close;
    BodyParser body_parser(std::move(parser));
    const Refusal refusal = co_await read_message(body_parser, plan.body_limit);
    if (refusal) {
      HttpResponse response = application_.refusal(*refusal);
      co_return co_await send(std::move(response), Next::close);
    }
  }
  disarm();
  Work answer = [this, &plan] { return plan.answer(request_); };
  HttpResponse response = co_await on_worker(std::move(answer));
  co_return co_await send(std::move(response), next);
}

awaitable<HttpConnection::Next> HttpConnection::stream_upload(HttpPlan plan, HeaderParser& parser) {
  const Next next = parser.get().keep_alive() ? Next::keep : Next::close;
  std::unique_ptr<HttpUpload> upload;
  Work open = [this, &plan, &upload] {
    HttpUploadStart start = plan.open(request_);
    if (auto* opened = std::get_if<std::unique_ptr<HttpUpload>>(&start)) {
      upload = std::move(*opened);
      return HttpResponse();
    }
    return std::get<HttpResponse>(std::move(start));
  };
  HttpResponse early = co_await on_worker(std::move(open));
  if (!upload) co_return co_await send(std::move(early), Next::close);
  const bool allowed = co_await allow_body(parser);
  if (!allowed) co_return Next::close;
  BodyParser body_parser(std::move(parser));
  const Refusal refusal = co_await read_upload(body_parser, plan.body_limit, *upload);
  if (refusal) {
    Work give_up = [this, &upload, &refusal] {
      upload.reset();  // which may write to the store
      return application_.refusal(*refusal);
    };
    HttpResponse response = co_await on_worker(std::move(give_up), HttpWorkers::transfers);
    co_return co_await send(std::move(response), Next::close);
  }
  disarm();
  const bool whole = body_parser.is_done();
  Work finish = [&upload] {
    const std::unique_ptr<HttpUpload> last = std::move(upload);  // whose end, also after a failure, may take long
    return last->finish();
  };
  HttpResponse response = co_await on_worker(std::move(finish), HttpWorkers::transfers);
  co_return co_await send(std::move(response), whole ? next : Next::close);
}

awaitable<bool> HttpConnection::allow_body(const HeaderParser& parser) {
  arm(limits_.body_time);
  const bool asked = beast::iequals(parser.get()[http::field::expect], "100-continue");
  // Who has begun to send does not wait for the word.
  if (!asked || buffer_.size() > 0) co_return true;
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  const auto [error, size] = co_await asio::async_write(socket_, asio::buffer(kContinue), kAwait);
  co_return !error;
}

awaitable<Refusal> HttpConnection::read_piece(BodyParser& parser, std::string& into, std::size_t most) {
  const std::size_t before = into.size();
  into.resize(before + most);
  parser.get().body().data = into.data() + before;
  parser.get().body().size = most;
  parser.get().body().more = true;
  const auto [error, size] = co_await http::async_read(socket_, buffer_, parser, kAwait);
  into.resize(into.size() - parser.get().body().size);
  if (!error || error == http::error::need_buffer) co_return std::nullopt;
  if (timed_out_) co_return refuse_for(ErrorCode::timed_out);
  co_return refuse_for(ErrorCode::bad_request, "The body is broken off or badly framed.");
}

awaitable<Refusal> HttpConnection::read_message(BodyParser& parser, std::int64_t limit) {
  parser.body_limit(boost::none);
  // Room for what is to come, not for the largest: filling 256 KiB takes longer than judging a command.
  constexpr std::size_t kUnannounced = 16 * 1024;
  const std::size_t most = std::min(static_cast<std::size_t>(parser.content_length().value_or(kUnannounced)), limits_.piece_bytes);
  while (!parser.is_done()) {
    Refusal refusal = co_await read_piece(parser, request_.body, most);
    if (refusal) co_return refusal;
    if (static_cast<std::int64_t>(request_.body.size()) > limit) co_return refuse_for(ErrorCode::body_too_large);
  }
  co_return std::nullopt;
}

awaitable<Refusal> HttpConnection::read_upload(BodyParser& parser, std::int64_t limit, HttpUpload& upload) {
  parser.body_limit(boost::none);
  std::string piece;
  std::int64_t total = 0;
  while (!parser.is_done()) {
    arm(limits_.body_time);
    piece.clear();
    Refusal refusal = co_await read_piece(parser, piece, limits_.piece_bytes);
    if (refusal) co_return refusal;
    total += static_cast<std::int64_t>(piece.size());
    if (total > limit) co_return refuse_for(ErrorCode::body_too_large);
    bool go_on = false;
    Work write = [&] {
      go_on = upload.write(piece);
      return HttpResponse();
    };
    const HttpResponse outcome = co_await on_worker(std::move(write), HttpWorkers::transfers);
    if (outcome.status != http_status::kOk) co_return refuse_for(ErrorCode::internal);
    if (!go_on) co_return std::nullopt;
  }
  co_return std::nullopt;
}

awaitable<HttpResponse> HttpConnection::on_worker(Work work, HttpWorkers by) {
  auto guarded = [this, work = std::move(work)]() -> awaitable<HttpResponse> {
    try {
      co_return work();
    } catch (const std::exception& exception) {
      application_.log_failure(exception.what(), request_.id);
    }
    co_return refused(ErrorCode::internal);
  };
  co_return co_await asio::co_spawn(by == HttpWorkers::calls ? workers_.calls : workers_.transfers, std::move(guarded), asio::use_awaitable);
}

awaitable<HttpConnection::Next> HttpConnection::send(HttpResponse response, Next next) {
  if (response.stream && load_.streams >= limits_.streams) response = refused_stream();
  application_.complete(request_, response);
  // What is to stop soon has no connection come back to it.
  const bool keep_alive = next == Next::keep && !stopping_ && !application_.is_draining() && !response.stream;
  bool sent = false;
  if (response.stream) {
    sent = co_await send_stream(response);
  } else if (response.source) {
    sent = co_await send_pieces(response, keep_alive);
  } else {
    sent = co_await send_whole(response, keep_alive);
  }
  const std::int64_t bytes = response.source ? response.source->size : static_cast<std::int64_t>(response.body.size());
  const auto time = std::chrono::steady_clock::now() - started_;
  application_.log(request_, response, bytes, std::chrono::duration_cast<std::chrono::microseconds>(time));
  if (sent && keep_alive) co_return Next::keep;
  if (sent) co_await linger();
  co_return Next::close;
}

// Closing a socket that still has something to read resets the connection, and the client may never see the answer.
awaitable<void> HttpConnection::linger() {
  error_code error;
  arm(limits_.linger_time);
  if (socket_.is_secure()) {
    // Says that this was all. What the client says to that does not matter.
    co_await socket_.tls().async_shutdown(kAwait);
  }
  socket_.tcp().shutdown(asio::ip::tcp::socket::shutdown_send, error);
  std::array<char, 4096> discarded;
  while (!error) {
    const auto [read_error, size] = co_await socket_.tcp().async_read_some(asio::buffer(discarded), kAwait);
    error = read_error;
  }
}

}  // namespace countersign
