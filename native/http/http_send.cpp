// How answers leave: whole, or piece by piece from a source.
#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cstdio>
#include <ctime>

#include "native/http/http_connection.h"
#include "native/net/http_status.h"

namespace countersign {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::awaitable;
using boost::system::error_code;

// RFC 9110, section 5.6.7. Not strftime, whose names of days follow the locale.
std::string http_date() {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[64];
  const int size =
      std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", kDays[utc.tm_wday], utc.tm_mday,
                    kMonths[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  return std::string(text, static_cast<std::size_t>(std::max(size, 0)));
}

template <class Message>
void set_fields(Message& message, const HttpResponse& response) {
  message.result(static_cast<unsigned>(response.status));
  message.set(http::field::date, http_date());
  for (const HttpHeader& header : response.headers) message.insert(header.name, header.value);
}

template <class Message>
void set_header(Message& message, const HttpResponse& response, std::int64_t size, bool keep_alive) {
  set_fields(message, response);
  const bool has_length = response.status != http_status::kNotModified && response.status != http_status::kNoContent;
  if (has_length) message.content_length(static_cast<std::uint64_t>(size));
  message.keep_alive(keep_alive);
}

}  // namespace

awaitable<bool> HttpConnection::send_whole(HttpResponse& response, bool keep_alive) {
  http::response<http::string_body> message;
  message.version(http_version_);
  const auto size = static_cast<std::int64_t>(response.body.size());
  set_header(message, response, size, keep_alive);
  const bool has_body = request_.method != HttpMethod::head && response.status != http_status::kNotModified;
  if (has_body) message.body() = std::move(response.body);
  arm(limits_.write_time);
  http::response_serializer<http::string_body> serializer(message);
  const auto [error, sent] = co_await http::async_write(socket_, serializer, kAwait);
  response.body = std::move(message.body());
  co_return !error;
}

awaitable<bool> HttpConnection::send_pieces(HttpResponse& response, bool keep_alive) {
  http::response<http::buffer_body> message;
  message.version(http_version_);
  set_header(message, response, response.source->size, keep_alive);
  message.body().data = nullptr;
  message.body().more = true;
  http::response_serializer<http::buffer_body> serializer(message);
  arm(limits_.write_time);
  const auto [header_error, header_size] = co_await http::async_write_header(socket_, serializer, kAwait);
  if (header_error || request_.method == HttpMethod::head) co_return !header_error;
  std::int64_t offset = 0;
  while (offset < response.source->size) {
    const auto limit = std::min(static_cast<std::int64_t>(limits_.piece_bytes), response.source->size - offset);
    disarm();
    Work read_piece = [&response, offset, limit] {
      HttpResponse read;
      read.body = response.source->read(offset, limit);
      return read;
    };
    HttpResponse piece = co_await on_worker(std::move(read_piece), response.source->workers);
    // The length has been promised: what cannot be kept is broken off, so that the client notices.
    if (piece.status != http_status::kOk || piece.body.empty()) co_return false;
    offset += static_cast<std::int64_t>(piece.body.size());
    message.body().data = piece.body.data();
    message.body().size = piece.body.size();
    message.body().more = offset < response.source->size;
    arm(limits_.write_time);
    const auto [error, sent] = co_await http::async_write(socket_, serializer, kAwait);
    if (error && error != http::error::need_buffer) co_return false;
  }
  co_return true;
}

awaitable<bool> HttpConnection::send_stream(HttpResponse& response) {
  http::response<http::empty_body> message;
  message.version(http_version_);
  set_fields(message, response);
  is_chunked_ = http_version_ >= 11;  // before, the end of the connection is the end of the answer
  message.chunked(is_chunked_);
  message.keep_alive(false);
  http::response_serializer<http::empty_body> serializer(message);
  arm(limits_.write_time);
  const auto [header_error, header_size] = co_await http::async_write_header(socket_, serializer, kAwait);
  disarm();
  if (header_error || request_.method == HttpMethod::head) co_return !header_error;
  // What a stream does not need any more, there may be thousands of them.
  buffer_.clear();
  buffer_.shrink_to_fit();
  std::vector<HttpHeader>().swap(request_.headers);
  const Streaming streaming(*this);
  const auto bell = bell_;
  response.stream->on_news([bell] { Bell::call(bell); });
  watch_for_leaving();
  const bool is_whole = co_await send_news(response, *bell);
  co_return is_whole;
}

void HttpConnection::Bell::call(const std::shared_ptr<Bell>& bell) {
  if (bell->is_called.exchange(true)) return;
  try {
    asio::post(bell->timer.get_executor(), [bell] { bell->ring(); });
  } catch (...) {
    bell->is_called = false;
    throw;
  }
}

HttpConnection::Streaming::Streaming(HttpConnection& connection) : connection_(connection) {
  connection_.bell_ = std::make_shared<Bell>(connection_.socket_.get_executor());
  ++connection_.load_.streams;
  connection_.load_.addresses.pause(connection_.address_.network());
}

HttpConnection::Streaming::~Streaming() {
  --connection_.load_.streams;
  connection_.load_.addresses.resume(connection_.address_.network());
  connection_.bell_.reset();
}

// So that its place is free at once, and not when a sign of life cannot be written.
void HttpConnection::watch_for_leaving() {
  if (socket_.is_secure()) return watch_within_tls();
  socket_.tcp().async_wait(asio::ip::tcp::socket::wait_read, [self = shared_from_this(), bell = bell_](error_code error) {
    // Also when the stream has ended meanwhile, and somebody else reads what was waited for.
    if (error || self->bell_ != bell) return;
    char byte = 0;
    error_code peeked;
    self->socket_.tcp().non_blocking(true, peeked);  // or it would wait here, with everybody else
    self->socket_.tcp().receive(asio::buffer(&byte, 1), asio::socket_base::message_peek, peeked);
    if (!peeked) return;  // it sends something, which nobody reads
    bell->is_deserted = true;
    bell->ring();
  });
}

// Within TLS a goodbye is a message, which has to be read.
void HttpConnection::watch_within_tls() {
  socket_.async_read_some(asio::buffer(&unread_, 1), [self = shared_from_this(), bell = bell_](error_code error, std::size_t) {
    const bool has_left = error && error != asio::error::operation_aborted;
    if (!has_left || self->bell_ != bell) return;
    bell->is_deserted = true;
    bell->ring();
  });
}

// The client is the one who leaves, as a rule: then a sign of life cannot be written.
awaitable<bool> HttpConnection::send_news(HttpResponse& response, Bell& bell) {
  static const std::string kSignOfLife = ": \n\n";
  bool is_silent = false;
  while (!stopping_ && !bell.is_deserted) {
    std::optional<std::string> piece;
    Work ask = [&response, &piece] {
      piece = response.stream->next();
      return HttpResponse();
    };
    const HttpResponse asked = co_await on_worker(std::move(ask));
    if (asked.status != http_status::kOk || !piece) break;
    if (piece->empty() && is_silent) *piece = kSignOfLife;
    if (!piece->empty()) {
      const bool is_sent = co_await send_chunk(*piece);
      if (!is_sent) co_return false;
    }
    if (!bell.is_rung) {
      bell.timer.expires_after(limits_.heartbeat_time);
      co_await bell.timer.async_wait(kAwait);
    }
    is_silent = !bell.is_rung;
    bell.is_rung = false;
  }
  if (bell.is_deserted) co_return false;
  static const std::string kEnd;
  const bool is_ended = co_await send_chunk(kEnd);
  co_return is_ended;
}

// An empty piece is the end.
awaitable<bool> HttpConnection::send_chunk(const std::string& piece) {
  arm(limits_.write_time);
  error_code error;
  if (!is_chunked_) {
    const auto [plain_error, plain_size] = co_await asio::async_write(socket_, asio::buffer(piece), kAwait);
    error = plain_error;
  } else if (piece.empty()) {
    const auto last = http::make_chunk_last();
    const auto [last_error, last_size] = co_await asio::async_write(socket_, last, kAwait);
    error = last_error;
  } else {
    const auto chunk = http::make_chunk(asio::buffer(piece));
    const auto [chunk_error, chunk_size] = co_await asio::async_write(socket_, chunk, kAwait);
    error = chunk_error;
  }
  disarm();
  co_return !error;
}

}  // namespace countersign
