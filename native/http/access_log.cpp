#include "native/http/access_log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>

#include "native/service/random.h"

namespace countersign {
namespace {

// Standard error: standard output belongs to what a command answers.
spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> shared = [] {
    auto made = spdlog::stderr_logger_mt("countersign");
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    return made;
  }();
  return *shared;
}

}  // namespace

std::string loggable_path(std::string_view path) {
  constexpr std::size_t kLongest = 200;
  if (path.empty()) return "-";
  const std::size_t token = std::min(path.find(kApiKeyPrefix), path.find(kSessionPrefix));
  const std::size_t end = std::min(token, kLongest);
  std::string shown(path.substr(0, end));
  if (end < path.size()) shown += "...";
  return shown;
}

AccessLog::AccessLog(LogLevel level) : level_(level) {}

void AccessLog::answered(std::string_view method, std::string_view path, int status, std::int64_t bytes,
                         std::chrono::microseconds time) const {
  if (level_ != LogLevel::everything) return;
  const double milliseconds = static_cast<double>(time.count()) / 1000.0;
  logger().info("{} {} {} {} bytes {:.2f} ms", method, loggable_path(path), status, bytes, milliseconds);
}

void AccessLog::failed(std::string_view what) const {
  if (level_ != LogLevel::silent) logger().error("{}", what);
}

}  // namespace countersign
