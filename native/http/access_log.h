// One line for each answer: method, path, status, bytes, time. Never a query, a token, a header or a body.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace countersign {

enum class LogLevel { silent, failures, everything };

class AccessLog {
 public:
  explicit AccessLog(LogLevel level);
  void answered(std::string_view method, std::string_view path, int status, std::int64_t bytes,
                std::chrono::microseconds time) const;
  void failed(std::string_view what) const;

 private:
  LogLevel level_;
};

// A path as it may be logged: bounded, and cut off before anything that looks like a token.
std::string loggable_path(std::string_view path);

}  // namespace countersign
