// Logs as people have them in files.
#pragma once

#include <string_view>

#include "core/base/result.h"
#include "core/json/value.h"

namespace countersign {

// The events of an array of events, of an object that has one (an export, a bundle), or of one event a line; they are not
// looked at, and nothing of a bundle is verified.
// Errors: those of read_json(); a text without anything is no log.
Result<Json> read_log(std::string_view text);

}  // namespace countersign
