// What happened in the demo so far, told as commands.
#pragma once

#include <span>
#include <string_view>

namespace countersign {

// One command. In its JSON
//   "@digest"      stands for the digest of the request's current version,
//   "@challenge"   for a fresh challenge,
//   "@days:N"      for 16:00 UTC, N days after today,
//   {"file": …}    for a part made of a sample file, and {"text": …, "name": …} for one made of a text.
struct DemoStep {
  std::string_view person;
  int hours_ago;
  std::string_view command;
};

// The first step of each is `create`.
std::span<const std::span<const DemoStep>> demo_stories();

}  // namespace countersign
