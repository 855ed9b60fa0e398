// The value type of the codecs. Only core/json includes nlohmann/json; its parser and dump() are not used:
// reader.h is stricter, and writer.h is canonical.
#pragma once

#include <string_view>

#include <nlohmann/json.hpp>

namespace countersign {

using Json = nlohmann::json;

// The member with this key; nullptr when there is none, or `json` is no object.
const Json* find_member(const Json& json, std::string_view key);

}  // namespace countersign
