// From Beast's view of a request header to ours, and what is refused on the way. Includes Beast.
#pragma once

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/system/error_code.hpp>
#include <optional>

#include "core/base/result.h"
#include "native/http/http_limits.h"
#include "native/http/message.h"

namespace countersign {

using BeastRequestHeader = boost::beast::http::header<true, boost::beast::http::fields>;

// Method and header fields; path, query and body are filled in by others.
HttpRequest plain_request(const BeastRequestHeader& header);

// Things that Beast accepts and that two HTTP programs in a row could understand differently (request smuggling).
Refusal check_framing(const BeastRequestHeader& header, const HttpLimits& limits);

// The refusal of a header that could not be read; nothing when the client just left.
std::optional<Error> header_refusal(boost::system::error_code error);

}  // namespace countersign
