// The request target: path and query, percent-decoded once and strictly.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace countersign {

struct HttpTarget {
  std::string path;
  std::map<std::string, std::string> query;
};

// Nothing for a target that is not in origin form, has a broken escape, an escaped or raw NUL, slash or
// backslash in disguise, a dot segment, or a query name twice.
std::optional<HttpTarget> parse_target(std::string_view target);

}  // namespace countersign
