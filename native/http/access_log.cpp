#include "native/http/access_log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

#include "core/json/object_text.h"
#include "native/operations/masking.h"

namespace countersign {
namespace {

// Standard error: standard output belongs to what a command answers.
spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> shared = spdlog::stderr_logger_mt("countersign");
  return *shared;
}

constexpr const char* kTextPattern = "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
// What is logged is the rest of the object.
constexpr const char* kJsonPattern = R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v)";

std::string milliseconds_text(std::chrono::microseconds time) { return fmt::format("{:.2f}", static_cast<double>(time.count()) / 1000.0); }

std::string rest_of(ObjectText& object) { return object.take().substr(1); }

std::string json_line(const AnsweredCall& call) {
  ObjectText line;
  line.integer("bytes", call.bytes);
  if (!call.caller.empty()) line.text("caller", call.caller);
  if (call.refusal) line.text("code", error_row(*call.refusal).word);
  line.json("duration_ms", milliseconds_text(call.time)).text("method", call.method).text("request_id", call.id);
  if (!call.route.empty()) line.text("route", call.route);
  line.integer("status", call.status);
  return rest_of(line);
}

std::string text_line(const AnsweredCall& call) {
  std::string line = fmt::format("{} {} {} {} bytes {} ms", call.method, call.route.empty() ? "-" : call.route, call.status, call.bytes,
                                 milliseconds_text(call.time));
  if (call.refusal) line.append(" ").append(error_row(*call.refusal).word);
  if (!call.caller.empty()) line.append(" ").append(call.caller);
  return line.append(" ").append(call.id);
}

std::string message_line(LogFormat format, std::string_view what, std::string_view id) {
  std::string text = masked(what);
  if (format == LogFormat::text) return id.empty() ? text : text.append(" ").append(id);
  ObjectText line;
  line.text("message", text);
  if (!id.empty()) line.text("request_id", id);
  return rest_of(line);
}

}  // namespace

AccessLog::AccessLog(LogLevel level, LogFormat format) : level_(level), format_(format) {
  logger().set_pattern(format == LogFormat::json ? kJsonPattern : kTextPattern, spdlog::pattern_time_type::utc);
}

void AccessLog::answered(const AnsweredCall& call) const {
  constexpr int kServerError = 500;
  if (level_ != LogLevel::everything) return;
  const std::string line = format_ == LogFormat::json ? json_line(call) : text_line(call);
  logger().log(call.status >= kServerError ? spdlog::level::err : spdlog::level::info, "{}", line);
}

void AccessLog::noted(std::string_view what) const {
  if (level_ == LogLevel::everything) logger().info("{}", message_line(format_, what, ""));
}

void AccessLog::failed(std::string_view what, std::string_view id) const {
  if (level_ != LogLevel::silent) logger().error("{}", message_line(format_, what, id));
}

}  // namespace countersign
