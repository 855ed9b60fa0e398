// The value type of the codecs. Only core/json includes nlohmann/json; its parser and dump() are not used:
// reader.h is stricter, and writer.h is canonical.
#pragma once

#include <nlohmann/json.hpp>

namespace countersign {

using Json = nlohmann::json;

}  // namespace countersign
