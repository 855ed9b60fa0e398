// The story behind www/inspector/sample-log.json: one approval, told as commands and judged by the core.
#pragma once

#include <string>

#include "core/base/list.h"
#include "core/request/event.h"

namespace countersign::shell {

// Every step is accepted, or the story stops with an error message and the test fails.
struct Told {
  List<Event> events;
  std::string error;
};
Told tell_sample_story();

// The text of www/inspector/sample-log.json: an export with one event per line.
std::string sample_log(const List<Event>& events);

}  // namespace countersign::shell
