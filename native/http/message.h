// Requests and answers as the handlers see them: no socket, no Beast, plain values.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace countersign {

enum class HttpMethod { get, head, post, put, delete_, options, other };

std::string_view http_method_word(HttpMethod method);

struct HttpHeader {
  std::string name;
  std::string value;
};

// A request whose header has been read. The body is there only for handlers that asked for one.
struct HttpRequest {
  HttpMethod method = HttpMethod::other;
  std::string path;                          // percent-decoded, always begins with '/'
  std::vector<std::string> captures;         // what the route's {} segments matched
  std::map<std::string, std::string> query;  // percent-decoded; a repeated name is refused earlier
  std::vector<HttpHeader> headers;           // names in lower case
  std::string body;
  std::string peer;         // the address that the connection comes from
  std::string id;           // of this call, for its answer and for the log
  std::string_view route;   // the pattern of its address, for the log; empty: there is no such address
  mutable std::string caller;  // who it turned out to be, for the log; written by whoever authenticates

  // The value of a header that occurs exactly once; nothing when it is absent or repeated.
  std::optional<std::string_view> header(std::string_view lower_case_name) const;
  bool has_header(std::string_view lower_case_name) const;
  std::optional<std::string_view> parameter(std::string_view name) const;
};

// Which threads a body is moved by. Bytes of blobs may be elsewhere, in a bucket that does not answer for a minute: they have threads of
// their own, and those that answer calls are never the ones that wait for them.
enum class HttpWorkers { calls, transfers };

// A body that is too large to hold: read piece by piece while it is being sent.
struct HttpBodySource {
  std::int64_t size = 0;
  // At least one byte and at most `limit` bytes from `offset`; an empty piece means that the source failed.
  std::function<std::string(std::int64_t offset, std::int64_t limit)> read;
  HttpWorkers workers = HttpWorkers::calls;
};

// An answer that goes on: sent piece by piece, as there is something to say, until it ends or the client leaves.
class HttpStream {
 public:
  virtual ~HttpStream() = default;
  // `wake` is to be called, from any thread, whenever next() may have something. Asked for once, before the first next().
  virtual void on_news(std::function<void()> wake) = 0;
  // What is to be sent now; "" when there is nothing; nothing at the end. May block: runs on a worker thread.
  virtual std::optional<std::string> next() = 0;
};

struct HttpResponse {
  int status = 200;
  std::vector<HttpHeader> headers;
  std::string body;
  std::optional<HttpBodySource> source;  // instead of `body`
  std::shared_ptr<HttpStream> stream;    // instead of both; the connection ends with it

  HttpResponse& set(std::string name, std::string value);
};

// Receives a request body that is streamed. `write` answers false when the upload should be given up;
// `finish` makes the answer either way. All of it runs on HttpWorkers::transfers, also its end.
class HttpUpload {
 public:
  virtual ~HttpUpload() = default;
  virtual bool write(std::string_view piece) = 0;
  virtual HttpResponse finish() = 0;
};

}  // namespace countersign
