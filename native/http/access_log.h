// The log on standard error: one line for each answer, and one for each failure. What stands in a line is named here and
// nothing else does: never an address with its ids and query, a token, a header, a body, or who somebody is.
//
//   2026-11-21T14:32:08.123Z info POST /v1/requests/{}/commands 200 512 bytes 3.21 ms key:portal 4f1c…
//   {"time":"2026-11-21T14:32:08.123Z","level":"info","bytes":512,"caller":"key:portal","duration_ms":3.21,"method":"POST",
//    "request_id":"4f1c…","route":"/v1/requests/{}/commands","status":200}
//
// A thread of its own writes the lines, and nobody waits for it (native/operations/line_writer.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error_code.h"

namespace countersign {

enum class LogLevel { silent, failures, everything };
enum class LogFormat { text, json };  // of the whole process: the last log that was made decides

struct AnsweredCall {
  std::string_view id;
  std::string_view method;
  std::string_view route;   // the pattern; empty: there is no such address
  std::string_view caller;  // empty: nobody in particular
  std::optional<ErrorCode> refusal;
  int status = 0;
  std::int64_t bytes = 0;
  std::chrono::microseconds time{0};
};

class AccessLog {
 public:
  explicit AccessLog(LogLevel level, LogFormat format = LogFormat::text);
  void answered(const AnsweredCall& call) const;
  void noted(std::string_view what) const;
  // With the id of the call that failed, if there was one.
  void failed(std::string_view what, std::string_view id) const;

  // Lines that could not be written, since the process began.
  static std::uint64_t dropped_lines();

 private:
  LogLevel level_;
  LogFormat format_;
};

// While it lives, lines are not lost when the process fails: what is there is written before a broken promise, an exception that
// nobody takes, or a fault of memory ends it. At its own end it waits for them. Each for as long as somebody reads them, and a second or two
// where nobody does. One for a process.
class LogFlush {
 public:
  LogFlush();
  ~LogFlush();
  LogFlush(const LogFlush&) = delete;
  LogFlush& operator=(const LogFlush&) = delete;
};

}  // namespace countersign
