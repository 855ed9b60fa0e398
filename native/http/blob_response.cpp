// A blob over HTTP: the whole or one range, cached by whoever asked and by nobody else.
#include "native/http/api.h"
#include "native/http/byte_range.h"
#include "native/http/preconditions.h"
#include "native/http/service_response.h"
#include "native/net/http_status.h"

namespace countersign {
namespace {


// A range is only good for the bytes that it was made for; under one address there is only one version of a blob.
std::optional<std::string_view> valid_range(const HttpRequest& request, std::string_view etag) {
  const auto condition = request.header("if-range");
  if (condition && *condition != etag) return std::nullopt;
  return request.header("range");
}

}  // namespace

HttpResponse blob_response(const HttpRequest& request, BlobService& blobs, const BlobService::Found& found) {
  const std::string etag = "\"" + found.sha256 + "\"";
  const RangeAnswer range = answer_range(valid_range(request, etag), found.size);
  if (range.outcome == RangeOutcome::unsatisfiable) {
    HttpResponse response = refusal_response(
        Error{ErrorCode::range_not_satisfiable, "", "There are " + std::to_string(found.size) + " bytes."});
    return response.set("content-range", "bytes */" + std::to_string(found.size));
  }
  HttpResponse response;
  response.set("etag", etag);
  response.set("cache-control", "private, max-age=31536000, immutable");
  // Another token may not be allowed to see what this one saw.
  response.set("vary", "Authorization, Origin");
  if (if_none_match(request, etag)) {
    response.status = http_status::kNotModified;
    return response;
  }
  response.set("content-type", "application/octet-stream");
  response.set("content-disposition", "attachment");
  response.set("accept-ranges", "bytes");
  const std::int64_t first = range.range.first;
  if (range.outcome == RangeOutcome::part) {
    response.status = http_status::kPartialContent;
    response.set("content-range", "bytes " + std::to_string(first) + "-" +
                                      std::to_string(first + range.range.size - 1) + "/" + std::to_string(found.size));
  }
  if (range.range.size == 0) return response;
  response.source =
      HttpBodySource{range.range.size, [&blobs, sha256 = found.sha256, first](std::int64_t offset, std::int64_t limit) {
                       return blobs.read(sha256, first + offset, limit);
                     },
                     HttpWorkers::transfers};
  return response;
}

}  // namespace countersign
