// The status codes of HTTP (RFC 9110, section 15) that the server answers with or asks other servers for. Those of refusals
// stand in the core's table of errors.
#pragma once

namespace countersign::http_status {

inline constexpr int kOk = 200;
inline constexpr int kCreated = 201;
inline constexpr int kNoContent = 204;
inline constexpr int kPartialContent = 206;
inline constexpr int kNotModified = 304;
inline constexpr int kMovedPermanently = 308;
inline constexpr int kBadRequest = 400;
inline constexpr int kUnauthorized = 401;
inline constexpr int kForbidden = 403;
inline constexpr int kNotFound = 404;
inline constexpr int kConflict = 409;
inline constexpr int kUnprocessable = 422;

}  // namespace countersign::http_status
