// From what the service answers to what HTTP sends.
#pragma once

#include <optional>

#include "core/base/error_code.h"
#include "core/base/result.h"
#include "native/http/message.h"
#include "native/service/answer.h"

namespace countersign {

// Adds media type, ETag, Retry-After and WWW-Authenticate as the answer calls for them.
HttpResponse service_response(ServiceAnswer answer);

HttpResponse refusal_response(const Error& error);

// What the answer refuses with, if it is a problem document.
std::optional<ErrorCode> refusal_code(const HttpResponse& response);

}  // namespace countersign
