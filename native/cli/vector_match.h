// Whether an answer is what a vector expects: every member that the vector names is there and equal; lists are as long
// as the vector says, item by item; null stands for a member that is absent. Only for the .cpp files of the vectors: it
// brings the JSON library along.
#pragma once

#include <string>

#include "core/json/value.h"

namespace countersign {

// Where and how the answer differs; empty when it does not.
std::string difference(const Json& expected, const Json& actual, const std::string& pointer = "");

// The value at an RFC 6901 pointer; nullptr when there is none.
const Json* find_value(const Json& json, const std::string& pointer);

}  // namespace countersign
