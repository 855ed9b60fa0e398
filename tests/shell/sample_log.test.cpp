#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "core/request/evolve.h"
#include "shell/model/log.h"
#include "tests/shell/sample_story.h"
#include "tests/support/catch.h"

namespace countersign::shell {
namespace {

const std::string kPath = std::string(COUNTERSIGN_SOURCE_DIR) + "/www/inspector/sample-log.json";

std::string file_text() {
  std::ifstream file(kPath, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("the sample log is what its story makes of the core") {
  const Told told = tell_sample_story();
  CAPTURE(told.error);
  REQUIRE(told.error.empty());
  const std::string text = sample_log(told.events);
  // COUNTERSIGN_TEST_WRITE_SAMPLE=1 writes it anew, after the story or the protocol has changed.
  if (std::getenv("COUNTERSIGN_TEST_WRITE_SAMPLE") != nullptr) std::ofstream(kPath, std::ios::binary) << text;
  CHECK(file_text() == text);
}

TEST_CASE("the sample log has every kind of event but the two ends without an answer") {
  const Result<Log> log = read_log(file_text());
  REQUIRE(log.ok());
  CHECK(log.value().stated == StatedRequest::agrees);
  std::set<std::string> words;
  for (const Event& event : log.value().events) words.emplace(word(event.body));
  for (const std::string_view expected : kEventWords) {
    if (expected == "withdrawn" || expected == "expired") continue;
    CAPTURE(expected);
    CHECK(words.count(std::string(expected)) == 1);
  }
}

}  // namespace
}  // namespace countersign::shell
