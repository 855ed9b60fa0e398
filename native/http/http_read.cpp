#include "native/http/http_read.h"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>

namespace countersign {
namespace {

namespace http = boost::beast::http;

HttpMethod plain_method(http::verb verb) {
  switch (verb) {
    case http::verb::get: return HttpMethod::get;
    case http::verb::head: return HttpMethod::head;
    case http::verb::post: return HttpMethod::post;
    case http::verb::put: return HttpMethod::put;
    case http::verb::delete_: return HttpMethod::delete_;
    case http::verb::options: return HttpMethod::options;
    default: return HttpMethod::other;
  }
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& character : lower) {
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
  }
  return lower;
}

}  // namespace

HttpRequest plain_request(const BeastRequestHeader& header) {
  HttpRequest request;
  request.method = plain_method(header.method());
  for (const auto& field : header)
    request.headers.push_back({lower_case(field.name_string()), std::string(field.value())});
  return request;
}

Refusal check_framing(const BeastRequestHeader& header, const HttpLimits& limits) {
  const auto refusal = [](const char* detail) { return Error{ErrorCode::bad_request, "", detail}; };
  const auto hosts = header.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && header.version() >= 11)) return refusal("There has to be one Host header.");
  const auto encodings = header.count(http::field::transfer_encoding);
  const auto lengths = header.count(http::field::content_length);
  if (encodings > 0 && lengths > 0) return refusal("Content-Length and Transfer-Encoding exclude each other.");
  if (encodings > 1 || lengths > 1) return refusal("The length of the body is given twice.");
  if (encodings == 1 && lower_case(header[http::field::transfer_encoding]) != "chunked") {
    return refusal("The only transfer encoding that is taken is chunked.");
  }
  if (header.target().size() > limits.target_bytes)
    return Error{ErrorCode::header_too_large, "", "The address is too long."};
  return std::nullopt;
}

std::optional<Error> header_refusal(boost::system::error_code error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return Error{ErrorCode::header_too_large};
  }
  const bool is_http_error = error.category() == http::make_error_code(http::error::bad_method).category();
  if (!is_http_error || error == http::error::end_of_stream || error == http::error::partial_message) {
    return std::nullopt;
  }
  return Error{ErrorCode::bad_request, "", "The request header is malformed."};
}

}  // namespace countersign
