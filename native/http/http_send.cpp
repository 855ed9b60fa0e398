// How answers leave: whole, or piece by piece from a source.
#include <algorithm>
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
void set_header(Message& message, const HttpResponse& response, std::int64_t size, bool keep_alive) {
  message.result(static_cast<unsigned>(response.status));
  message.set(http::field::date, http_date());
  for (const HttpHeader& header : response.headers) message.insert(header.name, header.value);
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
    HttpResponse piece = co_await on_worker(std::move(read_piece));
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

}  // namespace countersign
