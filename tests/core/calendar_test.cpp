// Business time, by hand. Against an oracle in many zones: tests/vectors-run/calendar.test.mjs.
#include <limits>

#include "core/base/calendar.h"
#include "core/json/calendar_codec.h"
#include "core/json/reader.h"
#include "tests/core/cast.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

using cast::at;
using cast::made;

// Berlin around 2026 and 2027: Monday to Friday, 9 to 17 with an hour at noon on Fridays, Christmas off.
Calendar berlin() {
  return made(read_calendar(made(read_json(R"({
    "hours": [
      {"weekday":"monday","from":540,"to":1020}, {"weekday":"tuesday","from":540,"to":1020},
      {"weekday":"wednesday","from":540,"to":1020}, {"weekday":"thursday","from":540,"to":1020},
      {"weekday":"friday","from":540,"to":720}, {"weekday":"friday","from":780,"to":1020}],
    "holidays": ["2026-12-25"],
    "offset_minutes": 60,
    "offset_changes": [{"from":"2026-03-29T01:00:00.000Z","offset_minutes":120},
                       {"from":"2026-10-25T01:00:00.000Z","offset_minutes":60}]})"))));
}

std::string due(std::string_view start, std::int64_t amount, TimeUnit unit) {
  const Result<Instant> end = add(berlin(), at(start), {amount, unit});
  return end.ok() ? end.value().text() : std::string(error_row(end.error().code).word);
}

TEST_CASE("minutes and hours pass always") {
  CHECK(due("2026-11-20T22:00:00.000Z", 90, TimeUnit::minutes) == "2026-11-20T23:30:00.000Z");
  CHECK(due("2026-11-20T22:00:00.123Z", -24, TimeUnit::hours) == "2026-11-19T22:00:00.123Z");
}

TEST_CASE("business hours pass within the working hours, over the weekend and around holidays") {
  CHECK(due("2026-11-20T14:00:00.000Z", 2, TimeUnit::business_hours) == "2026-11-20T16:00:00.000Z");  // to the minute of closing
  CHECK(due("2026-11-20T14:00:00.000Z", 3, TimeUnit::business_hours) == "2026-11-23T09:00:00.000Z");
  CHECK(due("2026-11-20T10:30:00.000Z", 1, TimeUnit::business_hours) == "2026-11-20T12:30:00.000Z");  // over noon
  CHECK(due("2026-12-24T15:00:00.000Z", 2, TimeUnit::business_hours) == "2026-12-28T09:00:00.000Z");  // over Christmas
  CHECK(due("2026-11-21T03:00:00.000Z", 1, TimeUnit::business_hours) == "2026-11-23T09:00:00.000Z");
  CHECK(due("2026-11-23T09:00:00.000Z", -1, TimeUnit::business_hours) == "2026-11-23T08:00:00.000Z");
  CHECK(due("2026-11-23T09:00:00.000Z", -2, TimeUnit::business_hours) == "2026-11-20T15:00:00.000Z");
  CHECK(due("2026-11-21T03:00:00.000Z", 0, TimeUnit::business_hours) == "2026-11-21T03:00:00.000Z");
}

TEST_CASE("days keep the time of day when the clocks change") {
  CHECK(due("2026-10-24T10:00:00.000Z", 1, TimeUnit::days) == "2026-10-25T11:00:00.000Z");
  CHECK(due("2026-03-28T01:30:00.000Z", 1, TimeUnit::days) == "2026-03-29T01:30:00.000Z");  // 02:30 is skipped: 03:30
  CHECK(due("2026-10-24T00:30:00.000Z", 1, TimeUnit::days) == "2026-10-25T00:30:00.000Z");  // 02:30, for the first time
  CHECK(due("2026-10-25T01:30:00.000Z", 0, TimeUnit::days) == "2026-10-25T01:30:00.000Z");  // 02:30, for the second time
  CHECK(due("2026-11-27T16:00:00.000Z", -10, TimeUnit::days) == "2026-11-17T16:00:00.000Z");
}

TEST_CASE("business days count the days with working hours") {
  CHECK(due("2026-11-20T10:00:00.000Z", 1, TimeUnit::business_days) == "2026-11-23T10:00:00.000Z");
  CHECK(due("2026-11-21T10:00:00.000Z", 1, TimeUnit::business_days) == "2026-11-23T10:00:00.000Z");
  CHECK(due("2026-12-23T10:00:00.000Z", 2, TimeUnit::business_days) == "2026-12-28T10:00:00.000Z");
  CHECK(due("2026-12-28T10:00:00.000Z", -2, TimeUnit::business_days) == "2026-12-23T10:00:00.000Z");
  CHECK(due("2026-10-23T10:00:00.000Z", 1, TimeUnit::business_days) == "2026-10-26T11:00:00.000Z");
}

TEST_CASE("what lies outside the years is refused, and so is waiting where nobody works") {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  for (const TimeUnit unit : {TimeUnit::minutes, TimeUnit::hours, TimeUnit::business_hours, TimeUnit::days, TimeUnit::business_days}) {
    CHECK(due("2026-11-20T10:00:00.000Z", most, unit) == "number-out-of-range");
    CHECK(due("2026-11-20T10:00:00.000Z", -most - 1, unit) == "number-out-of-range");
  }
  const Calendar never;
  CHECK(!add(never, cast::kMonday, {1, TimeUnit::business_hours}).ok());
  CHECK(!add(never, cast::kMonday, {-1, TimeUnit::business_hours}).ok());
  CHECK(!add(never, cast::kMonday, {1, TimeUnit::business_days}).ok());
  CHECK(working_milliseconds(never, cast::kMonday, cast::kFriday) == 0);
}

TEST_CASE("working time between two moments, in both directions") {
  const std::int64_t hour = 3'600'000;
  CHECK(working_milliseconds(berlin(), at("2026-11-20T14:00:00.000Z"), at("2026-11-23T09:00:00.000Z")) == 3 * hour);
  CHECK(working_milliseconds(berlin(), at("2026-11-23T09:00:00.000Z"), at("2026-11-20T14:00:00.000Z")) == -3 * hour);
  CHECK(working_milliseconds(berlin(), at("2026-11-21T00:00:00.000Z"), at("2026-11-22T00:00:00.000Z")) == 0);
}

TEST_CASE("working time adds up, wherever it is cut, also over all the years") {
  const Instant last = Instant::latest();
  for (const std::string_view cut : {"1970-01-01T00:00:00.000Z", "2026-03-29T00:59:00.000Z", "2026-10-25T01:00:00.000Z", "2026-11-20T11:30:00.000Z",
                                     "2026-12-25T10:00:00.000Z", "9999-12-31T09:00:00.000Z"}) {
    CHECK(working_milliseconds(berlin(), Instant(), at(cut)) + working_milliseconds(berlin(), at(cut), last) ==
          working_milliseconds(berlin(), Instant(), last));
  }
  CHECK(working_milliseconds(berlin(), at("2026-12-25T00:00:00.000Z"), at("2026-12-26T00:00:00.000Z")) == 0);
}

TEST_CASE("clocks that go back over midnight: the day that had begun has been worked on") {
  Calendar mondays;
  mondays.hours = {{Weekday::monday, 0, 1440}};
  mondays.offset_minutes = 60;
  mondays.offset_changes = {{at("2026-11-22T23:30:00.000Z"), 0}};  // Monday 00:30 becomes Sunday 23:30
  CHECK(working_milliseconds(mondays, at("2026-11-22T23:00:00.000Z"), at("2026-11-22T23:45:00.000Z")) == 30 * 60'000);
}

TEST_CASE("a calendar travels and comes back, and one that is out of order is refused at the place") {
  const Calendar calendar = berlin();
  CHECK(made(read_calendar(made(read_json(canonical_calendar(calendar))))) == calendar);
  const Span span{-3, TimeUnit::business_days};
  CHECK(canonical_span(span) == R"({"amount":-3,"unit":"business-days"})");
  CHECK(made(read_span(made(read_json(canonical_span(span))))) == span);

  const auto refused = [](std::string_view hours, std::string_view holidays, std::string_view changes) {
    const std::string text = "{\"hours\":[" + std::string(hours) + "],\"holidays\":[" + std::string(holidays) +
                             "],\"offset_minutes\":0,\"offset_changes\":[" + std::string(changes) + "]}";
    const Result<Calendar> read = read_calendar(made(read_json(text)));
    return read.ok() ? std::string() : std::string(error_row(read.error().code).word) + " " + read.error().pointer;
  };
  CHECK(refused("", "", "").empty());
  CHECK(refused(R"({"weekday":"monday","from":600,"to":600})", "", "") == "invalid-format /hours/0");
  CHECK(refused(R"({"weekday":"monday","from":0,"to":1441})", "", "") == "number-out-of-range /hours/0/to");
  CHECK(refused(R"({"weekday":"monday","from":0,"to":60},{"weekday":"monday","from":59,"to":90})", "", "") == "invalid-format /hours/1");
  CHECK(refused(R"({"weekday":"friday","from":0,"to":60},{"weekday":"monday","from":0,"to":60})", "", "") == "invalid-format /hours/1");
  CHECK(refused(R"({"weekday":"someday","from":0,"to":60})", "", "") == "unknown-word /hours/0/weekday");
  CHECK(refused("", R"("2026-12-25","2026-12-25")", "") == "invalid-format /holidays/1");
  CHECK(refused("", R"("2026-12-25","2026-12-26","2026-12-24")", "") == "invalid-format /holidays/2");
  CHECK(refused("", R"("2026-02-30")", "") == "invalid-format /holidays/0");
  CHECK(refused("", "7", "") == "wrong-type /holidays/0");
  CHECK(refused("", "", R"({"from":"2026-01-01T00:00:00.000Z","offset_minutes":60},{"from":"2026-01-02T00:00:00.000Z","offset_minutes":0})") ==
        "invalid-format /offset_changes/1");
  CHECK(refused("", "", R"({"from":"2026-01-01T00:00:00.000Z","offset_minutes":2000})") == "number-out-of-range /offset_changes/0/offset_minutes");
}

TEST_CASE("working hours that no text could say are refused as well") {
  Calendar calendar;
  for (const WorkingHours& hours : {WorkingHours{Weekday::monday, -1, 60}, WorkingHours{Weekday::monday, 60, 1441}}) {
    calendar.hours = {hours};
    const Refusal refusal = check_calendar(calendar);
    REQUIRE(refusal);
    CHECK(refusal->pointer == "/hours/0");
  }
}

TEST_CASE("local days begin before 1970 where the clock is behind") {
  Calendar calendar;
  calendar.hours = {{Weekday::wednesday, 1200, 1440}};
  calendar.offset_minutes = -300;
  CHECK(add(calendar, Instant(), {1, TimeUnit::business_hours}).value().text() == "1970-01-01T02:00:00.000Z");
}

}  // namespace
}  // namespace countersign
