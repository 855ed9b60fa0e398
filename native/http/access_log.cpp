#include "native/http/access_log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <ctime>
#include <exception>
#include <memory>
#include <mutex>

#include "core/json/object_text.h"
#include "native/operations/line_writer.h"
#include "native/operations/masking.h"

namespace countersign {
namespace {

constexpr std::size_t kMostWaitingBytes = std::size_t{1} << 20;

// Standard error: standard output belongs to what a command answers. Neither it nor the logger ever goes: whatever ends last may have something to say.
LineWriter& stderr_lines() {
  static LineWriter* const shared = new LineWriter(STDERR_FILENO, kMostWaitingBytes);
  return *shared;
}

class LinesSink final : public spdlog::sinks::base_sink<std::mutex> {
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    stderr_lines().write(std::string_view(line.data(), line.size()));
  }
  void flush_() override {}
};

// Of the last log that was made.
std::atomic<LogFormat> process_format{LogFormat::text};

constexpr const char* kLoggerName = "countersign";

spdlog::logger& logger() {
  static spdlog::logger* const shared = [] {
    auto* made = new spdlog::logger(kLoggerName, std::make_shared<LinesSink>());
    made->set_error_handler([](const std::string&) {});  // by default it writes to standard error itself
    return made;
  }();
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

std::string dropped_line(LogFormat format, spdlog::formatter& formatter, std::uint64_t count) {
  const std::string text = message_line(format, std::to_string(count) + " lines of this log were dropped: nobody read it fast enough", "");
  spdlog::memory_buf_t line;
  formatter.format(spdlog::details::log_msg(kLoggerName, spdlog::level::warn, text), line);
  return {line.data(), line.size()};
}

// Waits in the thread that fails while the other one writes. Nothing here but what a handler of signals may do.
void wait_for_lines(int number) {
  constexpr int kRounds = 100;
  constexpr timespec kPause{0, 10'000'000};
  for (int round = 0; round < kRounds && stderr_lines().is_behind(); ++round) ::nanosleep(&kPause, nullptr);
  ::raise(number);  // when this returns it ends the process, as it would have
}

constexpr int kFatalSignals[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};

// Instead of the library's, which writes to standard error itself, and waits there.
[[noreturn]] void tell_and_abort() {
  std::string why = "the process ends: an exception was not taken";
  try {
    if (const std::exception_ptr thrown = std::current_exception()) std::rethrow_exception(thrown);
  } catch (const std::exception& exception) {
    why += std::string(": ") + exception.what();
  } catch (...) {
  }
  logger().critical("{}", message_line(process_format, why, ""));
  std::abort();
}

}  // namespace

AccessLog::AccessLog(LogLevel level, LogFormat format) : level_(level), format_(format) {
  process_format = format;
  const char* const pattern = format == LogFormat::json ? kJsonPattern : kTextPattern;
  logger().set_pattern(pattern, spdlog::pattern_time_type::utc);
  const auto formatter = std::make_shared<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc);
  stderr_lines().tell_of_dropped([format, formatter](std::uint64_t count) { return dropped_line(format, *formatter, count); });
}

std::uint64_t AccessLog::dropped_lines() { return stderr_lines().dropped(); }

LogFlush::LogFlush() {
  stderr_lines();  // made before it can be needed
  std::set_terminate(tell_and_abort);
  for (const int number : kFatalSignals) {
    struct sigaction before{};
    if (::sigaction(number, nullptr, &before) != 0 || before.sa_handler != SIG_DFL) continue;  // a sanitizer's
    struct sigaction handler{};
    handler.sa_handler = wait_for_lines;
    handler.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigaction(number, &handler, nullptr);
  }
}

LogFlush::~LogFlush() {
  constexpr std::chrono::seconds kPatience(2);
  stderr_lines().flush(kPatience);
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
