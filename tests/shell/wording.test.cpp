#include "shell/model/wording.h"
#include "core/json/reader.h"
#include "core/json/writer.h"
#include "tests/shell/sample_story.h"
#include "tests/support/catch.h"

namespace countersign::shell {
namespace {

Amount amount(std::int64_t minor, const char* currency) {
  return {minor, Text<3, Blank::refused>::from(currency).value()};
}

TEST_CASE("amounts have the decimals of their currency") {
  CHECK(amount_text(amount(480000, "EUR")) == "EUR 4800.00");
  CHECK(amount_text(amount(5, "EUR")) == "EUR 0.05");
  CHECK(amount_text(amount(-1250, "USD")) == "USD -12.50");
  CHECK(amount_text(amount(1200, "JPY")) == "JPY 1200");
  CHECK(amount_text(amount(1, "KWD")) == "KWD 0.001");
}

TEST_CASE("sizes are in decimal units") {
  CHECK(size_text(0) == "0 bytes");
  CHECK(size_text(1) == "1 byte");
  CHECK(size_text(999) == "999 bytes");
  CHECK(size_text(1000) == "1.0 kB");
  CHECK(size_text(242088) == "242.0 kB");
  CHECK(size_text(64 * 1024 * 1024) == "67.1 MB");
}

TEST_CASE("moments read as dates") {
  const Instant at = Instant::from_text("2026-11-21T14:32:08.000Z").value();
  CHECK(moment_text(at) == "21 Nov 2026, 14:32:08 UTC");
  CHECK(date_text(Instant()) == "1 Jan 1970");
}

TEST_CASE("every event of the sample has a sentence with a name in it") {
  const List<Event> events = tell_sample_story().events;
  Names names;
  for (const Event& event : events) {
    names.add(event);
    CHECK(sentence(event, names).size() > 10);
  }
  CHECK(sentence(events[0], names) == "Intake bot created the deliverable 'Homepage design'");
  CHECK(sentence(events[9], names) == "Maria Keller opened Homepage-v1.pdf of version 1");
}

TEST_CASE("indenting JSON changes only the white space between its tokens") {
  const std::string texts[] = {R"({"a":[1,2,{"b":"x, y: {\"z\"}"}],"c":{},"d":[],"e":"\\"})", "[]", "7", R"("a:b")"};
  for (const std::string& text : texts) CHECK(write_canonical(read_json(indented(text)).value()) == text);
  CHECK(indented(R"({"a":[1,"b"],"c":{}})") == "{\n  \"a\": [\n    1,\n    \"b\"\n  ],\n  \"c\": {}\n}");
}

}  // namespace
}  // namespace countersign::shell
