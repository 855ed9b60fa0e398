// Which texts are logs, and what is said about those that are not.
#include <string>

#include "core/json/event_codec.h"
#include "shell/model/log.h"
#include "tests/shell/replaced.h"
#include "tests/shell/sample_story.h"
#include "tests/support/catch.h"

namespace countersign::shell {
namespace {

std::string joined(const List<Event>& events, const std::string& separator) {
  std::string text;
  for (const Event& event : events) text += (text.empty() ? "" : separator) + canonical_event(event);
  return text;
}

TEST_CASE("a log is an array of events, one event per line, or an export") {
  const List<Event> events = tell_sample_story().events;
  const std::string array = "[" + joined(events, ",") + "]";
  const std::string texts[] = {array, joined(events, "\n"), joined(events, "\r\n\r\n") + "\n",
                               "{\"events\":" + array + "}", sample_log(events)};
  for (const std::string& text : texts) {
    const Result<Log> log = read_log(text);
    CAPTURE(text.substr(0, 40));
    REQUIRE(log.ok());
    REQUIRE(log.value().events.size() == events.size());
    for (std::size_t i = 0; i < events.size(); ++i) CHECK(log.value().canonical[i] == canonical_event(events[i]));
  }
}

TEST_CASE("a single event is a log") {
  const List<Event> events = tell_sample_story().events;
  CHECK(read_log(canonical_event(events.front())).ok());
}

TEST_CASE("the record is shown with the fields that this reader does not know") {
  const std::string created = canonical_event(tell_sample_story().events.front());
  const Result<Log> log = read_log("[" + replaced_once(created, "{", "{\"a_later_field\":7,") + "]");
  REQUIRE(log.ok());
  CHECK(log.value().canonical.front().find("\"a_later_field\":7") != std::string::npos);
}

TEST_CASE("a request in an export is believed only as far as the events lead to it") {
  const std::string text = sample_log(tell_sample_story().events);
  CHECK(read_log(text).value().stated == StatedRequest::agrees);
  const std::size_t request_at = text.find("\"request\":{");
  const std::string other = text.substr(0, request_at) +
                            replaced_once(text.substr(request_at), "Homepage design, final", "Homepage design, finer");
  CHECK(read_log(other).value().stated == StatedRequest::disagrees);
  const std::string events_only = "[" + joined(tell_sample_story().events, ",") + "]";
  CHECK(read_log(events_only).value().stated == StatedRequest::absent);
}

struct BadLog {
  const char* what;
  std::string text;
  ErrorCode code;
  std::string pointer;
};

TEST_CASE("what is not a log is refused with its code and the place") {
  const List<Event> events = tell_sample_story().events;
  const std::string first = canonical_event(events[0]);
  const std::string second = canonical_event(events[1]);
  const std::string third = canonical_event(events[2]);
  const BadLog logs[] = {
      {"nothing", "", ErrorCode::json_syntax, ""},
      {"a text", "hello", ErrorCode::json_syntax, ""},
      {"a number", "7", ErrorCode::wrong_type, ""},
      {"an object without events", "{\"request\":{}}", ErrorCode::missing_field, "/events"},
      {"events that are not a list", "{\"events\":{}}", ErrorCode::wrong_type, "/events"},
      {"no events", "[]", ErrorCode::too_few_items, ""},
      {"no events in an export", "{\"events\":[]}", ErrorCode::too_few_items, "/events"},
      {"an item that is no event", "[" + first + ",7]", ErrorCode::wrong_type, "/1"},
      {"an unknown event", "[" + replaced_once(first, "\"event\":\"created\"", "\"event\":\"dreamt\"") + "]",
       ErrorCode::unknown_word, "/0/event"},
      {"a gap", "[" + first + "," + third + "]", ErrorCode::log_broken, "/1/seq"},
      {"a gap in an export", "{\"events\":[" + first + "," + third + "]}", ErrorCode::log_broken, "/events/1/seq"},
      {"a start in the middle", second, ErrorCode::log_broken, "/0/seq"},
      {"a line that is cut off", first + "\n" + second.substr(0, 90), ErrorCode::json_syntax, "/1"},
      {"an array and more", "[" + first + "] x", ErrorCode::json_trailing_bytes, ""},
      {"two keys of one name", "[{\"seq\":1,\"seq\":2}]", ErrorCode::json_duplicate_key, "/0/seq"},
  };
  for (const BadLog& bad : logs) {
    CAPTURE(bad.what);
    const Result<Log> log = read_log(bad.text);
    REQUIRE(!log.ok());
    CHECK(error_row(log.error().code).word == error_row(bad.code).word);
    CHECK(log.error().pointer.substr(0, bad.pointer.size()) == bad.pointer);
  }
}

TEST_CASE("a tampered version is refused: its digest is another") {
  const List<Event> events = tell_sample_story().events;
  const std::string text = "[" + replaced_once(joined(events, ","), "Homepage-v1.pdf", "Homepage-v9.pdf") + "]";
  const Result<Log> log = read_log(text);
  REQUIRE(!log.ok());
  CHECK(log.error().code == ErrorCode::log_broken);
}

}  // namespace
}  // namespace countersign::shell
