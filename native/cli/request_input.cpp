#include "native/cli/request_input.h"

#include "core/json/command_codec.h"
#include "core/json/event_codec.h"
#include "core/json/fold.h"
#include "core/json/reader.h"
#include "core/json/request_codec.h"
#include "native/cli/log_input.h"

namespace countersign {
namespace {

// A log is a list, an object that has one, or events one a line; no event has a head.
bool is_state(const Json& json) { return json.is_object() && json.contains("head") && !json.contains("events"); }

template <class T>
Result<T> read_text(std::string_view text, Result<T> (*read)(const Json&, const Path&)) {
  const Result<Json> json = read_json(text);
  return json.ok() ? read(json.value(), {}) : Result<T>(json.error());
}

}  // namespace

Result<Request> read_record(std::string_view text) {
  const Result<Json> json = read_json(text);
  if (json.ok() && is_state(json.value())) return read_request(json.value());
  const Result<Json> log = read_log(text);
  if (!log.ok()) return log.error();
  const Result<List<Event>> events = read_events(log.value());
  return events.ok() ? fold(Request(), events.value()) : Result<Request>(events.error());
}

Result<Command> read_command_text(std::string_view text) { return read_text(text, read_command); }
Result<Context> read_context_text(std::string_view text) { return read_text(text, read_context); }

}  // namespace countersign
