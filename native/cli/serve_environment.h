// Which variables of the environment are meant for `serve`, and which were misspelt. What begins with COUNTERSIGN_ and is no
// setting would be ignored without a word: a server that listens elsewhere than its owner believes. So it is refused.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace countersign {

inline constexpr std::string_view kSettingPrefix = "COUNTERSIGN_";
// Of the tests and benches, in whose environment servers are started.
inline constexpr std::string_view kTestPrefix = "COUNTERSIGN_TEST_";

// The name of a setting in the environment: of the option `log-format` COUNTERSIGN_LOG_FORMAT.
std::string variable_of(std::string_view option);

// What Kubernetes tells every container of a service whose name begins with `countersign`, such as COUNTERSIGN_SERVICE_HOST,
// COUNTERSIGN_PORT=tcp://10.0.0.1:80 and COUNTERSIGN_PORT_80_TCP_ADDR. Nobody wrote it, and nothing of ours is called so.
bool is_service_variable(std::string_view name, std::string_view value);

// The one of `names` that `wrong` was probably meant to be; nothing when none is like it.
std::optional<std::string> nearest_name(std::string_view wrong, const std::set<std::string>& names);

// One sentence for each variable NAME=VALUE that is set, begins with COUNTERSIGN_ and is none of `known` (names of variables).
// Values are not told: there may be secrets in them.
std::vector<std::string> unknown_settings(const std::vector<std::string>& environment, const std::set<std::string>& known);

// That of this process.
std::vector<std::string> process_environment();

}  // namespace countersign
