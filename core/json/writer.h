// The canonical writer: RFC 8785 for the values that read_json() accepts, floating-point numbers of any JSON included. One value,
// one text, byte for byte.
#pragma once

#include <string>

#include "core/json/value.h"

namespace countersign {

// Precondition: every number is finite and every text well-formed UTF-8 (read_json and the codecs see to it).
std::string write_canonical(const Json& value);

}  // namespace countersign
