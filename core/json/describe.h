// The core describes itself: words, error table, transition table and limits, for the documentation, the tests and
// /v1/capabilities. Nobody writes these lists a second time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace countersign {

inline constexpr std::int64_t kProtocol = 1;
inline constexpr std::string_view kCoreVersion = "0.1.0";

// Canonical JSON.
std::string describe_errors();       // [{code,status,title}]
std::string describe_limits();       // {name: number}
std::string describe_transitions();  // [{from,verb,outcome?,who,guards,to}]
std::string describe();              // all of it, with the words of every enumeration

}  // namespace countersign
